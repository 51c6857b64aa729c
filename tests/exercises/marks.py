"""Exercises whose answers use Keras, or whose answers train for long, are tested in the slow half of the run."""

import pytest

HEAVY = {"keras", "tensorflow"}
LONG = {"01.8", "03.8", "04.3"}  # many trainings or many epochs behind each of their gates: seconds, not milliseconds


def params(exercises):
    """The exercises as parameters of a test, marked where they need Keras or long."""
    return [pytest.param(exercise, marks=_marks(exercise)) for exercise in exercises]


def _marks(exercise):
    if HEAVY & set(exercise.allow):
        return [pytest.mark.keras]
    return [pytest.mark.slow] if exercise.id in LONG else []
