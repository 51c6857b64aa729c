"""Exercises: one contract for the learner's check, the shell's check and the grader.

``from nnlearn.exercises import ch01`` gives the exercises of chapter 01: ``ch01.predict.check(predict)``.
"""

import importlib
import pkgutil
import re
from types import ModuleType
from typing import Any

from nnlearn.exercises.base import Case, Exercise, Mistake
from nnlearn.exercises.compare import Accuracy, AtMost, Close, Exact, Through
from nnlearn.exercises.feedback import Verdict
from nnlearn.exercises.judging import AnswerKey

__all__ = [
    "Accuracy",
    "AnswerKey",
    "AtMost",
    "Case",
    "Close",
    "Exact",
    "Exercise",
    "Mistake",
    "Through",
    "Verdict",
    "chapter_names",
    "exercises_of",
]


def chapter_names() -> dict[str, str]:
    """The chapters that have exercises: ``{"01": "ch01_perceptron", ...}``."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name[2:4]: name for name in names if re.fullmatch(r"ch\d\d_\w+", name)}


def exercises_of(chapter: str) -> list[Exercise]:
    """The exercises of a chapter, in order.

    Raises:
        ValueError: if there is no such chapter.
    """
    found = [
        value for value in vars(_module(chapter)).values() if isinstance(value, Exercise) and value.chapter == chapter
    ]
    return sorted(found, key=lambda exercise: [int(part) for part in exercise.id.split(".")])


def _module(chapter: str) -> ModuleType:
    names = chapter_names()
    if chapter not in names:
        raise ValueError(
            f"No exercises for chapter {chapter!r}. There are: {', '.join(names) or 'none'}. Write two digits, as in '01'."
        )
    return importlib.import_module(f"{__name__}.{names[chapter]}")


def __getattr__(name: str) -> Any:
    match = re.fullmatch(r"ch(\d\d)", name)
    if match and match[1] in chapter_names():
        return _module(match[1])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
