"""BatchNormalization: by hand, both backward passes, moving averages, Keras, bad input."""

import numpy as np
import pytest
from harness import HOUSE_FORM, check_against_keras, check_arguments, check_layer
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.layers import BatchNormalization

# shapes of at most three axes, and the features' axis; at least two rows, since one alone is its own mean
CASES = [((4, 3), -1), ((2, 3, 2), -1), ((3, 2, 2), 1), ((3, 2, 2), 2), ((5, 1), 1), ((2, 2, 3), -2)]


def test_training_is_worked_out_by_hand():
    layer = BatchNormalization(momentum=0.75, epsilon=0.0)
    layer.build((None, 1))
    layer.set_weights([[2.0], [10.0], [4.0], [1.0]])  # gamma, beta, moving mean, moving variance
    x = np.array([[1.0], [5.0], [9.0], [5.0]])  # mean 5, variance 8
    r = np.sqrt(2.0)
    np.testing.assert_allclose(layer(x, training=True), [[10 - 2 * r], [10], [10 + 2 * r], [10]])
    np.testing.assert_allclose([layer.moving_mean[0], layer.moving_variance[0]], [4.25, 2.75])
    dx = layer.backward(np.array([[1.0], [0.0], [0.0], [0.0]]))
    # x_hat = -r, 0, r, 0; dx_hat = 2, 0, 0, 0: dx = (dx_hat - 1/2 - x_hat * (-r / 2)) / sqrt(8)
    np.testing.assert_allclose(dx, np.array([[0.5], [-0.5], [0.5], [-0.5]]) / np.sqrt(8))
    np.testing.assert_allclose(layer.gradients, [[-r], [1.0]])


def test_inference_uses_the_moving_averages():
    layer = BatchNormalization(epsilon=0.0)
    layer.build((None, 2))
    layer.set_weights([[1.0, 2.0], [0.0, 1.0], [5.0, 0.0], [4.0, 1.0]])
    np.testing.assert_array_equal(layer(np.array([[9.0, 3.0]])), [[2.0, 7.0]])
    np.testing.assert_array_equal(layer.backward(np.array([[1.0, 1.0]])), [[0.5, 2.0]])


def test_training_output_is_standardized_whatever_the_scale_of_the_input():
    rng = np.random.default_rng(0)
    y = BatchNormalization(epsilon=0.0)(rng.normal(300, 50, size=(64, 3)), training=True)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(y.std(axis=0), 1)


def test_gradient_in_training_does_not_move_the_batch_as_a_whole():
    # Adding a number to a feature of the whole batch, or (without epsilon) scaling it, changes no output.
    rng = np.random.default_rng(0)
    layer = BatchNormalization(epsilon=0.0)
    x = rng.normal(size=(6, 3))
    layer(x, training=True)
    dx = layer.backward(rng.normal(size=(6, 3)))
    np.testing.assert_allclose(dx.sum(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((dx * x).sum(axis=0), 0, atol=1e-12)


def test_a_feature_that_does_not_vary_becomes_beta():
    layer = BatchNormalization()
    np.testing.assert_array_equal(layer(np.full((3, 1), 7.0), training=True), np.zeros((3, 1)))
    assert np.isfinite(layer.backward(np.ones((3, 1)))).all()


def test_weights_are_moved_in_place():
    layer = BatchNormalization()
    layer.build((None, 2))
    held = layer.non_trainable_weights
    layer(np.array([[1.0, 2.0], [3.0, 8.0]]), training=True)
    assert held[0] is layer.moving_mean and held[0].any()
    assert held[1] is layer.moving_variance and (held[1] != 1).any()


@pytest.mark.parametrize(("shape", "axis"), CASES)
@settings(max_examples=2, deadline=None)
@given(center=st.booleans(), scale=st.booleans(), seed=st.integers(0, 99))
def test_batch_normalization_passes_the_harness(shape, axis, center, scale, seed):
    rng = np.random.default_rng(seed)
    check_layer(
        lambda dtype: BatchNormalization(axis, 0.9, 0.01, center, scale, dtype=dtype), rng.normal(size=shape), rng
    )


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("shape", "axis"), [((5, 3), -1), ((4, 3, 2), 1), ((2, 3, 4, 2), -1)])
def test_batch_normalization_equals_keras(shape, axis, dtype):
    import keras

    rng = np.random.default_rng(0)
    for center, scale in [(True, True), (False, True), (True, False), (False, False)]:
        arguments = {"axis": axis, "momentum": 0.8, "center": center, "scale": scale, "dtype": dtype}
        twin = keras.layers.BatchNormalization(**arguments)
        check_against_keras(BatchNormalization(**arguments), twin, rng.normal(1, 2, size=shape).astype(dtype), rng)


@pytest.mark.keras
def test_batch_normalization_takes_the_arguments_of_keras_in_its_order():
    import keras

    check_arguments(BatchNormalization, keras.layers.BatchNormalization)


def test_initializers_and_regularizers_go_to_the_weight_they_name():
    layer = BatchNormalization(
        beta_initializer=lambda shape, rng: np.full(shape, 1.0),
        gamma_initializer=lambda shape, rng: np.full(shape, 2.0),
        moving_mean_initializer=lambda shape, rng: np.full(shape, 3.0),
        moving_variance_initializer=lambda shape, rng: np.full(shape, 4.0),
        beta_regularizer="l1",
        gamma_regularizer="l2",
    )
    layer.build((None, 1))
    assert [w[0] for w in (layer.beta, layer.gamma, layer.moving_mean, layer.moving_variance)] == [1, 2, 3, 4]
    assert [w[0] for w in layer.weights] == [2, 1, 3, 4]
    assert layer.penalty() == pytest.approx(0.01 * 1 + 0.01 * 4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: BatchNormalization(momentum=1.5),
        lambda: BatchNormalization(epsilon=-1),
        lambda: BatchNormalization(axis=1.0),
        lambda: BatchNormalization(axis=(1, 2)),
        lambda: BatchNormalization(axis=0)(np.ones((2, 3))),
        lambda: BatchNormalization(axis=0).build((2, 3)),
        lambda: BatchNormalization(axis=2)(np.ones((2, 3))),
        lambda: BatchNormalization(axis=-3).build((None, 3)),
        lambda: BatchNormalization().build((None, None)),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=HOUSE_FORM):
        call()


def test_other_features_than_before_are_named():
    layer = BatchNormalization()
    layer(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"expects 3 features on axis -1, received shape \(2, 4\)"):
        layer(np.ones((2, 4)))
