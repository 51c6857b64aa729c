"""What an answer's text tells: imports, names from elsewhere, and the cell it stands in."""

import builtins
import importlib.util
import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.exercises import source
from nnlearn.exercises.source import examine, free_names

from .made_up import Slope, Tally, Variance

WORDS = [
    "def",
    "f",
    "(",
    ")",
    ":",
    "\n",
    "    ",
    "x",
    "=",
    "1",
    "return",
    "import",
    "global",
    "class",
    "lambda",
    "*",
    "yield",
]
VARIANCE, SLOPE, TALLY = Variance(), Slope(), Tally()


def verdict(text, exercise=VARIANCE, whole=True):
    return examine(exercise, textwrap.dedent(text), whole)


class TestImports:
    @pytest.mark.parametrize(
        "text",
        [
            "import numpy",
            "import numpy.linalg as la",
            "from numpy import linalg",
            "import math, itertools",
            "from __future__ import annotations",
            "from collections.abc import Iterable",
            "def f():\n    import functools\n    return functools",
        ],
    )
    def test_numpy_where_allowed_and_the_standard_library_may_be_used(self, text):
        assert verdict(text) is None

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("import scipy", "line 1 imports scipy"),
            ("\nimport scipy.stats as st", "line 2 imports scipy"),
            ("from sklearn import svm", "imports sklearn"),
            ("def f():\n    from keras import ops", "line 2 imports keras"),
            ("import math, torch", "imports torch"),
            ("from nnlearn.exercises import ch01", "imports nnlearn"),
            ("from . import helper", "imports from a neighbouring file"),
            ("from .helper import f", "imports from a neighbouring file"),
            ("import importlib", "imports importlib"),
            ("from importlib import import_module", "imports importlib"),
            ("import __main__", "imports __main__"),
            ("__import__('scipy')", "uses `__import__`"),
            ("def f(x):\n    return eval('x')", "line 2 uses `eval`"),
            ("exec('x = 1')", "uses `exec`"),
        ],
    )
    def test_the_rest_is_refused_with_its_line(self, text, says):
        assert says in verdict(text).headline
        assert says in verdict(text, whole=False).headline
        assert verdict(text).status == "not allowed"
        assert "Use: NumPy." in verdict(text).lines[0] or "`" in says

    def test_numpy_is_refused_where_an_exercise_does_without(self):
        assert "imports numpy" in verdict("import numpy as np", SLOPE).headline
        assert verdict("slope = np.array([2, 1])", SLOPE).headline == "Not yet: `np` is not for this exercise."
        assert verdict("slope = np.array([2, 1])", SLOPE).lines == ("It is solved without it. Use: plain Python.",)

    def test_a_name_of_ones_own_is_no_hidden_import(self):
        assert (
            verdict(
                "def compile(x):\n    return x\ndef f(exec):\n    return compile(exec)\nmodel = f(1)\nmodel.compile()"
            )
            is None
        )


