"""`nnlearn update`: newer releases into the learner's copies, one row for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnlearn.cli.project import Project

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True)
class Row:
    """What happened to one copy.

    Args:
        chapter: full name, `"01_perceptron"`.
        change: what changed, in words.
        answers: how many answers were kept.
        failed: True when the copy could not be updated; it was then left as it is.
    """

    chapter: str
    change: str
    answers: int = 0
    failed: bool = False
