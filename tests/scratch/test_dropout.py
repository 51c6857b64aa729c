"""Dropout: what is dropped, what is kept, the same mask backward, and nothing in inference."""

import numpy as np
import pytest
from harness import HOUSE_FORM, check_against_keras, check_arguments, check_layer
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.layers import Dropout


def test_what_is_kept_is_larger_by_the_share_that_is_dropped():
    y = Dropout(0.75, seed=0)(np.full((50, 8), 3.0), training=True)
    assert set(np.unique(y)) == {0.0, 12.0}


def test_mean_is_kept_and_the_share_dropped_is_the_rate():
    y = Dropout(0.3, seed=0)(np.ones((500, 400)), training=True)
    assert (y == 0).mean() == pytest.approx(0.3, abs=5 * np.sqrt(0.21 / y.size))  # five standard errors
    assert y.mean() == pytest.approx(1, abs=5 * np.sqrt(0.3 / 0.7 / y.size))


def test_entries_are_dropped_one_by_one_not_in_rows_or_columns():
    dropped = Dropout(0.5, seed=0)(np.ones((400, 400)), training=True) == 0
    for axis in (0, 1):
        assert dropped.mean(axis=axis).std() == pytest.approx(0.5 / np.sqrt(400), rel=0.2)


def test_gradient_goes_where_the_input_went():
    layer = Dropout(0.5, seed=0)
    y = layer(np.ones((6, 7)), training=True)
    np.testing.assert_array_equal(layer.backward(np.ones((6, 7))), y)
    layer(np.ones((6, 7)))
    np.testing.assert_array_equal(layer.backward(np.ones((6, 7))), np.ones((6, 7)))


def test_seed_repeats_the_masks_and_each_pass_draws_a_new_one():
    x = np.ones((4, 16))
    one, two, other = Dropout(0.5, seed=3), Dropout(0.5, seed=3), Dropout(0.5, seed=4)
    first, second = one(x, True), one(x, True)
    np.testing.assert_array_equal(two(x, True), first)
    np.testing.assert_array_equal(two(x, True), second)
    assert not np.array_equal(first, second) and not np.array_equal(other(x, True), first)
    assert not np.array_equal(Dropout(0.5)(x, True), Dropout(0.5)(x, True))


def test_rate_of_zero_drops_nothing():
    x = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(Dropout(0)(x, training=True), x)


@settings(max_examples=5, deadline=None)
@given(
    shape=st.lists(st.integers(1, 3), min_size=2, max_size=3),
    rate=st.sampled_from([0, 0.2, 0.9]),
    seed=st.integers(0, 99),
)
def test_dropout_passes_the_harness(shape, rate, seed):
    rng = np.random.default_rng(seed)
    check_layer(lambda dtype: Dropout(rate, seed, dtype=dtype), rng.normal(size=shape), rng)


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_dropout_equals_keras_in_inference_and_keeps_the_same_values_in_training(dtype):
    import keras

    rng = np.random.default_rng(0)
    x = rng.normal(size=(20, 30)).astype(dtype)
    twin = keras.layers.Dropout(0.4, seed=0, dtype=dtype)
    check_against_keras(Dropout(0.4, dtype=dtype), twin, x, rng, passes=(False,))
    mine, theirs = Dropout(0.4, seed=0, dtype=dtype)(x, training=True), np.asarray(twin(x, training=True))
    both = (mine != 0) & (theirs != 0)
    assert both.sum() > 100
    np.testing.assert_allclose(mine[both], theirs[both], rtol=1e-6)


@pytest.mark.keras
def test_dropout_takes_the_arguments_of_keras_in_its_order():
    import keras

    check_arguments(Dropout, keras.layers.Dropout)


@pytest.mark.parametrize("rate", [1, -0.1, 50, "0.5", None, True, float("nan")])
def test_rate_that_is_no_share_is_answered_in_house_form(rate):
    with pytest.raises(ValueError, match=HOUSE_FORM):
        Dropout(rate)
