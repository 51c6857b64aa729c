"""Learning rate schedules: values by hand, arrays of steps, Keras, bad input."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.optimizers import schedules
from nnlearn.scratch.optimizers.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    LearningRateSchedule,
    PiecewiseConstantDecay,
    PolynomialDecay,
)

KINDS = [ExponentialDecay, PiecewiseConstantDecay, PolynomialDecay, CosineDecay, CosineDecayRestarts]

# class, arguments, steps at which Keras' float32 cannot fall on the other side of a jump
CASES = [
    (ExponentialDecay, {"initial_learning_rate": 0.3, "decay_steps": 7, "decay_rate": 0.8}, range(40)),
    (
        ExponentialDecay,
        {"initial_learning_rate": 0.3, "decay_steps": 7, "decay_rate": 0.8, "staircase": True},
        range(40),
    ),
    (PiecewiseConstantDecay, {"boundaries": [3, 10], "values": [0.5, 0.1, 0.02]}, range(15)),
    (PolynomialDecay, {"initial_learning_rate": 0.3, "decay_steps": 10}, range(15)),
    (
        PolynomialDecay,
        {"initial_learning_rate": 0.3, "decay_steps": 10, "end_learning_rate": 0.1, "power": 2.0},
        range(15),
    ),
    (PolynomialDecay, {"initial_learning_rate": 0.3, "decay_steps": 10, "power": 0.5, "cycle": True}, range(35)),
    (CosineDecay, {"initial_learning_rate": 0.3, "decay_steps": 10}, range(15)),
    (CosineDecay, {"initial_learning_rate": 0.3, "decay_steps": 10, "alpha": 0.1}, range(15)),
    (
        CosineDecay,
        {"initial_learning_rate": 0.1, "decay_steps": 10, "alpha": 0.1, "warmup_target": 0.4, "warmup_steps": 5},
        range(20),
    ),
    (CosineDecay, {"initial_learning_rate": 0.1, "decay_steps": 10, "warmup_target": 0.4}, range(15)),
    (CosineDecayRestarts, {"initial_learning_rate": 0.3, "first_decay_steps": 8}, range(50)),
    (
        CosineDecayRestarts,
        {"initial_learning_rate": 0.3, "first_decay_steps": 8, "t_mul": 1.0, "m_mul": 0.9},
        range(50),
    ),
    (
        CosineDecayRestarts,
        {"initial_learning_rate": 0.3, "first_decay_steps": 8, "t_mul": 1.5, "m_mul": 0.5, "alpha": 0.1},
        [step for step in range(60) if step not in (8, 20, 38)],
    ),
]
IDS = [f"{kind.__name__}-{k}" for k, (kind, _, _) in enumerate(CASES)]


@pytest.mark.parametrize(
    ("schedule", "steps", "rates"),
    [
        (ExponentialDecay(0.5, 10, 0.25), [0, 5, 10, 20], [0.5, 0.25, 0.125, 0.03125]),
        (ExponentialDecay(0.5, 10, 0.25, staircase=True), [0, 9, 10, 19, 20], [0.5, 0.5, 0.125, 0.125, 0.03125]),
        (PiecewiseConstantDecay([10, 20], [3, 2, 1]), [0, 10, 11, 20, 21, 999], [3, 3, 2, 2, 1, 1]),
        (PiecewiseConstantDecay([], [3]), [0, 10], [3, 3]),
        (PolynomialDecay(1.0, 10, 0.5), [0, 5, 10, 99], [1, 0.75, 0.5, 0.5]),
        (PolynomialDecay(1.0, 10, 0.0, power=2), [0, 5, 10], [1, 0.25, 0]),
        (PolynomialDecay(1.0, 10, 0.0, cycle=True), [0, 10, 11, 15, 20], [1, 0, 0.45, 0.25, 0]),
        (CosineDecay(1.0, 6), [0, 2, 3, 4, 6, 99], [1, 0.75, 0.5, 0.25, 0, 0]),
        (CosineDecay(1.0, 6, alpha=0.5), [0, 3, 6], [1, 0.75, 0.5]),
        (CosineDecay(0.5, 6, warmup_target=1.0, warmup_steps=2), [0, 1, 2, 5, 8, 99], [0.5, 0.75, 1, 0.5, 0, 0]),
        (CosineDecay(0.5, 6, warmup_target=1.0), [0, 3, 6], [1, 0.5, 0]),
        (CosineDecayRestarts(1.0, 2), [0, 1, 2, 4, 6, 10, 14], [1, 0.5, 1, 0.5, 1, 0.5, 1]),
        (CosineDecayRestarts(1.0, 2, t_mul=1, m_mul=0.5), [0, 1, 2, 3, 4], [1, 0.5, 0.5, 0.25, 0.25]),
        (CosineDecayRestarts(1.0, 1, t_mul=3), [0, 1, 4, 13, 40, 121], [1, 1, 1, 1, 1, 1]),
    ],
)
def test_rates_are_those_worked_out_by_hand(schedule, steps, rates):
    with np.errstate(all="raise", under="ignore"):
        found = [schedule(step) for step in steps]
    assert all(type(rate) is float for rate in found)
    np.testing.assert_allclose(found, rates, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("kind", "arguments", "steps"), CASES, ids=IDS)
def test_array_of_steps_gives_the_rates_one_by_one(kind, arguments, steps):
    schedule = kind(**arguments)
    many = np.array(steps)
    before = many.copy()
    np.testing.assert_allclose(schedule(many), [schedule(step) for step in steps], rtol=1e-14)
    np.testing.assert_array_equal(many, before)
    assert schedule(many.reshape(1, -1)).shape == (1, len(steps))


@settings(max_examples=30, deadline=None)
@given(first=st.integers(1, 50), t_mul=st.sampled_from([1, 1.25, 2, 3, 7, 10]), i=st.integers(0, 8))
def test_restart_comes_at_its_step_and_not_another(first, t_mul, i):
    start = sum(first * t_mul**k for k in range(i))
    schedule = CosineDecayRestarts(1.0, first, t_mul=t_mul)
    assert schedule(start) == pytest.approx(1)
    assert schedule(start + first * t_mul**i / 2) == pytest.approx(0.5)
    assert i == 0 or schedule(start * (1 - 1e-6)) < 1e-3, "the restart came before its step"


@pytest.mark.parametrize(("kind", "arguments", "steps"), CASES, ids=IDS)
def test_configuration_makes_an_equal_schedule(kind, arguments, steps):
    schedule = kind(**arguments)
    twin = kind.from_config(schedule.get_config())
    assert twin.get_config() == schedule.get_config() and arguments.items() <= schedule.get_config().items()
    assert [twin(step) for step in steps] == [schedule(step) for step in steps]


def test_new_schedule_is_a_class_with_rate():
    class Root(LearningRateSchedule):
        def rate(self, step):
            return 1 / np.sqrt(1 + step)

    assert Root()(3) == 0.5
    with pytest.raises(NotImplementedError, match="LearningRateSchedule has no rate"):
        LearningRateSchedule()(0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: ExponentialDecay(-0.1, 10, 0.5),
        lambda: ExponentialDecay("0.1", 10, 0.5),
        lambda: ExponentialDecay(0.1, 0, 0.5),
        lambda: ExponentialDecay(0.1, 10, -0.5),
        lambda: ExponentialDecay(0.1, True, 0.5),
        lambda: ExponentialDecay(0.1, 10, 0.5, staircase="no"),
        lambda: PiecewiseConstantDecay(1, [1]),
        lambda: PiecewiseConstantDecay([1], 1),
        lambda: PiecewiseConstantDecay(np.array(1), [1]),
        lambda: PiecewiseConstantDecay("12", [3, 2, 1]),
        lambda: PiecewiseConstantDecay([10], [0.1]),
        lambda: PiecewiseConstantDecay([10, 10], [0.1, 0.2, 0.3]),
        lambda: PiecewiseConstantDecay([10], [0.1, None]),
        lambda: PiecewiseConstantDecay([-1], [0.1, 0.2]),
        lambda: PolynomialDecay(0.1, -1),
        lambda: PolynomialDecay(0.1, 10, end_learning_rate=np.nan),
        lambda: PolynomialDecay(0.1, 10, power=-1),
        lambda: PolynomialDecay(0.1, 10, cycle=1),
        lambda: CosineDecay(np.inf, 10),
        lambda: CosineDecay(0.1, 0),
        lambda: CosineDecay(0.1, 10, alpha=-1),
        lambda: CosineDecay(0.1, 10, warmup_steps=5),
        lambda: CosineDecay(0.1, 10, warmup_target=0.2, warmup_steps=-5),
        lambda: CosineDecay(0.1, 10, warmup_target="0.2"),
        lambda: CosineDecayRestarts(0.1, 0),
        lambda: CosineDecayRestarts(0.1, 10, t_mul=0.5),
        lambda: CosineDecayRestarts(0.1, 10, m_mul=-1),
        lambda: CosineDecayRestarts(0.1, 10, alpha=None),
        lambda: CosineDecay(0.1, 10)(-1),
        lambda: CosineDecay(0.1, 10)(np.array([0.0, np.nan])),
        lambda: CosineDecay(0.1, 10)("3"),
        lambda: CosineDecay(0.1, 10)(None),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        call()


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "arguments", "steps"), CASES, ids=IDS)
def test_rates_equal_keras(kind, arguments, steps):
    import keras

    twin = getattr(keras.optimizers.schedules, kind.__name__)(**arguments)
    theirs = [float(twin(step)) for step in steps]
    np.testing.assert_allclose(kind(**arguments)(np.array(steps)), theirs, rtol=1e-5, atol=2e-7)


@pytest.mark.keras
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_arguments_and_defaults_are_those_of_keras(kind):
    import keras

    twin = getattr(keras.optimizers.schedules, kind.__name__)
    mine, theirs = (inspect.signature(each).parameters.values() for each in (kind, twin))
    assert [(p.name, p.default) for p in mine] == [(p.name, p.default) for p in theirs if p.name != "name"]
    assert getattr(schedules, twin.__name__) is kind
