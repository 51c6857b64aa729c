"""Each gate is seen to close on an exercise that is unsound in just that way, and to open on a sound one."""

import copy

import numpy as np
import pytest

from nnlearn.exercises import Exact, Mistake, Through

from . import gates
from .made_up import Slope, Tally, Variance, changing

RIGHT = {"90.1": [np.var, "def variance(x):\n    return ((x - x.mean()) ** 2).mean()"], "90.2": [[2, 1], (2.0, 1.0)]}
TALLY = (
    "class Tally:\n    n = 0\n    def add(self, items):\n        self.n = self.n + len(items)\n        return self.n"
)
SHARED = 2.0


def changed(base=Variance, **attributes):
    """A sound exercise but for some attributes."""
    return type(base.__name__, (base,), attributes)()


def mistake(wrong, name="wrong", question="Why?"):
    return Mistake(wrong, name, question)


def with_mistakes(*wrong):
    return changed(mistakes=(*Variance.mistakes, *wrong))


def with_inputs(make):
    return changed(inputs=lambda self, rng: [{"x": x} for x in make(rng)])


def findings(gate, exercise, *args):
    return " | ".join(gate(exercise, *args))


@pytest.mark.parametrize("base", [Variance, Slope])
def test_a_sound_exercise_has_no_findings(base):
    exercise = base()
    for gate in (gates.complete, gates.accepts):
        assert gate(exercise, RIGHT[exercise.id]) == []
    for gate in (gates.recognises, gates.mannered, gates.tolerant, gates.travels, gates.fresh_inputs, gates.rich):
        assert gate(exercise) == []


def test_a_class_is_as_good_an_answer_as_a_function():
    exercise = Tally()
    exercise.needs = ()
    assert gates.accepts(exercise, [TALLY]) == []
    assert gates.mannered(exercise) == []


class TestComplete:
    @pytest.mark.parametrize(
        ("attributes", "says"),
        [
            ({"title": ""}, "empty title"),
            ({"points": 0}, "empty points"),
            ({"why": ""}, "empty why"),
            ({"reference": None}, "no reference"),
            ({"hints": ("a", "b")}, "three different hints"),
            ({"hints": ("a", "b", "a")}, "three different hints"),
            ({"hints": ("a", "b", "")}, "three different hints"),
            ({"hints": "abc"}, "three different hints"),
            ({"mistakes": Variance.mistakes[:2]}, "2 known mistakes"),
            ({"mistakes": Variance.mistakes + Variance.mistakes[:1]}, "two mistakes of one name"),
            ({"mistakes": (*Variance.mistakes, mistake(len, question="Think."))}, "'wrong' has no question"),
            ({"mistakes": (*Variance.mistakes, mistake(len, question="Is $x$ 0?"))}, "in TeX"),
            ({"why": "$x$ counts."}, "in TeX"),
        ],
    )
    def test_names_what_is_missing(self, attributes, says):
        assert says in findings(gates.complete, changed(**attributes), RIGHT["90.1"])

    def test_asks_for_two_right_answers(self):
        assert "1 right answers" in findings(gates.complete, Variance(), [np.var])


class TestAccepts:
    def test_a_right_answer_that_is_wrong(self):
        assert "right answer 2 does not pass on seed None" in findings(gates.accepts, Variance(), [np.var, np.std])

    def test_a_right_answer_that_is_right_at_home_only(self):
        home = [case["x"] for case in Variance().inputs(np.random.default_rng([1943, 90, 1]))]

        def learned_by_heart(x):
            return x.var() if any(np.array_equal(x, known) for known in home) else 0.0

        found = findings(gates.accepts, Variance(), [learned_by_heart])
        assert "seed None" not in found
        assert "seed 1" in found

    def test_a_right_answer_that_is_not_allowed(self):
        assert "is not allowed" in findings(
            gates.accepts, Variance(), ["import scipy\ndef variance(x):\n    return x.var()"]
        )

    def test_a_reference_that_changes_its_inputs(self):
        assert "the reference does not pass" in findings(gates.accepts, changed(reference=staticmethod(changing)), [])

    def test_a_comparison_that_is_too_strict(self):
        another_order = [lambda x: ((x - x.mean()) ** 2).sum() / (len(x) * (1 + 1e-15))]
        assert "right answer 1 does not pass" in findings(gates.accepts, changed(compare=Exact()), another_order)


class TestRecognises:
    def test_a_mistake_that_is_right(self):
        assert "'wrong' is taken for 'Right." in findings(gates.recognises, with_mistakes(mistake(np.var)))

    def test_two_mistakes_that_are_the_same(self):
        twins = with_mistakes(mistake(lambda x: np.sqrt(np.var(x))))
        assert "'wrong' is taken for 'the root is taken'" in findings(gates.recognises, twins)

    def test_a_mistake_that_shows_on_some_inputs_only(self):
        def rarely(x):
            return x.var() + (x[0] > 3.0 if len(x) == 1 else 0)

        found = findings(gates.recognises, with_mistakes(mistake(rarely)))
        assert 1 <= found.count("taken for") < 6

    def test_a_mistake_that_does_not_repeat_itself(self):
        state = iter(range(10**6))
        assert "'wrong' is taken for" in findings(gates.recognises, with_mistakes(mistake(lambda x: next(state))))


