"""Comparisons: every right answer passes however it is computed, and what is wrong is said in words."""

import numpy as np
import pytest

from nnlearn.exercises import Accuracy, AtMost, Close, Exact, Through
from nnlearn.exercises.evidence import Other, decode, encode


def same(comparison, got, expected):
    """The difference as the judge sees it: both sides have travelled."""
    return comparison.difference(decode(encode(got)), decode(encode(expected)), {})


def right(comparison, got, expected):
    return same(comparison, got, expected) is None


def message(comparison, got, expected):
    return same(comparison, got, expected).message


class TestCloseAccepts:
    @pytest.mark.parametrize("seed", range(10))
    def test_another_order_of_summation_and_float32(self, seed):
        rng = np.random.default_rng(seed)
        x, w = rng.normal(size=(40, 200)), rng.normal(size=(200, 7))
        expected = x @ w
        order = rng.permutation(200)
        assert right(Close(), x[:, order] @ w[order], expected)
        assert right(
            Close(), [[sum(a * b for a, b in zip(row, col, strict=True)) for col in w.T] for row in x], expected
        )
        single = x.astype(np.float32)[:, order] @ w.astype(np.float32)[order]
        assert right(Close(), single, expected)
        assert right(Close(), expected.astype(np.float32).astype(float), expected)

    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            ([1, 2], np.array([1.0, 2.0])),
            ((1.0, 2.0), [1.0, 2.0]),
            (np.array([[1], [2]]), [[1], [2]]),
            (np.float32(1.5), 1.5),
            (np.array(3), 3.0),
            (True, 1),
            (np.array([True, False]), [1, 0]),
            (2 + 0j, 2.0),
            (np.nan, np.nan),
            ([np.inf, -np.inf], [np.inf, -np.inf]),
            ([], np.zeros(0)),
            (np.zeros((0, 3)), np.zeros((0, 3))),
            ([np.zeros(2), 1.0], (np.zeros(2), 1.0)),
            (np.array([[1.0, 2.0], [3.0, 4.0]]), [np.array([1.0, 2.0]), (3.0, 4.0)]),
            ({"b": 1, "a": [1, 2]}, {"a": np.array([1, 2]), "b": 1.0}),
            ({np.int64(1): 2}, {1: 2}),
            (2**80, 2.0**80),
            (None, None),
            (["a", 1], ["a", 1.0]),
            ({"a": None}, {"a": None}),
        ],
    )
    def test_the_same_numbers_in_another_type(self, got, expected):
        assert right(Close(), got, expected)

    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            ([1.0, 1e-17], [1.0, 0.0]),
            (1e-18, 0.0),
            (0.0, 5.6e-17),
            ([2e-16, 0.0], [0.0, 5.6e-17]),
            (np.float32(3e-8), 0.0),
            ((np.array([1.0]), -1e-16), (np.array([1.0]), 0.0)),
        ],
    )
    def test_rounding_noise_around_zero(self, got, expected):
        assert right(Close(), got, expected)

    def test_values_that_are_small_by_right_where_the_floor_is_0(self):
        assert right(Close(floor=0), 1e-20 * (1 + 1e-9), 1e-20)
        assert not right(Close(floor=0), 0.0, 1e-20)
        assert right(Close(), 0.0, 1e-20)


