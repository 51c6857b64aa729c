"""`nnlearn update`: newer releases into the learner's copies, one row for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nnlearn.cli.project import Project, ProjectError
from nnlearn.notebooks import NotebookError, cell_role, read_notebook, source_hash, update_file
from nnlearn.notebooks.cells import own

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True)
class Row:
    """What happened to one copy.

    Args:
        chapter: full name, `"01_perceptron"`.
        change: what changed, in words.
        answers: how many answers the learner has written; all of them are kept.
        failed: True when the copy could not be updated; it is then as it was.
    """

    chapter: str
    change: str
    answers: int = 0
    failed: bool = False


def update_copies(project: Project, chapter: str | None = None) -> list[Row]:
    """Update the copy of one chapter, or every copy there is.

    Args:
        project: whose `work/` to update.
        chapter: full name of a released chapter; None for all that have a copy.

    Raises:
        ProjectError: the one chapter that was asked for has no copy yet.
    """
    copies = {name: project.work / f"{name}.ipynb" for name in project.released()}
    if chapter is not None and not copies[chapter].exists():
        raise ProjectError(
            f"nnlearn update expects a copy of {chapter} in work/, received none. Fix: open it with `nnlearn lab`."
        )
    wanted = [name for name, copy in copies.items() if copy.exists() and chapter in (None, name)]
    return [_update_one(project, name) for name in wanted]


def _update_one(project: Project, name: str) -> Row:
    copy = project.work / f"{name}.ipynb"
    try:
        before = read_notebook(copy).cells
        updated = update_file(project.released()[name], copy)
        after = read_notebook(copy).cells
    except NotebookError as error:
        return Row(name, str(error), failed=True)
    answers = sum(cell_role(cell) == "answer" and _written(cell) for cell in after)
    return Row(name, _difference(before, after) if updated.changed else "up to date", answers)


def _written(cell: dict[str, Any]) -> bool:
    """Whether a cell is the learner's own: its source is not the one that was released."""
    return own(cell).get("base") != source_hash(cell["source"])


def _difference(before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]) -> str:
    """How many cells were renewed, came and went, by id."""
    old = {cell.get("id"): cell["source"] for cell in before}
    new = {cell.get("id"): cell["source"] for cell in after}
    counts = {
        "renewed": sum(old[id_] != new[id_] for id_ in old.keys() & new.keys()),
        "new": len(new.keys() - old.keys()),
        "gone": len(old.keys() - new.keys()),
    }
    said = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    return f"cells: {said}" if said else "order or settings of cells"


def table(rows: Iterable[Row]) -> "Table":
    """The report for people."""
    from rich.markup import escape
    from rich.table import Table

    shown = Table("chapter", "what changed", "answers kept", box=None, pad_edge=False)
    for row in rows:
        shown.add_row(row.chapter, escape(row.change), "" if row.failed else str(row.answers))
    return shown
