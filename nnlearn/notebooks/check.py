"""Are the notebooks those of the sources? Executes nothing, writes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from nnlearn.notebooks.cells import NotebookError
from nnlearn.notebooks.chapters import chapters, course_path, selected, solution_path, source_path
from nnlearn.notebooks.derive import course_notebook, solution_notebook
from nnlearn.notebooks.files import read_notebook, to_text
from nnlearn.notebooks.findings import Chapter, Finding
from nnlearn.notebooks.lint import lint
from nnlearn.notebooks.source import read_source

if TYPE_CHECKING:
    from nbformat import NotebookNode

FEW = 3  # cells of one notebook that are told one by one


def check(names: Iterable[str] | None, root: Path) -> list[Finding]:
    """Compare both notebooks of each chapter with its source, and lint the chapter.

    The course notebook is held to the byte. The solution notebook is held cell by cell (id, type, source, metadata),
    to have run from 1 to n, and to hold no error that was not meant; its outputs are nbval's affair.

    Args:
        names: chapters as `resolve` takes them; None or none for all. Where all are checked, a notebook without a
            source is a finding as well.
        root: the project's folder.

    Returns:
        What is wrong, as sentences with path, cell and remedy; empty when all is fresh.

    Raises:
        NotebookError: no such chapter.
    """
    known = list(chapters(root).values())
    wanted = selected(names, root)
    findings = [finding for name in wanted for finding in _check_one(name, root)]
    return [*findings, *_orphans(known, root)] if wanted == known else findings


def _check_one(name: str, root: Path) -> list[Finding]:
    try:
        source = read_source(source_path(root, name))
        course, solution = course_notebook(source), solution_notebook(source)
    except NotebookError as error:
        problem, _, fix = str(error).removesuffix(".").partition(". Fix: ")
        return [Finding(f"solutions/{name}.py", None, problem, fix or "mend the source")]
    findings = list(_course_findings(course, course_path(root, name), root))
    stored = None
    try:
        stored = read_notebook(solution_path(root, name))
        findings += _solution_findings(solution, stored, solution_path(root, name), root)
    except NotebookError:
        findings.append(_missing(solution_path(root, name), root))
    return findings + lint(Chapter(name, source, course, stored))


def _missing(path: Path, root: Path) -> Finding:
    return Finding(_short(path, root), None, "the notebook is missing or none", _remedy(path))


def _short(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _remedy(path: Path) -> str:
    return f"run nnlearn build {path.stem[:2]}"


def _course_findings(expected: "NotebookNode", path: Path, root: Path) -> Iterator[Finding]:
    if not path.is_file():
        yield _missing(path, root)
        return
    if path.read_bytes() == to_text(expected).encode():
        return
    try:
        differences = list(_differences(expected, read_notebook(path), path, root, ("outputs", "execution_count")))
    except NotebookError:
        differences = [_missing(path, root)]
    # The same cells in other bytes: another program has saved the file.
    yield from differences or [
        Finding(_short(path, root), None, "the file is not as the build writes it", _remedy(path))
    ]


def _solution_findings(expected: "NotebookNode", stored: "NotebookNode", path: Path, root: Path) -> Iterator[Finding]:
    yield from _differences(expected, stored, path, root)
    ran = [cell for cell in stored.cells if cell.cell_type == "code"]
    yield from _few_or_one(
        [
            Finding(_short(path, root), cell.get("id"), f"the cell ran as number {count}, not {number}", _remedy(path))
            for number, cell in enumerate(ran, start=1)
            if (count := cell.get("execution_count")) != number
        ],
        "cells did not run in their order",
    )


def _differences(
    expected: "NotebookNode", stored: "NotebookNode", path: Path, root: Path, more: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """Where a stored notebook differs from the expected one: the notebook's metadata, then cell by cell."""
    for part in ("nbformat", "nbformat_minor", "metadata"):
        if expected[part] != stored.get(part):
            yield Finding(_short(path, root), None, f"the notebook's {part} is not the source's", _remedy(path))
    yield from _few_or_one(
        list(_stale_cells(expected, stored, path, root, more)), "cells are not as the source makes them"
    )


def _stale_cells(
    expected: "NotebookNode", stored: "NotebookNode", path: Path, root: Path, more: tuple[str, ...]
) -> Iterator[Finding]:
    """One finding for each cell, up to the first whose id is another's: every cell after it would be told as well."""
    for mine, theirs in zip_longest(expected.cells, stored.cells):
        if mine is None or theirs is None or mine["id"] != theirs.get("id"):
            wanted, found = mine and mine["id"], theirs and theirs.get("id")
            problem = f"the source has cell {wanted or 'nothing'} here, the notebook {found or 'nothing'}"
            yield Finding(_short(path, root), found or wanted, problem, _remedy(path))
            return
        # One part tells enough: the metadata holds the hash of the source and differs with it.
        parts = (part for part in ("cell_type", "source", "metadata", *more) if mine.get(part) != theirs.get(part))
        if part := next(parts, None):
            yield Finding(_short(path, root), mine["id"], f"the cell's {part} is not the source's", _remedy(path))


def _few_or_one(findings: list[Finding], all_of_them: str) -> list[Finding]:
    """The findings, one for each cell of a notebook; where they are many, one that counts them and names the first."""
    if len(findings) <= FEW:
        return findings
    first = findings[0]
    return [replace(first, problem=f"{len(findings)} {all_of_them}; the first of them: {first.problem}")]


def _orphans(known: list[str], root: Path) -> Iterator[Finding]:
    for folder in ("course", "solutions"):
        for path in sorted((root / folder).glob("*.ipynb")):
            if path.stem not in known:
                yield Finding(
                    _short(path, root), None, "no source makes this notebook", "write its source, or delete it"
                )