class TestCloseRefuses:
    @pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
    def test_a_relative_error_of_one_in_ten_thousand(self, scale):
        expected = scale * np.random.default_rng(0).normal(size=50)
        for i in range(50):
            wrong = expected.copy()
            wrong[i] *= 1 + 1e-4
            if abs(expected[i]) > 0.05 * scale:
                assert not right(Close(), wrong, expected)
        assert not right(Close(), expected * (1 + 2e-6), expected)
        assert not right(Close(), (expected * (1 + 1e-3)).astype(np.float32), expected)

    @pytest.mark.parametrize(
        ("got", "expected", "kind", "words"),
        [
            (None, 1.0, "missing", "None instead of a value"),
            ([None, 1.0], [1.0, 1.0], "missing", "There is None among the numbers."),
            ((np.ones(2), None), (np.ones(2), 1.0), "missing", "None at index 1"),
            ("1", 1.0, "type", "a string; a number is expected"),
            ({"a": 1}, 1.0, "type", "a dict; a number is expected"),
            (..., 1.0, "type", "Ellipsis; a number is expected"),
            (len, 1.0, "type", "the function len; a number is expected"),
            ([len, 1.0], [1.0, 1.0], "type", "a list that holds no numbers; a list is expected"),
            (
                [[1], [1, 2]],
                np.ones((2, 2)),
                "type",
                "a list whose parts differ in shape; an array of numbers is expected",
            ),
            ([1.0], 1.0, "shape", "The shape is (1,); a single number, shape (), is expected."),
            (1.0, [1.0], "shape", "The shape is (); (1,) is expected."),
            (np.ones((3, 1)), np.ones(3), "shape", "The shape is (3, 1); (3,) is expected."),
            (np.zeros((0, 3)), np.zeros((0, 2)), "shape", "(0, 3)"),
            (2.0, 1.0, "value", "The value differs."),
            ([1.0, 3.0], [1.0, 2.0], "value", "first at index 1."),
            (np.eye(2), np.ones((2, 2)), "value", "first at [0, 1]."),
            ([1.0, np.nan], [1.0, 2.0], "value", "Yours is nan there: no number, as 0 / 0"),
            (np.inf, 1.0, "value", "Yours is inf there"),
            (1.0, np.nan, "value", "differs"),
            (-np.inf, np.inf, "value", "differs"),
            (2**5000, 1.0, "type", "enormous"),
            (2**1100, 1.0, "value", "Yours is inf"),
            (1.0, "a", "type", "differs"),
            ("b", "a", "value", "differs"),
            (1.0, None, "type", "differs"),
            (np.ones(2), None, "type", "differs"),
            (1.0, ["a", "b"], "type", "a list of 2 is expected"),
            (["a"], ["a", "b"], "shape", "There is 1 value; 2 are expected."),
            ({"a": 1}, {"a": 1, "b": 2}, "type", "The key 'b' is missing; there is 'a'."),
            ({}, {"a": 1}, "type", "there is no key"),
            ({"a": 1, np.int64(3): 2}, {"a": 1}, "type", "The key 3 is not asked for"),
            ({"a": 1}, {"a": 2}, "value", "under the key 'a'"),
            ([1], {"a": 2}, "type", "a list; a dict with the keys 'a' is expected"),
            (1j, 1.0, "value", "differs"),
        ],
    )
    def test_and_says_why(self, got, expected, kind, words):
        found = same(Close(), got, expected)
        assert found.kind == kind
        assert words in found.message

    @pytest.mark.parametrize("wrong", [len, ..., None, "a", {"a": 1}, ["a"], [len, 1], np.ones(5), 2**80])
    @pytest.mark.parametrize("got", [1.0, np.ones(2), "b", {"b": 1}, [1, "c"], max, [max], {}, 2**90])
    def test_whatever_a_wrong_answer_gives_can_be_compared(self, got, wrong):
        """A mistake's value stands where the expected one does when it is recognised."""
        for comparison in (Close(), Exact(), Accuracy(0.5), AtMost()):
            assert not comparison.same(decode(encode(got)), decode(encode(wrong)), {})

    @pytest.mark.parametrize("value", [len, ["a"], {"a": [len]}, None, 2**80, np.nan, [np.inf, np.nan]])
    def test_two_answers_that_did_the_same_odd_thing_are_the_same(self, value):
        for comparison in (Close(), Exact(), AtMost()):
            assert comparison.same(decode(encode(value)), decode(encode(value)), {})

    def test_a_part_that_is_wrong_is_shown_alone(self):
        found = same(Close(), ({"w": 1.0}, [2.0]), ({"w": 3.0}, [2.0]))
        assert (found.yours, found.expected) == (1.0, 3.0)

    def test_an_entry_that_the_panel_abridges_is_named(self):
        expected = np.zeros(200)
        assert message(Close(), expected + (np.arange(200) == 100), expected).endswith(
            "first at index 100. Yours is 1 there; 0 is expected."
        )

    def test_a_float32_answer_is_given_no_more_than_float32(self):
        assert right(Close(), np.float32(1 + 5e-5), 1.0)
        assert not right(Close(), 1 + 5e-5, 1.0)
        assert not right(Close(), np.float32(1 + 5e-4), 1.0)


class TestExact:
    @pytest.mark.parametrize(
        ("got", "expected"), [(1, True), (1.0, 1), ([1, 0], np.array([True, False])), (np.nan, np.nan), ("a", "a")]
    )
    def test_accepts_what_means_the_same(self, got, expected):
        assert right(Exact(), got, expected)

    @pytest.mark.parametrize(("got", "expected"), [(1 + 1e-12, 1), ([0, 1], [1, 0]), ("a", "b"), (np.nan, 1), (1, "1")])
    def test_refuses_the_rest(self, got, expected):
        assert not right(Exact(), got, expected)


