"""Solutions leave the course notebook, markers leave both."""

import ast

import nbformat
import pytest

from nnlearn.notebooks import NotebookError, course_notebook, solution_notebook, source_hash
from nnlearn.notebooks.files import to_text
from nnlearn.notebooks.solutions import stub
from nnlearn.notebooks.source import parse_source

from .samples import SMALL


@pytest.fixture
def source():
    return parse_source(SMALL, "01_small.py")


def by_id(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def test_the_course_notebook_has_a_stub_and_the_solution_notebook_the_solution(source):
    stubbed = by_id(course_notebook(source), "ex-01-1-answer").source
    solved = by_id(solution_notebook(source), "ex-01-1-answer").source
    assert stubbed == 'def double(x):\n    """Twice x."""\n    raise NotImplementedError("Exercise 01.1: write double")'
    assert solved == 'def double(x):\n    """Twice x."""\n    return 2 * x  # the secret'
    assert "secret" not in to_text(course_notebook(source))


@pytest.mark.parametrize("derive", [course_notebook, solution_notebook])
def test_built_cells_are_stamped_locked_and_compared(source, derive):
    notebook = derive(source)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.metadata.nnlearn.base == source_hash(cell.source)
    locks = {
        cell.id[8:]: (cell.metadata.get("editable"), cell.metadata.get("deletable")) for cell in notebook.cells[4:8]
    }
    assert locks == {"task": (False, False), "answer": (None, False), "check": (False, False), "hint": (None, None)}
    assert by_id(notebook, "ex-01-1-check").metadata.tags == ["nbval-check-output"]
    assert by_id(notebook, "the-wall-2").metadata.tags == ["nbval-check-output"]


def test_two_derivations_are_identical_to_the_byte_and_leave_the_source_alone(source):
    before = to_text(source)
    first = to_text(course_notebook(source))
    assert to_text(source) == before
    assert first == to_text(course_notebook(parse_source(SMALL, "01_small.py")))


B, E = "# BEGIN SOLUTION", "# END SOLUTION"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (f"{B}\nw, b = 1, 2\nw = 3\n{E}", "w = ...\nb = ..."),
        (f"{B}\nfor i in range(3):\n    t = i\ntotal: int = t\n{E}", "total = ..."),
        (f"{B}\ndef helper():\n    inner = 1\nx = helper()\n{E}\nprint(x)", "helper = ...\nx = ...\nprint(x)"),
        (f"{B}\nif True:\n    x = 1\nelse:\n    y = 2\n{E}", "x = ...\ny = ..."),
        (f"{B}\nfirst, *rest = 1, 2\n{E}", "first = ...\nrest = ..."),
        (
            f"class Net:\n    def fit(self):\n        a = 1\n        {B}\n        b = a\n        {E}",
            'class Net:\n    def fit(self):\n        a = 1\n        raise NotImplementedError("Exercise 01.2: write Net.fit")',
        ),
        (
            f"def f(x):\n    if x:\n        {B}\n        return 1\n        {E}\n    {B}\n    return 2\n    {E}",
            'def f(x):\n    if x:\n        raise NotImplementedError("Exercise 01.2: write f")\n'
            '    raise NotImplementedError("Exercise 01.2: write f")',
        ),
        (f"class Net:\n    {B}\n    size = 3\n    {E}", "class Net:\n    size = ..."),
    ],
)
def test_a_stub_is_valid_python_without_the_solution(answer, expected):
    made = stub(answer, "01.2")
    assert made == expected
    ast.parse(made)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("x = 1", "received none. Fix: mark it"),
        (f"{B}\nx = 1", "expects '# END SOLUTION' after"),
        (f"x = 1\n{E}", "expects '# BEGIN SOLUTION', received '# END SOLUTION'"),
        (f"{B}\n{B}\nx = 1\n{E}", "expects '# END SOLUTION', received '# BEGIN SOLUTION'"),
        (f"# Begin solution\nx = 1\n{E}", "received '# Begin solution'"),
        (f"{B}\n\n{E}", "received none"),
        (f"{B}\n# think\n{E}", "received comments alone"),
        (f"{B}\nprint(1)\n{E}", "received no assignment"),
        (f"{B}\nx = = 1\n{E}", "expects Python"),
    ],
)
def test_an_answer_without_a_proper_solution_is_refused(answer, message):
    with pytest.raises(NotebookError, match=message):
        stub(answer, "01.2")


@pytest.mark.parametrize("derive", [course_notebook, solution_notebook])
def test_a_marker_outside_an_answer_is_refused(derive):
    source = parse_source(SMALL.replace("answer = 42", "# BEGIN SOLUTION\nanswer = 42\n# END SOLUTION"), "01_small.py")
    with pytest.raises(NotebookError, match="cell the-wall-4 expects no solution marker"):
        derive(source)


def test_a_role_twice_in_one_exercise_is_refused():
    source = parse_source(SMALL + '\n# %% tags=["hint"] exercise="01.1"\n# again\n', "01_small.py")
    with pytest.raises(NotebookError, match="ex-01-1-hint more than once"):
        course_notebook(source)
