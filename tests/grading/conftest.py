"""One class is graded once per session; what the tests share of it."""

import json

import pytest

from nnlearn.grading import grade, grade_one

from . import made

SEED = 20_26


@pytest.fixture(scope="session")
def klass(tmp_path_factory):
    """Forty submissions by file name."""
    return made.a_class()


@pytest.fixture(scope="session")
def write():
    """Write submissions into a folder."""

    def _write(submissions, folder):
        folder.mkdir(exist_ok=True)
        for name, submission in submissions.items():
            with (folder / name).open("wb") as file:
                file.write(submission.content)
                if submission.content == b"HUGE":
                    file.truncate(100_000_000)  # a sparse file: 100 MB that weigh nothing
        return folder

    return _write


@pytest.fixture(scope="session")
def graded(klass, write, tmp_path_factory):
    """The class graded by two workers: (grades, folder of the marks)."""
    folder = tmp_path_factory.mktemp("class")
    out = folder / "grades"
    grades = grade(
        write(klass, folder / "submissions"), "01", out, workers=2, seed=SEED, sandbox=False, cell_timeout=10
    )
    return grades, out


@pytest.fixture
def grade_answers(tmp_path):
    """Grade one notebook, here and now: solved but for the answers given."""

    def _grade(notebook=None, cell_timeout=10, **answers):
        path = tmp_path / "submission.ipynb"
        path.write_text(json.dumps(notebook or made.solved(**answers)), encoding="utf-8")
        job = {"student": "s", "file": path.name, "path": str(path), "chapter": "01", "seed": SEED}
        return grade_one(job | {"cell_timeout": cell_timeout, "root": str(tmp_path)})

    return _grade
