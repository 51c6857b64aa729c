"""The judge: which verdict an answer gets, what it shows, and that its words are the same every time."""

import contextlib
import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.exercises import AnswerKey, Mistake, Verdict, evidence, feedback
from nnlearn.exercises.errors import tip

from .made_up import Slope, Tally, Variance, changing, changing_and_wrong, crash, interrupted, judge, stub


class TestOrder:
    @pytest.mark.parametrize(
        ("answer", "status"),
        [
            (np.var, feedback.PASSED),
            (lambda x: float(np.mean((x - np.mean(x)) ** 2)), feedback.PASSED),
            (lambda x: np.var(x.astype(np.float32)), feedback.PASSED),
            (stub, feedback.NOT_ATTEMPTED),
            (..., feedback.NOT_ATTEMPTED),
            (crash, feedback.ERROR),
            (interrupted, feedback.ERROR),
            (lambda: 1, feedback.ERROR),
            (3, feedback.WRONG),
            (lambda x: None, feedback.TYPE),
            (lambda x: x, feedback.TYPE),
            (lambda x: "a", feedback.TYPE),
            (lambda x: x.var() + 1, feedback.WRONG),
            (lambda x: np.sqrt(x.var()), feedback.MISTAKE),
            (lambda x: x.var(ddof=min(1, len(x) - 1)), feedback.CONVENTION),
            (changing, feedback.CHANGED),
            (changing_and_wrong, feedback.WRONG),
        ],
    )
    def test_each_answer_gets_its_verdict(self, answer, status):
        verdict = judge(answer)
        assert verdict.status == status
        assert (verdict.points, verdict.out_of) == (2 if status == feedback.PASSED else 0, 2)

    def test_a_mistake_beats_a_wrong_shape_and_a_crash(self):
        class Shaped(Variance):
            mistakes = (
                Mistake(lambda x: x, "nothing is done", "What came in?"),
                Mistake(crash, "the mean has no such part", "What is y?"),
            )

        assert judge(lambda x: x.copy(), Shaped()).known_as == "nothing is done"
        assert judge(crash, Shaped()).known_as == "the mean has no such part"

    def test_a_mistake_that_equals_the_reference_never_costs_a_right_answer(self):
        class Doubtful(Variance):
            mistakes = (Mistake(np.var, "everything", "?"),)

        assert judge(np.var, Doubtful()).passed

    def test_a_mistake_is_recognised_only_when_it_is_the_same_on_every_case(self):
        assert judge(lambda x: x.std() if len(x) < 20 else 0.0).status == feedback.WRONG

    def test_a_value_that_is_an_array_is_recognised_among_several(self):
        assert judge([2.0, -1.0], Slope()).known_as == "the offset has the other sign"
        assert judge((2, 1), Slope()).passed

    def test_a_class_is_judged_by_what_it_does(self):
        assert judge(Tally.reference, Tally()).passed
        assert judge(type("Tally", (), {"add": lambda self, items: len(items)}), Tally()).status == feedback.WRONG

    def test_every_mistake_is_recognised_under_its_own_name(self):
        for mistake in Variance.mistakes:
            assert judge(mistake.wrong).known_as == mistake.name