class TestAccuracy:
    truth = np.arange(200) % 2

    def test_counts_the_labels_that_are_right(self):
        labels = self.truth.copy()
        labels[:10] ^= 1
        assert right(Accuracy(0.95), labels, self.truth)
        assert right(Accuracy(0.95), [bool(n) for n in labels], self.truth)
        labels[10] ^= 1
        assert message(Accuracy(0.95), labels, self.truth) == (
            "189 of 200 predictions are right; at least 0.95 of them is asked for."
        )

    def test_says_first_when_the_shape_is_wrong(self):
        assert same(Accuracy(0.5), self.truth[:, None], self.truth).kind == "shape"
        assert same(Accuracy(0.5), None, self.truth).kind == "missing"

    def test_nan_is_no_label(self):
        assert not right(Accuracy(0.9), np.full(200, np.nan), self.truth)

    def test_no_label_at_all_is_right(self):
        assert right(Accuracy(0.9), [], np.zeros(0))

    def test_answers_are_the_same_only_label_by_label(self):
        wrong = self.truth.copy()
        wrong[0] ^= 1
        assert right(Accuracy(0.9), wrong, self.truth)
        assert not Accuracy(0.9).same(wrong, self.truth, {})


class TestAtMost:
    @pytest.mark.parametrize(("got", "bound"), [(1, 1), (-np.inf, 0), ([1, 2], [1, 3]), (True, 1.0)])
    def test_accepts_what_stays_below(self, got, bound):
        assert right(AtMost(), got, bound)

    @pytest.mark.parametrize(("got", "bound"), [(1.1, 1), (np.nan, 1), ([1, 4], [1, 3]), (1j, 1), (None, 1), ([0], 1)])
    def test_refuses_the_rest(self, got, bound):
        assert not right(AtMost(), got, bound)

    def test_two_numbers_below_the_bound_are_not_the_same(self):
        assert not AtMost().same(1.0, 2.0, {})


def gate(weights, x):
    w1, w2, b = weights
    return [int(w1 * p + w2 * q + b >= 0) for p, q in x]


class TestThrough:
    comparison = Through(gate, Exact(), "With your weights the gate answers")
    case = {"x": [(0, 0), (0, 1), (1, 0), (1, 1)]}

    @pytest.mark.parametrize("weights", [(1, 1, -1.5), [20, 20, -30], np.array([0.5, 0.6, -1.0])])
    def test_judges_what_the_value_does(self, weights):
        assert self.comparison.difference(weights, [0, 0, 0, 1], self.case) is None

    def test_shows_what_came_out(self):
        found = self.comparison.difference((1, 1, -0.5), [0, 0, 0, 1], self.case)
        assert (found.kind, found.yours, found.expected) == ("value", [0, 1, 1, 1], [0, 0, 0, 1])

    @pytest.mark.parametrize("weights", [(1, 1), "abc", Other("the function f"), {}, 3.0, (None, 1, 1)])
    def test_says_that_a_value_cannot_be_used(self, weights):
        found = self.comparison.difference(weights, [0, 0, 0, 1], self.case)
        assert found.kind == "use"
        assert found.message.endswith(".")

    def test_none_is_missing(self):
        assert self.comparison.difference(None, [0, 0, 0, 1], self.case).kind == "missing"

    def test_two_values_that_do_the_same_are_the_same(self):
        assert self.comparison.same((1, 1, -0.5), (2, 2, -1), self.case)
        assert not self.comparison.same((1, 1, -0.5), (1, 1, -1.5), self.case)
        assert not self.comparison.same((1, 1), (1, 1, -1.5), self.case)

    def test_an_overflow_in_the_transform_is_quiet(self, recwarn):
        Through(lambda value: np.exp(value), Close(), "It gives").difference(np.array([1e4]), [1.0], {})
        assert not recwarn.list


class TestTuples:
    """An expected tuple is a record of several things, which a learner knows by name."""

    comparison = Close(parts=("the value", "the derivative"))
    right = (np.array([1.0, 2.0]), np.array([0.5, 0.25]))

    @pytest.mark.parametrize(
        "got", [right, list(right), np.array(right), ([1.0, 2.0], [0.5, 0.25])], ids=["tuple", "list", "array", "lists"]
    )
    def test_may_come_in_any_sequence(self, got):
        assert same(self.comparison, got, self.right) is None

    def test_names_the_part_that_differs(self):
        found = same(self.comparison, (np.array([1.0, 2.0]), np.array([0.5, 0.3])), self.right)
        assert found.message == "The values for the derivative differ, first at index 1."
        assert found.yours.tolist() == [0.5, 0.3]

    def test_names_what_is_missing(self):
        found = same(self.comparison, self.right[0][:1], self.right)
        assert found.message == "There is one thing, an array; 2 are expected: the value, the derivative."

    def test_one_array_for_parts_of_different_shapes_is_told_so(self):
        found = same(Close(parts=("the kernel", "the bias")), np.eye(2), (np.eye(2), np.ones(2)))
        assert found.message == "There is one thing, an array; 2 are expected: the kernel, the bias."
