"""The cell that an answer stands in, found in a running IPython."""

import ast
import textwrap

import numpy as np
import pytest

from nnlearn.exercises import source
from nnlearn.exercises.source import examine

from .made_up import Variance

VARIANCE = Variance()
PLAIN = """
def logged(f):
    def wrapper(x):
        return f(x)
    return wrapper
"""
WRAPPED = """
import functools
def logged(f):
    @functools.wraps(f)
    def wrapper(x):
        return f(x)
    return wrapper
"""


@pytest.fixture
def shell():
    """An IPython shell that runs cells as a notebook does, with an empty history."""
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    yield shell
    InteractiveShell.clear_instance()


def run(shell, *cells):
    for cell in cells:
        shell.run_cell(textwrap.dedent(cell), store_history=True).raise_error()
    return shell.user_ns.get("variance")


class TestCellOf:
    def test_a_function_gives_its_whole_cell(self, shell):
        cell = "def helper(x):\n    return x\n\ndef variance(x):\n    return helper(x)\n"
        answer = run(shell, "a = 1", cell, "b = 2")
        assert source.cell_of(VARIANCE, answer) == (cell, True)

    def test_a_value_gives_the_last_cell_that_bound_it(self, shell):
        answer = run(shell, "variance = 1", "import math\nvariance = math.pi", "print(variance)")
        assert source.cell_of(VARIANCE, answer)[0].strip() == "import math\nvariance = math.pi"

    @pytest.mark.parametrize(
        "cell",
        [
            "(variance, other) = 1.5, 2",
            "if True:\n    variance = 1.5",
            "from math import pi as variance",
            "for variance in [1.5]:\n    pass",
            "import functools, numpy as np\nvariance = functools.partial(np.var, ddof=0)",
            "class Call:\n    def __call__(self, x):\n        return x.var()\nvariance = Call()",
            "import functools\n@functools.lru_cache\ndef variance(x):\n    return 1",
            "class variance:\n    def add(self):\n        return 1",
            "class variance:\n    pass",
            "variance = lambda x: x.var()",
            "def make():\n    def inner(x):\n        return x\n    return inner\nvariance = make()",
        ],
    )
    def test_every_way_to_bind_an_answer_is_found(self, shell, cell):
        answer = run(shell, "variance = 0", cell, "pass")
        text, whole = source.cell_of(VARIANCE, answer)
        assert (text.strip(), whole) == (cell, True)

    @pytest.mark.parametrize(
        ("elsewhere", "cell", "name"),
        [
            (PLAIN, "@logged\ndef variance(x):\n    return x", "logged"),
            (WRAPPED, "@logged\ndef variance(x):\n    return x", "logged"),
            ("def make():\n    return lambda x: x", "variance = make()", "make"),
            ("n = 3", "variance = n", "n"),
            ("n = 3", "variance = lambda x: x / n", "n"),
        ],
    )
    def test_help_from_another_cell_is_seen_through_decorators_and_factories(self, shell, elsewhere, cell, name):
        answer = run(shell, elsewhere, cell)
        assert (
            examine(VARIANCE, *source.cell_of(VARIANCE, answer)).headline
            == f"Not yet: `{name}` is not defined in the answer's cell."
        )

    def test_a_redefined_function_gives_the_newer_cell(self, shell):
        old = run(shell, "def variance(x):\n    return 1")
        new = run(shell, "def variance(x):\n    return 2")
        assert "return 2" in source.cell_of(VARIANCE, new)[0]
        assert "return 1" in source.cell_of(VARIANCE, old)[0]

    def test_a_function_by_another_name_gives_its_own_cell(self, shell):
        run(shell, "def variance(x):\n    raise NotImplementedError", "def mine(x):\n    return 1")
        assert "def mine" in source.cell_of(VARIANCE, shell.user_ns["mine"])[0]

    def test_a_later_lesson_cell_is_not_the_answers(self, shell):
        answer = run(shell, "variance = 2.5", "ch90 = 1\nvariance = variance or ch90.yours_or_ours(variance)")
        assert source.cell_of(VARIANCE, answer)[0].strip() == "variance = 2.5"

    def test_a_magic_in_the_cell_is_seen(self, shell):
        answer = run(shell, "%precision 3\nvariance = 2.5")
        assert "notebook command" in examine(VARIANCE, *source.cell_of(VARIANCE, answer)).headline

    def test_outside_ipython_a_function_gives_its_own_text_and_a_value_none(self):
        text, whole = source.cell_of(VARIANCE, run)
        assert text.startswith("def run(") and not whole
        assert ast.parse(text)
        assert source.cell_of(VARIANCE, 3.5) == ("", False)
        assert source.cell_of(VARIANCE, np.var) == ("", False)

    def test_an_object_that_answers_anything_is_not_asked(self):
        class Liar:
            def __getattr__(self, name):
                raise SystemExit

        assert source.cell_of(VARIANCE, Liar()) == ("", False)


class TestCheckInIPython:
    def test_an_error_names_the_line_of_the_cell(self, shell):
        answer = run(
            shell,
            "import numpy as np",
            "def helper(x):\n    return x.nowhere\n\ndef variance(x):\n    return helper(x)",
        )
        assert VARIANCE.check(answer).lines[0] == "Line 2: `return x.nowhere`"

    def test_a_cell_of_several_functions_passes(self, shell):
        answer = run(
            shell,
            "import numpy as np",
            "def far(x):\n    return x - np.mean(x)\n\ndef variance(x):\n    return np.mean(far(x) ** 2)",
        )
        assert VARIANCE.check(answer).passed

    def test_a_right_answer_that_leans_on_another_cell_does_not(self, shell):
        answer = run(shell, "def far(x):\n    return x - x.mean()", "def variance(x):\n    return (far(x) ** 2).mean()")
        verdict = VARIANCE.check(answer)
        assert verdict.headline == "Not yet: `far` is not defined in the answer's cell."
        assert verdict.points == 0

    def test_help_from_another_cell_is_said_before_its_failure(self, shell):
        answer = run(shell, "def far(x):\n    return x.nowhere", "def variance(x):\n    return far(x)")
        assert VARIANCE.check(answer).headline == "Not yet: `far` is not defined in the answer's cell."
