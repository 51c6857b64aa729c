"""From a source, as `read_source` gives it, to the two notebooks that are released."""

import copy
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nnlearn.notebooks.cells import COMPARED, NotebookError, exercise_of, own, release
from nnlearn.notebooks.solutions import has_marker, stub, without_markers

if TYPE_CHECKING:
    from nbformat import NotebookNode


def solution_notebook(source: "NotebookNode") -> "NotebookNode":
    """The solution notebook, not executed: answers without their marker lines.

    Args:
        source: from `read_source`; it stays as it is.

    Returns:
        A valid notebook, its cells stamped and locked, its checks compared by nbval.

    Raises:
        NotebookError: an answer's markers are wrong, or a marker stands outside an answer.
    """
    return _derive(source, lambda text, exercise: without_markers(text))


def course_notebook(source: "NotebookNode") -> "NotebookNode":
    """The learner's notebook: a stub in place of every solution, no outputs, no execution counts.

    Args:
        source: from `read_source`; it stays as it is.

    Returns:
        A valid notebook, its cells stamped and locked.

    Raises:
        NotebookError: an answer's markers are wrong, or a marker stands outside an answer.
    """
    return _derive(source, stub)


def _derive(source: "NotebookNode", answer: Callable[[str, str], str]) -> "NotebookNode":
    import nbformat

    notebook = copy.deepcopy(source)
    counted = Counter(cell["id"] for cell in notebook.cells)
    if repeated := [cell_id for cell_id, count in counted.items() if count > 1]:
        raise NotebookError(
            f"an exercise expects one task, answer, check and hint, received {', '.join(repeated)} more than once. "
            "Fix: correct the exercise number of one of them."
        )
    for cell in notebook.cells:
        _finish(cell, answer)
    nbformat.validate(notebook)
    return notebook


def _finish(cell: dict[str, Any], answer: Callable[[str, str], str]) -> None:
    record = own(cell)
    if record["role"] == "answer":
        try:
            stub(cell["source"], record["exercise"])  # what is wrong for one notebook is wrong for both
            cell["source"] = answer(cell["source"], record["exercise"])
        except NotebookError as error:
            raise NotebookError(f"cell {cell['id']}: {error}") from None
    elif has_marker(cell["source"]):
        raise NotebookError(
            f"cell {cell['id']} expects no solution marker, received one outside an answer. "
            f"Fix: tag the cell answer, or take the marker out (exercise {exercise_of(cell)})."
        )
    if record["role"] == "check":
        tags = cell["metadata"].get("tags", [])
        cell["metadata"]["tags"] = tags if COMPARED in tags else [*tags, COMPARED]
    release(cell)
