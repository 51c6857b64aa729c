"""No exercise gives a point to an answer that computes nothing, nor to a mistake that hides behind the tolerance for float32."""

import numpy as np
import pytest
from exercises.marks import params

from nnlearn.exercises import AnswerKey, chapter_names, exercises_of

EXERCISES = [exercise for chapter in chapter_names() for exercise in exercises_of(chapter)]
NUMBERS = (0, 1, -1, 0.5, np.nan, np.inf, -np.inf, 2 + 1j)
THINGS = (
    True,
    False,
    None,
    "",
    "0",
    [],
    (),
    {},
    10**400,
    -(10**400),
    np.zeros(0),
    np.ma.masked,
    np.broadcast_to(1.0, (3, 4)),
)


@pytest.fixture(scope="module", params=params(EXERCISES), ids=lambda exercise: exercise.id)
def key(request):
    """What is right for one exercise, on inputs that nobody has seen."""
    return AnswerKey(request.param, request.param.cases(np.random.default_rng([7, *map(ord, request.param.id)])))


def filled(like, number):
    """A value of the same structure and shapes, with one number everywhere."""
    if isinstance(like, dict):
        return {name: filled(part, number) for name, part in like.items()}
    if isinstance(like, (list, tuple)) and any(isinstance(part, (list, tuple, dict, np.ndarray)) for part in like):
        return type(like)(filled(part, number) for part in like)
    return np.full(np.shape(like), number)


def passes(key, value_of_case):
    """Whether an answer passes that gives `value_of_case(i)` for the i-th case, whatever the inputs are."""
    if not callable(key.exercise.reference):
        return key.judge(key.results_of(value_of_case(0))).passed
    calls = iter(range(10_000))
    return key.judge(key.results_of(lambda *_: value_of_case(next(calls)))).passed


def test_the_reference_passes(key):
    assert key.judge(key.results_of(key.exercise.reference)).passed


@pytest.mark.parametrize("number", NUMBERS)
def test_one_number_in_the_right_shape_everywhere_does_not_pass(key, number):
    shapes = key.expected if callable(key.exercise.reference) else [key.exercise.reference]
    assert not passes(key, lambda i: filled(shapes[i], number))


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: repr(thing)[:12])
def test_no_constant_passes(key, thing):
    assert not passes(key, lambda i: thing)


def test_right_values_for_other_inputs_do_not_pass(key):
    if not callable(key.exercise.reference):
        return
    other = AnswerKey(key.exercise, key.exercise.home_cases())
    assert not passes(key, lambda i: other.expected[i])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.complex64])
def test_no_mistake_passes_in_a_narrower_type(key, dtype):
    def narrow(value):
        if isinstance(value, dict):
            return {name: narrow(part) for name, part in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(map(narrow, value))
        with np.errstate(all="ignore"):
            return np.asarray(value).astype(dtype)

    def narrowed(wrong):
        return (lambda *inputs: narrow(wrong(*inputs))) if callable(wrong) else narrow(wrong)

    passed = [m.name for m in key.exercise.mistakes if key.judge(key.results_of(narrowed(m.wrong))).passed]
    assert passed == []
