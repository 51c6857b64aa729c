"""Read a chapter's source (Jupytext percent) into a notebook with roles, exercises and ids that never change by chance."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnlearn.notebooks.cells import (
    EXERCISE_ID,
    IGNORED,
    NBVAL_TAGS,
    ROLE_TAGS,
    SKIPPED,
    TASK_HEADING,
    NotebookError,
    assign_ids,
    first_line,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}
_FIRST_CELL = re.compile(r"^# %%", re.MULTILINE)
_ALMOST_A_TASK = re.compile(r"#+\s*exercise\s*\d", re.IGNORECASE)
_KNOWN_METADATA = {"tags", "exercise", "lines_to_next_cell"}


def read_source(path: Path) -> "NotebookNode":
    """Read `solutions/NN_slug.py`.

    Args:
        path: the source; the two digits at the beginning of its name are the chapter's number.

    Returns:
        An nbformat 4.5 notebook, solutions with their markers, no outputs. Every cell has its id and
        `metadata.nnlearn = {"role": ..., "exercise": ...}`; `metadata.tags` keeps what nbval reads.

    Raises:
        NotebookError: a cell's tags, exercise or heading are not what the format knows; the message names the cell.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise NotebookError(f"{path.name} expects a source in UTF-8, received {error}. Fix: see the file.") from None
    return parse_source(text, path.name)


def parse_source(text: str, name: str) -> "NotebookNode":
    """As `read_source`, from the text of a source.

    Args:
        text: Jupytext percent. What stands before the first `# %%` (an encoding, a licence) is no cell.
        name: file name of the source, for the chapter's number and for messages.
    """
    import jupytext
    from nbformat import from_dict

    start = _FIRST_CELL.search(text)
    if start is None:
        raise NotebookError(f"{name} expects cells, received none. Fix: begin each cell with a line '# %%'.")
    cells = [_cell(cell, name) for cell in jupytext.reads(text[start.start() :], fmt=_FORMAT).cells]
    assign_ids(cells)
    return from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": _METADATA, "cells": cells})


def _cell(cell: dict[str, Any], name: str) -> dict[str, Any]:
    """One cell without what Jupytext adds, with its role."""
    source = cell["source"].rstrip()
    where = f"{name}, cell {first_line(source)[:60]!r}"
    if cell["cell_type"] == "raw":
        raise NotebookError(f"{where} expects code or markdown, received raw. Fix: write '# %% [markdown]'.")
    if unknown := sorted(set(cell["metadata"]) - _KNOWN_METADATA):
        raise NotebookError(
            f"{where} expects only tags and exercise after '# %%', received {', '.join(unknown)}. "
            "Fix: correct the spelling or leave it out."
        )
    tags = _tags(cell["metadata"].get("tags", []), where)
    role = _role(cell["cell_type"], source, tags, where)
    exercise = _exercise(cell["metadata"].get("exercise"), role, source, name, where)
    metadata: dict[str, Any] = {"nnlearn": {"role": role, **({"exercise": exercise} if exercise else {})}}
    if kept := [tag for tag in tags if tag in NBVAL_TAGS]:
        metadata["tags"] = kept
    if cell["cell_type"] == "markdown":
        return {"cell_type": "markdown", "metadata": metadata, "source": source}
    return {"cell_type": "code", "metadata": metadata, "source": source, "execution_count": None, "outputs": []}


def _tags(tags: Any, where: str) -> list[str]:
    known = (*ROLE_TAGS, *NBVAL_TAGS)
    if not isinstance(tags, list) or any(tag not in known for tag in tags):
        raise NotebookError(f"{where} expects tags of {', '.join(known)}, received {tags}. Fix: correct the spelling.")
    return tags


def _role(cell_type: str, source: str, tags: list[str], where: str) -> str:
    roles = [tag for tag in tags if tag in ROLE_TAGS]
    if len(roles) > 1 or (roles and cell_type == "markdown"):
        raise NotebookError(f"{where} expects one role on a code cell, received {roles} on {cell_type}. Fix: keep one.")
    if roles == ["check"] and {IGNORED, SKIPPED} & set(tags):
        raise NotebookError(
            f"{where} is a check whose verdict nobody compares, received {tags}. Fix: drop the nbval tag."
        )
    if roles:
        return roles[0]
    if cell_type == "markdown" and TASK_HEADING.fullmatch(first_line(source)):
        return "task"
    if cell_type == "markdown" and _ALMOST_A_TASK.match(first_line(source)):
        raise NotebookError(
            f"{where} expects a heading like '### Exercise 01.3: title', received {first_line(source)!r}. "
            "Fix: write it so."
        )
    return "lesson"


def _exercise(exercise: Any, role: str, source: str, name: str, where: str) -> str | None:
    if exercise is None and (task := TASK_HEADING.fullmatch(first_line(source))):
        exercise = task[1]
    if role in ("setup", "lesson"):
        if exercise is None:
            return None
        raise NotebookError(
            f"{where} expects a role, received exercise {exercise!r} alone. Fix: tag it answer, check or hint."
        )
    if not isinstance(exercise, str) or not EXERCISE_ID.fullmatch(exercise) or exercise[:2] != name[:2]:
        raise NotebookError(
            f'{where} expects exercise="{name[:2]}.N", received {exercise!r}. Fix: name an exercise of this chapter.'
        )
    return exercise
