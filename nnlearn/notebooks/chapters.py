"""Which chapters there are, and which one is meant."""

import re
from collections.abc import Iterable
from pathlib import Path

from nnlearn.notebooks.cells import NotebookError

_NAME = re.compile(r"(\d\d)_([a-z0-9_]+)")


def chapters(root: Path) -> dict[str, str]:
    """The chapters that have a source, in order: `{"01": "01_perceptron", ...}`.

    Args:
        root: the project's folder; sources are `solutions/NN_slug.py`.

    Raises:
        NotebookError: two sources carry the same number.
    """
    found: dict[str, str] = {}
    for path in sorted((root / "solutions").glob("*.py")):
        if not (match := _NAME.fullmatch(path.stem)):
            continue
        if match[1] in found:
            raise NotebookError(
                f"solutions expects one source per chapter, received {found[match[1]]}.py and {path.name}. "
                "Fix: give one of them a free number."
            )
        found[match[1]] = path.stem
    return found


def resolve(name: str, root: Path) -> str:
    """The full name of a chapter.

    Args:
        name: "01", "1", "01_perceptron" or "perceptron".
        root: the project's folder.

    Raises:
        NotebookError: no chapter answers to this name; the message lists those that do.
    """
    known = chapters(root)
    for number, full in known.items():
        if name in (full, full.partition("_")[2]) or (name.isdecimal() and name.zfill(2) == number):
            return full
    listed = ", ".join(known.values()) or "none yet: write solutions/NN_slug.py"
    raise NotebookError(f"resolve expects a chapter, received {name!r}. Fix: take one of {listed}.")


def selected(names: Iterable[str] | None, root: Path) -> list[str]:
    """Full names of the chapters that are asked for; all that have a source where none is.

    Args:
        names: chapters as `resolve` takes them. None and an empty list mean all, so that no check passes on nothing.
        root: the project's folder.

    Raises:
        NotebookError: no such chapter.
    """
    return [resolve(name, root) for name in names or ()] or list(chapters(root).values())


def course_path(root: Path, name: str) -> Path:
    """The learner's notebook of a chapter, as released."""
    return root / "course" / f"{name}.ipynb"


def solution_path(root: Path, name: str) -> Path:
    """The executed notebook of a chapter."""
    return root / "solutions" / f"{name}.ipynb"


def source_path(root: Path, name: str) -> Path:
    """The source of a chapter."""
    return root / "solutions" / f"{name}.py"