class TestWords:
    def test_passing_says_why_it_matters(self):
        assert judge(np.var).headline == "Right. Half of all initialisers set it."

    def test_an_error_names_the_line(self):
        verdict = judge(crash)
        line = crash.__code__.co_firstlineno + 2
        assert (
            verdict.headline == "Your code stops with AttributeError: 'numpy.float64' object has no attribute 'nowhere'"
        )
        assert verdict.lines == (f"Line {line}: `return y.nowhere`",)

    def test_an_interruption_asks_for_the_endless_loop(self):
        assert judge(interrupted).headline.endswith("far longer than the task asks?")

    def test_none_asks_for_the_return_of_a_function_only(self):
        assert (
            judge(lambda x: None).headline
            == "Not yet: your answer gives None. Is a `return` missing, or in a branch or loop that is not reached?"
        )

        class Whole(Slope):
            probe = staticmethod(lambda answer, x: answer)

        assert judge(None, Whole()).headline == "Not yet: Your answer is None."

    def test_a_convention_is_told_kindly(self):
        verdict = judge(Variance.mistakes[0].wrong)
        assert verdict.headline == "Not yet, though right by another convention: the variance of a sample."
        assert verdict.lines == ("By how many do you divide?",)

    def test_a_changed_input_is_told_with_both_values(self):
        class Fixed(Variance):
            def inputs(self, rng):
                return [{"x": np.array([1.0, 2.0])}]

        assert judge(changing, Fixed()).headline == "Not yet: `x` came back changed (entry 0 was 1, is now 7)."

    def test_the_counterexample_is_the_smallest_case_that_differs(self):
        rows = dict(judge(lambda x: x.var() + (len(x) > 2)).table)
        assert rows["input x"].count(",") == 4
        assert float(rows["yours"]) == pytest.approx(float(rows["expected"]) + 1)
        mistake = dict(judge(Variance.mistakes[0].wrong).table)
        assert mistake["input x"].count(",") == 1

    def test_values_are_shown_with_the_digits_that_tell_them_apart(self):
        rows = dict(judge(lambda x: x.var() * (1 + 3e-6) + 2e-12).table)
        assert rows["yours"] != rows["expected"]

    def test_the_text_is_the_same_in_every_process(self):
        program = """
import sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from exercises.made_up import Variance, changing, crash, judge
np.set_printoptions(precision=int(sys.argv[2]), linewidth=20 * int(sys.argv[2]))
def odd(x):
    raise ValueError(object(), {"a", "b", "c"} and sys.argv[1] + "/x.py")
for answer in [np.var, crash, odd, changing, lambda x: x, lambda x: {"a", "b"}, lambda x: object()]:
    print(judge(answer).to_text(), judge(answer).to_html())
for mistake in Variance.mistakes:
    print(judge(mistake.wrong).to_text(), judge(mistake.wrong).to_html())
"""
        tests = os.path.dirname(os.path.dirname(__file__))
        outputs = [
            subprocess.run(
                [sys.executable, "-c", program, tests, seed],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=True,
                timeout=60,
            ).stdout
            for seed in ("3", "5")
        ]
        assert outputs[0] == outputs[1]
        assert "0x" not in outputs[0]
        assert tests not in outputs[0]

    def test_html_escapes_whatever_an_answer_says(self):
        evil = "<script>alert('`x`')</script>"

        def raising(x):
            raise ValueError(evil)

        class Named:
            pass

        Named.__name__ = evil
        for answer in (raising, lambda x: evil, lambda x: {evil: evil}, lambda x: Named(), lambda x: [evil, 1]):
            page = judge(answer).to_html()
            assert "<script" not in page
            assert "script" in page or answer(np.ones(1)) is None

    def test_text_and_panel_say_the_same(self):
        import html
        import re

        for answer in (np.var, crash, changing, Variance.mistakes[0].wrong):
            verdict = judge(answer)
            page = html.unescape(re.sub("<[^>]*>", " ", verdict.to_html()))
            for word in re.findall(r"\w+", verdict.to_text()):
                assert word in page


class TestForgedEvidence:
    exercise = Variance()
    key = AnswerKey(exercise, exercise.home_cases())
    good = evidence.gather(np.var, exercise.probe, key.cases)

    @pytest.mark.parametrize(
        "forge",
        [
            lambda good: None,
            lambda good: {},
            lambda good: "passed",
            lambda good: [],
            lambda good: good[:-1],
            lambda good: good + good,
            lambda good: [*good[:-1], {}],
            lambda good: [*good[:-1], {**good[-1], "error": {}}],
            lambda good: [*good[:-1], {"error": "ValueError"}],
            lambda good: [*good[:-1], {"error": {"line": "x"}}],
            lambda good: [*good[:-1], {"value": 3}],
            lambda good: [*good[:-1], None],
            lambda good: [*good[:-1], {**good[-1], "changed": {}}],
            lambda good: [*good[:-1], {**good[-1], "changed": [["x", "0", 1, 1]]}],
            lambda good: [*good[:-1], {**good[-1], "changed": [["x", ["0"], *[evidence.encode(1)] * 2]]}],
            lambda good: [*good[:-1], {**good[-1], "changed": [["y", [0], *[evidence.encode(1)] * 2]]}],
            lambda good: [*good[:-1], {**good[-1], "changed": [[1, [0], *[evidence.encode(1)] * 2]]}],
            lambda good: [{"error": {"type": "ValueError"}}, *good[1:]],
        ],
    )
    def test_is_refused_with_a_value_error(self, forge):
        assert self.key.judge(self.good).passed
        with pytest.raises(ValueError):
            self.key.judge(forge(self.good))

    def test_an_incomplete_error_record_is_read_as_far_as_it_goes(self):
        assert self.key.judge([{"error": {"type": "E" * 500}}]).headline.startswith("Your code stops with EEE")
        assert self.key.judge([{"error": {"message": "\ud800\x1b[2J", "text": "x"}}]).to_text().isascii()

    @given(
        st.recursive(
            st.one_of(st.none(), st.integers(), st.text()),
            lambda inner: st.one_of(
                st.lists(inner, max_size=4),
                st.fixed_dictionaries(
                    {}, optional=dict.fromkeys(("value", "error", "changed", "type", "message", "line"), inner)
                ),
            ),
        )
    )
    @settings(max_examples=200, deadline=None)
    def test_any_json_gives_a_verdict_or_a_value_error(self, results):
        with contextlib.suppress(ValueError):
            assert not self.key.judge(results).passed

    def test_a_verdict_survives_json(self):
        for answer in (np.var, crash, Variance.mistakes[0].wrong):
            verdict = judge(answer)
            assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict


class TestShow:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (np.int64(3), "3"),
            (np.float32(0.5), "0.5"),
            (np.bool_(True), "True"),
            (1 / 3, "0.333333"),
            (1 + 2j, "1+2j"),
            (np.array([True, False]), "[True, False]"),
            (np.array([1 + 2j]), "[1+2j]"),
            (np.zeros((0, 3)), "[]  shape (0, 3)"),
            (np.zeros(100), "[0, 0, 0, ..., 0, 0, 0]  shape (100,)"),
            ({np.int64(1): np.array([0.1])}, "{1: [0.1]}"),
            ((1, "a", None), "(1, 'a', None)"),
            (list(range(20)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ... 20 in all]"),
            (evidence.Other("the function f"), "the function f"),
            ([(np.eye(2), np.ones(2)), 3], "[([[1, 0],\n   [0, 1]],\n  [1, 1]),\n 3]"),
            ({"a": np.eye(2)}, "{'a': [[1, 0],\n       [0, 1]]}"),
        ],
    )
    def test_is_short_and_plain(self, value, text):
        assert feedback.show(value) == text

    def test_no_value_makes_a_long_panel(self):
        nested = "a" * 200
        for _ in range(3):
            nested = [nested] * 12
        for value in (nested, dict.fromkeys(range(10000), "b" * 90), "c" * 10_000, 10**1000):
            assert len(feedback.show(value)) <= 2_000

    def test_a_learners_print_options_change_nothing(self):
        array = np.array([1 / 3, 1e-9, -2])
        before = feedback.show(array)
        with np.printoptions(precision=2, suppress=True, sign="+", threshold=1, linewidth=5):
            assert feedback.show(array) == before


class TestTips:
    """Messages of Python and NumPy that a beginner cannot read are followed by one sentence that can be."""

    def lines(self, answer):
        return " ".join(judge(answer).lines)

    def test_an_if_for_many_truths(self):
        assert "np.where" in self.lines(lambda x: 1 if x > 0 else 0)

    def test_shapes_of_a_matrix_product(self):
        assert "Write both shapes below each other." in self.lines(lambda x: np.eye(30) @ x)

    def test_shapes_entry_by_entry(self):
        assert "agree from the right" in self.lines(lambda x: x + np.ones(30))

    def test_a_function_for_one_number(self):
        assert "np.exp" in self.lines(lambda x: math.exp(x))

    def test_an_array_where_one_number_belongs(self):
        def filled(x):
            slopes = np.zeros(3)
            slopes[0] = x
            return slopes

        assert "a single number" in self.lines(filled)

    def test_lists_that_do_not_subtract(self):
        assert "`zip` walks two at once" in self.lines(lambda x: 0.1 * [x, x])
        assert "`zip` walks two at once" in self.lines(lambda x: [x] - [x])

    def test_fewer_axes_than_asked_for(self):
        assert "Print its shape" in self.lines(lambda x: x[0, 0, 0, 0])
        assert "Print its shape" in self.lines(lambda x: x.sum(axis=7))

    def test_none_where_a_value_is_needed(self):
        assert "an argument that was None" in self.lines(lambda x: 2 * None + x)

    def test_an_exercise_says_more_of_its_own_errors(self):
        class Told(Variance):
            tips = (("ZeroDivisionError", "", "There may be no number at all."),)

        lines = judge(lambda x: 1 / 0, Told()).lines
        assert lines[-1] == "There may be no number at all."

    def test_clear_words_are_left_alone(self):
        assert tip("ZeroDivisionError", "division by zero") == ""
