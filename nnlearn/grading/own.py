"""`nnlearn check`: one's own notebook, judged as the learner's checks judge it, on the same fixed inputs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnlearn.exercises import Verdict, chapter_names, feedback, progress
from nnlearn.grading.one import grade_one, load_exercises
from nnlearn.grading.reading import UnreadableError, chapter_of, read_bytes, read_cells

_FIX = "Fix: open the chapter with `nnlearn lab` and check the copy in work/."


@dataclass(frozen=True)
class Report:
    """What came of one notebook.

    Attributes:
        verdicts: one per exercise, in order.
        titles: the exercises' titles, in the same order.
        points: earned.
        out_of: what could be earned.
        notes: what the owner should know besides.
    """

    verdicts: tuple[Verdict, ...]
    titles: tuple[str, ...]
    points: float
    out_of: float
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """Exercise, title, verdict and points, as text."""
        return [
            (verdict.exercise, title, verdict.status, f"{verdict.points:g} of {verdict.out_of:g}")
            for verdict, title in zip(self.verdicts, self.titles, strict=True)
        ]

    @property
    def panels(self) -> list[str]:
        """The text of what was tried and is not passed, and the notes."""
        tried = [v for v in self.verdicts if not v.passed and v.status != feedback.NOT_ATTEMPTED]
        return [*(verdict.to_text() for verdict in tried), *self.notes]

    def to_text(self) -> str:
        """Everything as plain text."""
        rows = ["  ".join(row) for row in self.rows]
        return "\n\n".join(["\n".join([*rows, f"{self.points:g} of {self.out_of:g} points"]), *self.panels])

    def __rich__(self) -> Any:
        """For `rich.print`: a table, then the panels' text."""
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        for column in ("exercise", "title", "verdict", "points"):
            table.add_column(column)
        for row in self.rows:
            table.add_row(*map(Text, row))
        table.add_row("", "", "", Text(f"{self.points:g} of {self.out_of:g}", style="bold"))
        return Group(table, *(Text(f"\n{panel}") for panel in self.panels))


def check_notebook(path: Path, module: str | None = None, cell_timeout: float = 30) -> Report:
    """Check every exercise of one's own notebook, and note the progress.

    Args:
        path: the notebook.
        module: where the exercises are, instead of the chapter's own (an importable name or a .py file).
        cell_timeout: seconds that one cell may take.

    Raises:
        ValueError: the file is no notebook of a chapter; the message says why.
    """
    path = Path(path)
    try:
        chapter = chapter_of(read_cells(read_bytes(path)))
    except UnreadableError as error:
        raise ValueError(f"check expects a notebook of this course, received {path}. {error} {_FIX}") from None
    if not chapter or (module is None and chapter not in chapter_names()):
        known = ", ".join(sorted(chapter_names())) or "none"
        raise ValueError(f"check expects a notebook with answer cells of a chapter ({known}), received {path}. {_FIX}")
    job = {"student": path.stem, "file": path.name, "path": str(path), "chapter": chapter, "seed": None}
    result = grade_one(job | {"module": module, "cell_timeout": cell_timeout})
    if result["problem"]:
        raise ValueError(f"check expects a notebook of this course, received {path}. {result['problem']}")
    verdicts = tuple(Verdict.from_json(verdict) for verdict in result["exercises"])
    for verdict in verdicts:
        progress.record(verdict)
    titles = tuple(exercise.title for exercise in load_exercises(chapter, module))
    return Report(verdicts, titles, result["points"], result["out_of"], tuple(result["notes"]))
