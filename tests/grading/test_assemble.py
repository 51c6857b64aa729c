"""From cells to tasks: which answer counts, what its text decides, and what the kernel is told."""

import ast
import json

import pytest

from nnlearn.exercises import AnswerKey, exercises_of
from nnlearn.grading.assemble import Task, find_answers, make_task
from nnlearn.grading.cells import probe_cell, set_up_cell
from nnlearn.grading.reading import Cell, read_cells
from nnlearn.grading.tame import is_tame

from . import made

EXERCISES = {exercise.name: exercise for exercise in exercises_of("01")}


def answers(notebook):
    return find_answers(read_cells(made.as_bytes(notebook)), EXERCISES.values())


def task(name, **changed):
    found = answers(made.solved(**changed))
    return make_task(found[name], found, AnswerKey(EXERCISES[name], EXERCISES[name].home_cases()))


def status(name, source):
    return answers(made.solved(**{name: source}))[name].verdict


def test_every_answer_of_the_solution_is_found_and_none_decided_before_it_runs():
    found = answers(made.SOLUTION)
    assert {name: answer.sources for name, answer in found.items()} == {n: [s] for n, s in made.RIGHT.items()}
    assert [answer.verdict for answer in found.values()] == [None] * 8


def test_every_stub_of_the_course_is_not_attempted():
    assert {answer.verdict.status for answer in answers(made.COURSE).values()} == {"not attempted"}


@pytest.mark.parametrize(
    "source",
    ["", "# only a comment", "gates = ...", '"""text"""', "import math\ngates = ...", "raise NotImplementedError"],
)
def test_nothing_written_is_not_attempted(source):
    assert status("gates", source).status == "not attempted"


def test_a_stub_with_given_code_is_known_by_its_hash_and_a_solution_is_not_a_stub():
    given = "def predict(X, w, b):\n    z = X @ w + b\n    raise NotImplementedError('Exercise 01.3: write predict')"
    notebook = made.solved(predict=given)
    assert answers(notebook)["predict"].verdict is None
    from nnlearn.notebooks import source_hash

    made.answer_cell(notebook, "predict")["metadata"]["nnlearn"]["base"] = source_hash(given)
    assert answers(notebook)["predict"].verdict.status == "not attempted"
    made.answer_cell(notebook, "predict")["source"] = made.RIGHT["predict"]
    made.answer_cell(notebook, "predict")["metadata"]["nnlearn"]["base"] = source_hash(made.RIGHT["predict"])
    assert answers(notebook)["predict"].verdict is None


def test_of_two_answer_cells_both_run_and_the_last_counts_with_a_note():
    notebook = made.solved(gates="a = 1")
    notebook["cells"].append({**made.answer_cell(made.SOLUTION, "gates"), "id": "copy"})
    answer = answers(notebook)["gates"]
    assert answer.sources == ["a = 1", made.RIGHT["gates"]]
    assert answer.notes == ["There are 2 answer cells for 01.2: they ran in order, the last counts."]


def test_a_stub_beside_an_answer_is_passed_over_without_a_note():
    notebook = made.filled({})
    notebook["cells"].append({**made.answer_cell(made.SOLUTION, "gates"), "id": "copy"})
    answer = answers(notebook)["gates"]
    assert (answer.sources, answer.notes) == ([made.RIGHT["gates"]], [])


