"""What a cell is: its role, its exercise, its id, the hash of its source. Everything here reads plain dictionaries."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

EXERCISE_ROLES = ("task", "answer", "check", "hint")
ROLES = ("setup", "lesson", *EXERCISE_ROLES)
ROLE_TAGS = ("setup", "answer", "check", "hint")
COMPARED, IGNORED, SKIPPED = "nbval-check-output", "nbval-ignore-output", "nbval-skip"
MAY_RAISE = "raises-exception"
NBVAL_TAGS = (COMPARED, IGNORED, SKIPPED, MAY_RAISE)

TASK_HEADING = re.compile(r"### Exercise (\d\d\.\d{1,2}): (\S.*)")
EXERCISE_ID = re.compile(r"\d\d\.\d{1,2}")
_CELL_ID = re.compile(r"ex-(\d\d)-(\d{1,2})-(task|answer|check|hint)")
_HEADING = re.compile(r"#{1,6} +(.+)")
_LOCKS = {
    "task": {"editable": False, "deletable": False},
    "check": {"editable": False, "deletable": False},
    "answer": {"deletable": False},
}


class NotebookError(ValueError):
    """A source or a notebook is not what it should be; the message says where and how to mend it."""


def own(cell: dict[str, Any]) -> dict[str, Any]:
    """What the build wrote into `metadata.nnlearn` of a cell; empty where there is nothing usable.

    Args:
        cell: a cell of any notebook, a damaged one included.
    """
    metadata = cell.get("metadata")
    record = metadata.get("nnlearn") if isinstance(metadata, dict) else None
    return record if isinstance(record, dict) else {}


def cell_role(cell: dict[str, Any]) -> str:
    """The role of a cell: by its metadata, else by its id, else by its heading; "lesson" where nothing tells.

    Args:
        cell: a cell of any notebook, a damaged one included.

    Returns:
        One of setup, lesson, task, answer, check, hint.

    >>> cell_role({"cell_type": "markdown", "source": "### Exercise 01.3: predict", "metadata": {}})
    'task'
    """
    role = own(cell).get("role")
    if role in ROLES:
        return role
    if match := _by_id(cell):
        return match[3]
    return "task" if _task(cell) else "lesson"


def exercise_of(cell: dict[str, Any]) -> str | None:
    """The exercise that a cell belongs to, found as `cell_role` finds the role.

    Args:
        cell: a cell of any notebook, a damaged one included.

    Returns:
        An id such as "01.3", or None.

    >>> exercise_of({"id": "ex-01-3-answer", "cell_type": "code", "source": "", "metadata": {}})
    '01.3'
    """
    exercise = own(cell).get("exercise")
    if isinstance(exercise, str) and EXERCISE_ID.fullmatch(exercise):
        return exercise
    if match := _by_id(cell):
        return f"{match[1]}.{match[2]}"
    return task[1] if (task := _task(cell)) else None


def _by_id(cell: dict[str, Any]) -> re.Match[str] | None:
    return _CELL_ID.fullmatch(str(cell.get("id")))


def _task(cell: dict[str, Any]) -> re.Match[str] | None:
    if cell.get("cell_type") != "markdown" or not isinstance(cell.get("source"), str):
        return None
    return TASK_HEADING.fullmatch(first_line(cell["source"]))


def first_line(source: str) -> str:
    """The first line of a source, without blanks at its ends."""
    return source.strip().split("\n", 1)[0].rstrip()


def source_hash(source: str) -> str:
    """First 12 hexadecimal digits of the SHA-256 of a source: tells an edited cell from one as released.

    Args:
        source: text of a cell.

    >>> source_hash("x = 1")
    '8ff436def145'
    """
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def slug(text: str) -> str:
    """A heading as part of a cell id: lower-case ASCII letters, digits and single dashes, at most 40 characters.

    Args:
        text: a heading without its number signs.

    >>> slug("The wall: what *one* neuron cannot do")
    'the-wall-what-one-neuron-cannot-do'
    """
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")
    return words[:40].rstrip("-") or "section"


def assign_ids(cells: Iterable[dict[str, Any]]) -> None:
    """Give every cell its id: `ex-01-3-answer` for an exercise's, else `the-wall-2` by heading and ordinal.

    The heading is the nearest first line of a markdown cell that is a heading; an exercise's own heading names only
    the exercise's cells. The ordinal counts the cells under the same slug from 1, so that no two ids are alike.

    Args:
        cells: cells with role and exercise in `metadata.nnlearn`; their ids are set in place.
    """
    section = "section"
    seen: Counter[str] = Counter()
    for cell in cells:
        record = own(cell)
        if "exercise" in record:
            cell["id"] = f"ex-{record['exercise'].replace('.', '-')}-{record['role']}"
            continue
        if cell["cell_type"] == "markdown" and (heading := _HEADING.fullmatch(first_line(cell["source"]))):
            section = slug(heading[1])
        seen[section] += 1
        cell["id"] = f"{section}-{seen[section]}"


def release(cell: dict[str, Any]) -> None:
    """Stamp a cell as it leaves the build: the hash of its source and the locks of its role, in place.

    Args:
        cell: a cell with role in `metadata.nnlearn` and its final source.
    """
    metadata = cell["metadata"]
    metadata["nnlearn"] = {**metadata["nnlearn"], "base": source_hash(cell["source"])}
    metadata.update(_LOCKS.get(metadata["nnlearn"]["role"], {}))
