"""Regularizers: values by hand, gradients, names, bad input, and Keras."""

import inspect

import numpy as np
import pytest
from harness import numeric_gradient
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch import regularizers
from nnlearn.scratch.regularizers import L1, L1L2, L2

EVERY = [L1(), L1(0.5), L2(), L2(0.5), L1L2(), L1L2(0.3, 0.2), L1L2(l1=0.3), L1L2(l2=0.2)]
every = pytest.mark.parametrize(
    "regularizer", EVERY, ids=lambda r: f"{type(r).__name__}-{'-'.join(map(str, r.get_config().values()))}"
)


@pytest.mark.parametrize(
    ("regularizer", "value", "gradient"),
    [
        (L1(0.5), 2.5, [-0.5, 0, 0.5]),
        (L2(0.5), 6.5, [-2, 0, 3]),
        (L1L2(0.5, 0.5), 9, [-2.5, 0, 3.5]),
        (L1L2(), 0, [0, 0, 0]),
        (L1(), 0.05, [-0.01, 0, 0.01]),
        (L2(), 0.13, [-0.04, 0, 0.06]),
    ],
)
def test_values_and_gradients_are_those_worked_out_by_hand(regularizer, value, gradient):
    w = np.array([-2.0, 0.0, 3.0])
    assert regularizer(w) == pytest.approx(value) and type(regularizer(w)) is float
    np.testing.assert_allclose(regularizer.gradient(w), gradient)


@every
@settings(max_examples=5, deadline=None)
@given(shape=st.lists(st.integers(1, 3), min_size=1, max_size=3), seed=st.integers(0, 99))
def test_gradient_equals_central_differences(regularizer, shape, seed):
    rng = np.random.default_rng(seed)
    w = rng.choice([-1, 1], shape) * rng.uniform(0.1, 2, shape)  # away from the corner at 0
    numeric = numeric_gradient(lambda: regularizer(w), w)
    np.testing.assert_allclose(regularizer.gradient(w), numeric, rtol=1e-6, atol=1e-8)


@every
def test_weights_are_untouched_and_float32_is_kept(regularizer):
    w = np.array([[1.0, -2.0]])
    before = w.copy()
    regularizer(w)
    gradient = regularizer.gradient(w)
    np.testing.assert_array_equal(w, before)
    assert not np.shares_memory(gradient, w) and gradient.dtype == np.float64
    assert regularizer.gradient(w.astype(np.float32)).dtype == np.float32


def test_names_give_regularizers_and_none_stays_none():
    assert regularizers.get(None) is None
    assert regularizers.get("l1").get_config() == {"l1": 0.01}
    assert regularizers.get("L2").get_config() == {"l2": 0.01}
    assert regularizers.get("l1_l2").get_config() == {"l1": 0.0, "l2": 0.0}
    assert regularizers.get(EVERY[0]) is EVERY[0]


@every
def test_configuration_makes_the_same_regularizer_again(regularizer):
    again = type(regularizer).from_config(regularizer.get_config())
    assert again.get_config() == regularizer.get_config()
    assert again(np.array([2.0])) == regularizer(np.array([2.0]))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: L1(-0.1), "L1 expects l1, .*received -0.1"),
        (lambda: L2(np.inf), "L2 expects l2, .*received inf"),
        (lambda: L2(np.nan), "received nan"),
        (lambda: L1L2(l2="0.1"), "L1L2 expects l2, .*received '0.1'"),
        (lambda: L1(None), "received None"),
        (lambda: regularizers.get("l3"), "one of l1, l2, l1_l2.*received 'l3'"),
        (lambda: regularizers.get(0.01), "received 0.01"),
    ],
)
def test_bad_input_is_answered_in_house_form(call, says):
    with pytest.raises(ValueError, match=says) as error:
        call()
    assert error.match(r"^\w+ expects .*received .*Fix: ")


@pytest.mark.keras
@every
@pytest.mark.parametrize(("dtype", "rtol"), [("float64", 1e-6), ("float32", 1e-5)])
def test_value_and_gradient_equal_keras(regularizer, dtype, rtol):
    import keras
    import tensorflow as tf

    twin = getattr(keras.regularizers, type(regularizer).__name__)(**regularizer.get_config())
    w = np.random.default_rng(0).normal(size=(3, 4)).astype(dtype)
    w[0, 0] = 0  # the corner
    with tf.GradientTape() as tape:
        inputs = tf.constant(w)
        tape.watch(inputs)
        value = twin(inputs)
    gradient = tape.gradient(value, inputs, unconnected_gradients=tf.UnconnectedGradients.ZERO).numpy()
    if isinstance(regularizer, L1):
        rtol = 1e-5  # Keras keeps its l1 in float32
    np.testing.assert_allclose(regularizer(w), value.numpy(), rtol=rtol)
    np.testing.assert_allclose(regularizer.gradient(w), gradient, rtol=rtol)


@pytest.mark.keras
@pytest.mark.parametrize("kind", [L1, L2, L1L2])
def test_arguments_and_defaults_are_those_of_keras(kind):
    import keras

    mine = inspect.signature(kind).parameters.values()
    theirs = inspect.signature(getattr(keras.regularizers, kind.__name__)).parameters.values()
    assert [(p.name, p.default) for p in mine] == [(p.name, p.default) for p in theirs]