def test_below_a_heading_the_first_cell_that_is_no_check_is_the_answer():
    cells = [
        Cell(False, "### Exercise 01.2: gates"),
        Cell(True, "ch01.gates.check(gates)", role="check", exercise="01.2"),
        Cell(True, "gates = 5"),
        Cell(True, "later = 1"),
        Cell(False, "### Exercise 01.3: predict"),
        Cell(False, "### Exercise 01.4: update"),
        Cell(True, "update = 6"),
    ]
    found = find_answers(cells, EXERCISES.values())
    assert {n: a.sources for n, a in found.items() if a.sources} == {"gates": ["gates = 5"], "update": ["update = 6"]}


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def f(:\n    pass", "does not parse"),
        ("%timeit 1\ngates = {}", "a notebook command"),
        ("gates = " + "(" * 300 + ")" * 300, "does not parse"),
        ("gates = 1" + "+1" * 40_000, "does not parse"),
        ("gates = '\ud800'", "does not parse"),
        ("gates = 1 # " + "x" * 100_000, "at most 100000 are accepted"),
        ("import scipy\ngates = {}", "imports scipy"),
        ("gates = helper()", "`helper` is not defined in the answer's cell"),
    ],
)
def test_what_a_text_shows_is_said_without_running_it(source, says):
    verdict = status("gates", source)
    assert says in verdict.headline
    assert verdict.points == 0


def test_a_needed_answer_is_run_only_where_it_is_used():
    steps = [(step.kind, step.exercise.name) for step in task("separable").steps]
    assert steps == [
        ("set-up", "separable"),
        ("need", "update"),
        ("need", "train"),
        ("answer", "separable"),
        ("probe", "separable"),
    ]


def test_a_needed_answer_that_cannot_be_used_is_named():
    verdict = task("separable", update="def update(:")
    assert verdict.headline.startswith("This needs 01.4 update, which cannot be used: Your code does not parse")
    assert isinstance(task("separable", predict="def predict(:"), Task)


def test_an_answer_is_run_to_the_letter():
    source = '# NBVAL_SKIP\nname = """\n# NBVAL_SKIP\n"""\ngates = {}'
    assert [step.source for step in task("gates", gates=source).steps if step.kind == "answer"] == [source]


def test_the_probe_imports_nothing_of_nnlearn_and_holds_no_expected_value():
    exercise = EXERCISES["update"]
    cell = probe_cell(exercise, exercise.home_cases())
    strings = [n.value for n in ast.walk(ast.parse(cell)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    for text in [cell, *(s for s in strings if "import" in s)]:
        imports = [n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.Import, ast.ImportFrom))]
        assert not [n for n in imports if "nnlearn" in ast.unparse(n)]
    assert json.loads(next(s for s in strings if s.startswith("[{"))) == exercise.home_cases()


def test_the_set_up_cell_empties_the_namespace_and_binds_the_names():
    space = {"left": 1, "_also": 2, "In": 3, "list": 4, "globals": 5, "__name__": "x"}
    exec(set_up_cell(["np"]), space)
    assert {name for name in space if not name.startswith("__")} == {"np", "In"}


@pytest.mark.parametrize("name", made.NAMES)
def test_the_answers_of_the_chapter_may_share_a_kernel(name):
    assert is_tame(made.RIGHT[name])


@pytest.mark.parametrize(
    "source",
    [
        "np.exp = None",
        "import numpy\nnumpy.random.seed = 3",
        "np.__dict__['exp'] = None",
        "del np.exp",
        "import sys\nsys.setrecursionlimit(50)",
        "import os\nos.chdir('/')",
        "import builtins\nbuiltins.len = None",
        "__builtins__['len'] = None",
        "setattr(np, 'exp', 1)",
        "vars(np)['exp'] = 1",
        "globals()['x'] = 1",
        "import threading",
        "import atexit",
        "from signal import alarm",
        "def f():\n    global g\n    g = 1",
        "np.seterr(all='raise')",
        "open('x', 'w')",
        "f.cache = {}",
        "get_ipython().ast_transformers.append(1).__class__.__bases__[0].x = 1",
        "from .x import y",
        "def f(:",
    ],
)
def test_what_could_change_the_next_answers_world_gets_a_kernel_of_its_own(source):
    assert not is_tame(source)


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def __init__(self):\n        self.w = 1\n        self.h[0] = 2",
        "import math\nx = [1]\nx[0] += 1\ndel x[0]\nnp.random.seed(0)",
        "def f(w):\n    w = w.copy()\n    w[0][1] = 3\n    return w",
    ],
)
def test_ordinary_answers_share(source):
    assert is_tame(source)
