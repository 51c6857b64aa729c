"""Dense and Activation: values by hand, gradients, Keras, bad input. And the harness itself."""

import inspect

import numpy as np
import pytest
from harness import check_against_keras, check_layer
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch import (
    Activation,
    BatchNormalization,
    Dense,
    Embedding,
    Flatten,
    LayerNormalization,
    Model,
    Residual,
    Sequential,
    activations,
)
from nnlearn.scratch.layers import Layer
from nnlearn.scratch.optimizers import SGD

SMOOTH = ["linear", "sigmoid", "tanh", "softplus", "elu", "softmax"]


def test_dense_is_worked_out_by_hand():
    layer = Dense(2, activation="relu")
    layer.build((None, 3))
    layer.set_weights([np.array([[1.0, -1.0], [2.0, 0.0], [0.0, 1.0]]), np.array([0.5, -4.0])])
    np.testing.assert_array_equal(layer(np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 9.0]])), [[5.5, 0.0], [0.0, 5.0]])
    dx = layer.backward(np.ones((2, 2)))
    np.testing.assert_array_equal(dx, [[1, 2, 0], [-1, 0, 1]])
    np.testing.assert_array_equal(layer.gradients[0], [[1, 0], [2, -1], [3, 9]])
    np.testing.assert_array_equal(layer.gradients[1], [1, 1])


@pytest.mark.parametrize("activation", SMOOTH)
@settings(max_examples=5, deadline=None)
@given(batch=st.integers(1, 4), inputs=st.integers(1, 4), units=st.integers(1, 4), seed=st.integers(0, 99))
def test_dense_passes_the_harness(activation, batch, inputs, units, seed):
    rng = np.random.default_rng(seed)
    check_layer(lambda dtype: Dense(units, activation, seed=seed, dtype=dtype), rng.normal(size=(batch, inputs)), rng)


@pytest.mark.parametrize("activation", [*SMOOTH, "relu", "leaky_relu"])
@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4)])
def test_activation_layer_passes_the_harness(activation, shape):
    rng = np.random.default_rng(0)
    check_layer(
        lambda dtype: Activation(activation, dtype=dtype), rng.uniform(0.1, 2, shape) * rng.choice([-1, 1], shape), rng
    )


class WrongBias(Dense):
    """A planted bug: the bias gradient is the mean over the batch, not the sum."""

    def backward(self, gradient):
        dx = super().backward(gradient)
        dkernel, dbias = self.gradients
        self.gradients = [dkernel, dbias / len(gradient)]
        return dx


class WrongInput(Dense):
    """A planted bug: the gradient by the input forgets the activation."""

    def backward(self, gradient):
        super().backward(gradient)
        return gradient @ self.kernel.T


class Careless(Dense):
    """A planted bug: the input is shifted in place."""

    def forward(self, x, training=False):
        x += 1
        return super().forward(x, training)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [(WrongBias, "gradient by weight 1"), (WrongInput, "gradient by the input"), (Careless, "changed its input")],
)
def test_harness_catches_and_names_a_planted_bug(wrong, message):
    rng = np.random.default_rng(0)
    with pytest.raises(AssertionError, match=message):
        check_layer(lambda dtype: wrong(3, "tanh", seed=0, dtype=dtype), rng.normal(size=(4, 2)), rng)


@pytest.mark.keras
def test_harness_catches_a_layer_that_differs_from_keras():
    import keras

    rng = np.random.default_rng(0)
    x = rng.normal(size=(4, 2))
    with pytest.raises(AssertionError, match="outputs differ from Keras"):
        check_against_keras(Dense(3, "tanh"), keras.layers.Dense(3, "sigmoid", dtype="float64"), x, rng)
    with pytest.raises(AssertionError, match="gradient by weight 1 differs from Keras"):
        check_against_keras(WrongBias(3, "tanh"), keras.layers.Dense(3, "tanh", dtype="float64"), x, rng)


@pytest.mark.keras
@pytest.mark.parametrize("activation", [name for name in activations.NAMES if name != "step"])
@pytest.mark.parametrize("use_bias", [True, False])
def test_dense_equals_keras(activation, use_bias):
    import keras

    rng = np.random.default_rng(1)
    layer = Dense(4, activation, use_bias, seed=1, bias_initializer="random_normal")
    check_against_keras(
        layer, keras.layers.Dense(4, activation, use_bias, dtype="float64"), rng.normal(size=(5, 3)), rng
    )


