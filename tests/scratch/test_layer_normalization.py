"""LayerNormalization: by hand, one or several axes, each example by itself, Keras, bad input."""

import numpy as np
import pytest
from harness import HOUSE_FORM, check_against_keras, check_arguments, check_layer
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.layers import LayerNormalization

CASES = [((2, 3), -1), ((1, 4), 1), ((2, 2, 3), -1), ((2, 3, 2), 1), ((2, 2, 3), (1, 2)), ((2, 3, 2), (-1, 1))]


def test_both_passes_are_worked_out_by_hand():
    layer = LayerNormalization(epsilon=0.0)
    layer.build((None, 4))
    layer.set_weights([[2.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 10.0]])  # gamma, beta
    r = np.sqrt(2.0)
    np.testing.assert_allclose(layer(np.array([[1.0, 5.0, 9.0, 5.0]])), [[-2 * r, 0, r, 10]])  # mean 5, variance 8
    dx = layer.backward(np.array([[1.0, 0.0, 0.0, 0.0]]))
    np.testing.assert_allclose(dx, np.array([[0.5, -0.5, 0.5, -0.5]]) / np.sqrt(8))
    np.testing.assert_allclose(layer.gradients, [[-r, 0, 0, 0], [1, 0, 0, 0]])


def test_epsilon_is_added_to_the_variance():
    np.testing.assert_allclose(LayerNormalization(epsilon=0.75)(np.array([[0.0, 1.0]])), [[-0.5, 0.5]])
    np.testing.assert_array_equal(LayerNormalization()(np.full((1, 3), 7.0)), np.zeros((1, 3)))


def test_examples_do_not_see_each_other():
    rng = np.random.default_rng(0)
    layer, x = LayerNormalization(), rng.normal(size=(5, 6))
    together = layer(x, training=True)
    np.testing.assert_allclose(np.concatenate([layer(row[None], training=True) for row in x]), together, rtol=1e-12)


def test_several_axes_are_normalized_as_one():
    rng = np.random.default_rng(0)
    x = rng.normal(5, 3, size=(4, 3, 2))
    together = LayerNormalization(axis=(1, 2), epsilon=0.0)
    y = together(x)
    np.testing.assert_allclose(y.mean(axis=(1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(y.std(axis=(1, 2)), 1)
    assert together.gamma.shape == (3, 2)


def test_axis_counted_from_the_end_takes_sequences_of_any_rank():
    layer = LayerNormalization()
    layer(np.ones((2, 3)))
    assert layer(np.ones((2, 5, 3))).shape == (2, 5, 3) and layer.gamma.shape == (3,)


@pytest.mark.parametrize(("shape", "axis"), CASES)
@settings(max_examples=2, deadline=None)
@given(center=st.booleans(), scale=st.booleans(), seed=st.integers(0, 99))
def test_layer_normalization_passes_the_harness(shape, axis, center, scale, seed):
    rng = np.random.default_rng(seed)
    check_layer(lambda dtype: LayerNormalization(axis, 0.01, center, scale, dtype=dtype), rng.normal(size=shape), rng)


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("shape", "axis"), [((5, 3), -1), ((4, 3, 2), 1), ((2, 3, 4), (1, 2)), ((2, 3, 4, 2), (1, 3))])
def test_layer_normalization_equals_keras(shape, axis, dtype):
    import keras

    rng = np.random.default_rng(0)
    for center, scale in [(True, True), (False, True), (True, False), (False, False)]:
        arguments = {"axis": axis, "center": center, "scale": scale, "dtype": dtype}
        twin = keras.layers.LayerNormalization(**arguments)
        check_against_keras(LayerNormalization(**arguments), twin, rng.normal(1, 2, size=shape).astype(dtype), rng)


@pytest.mark.keras
def test_layer_normalization_takes_the_arguments_of_keras_in_its_order():
    import keras

    check_arguments(LayerNormalization, keras.layers.LayerNormalization)


def test_initializers_and_regularizers_go_to_the_weight_they_name():
    layer = LayerNormalization(
        beta_initializer=lambda shape, rng: np.full(shape, 1.0),
        gamma_initializer=lambda shape, rng: np.full(shape, 2.0),
        beta_regularizer="l1",
        gamma_regularizer="l2",
    )
    layer.build((None, 1))
    assert layer.beta[0] == 1 and layer.gamma[0] == 2 and layer.weights[0] is layer.gamma
    assert layer.penalty() == pytest.approx(0.01 * 1 + 0.01 * 4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: LayerNormalization(epsilon=-1),
        lambda: LayerNormalization(axis="last"),
        lambda: LayerNormalization(axis=()),
        lambda: LayerNormalization(axis=(0, 1))(np.ones((2, 3))),
        lambda: LayerNormalization(axis=(1, -1))(np.ones((2, 3))),
        lambda: LayerNormalization(axis=2)(np.ones((2, 3))),
        lambda: LayerNormalization().build((None, None)),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=HOUSE_FORM):
        call()


def test_other_features_than_before_are_named():
    layer = LayerNormalization()
    layer(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"features of shape \(3,\) on axis -1, received shape \(2, 4\)"):
        layer(np.ones((2, 4)))
