"""Add and Concatenate: several inputs, a gradient for each, Keras, shapes that do not go together."""

import numpy as np
import pytest
from harness import HOUSE_FORM, check_against_keras, check_arguments, check_layer
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.layers import Add, Concatenate


def test_add_is_worked_out_by_hand():
    layer = Add()
    np.testing.assert_array_equal(layer([np.array([[1, 2]]), np.array([[10, 20]]), np.array([[0, 5]])]), [[11, 27]])
    given_back = layer.backward(np.array([[3.0, 4.0]]))
    assert len(given_back) == 3
    for gradient in given_back:
        np.testing.assert_array_equal(gradient, [[3, 4]])


def test_concatenate_is_worked_out_by_hand():
    layer = Concatenate()
    np.testing.assert_array_equal(layer([np.array([[1, 2], [3, 4]]), np.array([[5], [6]])]), [[1, 2, 5], [3, 4, 6]])
    first, second = layer.backward(np.arange(6.0).reshape(2, 3))
    np.testing.assert_array_equal(first, [[0, 1], [3, 4]])
    np.testing.assert_array_equal(second, [[2], [5]])


@settings(max_examples=5, deadline=None)
@given(shape=st.lists(st.integers(1, 3), min_size=2, max_size=3), inputs=st.integers(1, 3))
def test_add_passes_the_harness(shape, inputs):
    rng = np.random.default_rng(0)
    check_layer(lambda dtype: Add(dtype=dtype), [rng.normal(size=shape) for _ in range(inputs)], rng)


@settings(max_examples=5, deadline=None)
@given(
    shape=st.lists(st.integers(1, 3), min_size=2, max_size=3),
    lengths=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    data=st.data(),
)
def test_concatenate_passes_the_harness(shape, lengths, data):
    axis = data.draw(st.sampled_from([k for k in range(-len(shape), len(shape)) if k % len(shape)]))
    rng = np.random.default_rng(0)
    x = []
    for length in lengths:
        shape[axis] = length
        x.append(rng.normal(size=shape))
    check_layer(lambda dtype: Concatenate(axis, dtype=dtype), x, rng)


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_merging_layers_equal_keras(dtype):
    import keras

    rng = np.random.default_rng(0)
    x = [rng.normal(size=(2, 3, 4)).astype(dtype) for _ in range(3)]
    check_against_keras(Add(dtype=dtype), keras.layers.Add(dtype=dtype), x, rng)
    x[1] = rng.normal(size=(2, 1, 4)).astype(dtype)
    check_against_keras(Concatenate(1, dtype=dtype), keras.layers.Concatenate(1, dtype=dtype), x, rng)
    check_arguments(Add, keras.layers.Add)
    check_arguments(Concatenate, keras.layers.Concatenate)


def test_output_shape_of_unknown_lengths_is_unknown():
    assert Concatenate(1).output_shape([(None, None, 2), (None, 3, 2)]) == (None, None, 2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Add()([np.ones((2, 3)), np.ones((2, 1))]),
        lambda: Add()([np.ones((2, 3)), np.ones((1, 3))]),
        lambda: Add()(None),
        lambda: Add().output_shape([(None, 2), (None, 3)]),
        lambda: Concatenate(0),
        lambda: Concatenate("last"),
        lambda: Concatenate(2)([np.ones((2, 3)), np.ones((2, 3))]),
        lambda: Concatenate(-2)([np.ones((2, 3)), np.ones((2, 3))]),
        lambda: Concatenate()([np.ones((2, 3)), np.ones((3, 3))]),
        lambda: Concatenate()([np.ones((2, 3)), np.ones((2, 3, 1))]),
        lambda: Concatenate(1)([np.ones((2, 3, 4)), np.ones((2, 3, 5))]),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=HOUSE_FORM):
        call()
