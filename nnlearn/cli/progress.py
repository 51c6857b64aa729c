"""`nnlearn progress`: per chapter a bar and points, per exercise its state and tries, and what is next."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from nnlearn.exercises import chapter_names, exercises_of

if TYPE_CHECKING:
    from nnlearn.exercises import Exercise
    from nnlearn.exercises.progress import Record

BAR = 20  # characters


def catalogue() -> dict[str, list["Exercise"]]:
    """Every chapter's exercises by the chapter's name: `{"01_perceptron": [...]}`."""
    return {module.removeprefix("ch"): exercises_of(number) for number, module in chapter_names().items()}


def state(record: "Record | None") -> tuple[str, str]:
    """What to call where an exercise stands, and its tries, in words.

    Args:
        record: how it went so far; None when it was never checked.
    """
    if record is None or (not record.tries and not record.passed):
        return "not attempted", ""
    tries = "1 try" if record.tries == 1 else f"{record.tries} tries"
    return ("passed" if record.passed else "not yet"), tries


def bar(earned: int, possible: int) -> str:
    """A bar that is full only when everything is earned.

    Example:
        >>> bar(3, 4)
        '###############-----'
    """
    filled = BAR * earned // possible if possible else 0
    return "#" * filled + "-" * (BAR - filled)


def render(chapters: Mapping[str, Sequence["Exercise"]], records: Mapping[str, "Record"]) -> Group:
    """The report.

    Args:
        chapters: exercises by chapter name, in order.
        records: how each exercise went, by id.
    """
    parts: list[Table | Text] = []
    following = None
    for chapter, exercises in chapters.items():
        parts += [_heading(chapter, exercises, records), _rows(exercises, records), Text()]
        waiting = [exercise for exercise in exercises if state(records.get(exercise.id))[0] != "passed"]
        if waiting and following is None:
            following = f"Next: {waiting[0].id} {waiting[0].name} ({waiting[0].title}), in work/{chapter}.ipynb"
    if not chapters:
        following = "There are no exercises yet."
    parts.append(Text(following or "Everything is passed."))
    return Group(*parts)


def _heading(chapter: str, exercises: Sequence["Exercise"], records: Mapping[str, "Record"]) -> Text:
    possible = sum(exercise.points for exercise in exercises)
    passed = [exercise for exercise in exercises if state(records.get(exercise.id))[0] == "passed"]
    earned = sum(exercise.points for exercise in passed)
    return Text(f"{chapter}  [{bar(earned, possible)}]  {earned} of {possible} points")


def _rows(exercises: Sequence["Exercise"], records: Mapping[str, "Record"]) -> Table:
    rows = Table(box=None, show_header=False, padding=(0, 2))
    for exercise in exercises:
        said, tries = state(records.get(exercise.id))
        points = "1 point" if exercise.points == 1 else f"{exercise.points} points"
        rows.add_row(exercise.id, escape(exercise.name), said, tries, points)
    return rows