class TestFreeNames:
    @pytest.mark.parametrize(
        "text",
        [
            "def f(x):\n    return np.mean(x)",
            "def f(x, y=len, *args, **kwargs):\n    return x, y, args, kwargs",
            "def f(x: list[int] = [1]) -> float:\n    return x",
            "def f():\n    def g():\n        nonlocal n\n        n += h(n)\n    n, h = 0, abs\n    return g",
            "z = [a * b for a in range(3) for b in range(a) if a]",
            "d = {k: v for k, v in {}.items()}; s = {i for i in d}; g = (i for i in s)",
            "f = lambda a, *b, c=1: (a, b, c)",
            "class A:\n    n = 1\n    m = n + 1\n    def f(self):\n        return super().__repr__(), __class__, self.m",
            "class A:\n    def make(self) -> 'A':\n        return A()",
            "count = 0\ndef f():\n    global count, later\n    later = 1\n    count += later",
            "if (n := 10) > 5:\n    print(n)",
            "[last := i for i in range(3)]\nprint(last)",
            "try:\n    x = 1\nexcept ValueError as error:\n    print(error)\nwith open('a') as file:\n    print(file, x)",
            "import math as m\nfrom os import path as p\nprint(m, p)",
            "for i, (j, *k) in []:\n    print(i, j, k)",
            "x: int = 3\nprint(x, __name__, __annotations__, __debug__, __file__, __doc__)",
            "match [1]:\n    case [a, *b]:\n        print(a, b)",
            "def outer(f):\n    return f\n@outer\ndef g():\n    return g",
            "from math import *\nx = sqrt(2)",
            "async def f(x):\n    async with x as y:\n        return [z async for z in y]",
            "from __future__ import annotations\ndef f(x: Whatever) -> Nothing:\n    return x",
            "display(np.ones(2))",
            "def f():\n    return f()",
        ],
    )
    def test_what_a_cell_binds_itself_is_not_free(self, text):
        assert verdict(text) is None

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("def f(x):\n    return helper(x)", "helper"),
            ("def f(x, y=default):\n    return x", "default"),
            ("def f(x: Kind):\n    return x", "Kind"),
            ("@decorated\ndef f(x):\n    return x", "decorated"),
            ("class A(Base):\n    pass", "Base"),
            ("class A:\n    n = 1\n    def f(self):\n        return n", "n"),
            ("def f():\n    return [helper(i) for i in range(3)]", "helper"),
            ("f = lambda x: helper(x)", "helper"),
            ("def f():\n    def g():\n        return helper\n    return g", "helper"),
            ("def f():\n    global counter\n    return counter", "counter"),
            ("x = x0 + 1", "x0"),
            ("total += 1", None),
            ("del gone", None),
            ("print(f'{hidden!r:>{width}}')", "hidden"),
            ("def f():\n    inner = 1\nprint(inner)", "inner"),
            ("squares = [i**2 for i in range(3)]\nprint(i)", "i"),
        ],
    )
    def test_what_it_takes_from_another_cell_is_named(self, text, name):
        found = verdict(text)
        if name is None:  # bound in the cell, if only to fail when it runs: running it says so
            assert found is None
            return
        assert found.headline == f"Not yet: `{name}` is not defined in the answer's cell."
        assert verdict(text, whole=False) is None

    def test_names_that_earlier_answers_bring_may_be_used(self):
        text = "class Tally:\n    def add(self, items):\n        return variance(items)"
        assert verdict(text, TALLY) is None
        assert verdict(text, VARIANCE) is not None

    def test_set_up_names_count_only_where_the_exercise_names_them(self):
        assert verdict("def f(x):\n    return plt.plot(x)").headline == "Not yet: `plt` is not for this exercise."
        assert free_names("np.ones(2)") == {"np"}

    def test_a_notebook_command_is_named_inside_a_kernel_too(self, monkeypatch):
        monkeypatch.setattr(builtins, "get_ipython", None, raising=False)  # as IPython has it while a cell runs
        spec = importlib.util.spec_from_file_location("imported_by_a_cell", source.__file__)
        imported = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, imported)
        spec.loader.exec_module(imported)
        assert (
            "notebook command" in imported.examine(VARIANCE, "get_ipython().run_line_magic('time', 'x = 1')").headline
        )

    @pytest.mark.parametrize(
        "text", ["", "%time x = 1", "def f(:", "x = '\0'", "(" * 5000, "x = " + "-" * 50_000 + "1", "\ud800"]
    )
    def test_text_that_does_not_parse_is_left_to_running_it(self, text):
        assert examine(VARIANCE, text) is None

    @given(st.text())
    @settings(max_examples=200, deadline=None)
    def test_odd_text_never_raises(self, text):
        examine(VARIANCE, text)

    @given(st.lists(st.sampled_from(WORDS), max_size=14))
    @settings(max_examples=300, deadline=None)
    def test_shuffled_python_never_raises(self, words):
        examine(VARIANCE, " ".join(words))


class TestTypingErrors:
    @pytest.mark.parametrize(
        ("cell", "near"),
        [
            ("def f(x):\n    total = 0\n    return totl", "total"),
            ("def f(x):\n    return rang(3)", "range"),
            ("def f(activation):\n    return activaton", "activation"),
        ],
    )
    def test_are_asked_about_with_the_nearest_name(self, cell, near):
        assert examine(Variance(), cell).lines == (f"Is it a typing error for `{near}`?",)

    def test_names_of_the_lessons_set_up_are_told_apart(self):
        verdict = examine(Variance(), "def f(x):\n    return x\nch90.variance.check(f)")
        assert verdict.headline == "Not yet: `ch90` is not there where answers are graded."

    def test_the_lessons_library_is_told_apart(self):
        verdict = examine(Variance(), "def f(x):\n    return activations.sigmoid(x)")
        assert verdict.headline == "Not yet: `activations` is not there where answers are graded."
        assert "write in its own cell" in verdict.lines[0]
