"""`nnlearn check`: one's own notebook, fixed inputs, a table and the panels' text."""

import json

import pytest
from rich.console import Console

from nnlearn.exercises import progress
from nnlearn.grading import check_notebook

from . import made


@pytest.fixture
def notebook(tmp_path):
    def write(content):
        path = tmp_path / "01_perceptron.ipynb"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


@pytest.mark.kernel
def test_a_half_solved_notebook_is_reported_and_noted(notebook):
    changed = {"weighted_sum": made.WRONG["weighted_sum"], "gates": made.RIGHT["gates"]}
    report = check_notebook(notebook(made.filled(changed)))
    assert report.rows[:3] == [
        ("01.1", "a weighted sum by hand", "known mistake", "0 of 1"),
        ("01.2", "AND, OR and NAND by choosing weights", "passed", "1 of 1"),
        ("01.3", report.titles[2], "not attempted", "0 of 1"),
    ]
    assert (report.points, report.out_of) == (1, 14)
    assert len(report.panels) == 1
    assert "01.1 weighted_sum: Not yet: the bias is missing." in report.panels[0]
    assert progress.load()["01.2"].passed
    assert progress.load()["01.1"].tries == 1


@pytest.mark.kernel
def test_the_report_is_the_same_to_the_byte_and_prints_as_a_table(notebook):
    path = notebook(made.filled({"gates": made.WRONG["gates"]}))
    report = check_notebook(path)
    assert report.to_text() == check_notebook(path).to_text()
    console = Console(width=120, record=True, file=None, quiet=False)
    with console.capture() as captured:
        console.print(report)
    assert "AND and OR have changed places" in captured.get()
    assert "0 of 14" in captured.get()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"hello", "not JSON"),
        ({"nbformat": 4, "cells": []}, "answer cells of a chapter"),
        (
            made.as_bytes(made.COURSE).replace(b"ex-01-", b"ex-77-").replace(b'"01.', b'"77.'),
            "answer cells of a chapter",
        ),
    ],
)
def test_what_is_no_notebook_of_the_course_is_refused_in_words(notebook, content, says):
    with pytest.raises(ValueError, match=says):
        check_notebook(notebook(content))
