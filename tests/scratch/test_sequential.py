"""Sequential: layers in a row, their weights, their summary."""

import subprocess
import sys

import numpy as np
import pytest
from harness import numeric_gradient

from nnlearn.scratch import Activation, Dense, Dropout, Flatten, Reshape, Sequential

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def xor_model():
    model = Sequential([Dense(2, "step"), Dense(1), Activation("step")])
    model.build((None, 2))
    model.set_weights([[[1.0, 1.0], [1.0, 1.0]], [-0.5, -1.5], [[1.0], [-2.0]], [-0.5]])
    return model


def test_model_runs_its_layers_in_order():
    model = xor_model()
    np.testing.assert_array_equal(model(XOR).ravel(), [0, 1, 1, 0])
    np.testing.assert_array_equal(model.predict(XOR), model(XOR))


def test_layer_outputs_show_what_each_layer_makes():
    hidden, z, y = xor_model().layer_outputs(XOR)
    np.testing.assert_array_equal(hidden, [[0, 0], [1, 0], [1, 0], [1, 1]])
    np.testing.assert_array_equal(z.ravel(), [-0.5, 0.5, 0.5, -1.5])
    np.testing.assert_array_equal(y.ravel(), [0, 1, 1, 0])


@pytest.mark.parametrize(
    "layers",
    [
        [Dropout(0.5)],
        [Flatten()],
        [Reshape((1, 2))],
        [Flatten(), Dropout(0.5)],
        [Sequential([Flatten()])],
        [Dense(2, "linear", kernel_initializer="ones")],
    ],
    ids=lambda layers: "-".join(type(layer).__name__ for layer in layers),
)
def test_writing_into_outputs_leaves_the_inputs_alone(layers):
    model, x = Sequential(layers), XOR.copy()
    for outputs in (model(x), model.predict(x), *model.layer_outputs(x)):
        outputs[...] = 7
        np.testing.assert_array_equal(x, XOR)


def test_backward_equals_central_differences_for_every_weight():
    rng = np.random.default_rng(0)
    model = Sequential([Dense(4, "tanh", seed=0), Dense(3, seed=1), Activation("softmax")])
    x, upstream = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
    model(x)
    dx = model.backward(upstream)
    gradients = [gradient.copy() for layer in model.layers for gradient in layer.gradients]
    weights = [weight for layer in model.layers for weight in layer.weights]
    for gradient, weight in zip(gradients, weights, strict=True):
        numeric = numeric_gradient(lambda: (model(x) * upstream).sum(), weight)
        np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-9)
    work = x.copy()
    np.testing.assert_allclose(dx, numeric_gradient(lambda: (model(work) * upstream).sum(), work), rtol=1e-6, atol=1e-9)


def test_weights_of_all_layers_make_one_list():
    model = xor_model()
    assert [weight.shape for weight in model.get_weights()] == [(2, 2), (2,), (2, 1), (1,)]
    assert model.count_params() == 9 and model.built
    copy = Sequential([Dense(2, "step"), Dense(1), Activation("step")])
    copy.build((None, 2))
    copy.set_weights(model.get_weights())
    np.testing.assert_array_equal(copy(XOR), model(XOR))


def test_summary_is_a_table_of_names_shapes_and_parameters():
    lines = []
    xor_model().summary(print_fn=lines.append)
    assert lines == [
        "Model: sequential",
        "Layer (type)              Output shape         Params",
        "-----------------------------------------------------",
        "dense (Dense)             (None, 2)                 6",
        "dense_1 (Dense)           (None, 1)                 3",
        "activation (Activation)   (None, 1)                 0",
        "-----------------------------------------------------",
        "Total params: 9",
    ]


def test_summary_finds_its_shapes_behind_a_first_activation():
    model = Sequential([Activation("relu"), Dense(3, name="last")])
    model.build((None, 5))
    lines = []
    model.summary(lines.append)
    assert "(None, 5)" in lines[3] and lines[4].startswith("last (Dense)") and "(None, 3)" in lines[4]


def test_given_names_are_kept_and_numbered_only_when_they_repeat():
    lines = []
    model = Sequential([Dense(1, name="a"), Dense(1), Dense(1, name="a")])
    model.build((None, 1))
    model.summary(lines.append)
    assert [line.split()[0] for line in lines[3:6]] == ["a", "dense", "a_1"]


twice = Dense(1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Sequential([]),
        lambda: Sequential([Dense]),
        lambda: Sequential([twice, twice]),
        lambda: Sequential([Dense(1)]).count_params(),
        lambda: Sequential([Dense(1)]).summary(),
        lambda: Sequential([Dense(1)]).set_weights([]),
        lambda: xor_model().set_weights([np.ones((2, 2))]),
        lambda: xor_model()(np.empty((0, 2))),
        lambda: xor_model()(np.array([[0.0, np.nan]])),
        lambda: xor_model()(np.ones((2, 3))),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        call()


def test_nan_is_answered_with_its_row():
    with pytest.raises(ValueError, match="NaN in row 1"):
        xor_model()(np.array([[0.0, 0.0], [0.0, np.nan]]))


@pytest.mark.keras
def test_model_equals_keras_in_outputs_gradients_and_count():
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(0)
    x, upstream = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    model = Sequential([Dense(5, "relu", seed=0), Dense(4, "tanh", seed=1), Dense(2, "softmax", seed=2)])
    y = model(x)
    twin = keras.Sequential(
        [keras.layers.Dense(units, name, dtype="float64") for units, name in ((5, "relu"), (4, "tanh"), (2, "softmax"))]
    )
    twin.build((None, 3))
    twin.set_weights(model.get_weights())
    with tf.GradientTape() as tape:
        outputs = twin(tf.constant(x))
        loss = tf.reduce_sum(outputs * upstream)
    model.backward(upstream)
    mine = [gradient for layer in model.layers for gradient in layer.gradients]
    assert model.count_params() == twin.count_params()
    np.testing.assert_allclose(y, outputs.numpy(), rtol=1e-6)
    for gradient, theirs in zip(mine, tape.gradient(loss, twin.trainable_weights), strict=True):
        np.testing.assert_allclose(gradient, theirs.numpy(), rtol=1e-6, atol=1e-12)


def test_importing_scratch_loads_numpy_only():
    code = (
        "import sys, nnlearn.scratch; heavy = ('scipy', 'sklearn', 'matplotlib', 'tensorflow', 'keras', 'nnlearn.plots', "
        "'nnlearn.datasets'); print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
