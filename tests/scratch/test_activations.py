"""Activation functions: hand-computed values, derivatives, extremes, and Keras."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnlearn.scratch import activations

ELEMENTWISE = list(activations.DERIVATIVES)
numbers = st.floats(-1000, 1000)
E1 = np.exp(1.0)


@pytest.mark.parametrize(
    ("name", "at", "value", "slope"),
    [
        ("step", [-1, 0, 2], [0, 1, 1], [0, 0, 0]),
        ("linear", [-1, 0, 2], [-1, 0, 2], [1, 1, 1]),
        ("sigmoid", [-1, 0, 1], [1 / (1 + E1), 0.5, E1 / (1 + E1)], [E1 / (1 + E1) ** 2, 0.25, E1 / (1 + E1) ** 2]),
        ("tanh", [0, np.log(2)], [0, 0.6], [1, 0.64]),
        ("relu", [-1, 0, 2], [0, 0, 2], [0, 0, 1]),
        ("leaky_relu", [-1, 0, 2], [-0.2, 0, 2], [0.2, 0.2, 1]),
        ("elu", [-1, 0, 2], [1 / E1 - 1, 0, 2], [1 / E1, 1, 1]),
        ("softplus", [0, np.log(3)], [np.log(2), np.log(4)], [0.5, 0.75]),
    ],
)
def test_values_and_slopes_are_those_worked_out_by_hand(name, at, value, slope):
    np.testing.assert_allclose(activations.get(name)(np.array(at)), value, rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(activations.derivative(name)(np.array(at)), slope, rtol=1e-14, atol=1e-15)


def test_silu_and_gelu_are_worked_out_by_hand():
    x = np.array([-np.log(3), 0.0, np.log(3)])
    np.testing.assert_allclose(activations.silu(x), [-0.25 * np.log(3), 0, 0.75 * np.log(3)])
    np.testing.assert_allclose(activations.silu_derivative(x)[2], 0.75 + np.log(3) * 0.75 * 0.25)
    one = 0.8413447460685429  # chance of a standard normal number below 1
    np.testing.assert_allclose(activations.gelu(np.array([-1.0, 0.0, 1.0])), [one - 1, 0, one], rtol=1e-13)
    np.testing.assert_allclose(
        activations.gelu_derivative(np.array([0.0, 1.0])), [0.5, one + np.exp(-0.5) / np.sqrt(2 * np.pi)], rtol=1e-13
    )


def test_approximate_gelu_is_near_gelu_and_has_its_own_slope():
    x = np.linspace(-6, 6, 49)
    far = np.abs(activations.gelu(x, approximate=True) - activations.gelu(x)).max()
    assert 1e-4 < far < 5e-4
    slope = activations.gelu_derivative(x, approximate=True)
    up, down = (activations.gelu(x + h, approximate=True) for h in (1e-5, -1e-5))
    np.testing.assert_allclose(slope, (up - down) / 2e-5, rtol=1e-6, atol=1e-9)
    assert np.abs(slope - activations.gelu_derivative(x)).max() > 1e-4


def test_options_change_the_negative_side():
    x = np.array([-1.0, 1.0])
    np.testing.assert_allclose(activations.leaky_relu(x, negative_slope=0.01), [-0.01, 1])
    np.testing.assert_allclose(activations.leaky_relu_derivative(x, negative_slope=0.01), [0.01, 1])
    np.testing.assert_allclose(activations.elu(x, alpha=2.0), [2 / E1 - 2, 1])
    np.testing.assert_allclose(activations.elu_derivative(x, alpha=2.0), [2 / E1, 1])


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda f: f.__name__)
def test_derivative_equals_central_differences(function):
    x = np.linspace(-6, 6, 48)  # an even number of points: none at 0, where some have a corner
    numeric = (function(x + 1e-5) - function(x - 1e-5)) / 2e-5
    np.testing.assert_allclose(activations.derivative(function)(x), numeric, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda f: f.__name__)
@settings(max_examples=25, deadline=None)
@given(x=arrays(np.float64, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4), elements=numbers))
def test_any_shape_is_kept_finite_and_untouched(function, x):
    before = x.copy()
    with np.errstate(all="raise", under="ignore"):
        results = function(x), activations.derivative(function)(x)
    for result in results:
        assert np.shape(result) == x.shape and np.isfinite(result).all()
        assert not np.shares_memory(result, x)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("function", [*ELEMENTWISE, activations.softmax], ids=lambda f: f.__name__)
def test_float32_stays_float32_and_whole_numbers_become_float64(function):
    assert function(np.ones(3, dtype=np.float32)).dtype == np.float32
    assert function(np.array([1, 2])).dtype == np.float64
    if function in activations.DERIVATIVES:
        assert activations.derivative(function)(np.ones(3, dtype=np.float32)).dtype == np.float32


def test_extremes_have_their_limits_without_overflow():
    far = np.array([-1000.0, 1000.0])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_array_equal(activations.sigmoid(far), [0, 1])
        np.testing.assert_array_equal(activations.sigmoid_derivative(far), [0, 0])
        np.testing.assert_array_equal(activations.softplus(far), [0, 1000])
        np.testing.assert_array_equal(activations.elu(far), [-1, 1000])
        np.testing.assert_array_equal(activations.elu_derivative(far), [0, 1])
        np.testing.assert_array_equal(activations.softmax(far), [0, 1])
        np.testing.assert_array_equal(activations.softmax_jvp(far, np.array([1.0, 2.0])), [0, 0])


def test_sigmoid_slope_keeps_its_digits_far_out():
    # Written s * (1 - s) it is exactly 0 from x = 37 on.
    np.testing.assert_allclose(activations.sigmoid_derivative(np.array([40.0])), np.exp(-40.0), rtol=1e-12)


scores = arrays(np.float64, array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4), elements=numbers)


@settings(max_examples=50, deadline=None)
@given(x=scores, shift=st.floats(-100, 100), data=st.data())
def test_softmax_shares_sum_to_one_and_ignore_a_common_shift(x, shift, data):
    axis = data.draw(st.integers(-x.ndim, x.ndim - 1))
    shares = activations.softmax(x, axis)
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares.sum(axis=axis), 1)
    np.testing.assert_allclose(activations.softmax(x + shift, axis), shares, rtol=1e-9, atol=1e-12)


def test_softmax_is_worked_out_by_hand_along_each_axis():
    x = np.log(np.array([[1.0, 3.0], [1.0, 1.0]]))
    np.testing.assert_allclose(activations.softmax(x), [[0.25, 0.75], [0.5, 0.5]])
    np.testing.assert_allclose(activations.softmax(x, axis=0), [[0.5, 0.75], [0.5, 0.25]])


def test_softmax_jvp_is_the_jacobian_times_v_and_symmetric():
    rng = np.random.default_rng(0)
    x, v = rng.normal(size=5), rng.normal(size=5)
    s = activations.softmax(x)
    jacobian = np.diag(s) - np.outer(s, s)
    np.testing.assert_allclose(activations.softmax_jvp(x, v), jacobian @ v)
    np.testing.assert_allclose(activations.softmax_jvp(x, v), v @ jacobian)
    numeric = (activations.softmax(x + 1e-5 * v) - activations.softmax(x - 1e-5 * v)) / 2e-5
    np.testing.assert_allclose(activations.softmax_jvp(x, v), numeric, rtol=1e-6)


def test_get_knows_names_functions_and_none():
    assert activations.get("softmax") is activations.softmax
    assert activations.get(None) is activations.linear
    assert activations.get(np.cos) is np.cos


@pytest.mark.parametrize(
    "call",
    [
        lambda: activations.get("rely"),
        lambda: activations.get(3),
        lambda: activations.derivative("softmax"),
        lambda: activations.derivative(np.cos),
        lambda: activations.softmax(np.float64(3)),
        lambda: activations.softmax_jvp(np.ones(3), np.ones(2)),
        lambda: activations.relu(np.array(["a"])),
        lambda: activations.relu(np.array([1j])),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        call()


def test_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=r"leaky_relu.*received 'rely'"):
        activations.get("rely")


@pytest.mark.keras
@pytest.mark.parametrize("name", [name for name in activations.NAMES if name != "step"])
def test_value_and_gradient_equal_keras(name):
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(scale=3, size=(6, 5)), np.zeros((1, 5)), [[-1000, -30, 0, 30, 1000]]])
    v = rng.normal(size=x.shape)
    with tf.GradientTape() as tape:
        inputs = tf.constant(x)
        tape.watch(inputs)
        outputs = getattr(keras.activations, name)(inputs)
        loss = tf.reduce_sum(outputs * v)
    np.testing.assert_allclose(activations.get(name)(x), outputs.numpy(), rtol=1e-6, atol=1e-15)
    gradient = tape.gradient(loss, inputs).numpy()
    np.testing.assert_allclose(activations.backward(name, x, v), gradient, rtol=1e-6, atol=1e-15)


@pytest.mark.keras
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("approximate", [False, True])
def test_gelu_equals_keras_in_both_forms(approximate, dtype):
    import keras
    import tensorflow as tf

    x = np.linspace(-9, 9, 181, dtype=dtype)
    with tf.GradientTape() as tape:
        inputs = tf.constant(x)
        tape.watch(inputs)
        outputs = keras.activations.gelu(inputs, approximate=approximate)
    slope = tape.gradient(outputs, inputs).numpy()
    # In float32, 1 + tanh keeps no digits far to the left.
    near = {"rtol": 1e-6, "atol": 1e-13} if dtype == np.float64 else {"rtol": 1e-5, "atol": 1e-5}
    np.testing.assert_allclose(activations.gelu(x, approximate), outputs.numpy(), **near)
    np.testing.assert_allclose(activations.gelu_derivative(x, approximate), slope, **near)


@pytest.mark.keras
def test_defaults_are_those_of_keras():
    import inspect

    import keras

    for name in activations.NAMES.keys() - {"step", "relu"}:  # relu: two options of Keras' are absent here
        mine = inspect.signature(activations.get(name)).parameters.values()
        theirs = inspect.signature(getattr(keras.activations, name)).parameters.values()
        assert [(p.name, p.default) for p in mine] == [(p.name, p.default) for p in theirs], name
