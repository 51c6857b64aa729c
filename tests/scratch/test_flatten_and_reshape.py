"""Flatten and Reshape: the order of the numbers, shapes known and unknown, gradients, Keras, bad input."""

import numpy as np
import pytest
from harness import HOUSE_FORM, check_against_keras, check_arguments, check_layer
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.layers import Flatten, Reshape

shapes = st.lists(st.integers(1, 3), min_size=2, max_size=4).map(tuple)


def test_flatten_lays_the_rows_of_each_input_end_to_end():
    layer = Flatten()
    x = np.arange(8.0).reshape(2, 2, 2)
    np.testing.assert_array_equal(layer(x), [[0, 1, 2, 3], [4, 5, 6, 7]])
    np.testing.assert_array_equal(layer.backward(np.arange(8.0).reshape(2, 4)), x)


def test_reshape_works_out_the_open_side():
    layer = Reshape((-1, 2))
    x = np.arange(12.0).reshape(2, 6)
    np.testing.assert_array_equal(layer(x)[1], [[6, 7], [8, 9], [10, 11]])
    np.testing.assert_array_equal(layer.backward(layer(x)), x)
    assert Reshape([2, 3]).target_shape == (2, 3)


@pytest.mark.parametrize(
    ("layer", "given_shape", "expected"),
    [
        (Flatten(), (None, 28, 28), (None, 784)),
        (Flatten(), (None, None, 28), (None, None)),
        (Reshape((2, -1)), (None, 6), (None, 2, 3)),
        (Reshape((2, -1)), (None, None), (None, 2, None)),
        (Reshape((6,)), (None, None, 3), (None, 6)),
    ],
)
def test_output_shape_is_known_where_it_can_be(layer, given_shape, expected):
    assert layer.output_shape(given_shape) == expected


@settings(max_examples=5, deadline=None)
@given(shape=shapes)
def test_flatten_passes_the_harness(shape):
    rng = np.random.default_rng(0)
    check_layer(lambda dtype: Flatten(dtype=dtype), rng.normal(size=shape), rng)


@settings(max_examples=5, deadline=None)
@given(shape=shapes, data=st.data())
def test_reshape_passes_the_harness(shape, data):
    target = data.draw(st.permutations(shape[1:]))
    opened = [-1, *target[1:]] if data.draw(st.booleans()) else target
    rng = np.random.default_rng(0)
    check_layer(lambda dtype: Reshape(opened, dtype=dtype), rng.normal(size=shape), rng)


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_flatten_and_reshape_equal_keras(dtype):
    import keras

    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 4)).astype(dtype)
    check_against_keras(Flatten(dtype=dtype), keras.layers.Flatten(dtype=dtype), x, rng)
    check_against_keras(Reshape((2, -1, 3), dtype=dtype), keras.layers.Reshape((2, -1, 3), dtype=dtype), x, rng)
    check_arguments(Flatten, keras.layers.Flatten)
    check_arguments(Reshape, keras.layers.Reshape)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Reshape(()),
        lambda: Reshape(6),
        lambda: Reshape((2, 0)),
        lambda: Reshape((-1, -1)),
        lambda: Reshape((-2, 3)),
        lambda: Reshape((1.5, 2)),
        lambda: Reshape((True, 2)),
        lambda: Reshape("23"),
        lambda: Reshape((2, 2)).output_shape((None, 5)),
        lambda: Reshape((4, -1))(np.ones((1, 6))),
        lambda: Flatten()(np.ones(3)),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=HOUSE_FORM):
        call()


def test_wrong_count_of_numbers_is_named_with_the_shape():
    with pytest.raises(ValueError, match=r"fill \(2, 3\), received 4 numbers each, of shape \(7, 4\)"):
        Reshape((2, 3))(np.ones((7, 4)))