@pytest.mark.keras
@pytest.mark.parametrize("activation", ["relu", "softmax"])
def test_activation_layer_equals_keras(activation):
    import keras

    rng = np.random.default_rng(1)
    twin = keras.layers.Activation(activation, dtype="float64")
    check_against_keras(Activation(activation), twin, rng.normal(size=(5, 3)), rng)


@pytest.mark.keras
def test_dense_takes_the_arguments_of_keras_in_its_order():
    import keras

    mine = [p for p in inspect.signature(Dense).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    theirs = inspect.signature(keras.layers.Dense.__init__).parameters.values()
    shared = [(p.name, p.default) for p in theirs if p.name in {q.name for q in mine}]
    assert [(p.name, p.default) for p in mine] == shared


def test_dense_has_the_shapes_and_numbers_of_keras():
    layer = Dense(3, seed=0)
    layer.build((None, 5))
    assert layer.kernel.shape == (5, 3) and layer.bias.shape == (3,) and layer.count_params() == 18
    assert not layer.bias.any() and layer.kernel.std() > 0.1
    bare = Dense(3, use_bias=False)
    bare.build((None, 5))
    assert bare.bias is None and len(bare.get_weights()) == 1 and bare.count_params() == 15


def test_seed_repeats_the_weights_and_another_does_not():
    kernels = []
    for seed in (4, 4, 5):
        layer = Dense(3, seed=seed)
        layer(np.ones((1, 2)))
        kernels.append(layer.kernel)
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert not np.array_equal(kernels[0], kernels[2])


def test_weights_come_and_go_as_copies():
    layer = Dense(1)
    layer(np.ones((1, 2)))
    given = [np.ones((2, 1)), np.zeros(1)]
    layer.set_weights(given)
    given[0][:] = 7
    layer.get_weights()[0][:] = 8
    np.testing.assert_array_equal(layer.kernel, np.ones((2, 1)))


def test_numbers_assigned_to_a_weight_are_seen_by_all_who_use_it():
    model = Sequential([Dense(1, seed=0)])
    model.compile(SGD(0.5), "mse")
    model.build((None, 2))
    dense, given = model.layers[0], np.array([[1.0], [2.0]])
    weight = dense.kernel
    dense.kernel, dense.bias = given, [3.0]
    assert dense.kernel is weight is model.trainable_weights[0]
    np.testing.assert_array_equal(model.get_weights()[0], given)
    np.testing.assert_array_equal(model(np.ones((1, 2))), [[6.0]])
    dense.kernel *= 2
    np.testing.assert_array_equal(model(np.ones((1, 2))), [[9.0]])
    model.train_on_batch(np.array([[1.0, 0.0]]), np.array([[4.0]]))  # output 5, error 1: a step of 0.5 * 2 * 1
    np.testing.assert_array_equal(dense.kernel, [[1.0], [4.0]])
    np.testing.assert_array_equal(given, [[1.0], [2.0]])


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        (Dense(3), ["kernel", "bias"]),
        (Embedding(3, 2), ["embeddings"]),
        (BatchNormalization(), ["gamma", "beta", "moving_mean", "moving_variance"]),
        (LayerNormalization(dtype="float32"), ["gamma", "beta"]),
    ],
)
def test_every_weight_can_be_assigned_once_it_is_built(layer, names):
    for name in names:
        assert getattr(layer, name) is None
        with pytest.raises(ValueError, match=rf"expects a {name} .*Fix: layer\.build"):
            setattr(layer, name, np.ones(3))
    layer.build((None, 3))
    assert len(layer.weights) == len(names)
    for name, weight in zip(names, layer.weights, strict=True):
        setattr(layer, name, np.full(weight.shape, 5.0))
        assert getattr(layer, name) is weight and (weight == 5).all() and weight.dtype == layer.dtype
        for bad in (np.ones(7), 5.0, "a", None, weight + 0j):
            with pytest.raises(ValueError, match=rf"expects {name} .*received .*Fix: "):
                setattr(layer, name, bad)


def test_a_weight_cannot_become_another_weight():
    layer = BatchNormalization()
    layer.build((None, 3))
    layer.gamma = layer.beta
    layer.beta += 1
    np.testing.assert_array_equal(layer.gamma, 0)