class TestMannered:
    def test_a_probe_that_swallows_the_stub_and_the_crash(self):
        def probe(answer, x):
            try:
                return answer(x)
            except Exception:
                return 0.0

        found = findings(gates.mannered, changed(probe=staticmethod(probe)))
        assert "a stub is called" in found
        assert "a crash is not shown" in found

    def test_a_probe_that_stumbles_over_none(self):
        found = findings(gates.mannered, changed(probe=staticmethod(lambda answer, x: answer(x).item())))
        assert "a missing return is not said as such" in found


class TestTolerant:
    def test_a_comparison_that_knows_no_rounding(self):
        found = findings(gates.tolerant, changed(compare=Exact()))
        assert "another order of summation" in found
        assert "float32 does not pass" in found
        assert "a round trip through float32" in found


class TestTravels:
    def test_a_probe_that_needs_a_name_of_its_module(self):
        def probe(answer, x):
            return answer(x) * SHARED

        assert "the probe uses SHARED" in findings(gates.travels, changed(probe=staticmethod(probe)))

    def test_a_probe_that_does_something_else_as_source(self):
        class Elsewhere(Variance):
            @staticmethod
            def probe(answer, x):
                return answer(x) * ("test_gates" in globals().get("__name__", ""))

        assert "something else" in findings(gates.travels, Elsewhere())


class TestFreshInputs:
    @pytest.mark.parametrize(
        ("make", "says"),
        [
            (lambda rng: [np.random.default_rng().normal(size=3)], "one seed gives two"),
            (lambda rng: [np.arange(3.0)], "two seeds give the same"),
            (lambda rng: [], "no inputs"),
            (lambda rng: [rng.normal(size=9), rng.normal(size=2)], "larger than the last"),
            (lambda rng: [rng.normal(size=30_000)], "200000 is the most"),
            (lambda rng: [np.array([rng.normal(), np.nan])], "not finite"),
            (lambda rng: [[rng.normal(), float("inf")]], "not finite"),
            (lambda rng: [[rng.normal(), len]], "cannot travel: the function len"),
        ],
    )
    def test_name_what_is_wrong(self, make, says):
        assert says in findings(gates.fresh_inputs, with_inputs(make))

    def test_may_be_fixed_where_only_what_a_value_does_is_judged(self):
        fixed = with_inputs(lambda rng: [np.arange(3.0)])
        fixed.compare = Through(lambda value, x: value, Exact(), "It gives")
        assert gates.fresh_inputs(fixed) == []


class TestRich:
    @pytest.mark.parametrize("probe", [lambda answer, x: True, lambda answer, x: [1, 0, 1], lambda answer, x: "yes"])
    def test_a_lone_truth_is_not_enough(self, probe):
        assert "16 are the least" in findings(gates.rich, changed(probe=staticmethod(probe)))

    def test_many_labels_are(self):
        assert gates.rich(changed(probe=staticmethod(lambda answer, x: [True] * 4))) == []

    def test_a_reference_that_gives_a_function(self):
        assert "cannot travel" in findings(gates.rich, changed(probe=staticmethod(lambda answer, x: answer)))


class TestTold:
    exercises = [Variance(), Slope()]

    def notebook(self):
        texts = {
            "90.1": "### Exercise 90.1: the spread of some numbers\n\nWrite `variance(x)`. Use:\nNumPy. 2 points.",
            "90.2": "### Exercise 90.2: the line through the points\n\nChoose `slope`. Use: plain Python. 1 point.",
        }
        lesson = [{"metadata": {}, "source": "words"}]
        return {
            "cells": lesson
            + [
                {"metadata": {"nnlearn": {"role": "task", "exercise": id_}}, "source": text}
                for id_, text in texts.items()
            ]
        }

    def test_a_notebook_that_says_it_all(self):
        assert gates.told(self.exercises, self.notebook()) == []

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("the spread of some", "the spread of", "the heading is"),
            ("NumPy", "SciPy", "does not say 'Use: NumPy.'"),
            ("`variance(x)`", "`var(x)`", "does not name `variance`"),
            ("`variance(x)`", "variance", "does not name `variance`"),
            ("2 points", "3 points", "does not say 2 points"),
            ("2 points", "12 points", "does not say 2 points"),
        ],
    )
    def test_a_task_that_says_otherwise(self, old, new, says):
        notebook = self.notebook()
        notebook["cells"][1]["source"] = notebook["cells"][1]["source"].replace(old, new)
        assert says in findings(gates.told, self.exercises, notebook)

    def test_points_are_asked_of_all_tasks_or_of_none(self):
        notebook = self.notebook()
        for cell in notebook["cells"][1:]:
            cell["source"] = cell["source"].replace(" 2 points.", "").replace(" 1 point.", "")
        assert gates.told(self.exercises, notebook) == []

    @pytest.mark.parametrize(
        "order",
        [lambda cells: cells[:2], lambda cells: [cells[0], cells[2], cells[1]], lambda cells: [*cells, cells[1]]],
    )
    def test_tasks_that_are_missing_exchanged_or_doubled(self, order):
        notebook = self.notebook()
        notebook["cells"] = order(copy.deepcopy(notebook["cells"]))
        assert "the notebook's tasks are" in findings(gates.told, self.exercises, notebook)
