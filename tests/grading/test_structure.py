"""Odd but legal notebooks: whatever an editor does around them, the answers are found, whole and in order."""

import copy
import json

import pytest

from nnlearn.exercises import exercises_of
from nnlearn.grading.assemble import find_answers
from nnlearn.grading.reading import read_cells

from . import made

EXERCISES = exercises_of("01")


def sources(data):
    found = find_answers(read_cells(data if isinstance(data, bytes) else made.as_bytes(data)), EXERCISES)
    assert {name: answer.verdict for name, answer in found.items()} == dict.fromkeys(made.NAMES)
    return {name: answer.sources for name, answer in found.items()}


def bare(notebook):
    """As an editor leaves it that knows neither ids nor foreign metadata."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        cell.pop("id")
        cell["metadata"] = {}
    return notebook


def no_ids():
    return bare(made.solved()) | {"nbformat_minor": 4}


def colab():
    notebook = bare(made.solved())
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"id": f"aB{number}", "colab": {"base_uri": "https://localhost"}, "outputId": "x"}
    return notebook


def vs_code():
    notebook = made.solved()
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"#VSC-{number:08x}"
        cell["metadata"] |= {"vscode": {"languageId": "python"}}
    return notebook


def raw_cells_and_attachments():
    notebook = bare(made.solved())
    raw = {"cell_type": "raw", "metadata": {"format": "text/html"}, "source": "def predict(): pass"}
    picture = {"cell_type": "markdown", "metadata": {}, "source": "![a](attachment:a.png)"}
    picture["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    extra = {"markdown": [raw, picture]}
    return notebook | {"cells": [c for cell in notebook["cells"] for c in (cell, *extra.get(cell["cell_type"], []))]}


def byte_order_mark():
    return b"\xef\xbb\xbf" + made.as_bytes(made.solved())


def windows_file():
    return json.dumps(made.solved(), indent=1).encode().replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "notebook",
    [no_ids, colab, vs_code, raw_cells_and_attachments, byte_order_mark, windows_file],
    ids=lambda f: f.__name__,
)
def test_every_answer_is_found_whatever_an_editor_did(notebook):
    assert sources(notebook()) == {name: [source] for name, source in made.RIGHT.items()}


def below(name, *extra):
    """A notebook without ids and metadata in which cells stand between a task and its answer."""
    notebook = made.solved()
    place = notebook["cells"].index(made.answer_cell(notebook, name))
    notebook["cells"][place:place] = [made.code(source, id="") for source in extra]
    return bare(notebook)


def test_a_helper_in_a_cell_above_the_answer_belongs_to_it_where_nothing_else_tells():
    helper = "def at_least_zero(z):\n    return z >= 0"
    assert sources(below("predict", helper))["predict"] == [helper, made.RIGHT["predict"]]


def test_a_scratch_cell_above_the_answer_is_not_taken_for_it():
    found = sources(below("predict", "%timeit 1 + 1", "1 + 1"))["predict"]
    assert found[-1] == made.RIGHT["predict"]
    assert not [source for source in found if "%" in source]


def test_a_lesson_cell_below_that_takes_up_the_answer_is_not_the_answer():
    notebook = bare(made.solved(predict="def predict(:"))
    answers = find_answers(read_cells(made.as_bytes(notebook)), EXERCISES)
    assert "does not parse" in answers["predict"].verdict.headline


def test_an_answer_that_was_split_into_two_cells_is_both():
    notebook = made.solved(predict="def at_least_zero(z):\n    return z >= 0")
    second = {**copy.deepcopy(made.answer_cell(notebook, "predict")), "id": "made-by-splitting"}
    second["source"] = "def predict(X, w, b):\n    return at_least_zero(X @ w + b).astype(int)"
    notebook["cells"].insert(notebook["cells"].index(made.answer_cell(notebook, "predict")) + 1, second)
    assert len(sources(notebook)["predict"]) == 2


def test_cells_that_parse_one_by_one_are_examined_one_by_one():
    notebook = made.solved(weighted_sum="x = 1")
    trick = {**copy.deepcopy(made.answer_cell(notebook, "weighted_sum")), "id": "second"}
    trick["source"] = "global x\nimport sklearn\ndef weighted_sum(x, w, b):\n    return 0"
    notebook["cells"].append(trick)
    verdict = find_answers(read_cells(made.as_bytes(notebook)), EXERCISES)["weighted_sum"].verdict
    assert "line 2 imports sklearn" in verdict.headline


def test_many_long_cells_of_one_answer_are_refused_before_they_are_parsed():
    notebook = made.solved()
    cell = made.answer_cell(notebook, "gates")
    notebook["cells"] += [{**cell, "id": f"more-{n}", "source": "a;" * 10_000} for n in range(60)]
    verdict = find_answers(read_cells(made.as_bytes(notebook)), EXERCISES)["gates"].verdict
    assert "characters; at most 100000 are accepted" in verdict.headline


@pytest.mark.kernel
def test_windows_line_ends_tabs_and_unicode_names_run(grade_answers):
    answers = {name: source.replace("\n", "\r\n") for name, source in made.RIGHT.items()}
    answers["weighted_sum"] = (
        "def weighted_sum(x, w, b):\r\n\tσ = b\r\n\tfor ξ, ω in zip(x, w):\r\n\t\tσ += ξ * ω\r\n\treturn σ"
    )
    assert grade_answers(**answers)["points"] == 14
