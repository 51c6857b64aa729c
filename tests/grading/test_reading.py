"""Untrusted bytes: what is read, what is refused, and why."""

import json

import pytest

from nnlearn.grading.reading import Cell, UnreadableError, chapter_of, read_bytes, read_cells

from . import made


def notebook(*cells, **extra):
    return json.dumps({"nbformat": 4, "cells": list(cells), **extra}).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (b"\xff\xfe{", r"not UTF-8 text \(byte 0\)"),
        (b"hello", "not JSON .* It is no notebook."),
        (notebook()[:-9], "cut off"),
        (b"[]", "JSON, but not a notebook"),
        (b"{}", r"nbformat is None"),
        (b'{"nbformat": 5, "cells": []}', "nbformat is 5"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": 7}', "of nbformat 3 and cannot be converted"),
        (notebook(7), "Cell 1 of the notebook is not a cell but a int"),
        (notebook({"source": 7}), "The text of cell 1 is not text but a int"),
        (notebook({"source": ["a", 7]}), "not text but a list"),
        (notebook(*[{}] * 6000), "has 6000 cells"),
        (b"[" * 200_000, "not JSON that can be read"),
        (b'{"nbformat": ' + b"9" * 10_000 + b"}", "not JSON that can be read"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(data, reason):
    with pytest.raises(UnreadableError, match=reason):
        read_cells(data)


def test_a_source_may_be_a_list_of_lines_and_the_file_may_have_a_bom():
    data = b"\xef\xbb\xbf" + notebook({"cell_type": "code", "source": ["a\n", "b"]})
    assert read_cells(data) == [Cell(True, "a\nb")]


def test_wrong_types_around_a_cell_are_as_if_absent():
    odd = {
        "cell_type": "code",
        "source": "x",
        "id": 7,
        "metadata": {"nnlearn": {"role": 1, "exercise": [], "base": None}},
    }
    others = [{"cell_type": "code", "source": "x", "metadata": value} for value in (7, None, {"nnlearn": []})]
    assert read_cells(notebook(odd, *others, metadata=7)) == [Cell(True, "x")] * 4


def test_an_answer_is_known_by_its_id_then_by_its_metadata():
    assert Cell(True, "", id="ex-01-3-answer").answers == "01.3"
    assert Cell(True, "", id="other", role="answer", exercise="01.4").answers == "01.4"
    assert Cell(True, "", role="check", exercise="01.4").answers == ""
    assert Cell(False, "", id="ex-01-3-answer").answers == ""


def test_the_chapter_is_that_of_most_answers():
    assert chapter_of(read_cells(made.as_bytes(made.COURSE))) == "01"
    assert chapter_of([Cell(True, "1")]) == ""


def test_no_more_is_read_than_allowed(tmp_path):
    path = tmp_path / "huge.ipynb"
    with path.open("wb") as file:
        file.truncate(10**11)
    with pytest.raises(UnreadableError, match="larger than 20 MB"):
        read_bytes(path)
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_bytes(tmp_path / "gone.ipynb")
