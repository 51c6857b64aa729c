"""Branches and Residual: paths side by side, nested, with chance and moving averages inside; Keras; bad input."""

import numpy as np
import pytest
from harness import HOUSE_FORM, check_against_keras, check_layer
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.layers import (
    Add,
    BatchNormalization,
    Branches,
    Concatenate,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Residual,
)
from nnlearn.scratch.models import Sequential


def dense(units, weight):
    return Dense(units, kernel_initializer="ones" if weight == 1 else (lambda shape, rng: np.full(shape, weight)))


def test_branches_are_worked_out_by_hand():
    layer = Branches([[dense(1, 2.0)], [], [dense(1, 3.0), dense(2, 1)]], Concatenate())
    np.testing.assert_array_equal(layer(np.array([[1.0, 10.0]])), [[22, 1, 10, 33, 33]])
    np.testing.assert_array_equal(layer.backward(np.array([[1.0, 10.0, 100.0, 1000.0, 2000.0]])), [[9012, 9102]])
    assert [g.shape for g in layer.gradients] == [(2, 1), (1,), (2, 1), (1,), (1, 2), (2,)]
    assert layer.count_params() == 3 + 3 + 4


def test_residual_adds_its_input_and_hands_the_gradient_through():
    layer = Residual([dense(2, 0.5)])
    np.testing.assert_array_equal(layer(np.array([[1.0, 3.0]])), [[3, 5]])
    np.testing.assert_array_equal(layer.backward(np.array([[1.0, 2.0]])), [[2.5, 3.5]])
    assert len(layer.layers) == 1 and layer.name == "residual"


def test_gradient_of_a_deep_stack_survives_only_with_residuals():
    def through(make):
        block = make([Dense(4, "tanh", kernel_initializer=lambda shape, rng: 0.01 * np.eye(4))])
        block(np.ones((1, 4)))
        return block.backward(np.ones((1, 4)))

    np.testing.assert_allclose(through(lambda layers: Branches([layers], Add())), 0.01, rtol=1e-3)
    np.testing.assert_allclose(through(Residual), 1.01, rtol=1e-3)


def inner(kind, width, seed, dtype):
    """A composite with everything inside that can go wrong: chance, moving averages, another composite."""
    if kind == "concatenate":
        return Branches([[Dense(2, "tanh", seed=seed)], [], [Flatten()]], Concatenate(), dtype=dtype)
    if kind == "residual":
        layers = [BatchNormalization(), Dense(3, "tanh", seed=seed), Dropout(0.4, seed), Dense(width, seed=seed)]
        return Residual(layers, dtype=dtype)
    nested = Residual([Residual([Dense(width, seed=seed)]), BatchNormalization()])
    return Branches([[nested], [Dense(width, "sigmoid", seed=seed)]], Add(), dtype=dtype)


@pytest.mark.parametrize("kind", ["concatenate", "residual", "nested"])
@settings(max_examples=2, deadline=None)
@given(batch=st.integers(2, 3), width=st.integers(1, 3), seed=st.integers(0, 99))
def test_composite_passes_the_harness(kind, batch, width, seed):
    rng = np.random.default_rng(seed)
    check_layer(lambda dtype: inner(kind, width, seed, dtype), rng.normal(size=(batch, width)), rng)


def test_training_reaches_the_layers_inside():
    layer = Branches([[Dropout(0.5, 0)], [BatchNormalization(momentum=0.5)]], Concatenate())
    x = np.array([[1.0], [3.0], [1.0], [3.0]])
    layer(x)
    assert layer.non_trainable_weights[0] == 0
    y = layer(x, training=True)
    assert layer.non_trainable_weights[0] == 1 and set(y[:, 0]) <= {0, 2, 6}


def test_sequential_models_work_inside_and_around():
    rng = np.random.default_rng(0)

    def around(dtype):
        inside = Sequential([Dense(4, "tanh", seed=1), BatchNormalization(), Dense(3, seed=2)])
        return Sequential([Branches([[inside], []], Add()), Residual([Dropout(0.3, 0)]), Dense(2, seed=3)], dtype=dtype)

    check_layer(around, rng.normal(size=(3, 3)), rng)
    model = around("float64")
    model.build((None, 3))
    assert [w.shape for w in model.trainable_weights] == [(3, 4), (4,), (4,), (4,), (4, 3), (3,), (3, 2), (2,)]
    assert [w.shape for w in model.non_trainable_weights] == [(4,), (4,)]


