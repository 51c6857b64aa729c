"""From a chapter's source to its notebooks: build, check, lint, and bring a newer release into a learner's copy."""

from nnlearn.notebooks.build import build
from nnlearn.notebooks.cells import NotebookError, cell_role, exercise_of, source_hash
from nnlearn.notebooks.chapters import chapters, resolve
from nnlearn.notebooks.check import check
from nnlearn.notebooks.derive import course_notebook, solution_notebook
from nnlearn.notebooks.files import read_notebook
from nnlearn.notebooks.findings import Chapter, Finding
from nnlearn.notebooks.lint import lint
from nnlearn.notebooks.merge import merge
from nnlearn.notebooks.source import read_source
from nnlearn.notebooks.update import Updated, update_file

__all__ = [
    "Chapter",
    "Finding",
    "NotebookError",
    "Updated",
    "build",
    "cell_role",
    "chapters",
    "check",
    "course_notebook",
    "exercise_of",
    "lint",
    "merge",
    "read_notebook",
    "read_source",
    "resolve",
    "solution_notebook",
    "source_hash",
    "update_file",
]
