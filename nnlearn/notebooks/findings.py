"""What the lint and the freshness check say, and what they look at."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Args:
        path: file, from the project's folder.
        cell: id of the cell, or None where the whole file is meant.
        problem: what is wrong.
        fix: how to mend it.
    """

    path: str
    cell: str | None
    problem: str
    fix: str

    def __str__(self) -> str:
        """The finding as one line."""
        where = f"{self.path}, cell {self.cell}" if self.cell else self.path
        return f"{where}: {self.problem}. Fix: {self.fix}."


@dataclass(frozen=True)
class Chapter:
    """A chapter as the lint sees it.

    Args:
        name: "01_perceptron".
        source: from `read_source`.
        course: the course notebook.
        solution: the executed solution notebook, or None where it was never built.
    """

    name: str
    source: "NotebookNode"
    course: "NotebookNode"
    solution: "NotebookNode | None" = None

    def in_source(self, cell: dict[str, Any] | None, problem: str, fix: str) -> Finding:
        """A finding in the source, which is where authors mend things."""
        return Finding(f"solutions/{self.name}.py", cell["id"] if cell else None, problem, fix)

    def in_solution(self, cell: dict[str, Any] | None, problem: str, fix: str) -> Finding:
        """A finding in the solution notebook."""
        return Finding(f"solutions/{self.name}.ipynb", cell["id"] if cell else None, problem, fix)

    def in_course(self, cell: dict[str, Any] | None, problem: str, fix: str) -> Finding:
        """A finding in the course notebook."""
        return Finding(f"course/{self.name}.ipynb", cell["id"] if cell else None, problem, fix)
