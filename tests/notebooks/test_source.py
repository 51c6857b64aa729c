"""Sources become notebooks with roles and ids that never change by chance."""

import ast
import subprocess
import sys

import pytest

from nnlearn.notebooks import NotebookError, cell_role, chapters, exercise_of, read_source, resolve
from nnlearn.notebooks.cells import slug
from nnlearn.notebooks.source import parse_source

from .samples import SMALL, code, text


def parse(source):
    return parse_source(source, "01_small.py")


def test_cells_get_roles_exercises_and_ids():
    cells = [(cell.id, cell_role(cell), exercise_of(cell)) for cell in parse(SMALL).cells]
    assert cells == [
        ("a-small-chapter-1", "lesson", None),
        ("a-small-chapter-2", "setup", None),
        ("the-wall-1", "lesson", None),
        ("the-wall-2", "lesson", None),
        ("ex-01-1-task", "task", "01.1"),
        ("ex-01-1-answer", "answer", "01.1"),
        ("ex-01-1-check", "check", "01.1"),
        ("ex-01-1-hint", "hint", "01.1"),
        ("the-wall-3", "lesson", None),
        ("the-wall-4", "lesson", None),
    ]


def test_metadata_holds_neither_versions_nor_what_jupytext_adds():
    notebook = parse(SMALL)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info
    assert all(set(cell.metadata) <= {"nnlearn", "tags"} for cell in notebook.cells)


def test_role_tags_move_into_nnlearn_and_nbval_tags_stay():
    tagged = {cell.id: cell.metadata.get("tags") for cell in parse(SMALL).cells}
    assert tagged["the-wall-2"] == ["nbval-check-output"]
    assert tagged["ex-01-1-answer"] is None


def test_a_heading_met_twice_goes_on_counting():
    ids = [cell.id for cell in parse(text("## One") + text("## Two") + text("## One")).cells]
    assert ids == ["one-1", "two-1", "one-2"]


def test_a_comment_that_looks_like_a_magic_stays_a_comment():
    assert parse(code("# %matplotlib inline")).cells[0].source == "# %matplotlib inline"


def test_what_stands_before_the_first_cell_is_no_cell():
    assert len(parse("# A licence\n\n" + text("# Title")).cells) == 1


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("Über $w$ & `b`!", "uber-w-b"), ("???", "section"), ("a" * 60, "a" * 40), ("x" * 39 + " yz", "x" * 39)],
)
def test_slugs_are_plain_and_short(heading, expected):
    assert slug(heading) == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (code("x = 1", 'tags=["anwser"] exercise="01.1"'), "received \\['anwser'\\]"),
        (code("x = 1", 'tags=["answer"] excercise="01.1"'), "received excercise"),
        (code("x = 1", "a title"), "received title"),
        (code("x = 1", 'tags=["answer"]'), 'expects exercise="01.N", received None'),
        (code("x = 1", 'tags=["answer"] exercise="02.1"'), "received '02.1'"),
        (code("x = 1", 'exercise="01.1"'), "received exercise '01.1' alone"),
        (code("x = 1", 'tags=["answer", "check"] exercise="01.1"'), "expects one role"),
        (code("x = 1", 'tags=["check", "nbval-ignore-output"] exercise="01.1"'), "whose verdict nobody compares"),
        (text("## Exercise 01.1 double"), "expects a heading like '### Exercise 01.3: title'"),
        ("# %% [raw]\n# x\n", "received raw"),
        ("x = 1\n", "expects cells, received none"),
    ],
)
def test_what_the_format_does_not_know_is_refused(source, message):
    with pytest.raises(NotebookError, match=message) as caught:
        parse(source)
    assert "Fix: " in str(caught.value)


def test_a_source_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "01_x.py"
    path.write_bytes(b"# %%\n# \xff")
    with pytest.raises(NotebookError, match=r"01_x\.py expects a source in UTF-8"):
        read_source(path)


def test_roles_of_damaged_cells_are_still_read():
    assert cell_role({"metadata": "x", "id": "ex-01-2-check"}) == "check"
    assert (
        exercise_of({"metadata": {"nnlearn": [1]}, "cell_type": "markdown", "source": "### Exercise 01.12: a"})
        == "01.12"
    )
    assert cell_role({"metadata": {"nnlearn": {"role": ["answer"]}}, "cell_type": "code", "source": None}) == "lesson"
    assert exercise_of({}) is None


@pytest.mark.parametrize("name", ["01", "1", "01_small", "small"])
def test_a_chapter_answers_to_number_slug_and_name(root, name):
    assert resolve(name, root) == "01_small"


def test_an_unknown_chapter_is_told_which_there_are(root):
    assert chapters(root) == {"01": "01_small"}
    with pytest.raises(NotebookError, match=r"received 'smal'\. Fix: take one of 01_small\."):
        resolve("smal", root)


def test_two_sources_with_one_number_are_refused(root):
    (root / "solutions" / "01_other.py").write_text("# %%\n")
    with pytest.raises(NotebookError, match=r"01_other\.py and 01_small\.py"):
        chapters(root)


def test_importing_notebooks_loads_the_standard_library_only():
    run = "import sys, nnlearn.notebooks; print({m.split('.')[0] for m in sys.modules} - set(sys.stdlib_module_names))"
    known = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, timeout=60, check=True).stdout
    loaded = set(ast.literal_eval(known))
    assert "nnlearn" in loaded
    assert not loaded & {"nbformat", "jupytext", "nbclient", "numpy", "jsonschema", "tornado"}