def test_whole_numbers_go_through_paths_of_embeddings():
    rng = np.random.default_rng(0)
    check_layer(
        lambda dtype: Branches([[Embedding(3, 2, seed=0)], [Embedding(3, 2, seed=1)]], Add(), dtype=dtype),
        rng.integers(3, size=(2, 2)),
        rng,
    )


def test_a_path_without_gradient_leaves_the_others():
    layer = Branches([[Embedding(3, 2, seed=0), Flatten()], [Dense(2, kernel_initializer="ones")]], Add())
    layer(np.array([[2.0]]))
    np.testing.assert_array_equal(layer.backward(np.array([[1.0, 1.0]])), [[2.0]])


def test_dtype_reaches_every_layer_inside_also_later():
    layer = Residual([Residual([Dense(2, dtype="float64")])], dtype="float32")
    layer.set_dtype("float64")
    layer.set_dtype("float32")
    assert layer.merge.dtype == layer.layers[0].merge.dtype == layer.layers[0].layers[0].dtype == np.float32
    assert layer(np.ones((1, 2))).dtype == np.float32


def test_dtype_is_that_of_the_layers_if_none_is_given():
    assert Residual([Dense(2, dtype="float32"), Dense(2, dtype="float32")]).merge.dtype == np.float32
    assert Residual([Dense(2)]).dtype == np.float64
    with pytest.raises(ValueError, match="layers of one dtype, received float32 and float64"):
        Residual([Dense(2, dtype="float32"), Dense(2)])


def test_penalties_of_the_layers_inside_are_counted_and_derived():
    layer = Residual([Dense(2, kernel_initializer="ones", kernel_regularizer="l2")])
    layer(np.ones((1, 2)))
    layer.backward(np.zeros((1, 2)))
    layer.add_penalty_gradients()
    assert layer.penalty() == pytest.approx(0.04)
    np.testing.assert_allclose(layer.gradients[0], 0.02)


def test_paths_that_are_built_already_keep_their_weights():
    first = Dense(2, seed=0)
    first.build((None, 2))
    kernel = first.kernel
    layer = Residual([first])
    layer(np.ones((1, 2)))
    assert layer.weights[0] is kernel


def twin_of(shape, dtype, build):
    """A functional Keras model, its weights in the order that the layers have in `build`."""
    import keras

    inputs = keras.Input(shape, dtype=dtype)
    return keras.Model(inputs, build(inputs))


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_residual_block_equals_a_functional_model_of_keras(dtype):
    import keras

    rng = np.random.default_rng(0)
    steps = [
        keras.layers.BatchNormalization(momentum=0.8, dtype=dtype),
        keras.layers.Dense(5, "tanh", dtype=dtype),
        keras.layers.Dense(3, dtype=dtype),
    ]

    def build(x):
        y = x
        for step in steps:
            y = step(y)
        return keras.layers.Add(dtype=dtype)([y, x])

    layer = Residual([BatchNormalization(momentum=0.8), Dense(5, "tanh"), Dense(3)], dtype=dtype)
    check_against_keras(layer, twin_of((3,), dtype, build), rng.normal(size=(6, 3)).astype(dtype), rng)


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_branches_equal_a_functional_model_of_keras(dtype):
    import keras

    rng = np.random.default_rng(0)

    def build(x):
        paths = [keras.layers.Dense(4, "tanh", dtype=dtype)(x), keras.layers.Dense(2, dtype=dtype)(x), x]
        return keras.layers.Concatenate(dtype=dtype)(paths)

    layer = Branches([[Dense(4, "tanh")], [Dense(2)], []], Concatenate(), dtype=dtype)
    check_against_keras(layer, twin_of((3,), dtype, build), rng.normal(size=(6, 3)).astype(dtype), rng)


used = Dense(2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Branches([], Add()),
        lambda: Branches([[], []], Add()),
        lambda: Branches([Dense(2), Dense(2)], Add()),
        lambda: Branches([["relu"], []], Add()),
        lambda: Branches([[used], [used]], Add()),
        lambda: Branches([[Dense(2)], []], "add"),
        lambda: Residual(Dense(2)),
        lambda: Residual([Dense(2)])(np.ones((1, 3))),
        lambda: Residual([Dense(2)]).build((None, 3)),
        lambda: Residual([Dense(2)]).output_shape((None, 3)),
        lambda: Residual([Dense(2)]).backward(np.ones((1, 2))),
        lambda: Residual([Dense(2)]).count_params(),
        lambda: Residual([Dense(2)], dtype="int8"),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=HOUSE_FORM):
        call()
