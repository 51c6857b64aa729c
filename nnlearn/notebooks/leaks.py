"""Lint: no line of a solution in the learner's notebook.

A line of a solution is of substance when it computes: at least three operators, calls or subscripts in 12 or more
characters, such as `return 1 / (1 + np.exp(-z))`. Headers of blocks (`for x, y in zip(inputs, targets):`) and imports are
not. Shorter lines count together: three in a row, or a whole solution, with two operators between them. So `return x` or
`w = np.zeros(2)` in a lesson is no leak.
"""

import io
import re
import tokenize
from collections.abc import Iterator

from nnlearn.notebooks.cells import cell_role, exercise_of
from nnlearn.notebooks.findings import Chapter, Finding
from nnlearn.notebooks.solutions import blocks, has_marker

RUN = 3  # lines in a row
CHARACTERS = 12

_OPERATION = re.compile(r"\*\*|//|[<>=!]=|[-+*/@%<>&|^](?!=)|[-+*/@%]=|(?<=[\w\])])[(\[]|\b(?:and|or|not|if|lambda)\b")
_HEADER = re.compile(
    r"(?:async\s+)?(?:def|class|for|while|with|if|elif|else|try|except|finally)\b.*:|(?:import|from|@).*"
)


def code_lines(source: str) -> list[str]:
    r"""The lines of a source without comments and blank lines, blanks at the ends gone and inner ones as one.

    >>> code_lines("x  =  1  # one\n\n# two")
    ['x = 1']
    """
    lines = source.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column]
    except (tokenize.TokenError, SyntaxError):
        pass  # a fragment, or a cell that does not parse: another rule says so
    return [" ".join(line.split()) for line in lines if line.strip()]


def operations(line: str) -> int:
    """How many operators, calls and subscripts a line has; none where it is the header of a block or an import."""
    return 0 if _HEADER.fullmatch(line) else len(_OPERATION.findall(line))


def telling_runs(solution: list[str]) -> Iterator[tuple[str, ...]]:
    """The runs of lines of a solution that give it away."""
    runs: list[tuple[str, ...]] = [(line,) for line in solution if operations(line) >= 3]
    runs += [tuple(solution[start : start + RUN]) for start in range(len(solution) - RUN + 1)]
    runs.append(tuple(solution))
    for run in runs:
        if sum(map(operations, run)) >= 2 and len("".join(run).replace(" ", "")) >= CHARACTERS:
            yield run


def leaks(chapter: Chapter) -> Iterator[Finding]:
    """No telling run of a solution's lines in any code cell of the course notebook, and no marker in either notebook."""
    solutions = [
        (exercise_of(cell), run)
        for cell in chapter.source.cells
        if cell_role(cell) == "answer"
        for block in blocks(cell.source)
        for run in telling_runs(code_lines("\n".join(block.lines)))
    ]
    for cell in chapter.course.cells:
        if cell.cell_type == "code":
            yield from _leaks_in(chapter, cell, solutions)
    for notebook, finding in ((chapter.course, chapter.in_course), (chapter.solution, chapter.in_solution)):
        for cell in notebook.cells if notebook else ():
            if has_marker(cell.source):
                yield finding(cell, "a solution marker is left", "build again")


def _leaks_in(chapter: Chapter, cell: dict, solutions: list[tuple[str | None, tuple[str, ...]]]) -> Iterator[Finding]:
    lines = code_lines(cell["source"])
    told = set()
    for exercise, run in solutions:
        shown = any(tuple(lines[start : start + len(run)]) == run for start in range(len(lines) - len(run) + 1))
        if shown and exercise not in told:
            told.add(exercise)
            yield chapter.in_course(
                cell,
                f"the solution of exercise {exercise} stands here: {' / '.join(run)[:100]!r}",
                "write the cell another way, or move it into the library",
            )
