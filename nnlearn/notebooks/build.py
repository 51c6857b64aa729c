"""Make the notebooks of chapters from their sources."""

from collections.abc import Iterable
from pathlib import Path

from nnlearn.notebooks.cells import NotebookError
from nnlearn.notebooks.chapters import course_path, selected, solution_path, source_path
from nnlearn.notebooks.derive import course_notebook, solution_notebook
from nnlearn.notebooks.execute import execute as run
from nnlearn.notebooks.files import to_text, write_atomically
from nnlearn.notebooks.source import read_source


def build(names: Iterable[str] | None, root: Path, execute: bool = True) -> list[Path]:
    """Derive the course notebook of each chapter, and execute its solution notebook.

    Args:
        names: chapters as `resolve` takes them; None or none for all that have a source.
        root: the project's folder.
        execute: False derives the course notebooks alone and leaves the solution notebooks as they are.

    Returns:
        The files that changed. A chapter that fails changes none of its two.

    Raises:
        NotebookError: no such chapter, a source that breaks the format, or a cell that fails; the message says where.
    """
    return [path for name in selected(names, root) for path in _build_one(name, root, execute)]


def _build_one(name: str, root: Path, execute: bool) -> list[Path]:
    source = read_source(source_path(root, name))
    try:
        made = {course_path(root, name): course_notebook(source)}
        if execute:
            solution = solution_notebook(source)
            run(solution, name, solution_path(root, name).parent)
            made[solution_path(root, name)] = solution
    except NotebookError as error:
        raise error if name in str(error) else NotebookError(f"{name}.py, {error}") from None
    return [path for path, notebook in made.items() if write_atomically(path, to_text(notebook).encode())]
