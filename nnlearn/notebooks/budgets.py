"""Lint: how much of everything a chapter may hold (style.md, "Notebooks")."""

import json
import re
from collections.abc import Iterator
from statistics import median

from nnlearn.notebooks.cells import cell_role, exercise_of
from nnlearn.notebooks.findings import Chapter, Finding

LESSON_CELLS = (25, 45)
WORDS = (1_800, 3_500)
MEDIAN_LINES = (3, 8)
LONGEST_CELL = 30  # lines
WORDS_IN_A_CELL = 150
EXERCISES = (7, 9)
FIGURES = 6
OUTPUT_BYTES = 700_000

_NOT_PROSE = re.compile(r"```.*?```|\$\$.*?\$\$|(?<=\])\([^)]*\)|^ *\|[^\n]*", re.DOTALL | re.MULTILINE)
_INLINE_MATH = re.compile(r"\$[^$\n]+\$")


def count_words(markdown: str, tables: bool = True) -> int:
    """Words of a markdown text: tokens with a letter or digit; inline math is one, links' targets and formulas none.

    Args:
        markdown: source of a cell.
        tables: whether table rows count.

    >>> count_words("The rule $w + x$ is [here](a/b.md).")
    5
    """
    if tables:
        markdown = re.sub(r"^ *\|", " ", markdown, flags=re.MULTILINE)
    text = _INLINE_MATH.sub("x", _NOT_PROSE.sub(" ", markdown))
    return sum(any(letter.isalnum() for letter in token) for token in text.split())


def count_lines(source: str) -> int:
    """Lines of a cell that are not blank."""
    return sum(bool(line.strip()) for line in source.splitlines())


def budget_of_lesson_cells(chapter: Chapter) -> Iterator[Finding]:
    """25 to 45 lesson code cells; a median of 3 to 8 lines; none over 30."""
    cells = [cell for cell in chapter.source.cells if cell.cell_type == "code" and cell_role(cell) == "lesson"]
    if not LESSON_CELLS[0] <= len(cells) <= LESSON_CELLS[1]:
        yield chapter.in_source(
            None,
            f"a chapter has {LESSON_CELLS[0]} to {LESSON_CELLS[1]} lesson code cells, this one {len(cells)}",
            "split or merge cells, or move a section into the library",
        )
    lengths = [count_lines(cell.source) for cell in cells]
    if lengths and not MEDIAN_LINES[0] <= median(lengths) <= MEDIAN_LINES[1]:
        yield chapter.in_source(
            None,
            f"the median lesson code cell has {MEDIAN_LINES[0]} to {MEDIAN_LINES[1]} lines, here {median(lengths):g}",
            "show one concept a cell, and put plumbing into nnlearn",
        )
    for cell, length in zip(cells, lengths, strict=True):
        if length > LONGEST_CELL:
            yield chapter.in_source(
                cell, f"a code cell has at most {LONGEST_CELL} lines, this one {length}", "split it at its ideas"
            )


def budget_of_words(chapter: Chapter) -> Iterator[Finding]:
    """1,800 to 3,500 words in all; under 150 in a cell, the rows of its tables not counted."""
    texts = [cell for cell in chapter.source.cells if cell.cell_type == "markdown"]
    total = sum(count_words(cell.source) for cell in texts)
    if not WORDS[0] <= total <= WORDS[1]:
        yield chapter.in_source(
            None, f"a chapter has {WORDS[0]} to {WORDS[1]} words, this one {total}", "say what is missing, or cut"
        )
    for cell in texts:
        words = count_words(cell.source, tables=False)
        if words >= WORDS_IN_A_CELL:
            yield chapter.in_source(
                cell,
                f"a markdown cell has under {WORDS_IN_A_CELL} words (tables not counted), this one {words}",
                "split it, or put code between its thoughts",
            )


def budget_of_exercises(chapter: Chapter) -> Iterator[Finding]:
    """7 to 9 exercises."""
    exercises = {exercise_of(cell) for cell in chapter.source.cells} - {None}
    if not EXERCISES[0] <= len(exercises) <= EXERCISES[1]:
        yield chapter.in_source(
            None,
            f"a chapter has {EXERCISES[0]} to {EXERCISES[1]} exercises, this one {len(exercises)}",
            "add or merge exercises",
        )


def budget_of_outputs(chapter: Chapter) -> Iterator[Finding]:
    """At least six figures, and under 700 kB of outputs."""
    if chapter.solution is None:
        return
    outputs = [output for cell in chapter.solution.cells for output in cell.get("outputs", [])]
    figures = sum("image/png" in output.get("data", {}) for output in outputs)
    if figures < FIGURES:
        yield chapter.in_solution(
            None, f"a chapter shows at least {FIGURES} figures, this one {figures}", "draw what is only told"
        )
    size = sum(len(json.dumps(output)) for output in outputs)
    if size >= OUTPUT_BYTES:
        yield chapter.in_solution(
            None,
            f"outputs take under {OUTPUT_BYTES // 1000} kB, here {size // 1000} kB",
            "draw smaller figures, at a lower resolution",
        )
