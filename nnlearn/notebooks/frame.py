"""Lint: the frame of a chapter, the order of its exercises, and its words (style.md, "Notebooks")."""

import ast
import re
from collections.abc import Iterator
from itertools import groupby

from nnlearn.notebooks.cells import EXERCISE_ROLES, cell_role, exercise_of, first_line
from nnlearn.notebooks.findings import Chapter, Finding
from nnlearn.notebooks.outputs import traces_of_a_machine

CLOSING = ("Summary", "Check your understanding", "Further reading")
BARE_CODE_CELLS = 0.25  # share of lesson code cells that may follow code without a word between

_FORBIDDEN = re.compile(r"\b(?:(?i:simply|obviously)|TODO|FIXME)\b")
_NBVAL_COMMENT = re.compile(r"^\s*#+\s*(?:PYTEST_VALIDATE_IGNORE_OUTPUT|NBVAL_[A-Z_]+)\s*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(")
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*(\"\s*[^\"\s]|'\s*[^'\s])", re.IGNORECASE)
_CODE_IN_TEXT = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def frame(chapter: Chapter) -> Iterator[Finding]:
    """Title first; one set-up cell, before any other code; the three closing sections in their order."""
    cells = chapter.source.cells
    if cells[0].cell_type != "markdown" or not first_line(cells[0].source).startswith("# "):
        yield chapter.in_source(cells[0], "a chapter begins with its title", "begin with a markdown cell '# Title'")
    code = [cell for cell in cells if cell.cell_type == "code"]
    setups = [cell for cell in code if cell_role(cell) == "setup"]
    if len(setups) != 1 or code[0] is not setups[0] or "setup(" not in setups[0].source:
        yield chapter.in_source(
            setups[-1] if setups else None,
            "a chapter has one set-up cell, and it is the first code cell and calls nnlearn.setup; "
            f"here {len(setups)} cells are tagged setup and the first code cell is {code[0]['id'] if code else 'missing'}",
            "tag the first code cell setup and call nnlearn.setup(seed=...) in it",
        )
    headings = [first_line(cell.source) for cell in cells if cell.cell_type == "markdown"]
    closing = [title for heading in headings for title in CLOSING if heading.casefold() == f"## {title}".casefold()]
    if tuple(closing) != CLOSING:
        yield chapter.in_source(
            None,
            f"a chapter closes with the sections {', '.join(CLOSING)}, each once; received {closing or 'none'}",
            "write each as a cell that begins with its heading, '## Summary'",
        )


def text_before_code(chapter: Chapter) -> Iterator[Finding]:
    """Text stands before almost every lesson code cell: at least before three in four."""
    cells = chapter.source.cells
    lesson = [index for index, cell in enumerate(cells) if cell.cell_type == "code" and cell_role(cell) == "lesson"]
    bare = [index for index in lesson if index == 0 or cells[index - 1].cell_type == "code"]
    if lesson and len(bare) > BARE_CODE_CELLS * len(lesson):
        yield chapter.in_source(
            cells[bare[0]],
            f"text stands before almost every code cell, here {len(bare)} of {len(lesson)} lesson code cells follow code",
            "say before each what to look for",
        )


def order_of_exercises(chapter: Chapter) -> Iterator[Finding]:
    """Each exercise is task, answer, check, hint, one after the other; the numbers rise."""
    runs = [(key, list(run)) for key, run in groupby(chapter.source.cells, exercise_of) if key]
    for exercise, run in runs:
        roles = tuple(cell_role(cell) for cell in run)
        if roles != EXERCISE_ROLES:
            yield chapter.in_source(
                run[0],
                f"exercise {exercise} is task, answer, check, hint, one after the other; received {', '.join(roles)}",
                "bring its four cells together in this order",
            )
    numbers = [int(exercise.partition(".")[2]) for exercise, _ in runs]
    if numbers != sorted(numbers):
        yield chapter.in_source(None, f"the exercises' numbers rise, received {numbers}", "number them as they come")


def code_that_parses(chapter: Chapter) -> Iterator[Finding]:
    """Every code cell of source and course is plain Python, and not empty; a hint is commented out."""
    for cell in chapter.source.cells:
        if cell.cell_type == "code":
            yield from (chapter.in_source(cell, *problem) for problem in _problems(cell.source))
        if cell_role(cell) == "hint" and not all(line.startswith("#") for line in cell.source.splitlines()):
            yield chapter.in_source(cell, "a hint is commented out", "begin its lines with '# '")
    for cell in chapter.course.cells:
        if cell.cell_type == "code":
            yield from (chapter.in_course(cell, *problem) for problem in _problems(cell.source))


def _problems(source: str) -> Iterator[tuple[str, str]]:
    if not source.strip():
        yield "a code cell is empty", "take it out"
    try:
        ast.parse(source)
    except SyntaxError as error:
        yield f"the code is not Python ({error.msg}, line {error.lineno})", "mend it; magics are not used"


def words_and_pictures(chapter: Chapter) -> Iterator[Finding]:
    """No forbidden word, no nbval comment, no path or address of a machine, no image without alt text."""
    for cell in chapter.source.cells:
        if word := _FORBIDDEN.search(cell.source):
            yield chapter.in_source(cell, f"the word {word[0]!r} is not used", "say it without, or do it now")
        if cell.cell_type == "code" and (comment := _NBVAL_COMMENT.search(cell.source)):
            yield chapter.in_source(
                cell, f"the comment {comment[0].strip()!r} overrides the cell's tags", "use the nbval tag instead"
            )
        for what in traces_of_a_machine(cell.source):
            yield chapter.in_source(cell, f"the source holds {what}", "write it relative, or leave it out")
        if cell.cell_type == "markdown":
            yield from _images_without_alt(chapter, cell)


def _images_without_alt(chapter: Chapter, cell: dict) -> Iterator[Finding]:
    text = _CODE_IN_TEXT.sub("", cell["source"])
    bare = [image[0] for image in _IMAGE.finditer(text) if not image["alt"].strip()]
    bare += [image for image in _IMG.findall(text) if not _ALT.search(image)]
    for _ in bare:
        yield chapter.in_source(cell, "an image has no alt text", "say in the brackets what there is to see")