def test_a_weight_that_was_left_away_cannot_be_assigned():
    layer = Dense(2, use_bias=False)
    layer.build((None, 3))
    with pytest.raises(ValueError, match="received a layer without one"):
        layer.bias = np.ones(2)
    assert layer.bias is None and len(layer.weights) == 1


def test_inference_takes_whole_numbers_and_booleans():
    layer = Dense(1, kernel_initializer="ones")
    np.testing.assert_array_equal(layer(np.array([[1, 2]])), [[3.0]])
    np.testing.assert_array_equal(layer(np.array([[True, True]])), [[2.0]])


def built():
    layer = Dense(2)
    layer(np.ones((3, 4)))
    return layer


@pytest.mark.parametrize(
    "call",
    [
        lambda: Dense(0),
        lambda: Dense(2.5),
        lambda: Dense(True),
        lambda: Dense(2, "rely"),
        lambda: Dense(2, kernel_initializer="glorot"),
        lambda: Dense(2, dtype="int64"),
        lambda: Dense(2, use_bias="no"),
        lambda: Dense(2, use_bias=1),
        lambda: Dense(2, use_bias=None),
        lambda: BatchNormalization(center=0),
        lambda: BatchNormalization(scale="yes"),
        lambda: LayerNormalization(center=None),
        lambda: LayerNormalization(scale=1),
        lambda: Dense(2).build(3),
        lambda: Dense(2).build(None),
        lambda: Dense(2).build((None, "a")),
        lambda: Dense(2).build((None, 2.5)),
        lambda: Dense(2).build((None, -1)),
        lambda: BatchNormalization().build(3),
        lambda: LayerNormalization().build((None, True)),
        lambda: Residual([Flatten()]).build(3),
        lambda: Sequential([Flatten()]).build(3),
        lambda: Model().build("ab"),
        lambda: Dense(2).build((None,)),
        lambda: Dense(2).build((None, None)),
        lambda: Dense(2)(np.array([["a"]])),
        lambda: Dense(2).count_params(),
        lambda: Dense(2).set_weights([np.ones((1, 2)), np.ones(2)]),
        lambda: Dense(2).backward(np.ones((1, 2))),
        lambda: Activation("relu").backward(np.ones((1, 2))),
        lambda: built()(np.ones((3, 5))),
        lambda: built().set_weights([np.ones((4, 2))]),
        lambda: built().set_weights([np.ones((2, 4)), np.ones(2)]),
        lambda: built().set_weights([[["a"] * 2] * 4, np.ones(2)]),
        lambda: built().set_weights([np.ones((4, 2)), np.ones(2) + 0j]),
        lambda: built().set_weights([np.ones((4, 2)), None]),
        lambda: built().set_weights([[[1, 2], [3]], np.ones(2)]),
        lambda: built().set_weights("ab"),
        lambda: built().set_weights(5),
        lambda: built().set_weights(None),
        lambda: built().backward(np.ones((3, 1))),
        lambda: built().backward("a"),
        lambda: built().backward(None),
        lambda: built().backward([["a", "b"]] * 3),
        lambda: built().backward(np.ones((3, 2)) * 1j),
        lambda: built().backward([[1, 2], [3]]),
        lambda: Activation("softmacks"),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        call()


def test_refused_weights_change_nothing():
    layer = built()
    before = layer.get_weights()
    with pytest.raises(
        ValueError, match=r"Dense.set_weights expects weights\[1\] to hold real numbers, received dtype <U1"
    ):
        layer.set_weights([np.ones((4, 2)), ["a", "b"]])
    for now, kept in zip(layer.weights, before, strict=True):
        np.testing.assert_array_equal(now, kept)


def test_missing_batch_axis_is_answered_with_the_cure():
    with pytest.raises(ValueError) as caught:
        Dense(2)(np.ones(784))
    assert str(caught.value) == (
        "Dense expects inputs of shape (batch, features), received (784,). Add a batch axis: x[None, :], or x[:, None] "
        "if each number is a sample."
    )
    with pytest.raises(ValueError, match=r"received \(2, 28, 28\)\. Flatten them"):
        Dense(2)(np.ones((2, 28, 28)))


def test_layer_alone_says_what_it_lacks():
    with pytest.raises(NotImplementedError, match="Layer has no forward"):
        Layer()(np.ones((1, 1)))
