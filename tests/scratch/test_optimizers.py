"""Optimizers: steps by hand, the papers' forms, clipping, and Keras over ten steps."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optimizer_cases import BETAS, IDS, KINDS, OPTIONS, problem, run

from nnlearn.scratch.optimizers import SGD, Adagrad, Adam, AdamW, RMSprop, clipping, schedules


def test_every_option_of_every_optimizer_is_compared_with_keras():
    for kind in KINDS:
        told = {option for k, options in OPTIONS if k is kind for option in options}
        assert told | {"learning_rate"} >= set(inspect.signature(kind).parameters), kind


# By hand


def test_sgd_steps_are_worked_out_by_hand():
    w = np.array([1.0, -2.0])
    SGD(0.5).apply([np.array([2.0, 4.0])], [w])
    np.testing.assert_array_equal(w, [0, -4])


def test_momentum_is_worked_out_by_hand():
    w = np.array([0.0])
    optimizer = SGD(0.5, momentum=0.5)
    places = []
    for g in (4.0, 0.0, 2.0):  # velocities -2, -1, -1.5
        optimizer.apply([np.array([g])], [w])
        places.append(w.item())
    assert places == [-2, -3, -4.5]


def test_nesterov_in_keras_form_is_the_paper_form_seen_from_the_place_ahead():
    def slope(x):
        return np.array([3.0, 0.5]) * x

    theta, velocity, w = np.array([1.0, -2.0]), np.zeros(2), np.array([1.0, -2.0])
    optimizer = SGD(0.1, momentum=0.9, nesterov=True)
    for _ in range(10):
        velocity = 0.9 * velocity - 0.1 * slope(theta + 0.9 * velocity)  # Sutskever et al. (2013), equations 3 and 4
        theta = theta + velocity
        optimizer.apply([slope(w)], [w])
        np.testing.assert_allclose(w, theta + 0.9 * velocity, rtol=1e-12)


def test_adagrad_steps_are_worked_out_by_hand():
    w = np.array([0.0, 0.0])
    optimizer = Adagrad(1.0, initial_accumulator_value=7.0, epsilon=0.0)
    optimizer.apply([np.array([3.0, 0.0])], [w])  # 3 / sqrt(7 + 9)
    np.testing.assert_allclose(w, [-0.75, 0])
    optimizer.apply([np.array([3.0, 3.0])], [w])  # 3 / sqrt(25), 3 / sqrt(16)
    np.testing.assert_allclose(w, [-1.35, -0.75])


def test_rmsprop_steps_are_worked_out_by_hand():
    w = np.array([0.0])
    optimizer = RMSprop(1.0, rho=0.75, epsilon=0.0)
    optimizer.apply([np.array([4.0])], [w])  # v = 16 / 4
    np.testing.assert_allclose(w, [-2])
    optimizer.apply([np.array([np.sqrt(52)])], [w])  # v = 0.75 * 4 + 0.25 * 52 = 16
    np.testing.assert_allclose(w, [-2 - np.sqrt(52) / 4])


@pytest.mark.parametrize(
    "optimizer", [Adagrad(1.0, initial_accumulator_value=7.0, epsilon=9.0), RMSprop(1.0, 0.0, epsilon=16.0)]
)
def test_epsilon_stands_inside_the_root_of_adagrad_and_rmsprop(optimizer):
    w = np.array([0.0])
    optimizer.apply([np.array([3.0])], [w])  # 3 / sqrt(7 + 9 + 9), 3 / sqrt(9 + 16)
    np.testing.assert_allclose(w, [-0.6])


def test_epsilon_stands_outside_the_root_of_adam():
    w = np.array([0.0])
    Adam(1.0, beta_1=0.0, beta_2=0.0, epsilon=1.0).apply([np.array([3.0])], [w])
    np.testing.assert_allclose(w, [-0.75])


def test_rmsprop_momentum_adds_the_steps_up():
    w, places = np.array([0.0]), []
    optimizer = RMSprop(1.0, rho=0.0, epsilon=0.0, momentum=0.5)  # each step alone has length 1
    for _ in range(3):
        optimizer.apply([np.array([-2.0])], [w])
        places.append(w.item())
    assert places == [1, 2.5, 4.25]


def test_centered_rmsprop_divides_by_the_standard_deviation():
    w = np.array([0.0])
    RMSprop(1.0, rho=0.5, epsilon=0.0, centered=True).apply([np.array([3.0])], [w])
    np.testing.assert_allclose(w, [-3 / np.sqrt(4.5 - 2.25)])


@settings(max_examples=25, deadline=None)
@given(g=st.floats(1e-2, 1e6), sign=st.sampled_from([-1, 1]), rate=st.floats(1e-4, 1))
def test_first_adam_step_is_the_learning_rate_however_steep(g, sign, rate):
    w = np.array([0.0])
    Adam(rate).apply([np.array([sign * g])], [w])
    np.testing.assert_allclose(w, [-sign * rate], rtol=1e-3)


@pytest.mark.parametrize("epsilon", [0.0, 1e-7])
def test_adam_is_algorithm_1_of_the_paper_where_gradients_are_not_tiny(epsilon):
    rng = np.random.default_rng(0)
    w, theta, m, v = np.zeros(5), np.zeros(5), np.zeros(5), np.zeros(5)
    optimizer = Adam(0.01, epsilon=epsilon)
    for t in range(1, 11):
        g = rng.normal(size=5)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        theta = theta - 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + epsilon)
        optimizer.apply([g], [w])
    np.testing.assert_allclose(w, theta, rtol=1e-12 if epsilon == 0 else 1e-4)


def test_amsgrad_never_lets_its_divisor_fall():
    optimizer = Adam(0.1, beta_2=0.5, amsgrad=True)
    w = np.zeros(1)
    optimizer.apply([np.array([100.0])], [w])
    highest = optimizer.get_state()[3].copy()
    for _ in range(5):
        optimizer.apply([np.array([0.1])], [w])
    np.testing.assert_array_equal(optimizer.get_state()[3], highest)
    assert optimizer.get_state()[2] < highest / 10


@pytest.mark.parametrize("kind", KINDS)
def test_weight_decay_shrinks_weights_whose_gradient_is_zero(kind):
    w = np.array([2.0, -4.0])
    optimizer = kind(learning_rate=0.5, weight_decay=0.5)
    for _ in range(2):
        optimizer.apply([np.zeros(2)], [w])
    np.testing.assert_allclose(w, np.array([2.0, -4.0]) * 0.75**2)


@pytest.mark.parametrize("kind", KINDS)
def test_every_optimizer_walks_down_a_bowl(kind):
    w = np.array([3.0, -2.0])
    optimizer = kind(learning_rate=0.05)
    heights = []
    for _ in range(50):
        heights.append((w**2).sum())
        optimizer.apply([2 * w], [w])
    assert (np.diff(heights) < 0).all()


# Clipping


def test_clipping_is_worked_out_by_hand():
    gradients = [np.array([3.0, 0.0]), np.array([[4.0]])]
    np.testing.assert_allclose(clipping.clip_by_value(gradients[0] - 1, 0.5), [0.5, -0.5])
    np.testing.assert_allclose(clipping.clip_by_norm(gradients[0], 1.0), [1, 0])
    np.testing.assert_array_equal(clipping.clip_by_norm(gradients[0], 10.0), gradients[0])
    a, b = clipping.clip_by_global_norm(gradients, 2.5)
    np.testing.assert_allclose(a, [1.5, 0])
    np.testing.assert_allclose(b, [[2]])
    assert clipping.norm(gradients) == 5
    for gradient, clipped in zip(gradients, clipping.clip_by_global_norm(gradients, 10.0), strict=True):
        np.testing.assert_array_equal(clipped, gradient)


@pytest.mark.parametrize("zero", [clipping.clip_by_value, clipping.clip_by_norm])
def test_zero_gradients_stay_zero(zero):
    np.testing.assert_array_equal(zero(np.zeros(3), 1.0), np.zeros(3))
    np.testing.assert_array_equal(clipping.clip_by_global_norm([np.zeros(3)], 1.0)[0], np.zeros(3))


@pytest.mark.parametrize("option", ["clipnorm", "clipvalue", "global_clipnorm"])
def test_clipping_shortens_the_step_as_its_name_says(option):
    gradients = [np.array([3.0, 0.0]), np.array([4.0])]
    weights = [np.zeros(2), np.zeros(1)]
    SGD(1.0, **{option: 1.0}).apply(gradients, weights)
    expected = {"clipnorm": (1, 1), "clipvalue": (1, 1), "global_clipnorm": (0.6, 0.8)}[option]
    np.testing.assert_allclose([-weights[0][0], -weights[1][0]], expected)


# Keras


def run_keras(twin, weights, batches):
    import keras

    variables = [keras.Variable(weight, dtype=str(weight.dtype)) for weight in weights]
    for gradients in batches:
        twin.apply([keras.ops.convert_to_tensor(g, dtype=str(g.dtype)) for g in gradients], variables)
    return [variable.numpy() for variable in variables]


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "options"), OPTIONS, ids=IDS)
@pytest.mark.parametrize(("dtype", "rtol"), [("float64", 1e-6), ("float32", 1e-5)])
def test_ten_steps_equal_keras(kind, options, dtype, rtol):
    import keras

    weights, batches = problem(dtype)
    rate, atol = 2**-6, 1e-2 * rtol
    if kind in (Adam, AdamW) and "beta_2" not in options:
        atol = (
            len(batches) * rate * 1e-5
        )  # Keras' 0.999, rounded, changes sqrt(1 - 0.999) and so the step by 6e-6 of it
    mine = run(kind(rate, **options), weights, batches)
    theirs = run_keras(getattr(keras.optimizers, kind.__name__)(rate, **options), weights, batches)
    for k, (found, expected) in enumerate(zip(mine, theirs, strict=True)):
        assert found.dtype == expected.dtype == dtype
        np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol, err_msg=f"weight {k}")


@pytest.mark.keras
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_ten_steps_with_a_schedule_equal_keras(kind, dtype):
    import keras

    arguments = {"initial_learning_rate": 0.01, "decay_steps": 6, "warmup_target": 0.05, "warmup_steps": 3}
    weights, batches = problem(dtype)
    options = {"weight_decay": 0.25} | (BETAS if kind in (Adam, AdamW) else {})
    mine = run(kind(schedules.CosineDecay(**arguments), **options), weights, batches)
    twin = getattr(keras.optimizers, kind.__name__)(keras.optimizers.schedules.CosineDecay(**arguments), **options)
    for found, expected in zip(mine, run_keras(twin, weights, batches), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-6 if dtype == "float64" else 1e-5, atol=1e-7)


@pytest.mark.keras
@pytest.mark.parametrize("option", ["clipnorm", "clipvalue", "global_clipnorm"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")  # inf * 0, which is what is tested
def test_nan_and_infinity_travel_as_in_keras(option, bad):
    import keras

    weights, batches = problem(steps=1)
    batches[0][0][1, 2] = bad
    mine = run(SGD(0.1, **{option: 0.5}), weights, batches)
    theirs = run_keras(keras.optimizers.SGD(0.1, **{option: 0.5}), weights, batches)
    for found, expected in zip(mine, theirs, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.keras
@pytest.mark.parametrize("kind", KINDS)
def test_arguments_and_defaults_are_those_of_keras_in_its_order(kind):
    import keras

    mine = [(p.name, p.default) for p in inspect.signature(kind).parameters.values()]
    theirs = inspect.signature(getattr(keras.optimizers, kind.__name__)).parameters.values()
    assert mine == [(p.name, p.default) for p in theirs if p.name in dict(mine)]
