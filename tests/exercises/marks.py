"""Exercises whose answers use Keras are tested in the slow half of the run."""

import pytest

HEAVY = {"keras", "tensorflow"}


def params(exercises):
    """The exercises as parameters of a test, marked where they need Keras."""
    return [pytest.param(e, marks=pytest.mark.keras) if HEAVY & set(e.allow) else e for e in exercises]
