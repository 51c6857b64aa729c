"""The bridge: models to Keras and back with equal outputs, and a parity report that sees every difference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn import scratch
from nnlearn.scratch import (
    Activation,
    Add,
    BatchNormalization,
    Branches,
    Concatenate,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    LayerNormalization,
    Reshape,
    Residual,
    Sequential,
)

pytestmark = pytest.mark.keras
RNG = np.random.default_rng(0)
X = RNG.normal(size=(9, 6))
LABELS = RNG.integers(0, 3, 9)


def built(layers, shape=(None, 6), **options):
    model = Sequential(layers, **options)
    model.build(shape)
    rng = np.random.default_rng(5)
    model.set_weights(
        [rng.uniform(0.2, 1, weight.shape) * rng.choice([-1, 1], weight.shape) for weight in model.weights]
    )
    for layer in model.layers:
        if isinstance(layer, BatchNormalization):
            layer.set_weights([np.abs(weight) for weight in layer.weights])
    return model


MODELS = {
    "row": lambda: built([Dense(5, "tanh"), Dense(4, use_bias=False), Activation("gelu"), Dense(3, "softmax")]),
    "normalised": lambda: built(
        [BatchNormalization(momentum=0.7), Dense(5), LayerNormalization(), Dense(3, "softmax")]
    ),
    "shaped": lambda: built([Reshape((2, 3)), LayerNormalization(axis=1), Flatten(), Dense(3, "softmax")]),
    "penalised": lambda: built([Dense(5, "silu", kernel_regularizer="l2", bias_regularizer="l1"), Dense(3, "softmax")]),
    "residual": lambda: built([Dense(4, "relu"), Residual([Dense(5, "tanh"), Dense(4)]), Dense(3, "softmax")]),
    "branches": lambda: built(
        [
            Branches([[Dense(2, "tanh")], [], [Dense(3), Residual([Dense(3, "elu")])]], Concatenate()),
            Branches([[Dense(4)], [Dense(4, "sigmoid")]], Add()),
            Dense(3, "softmax"),
        ]
    ),
    "nested": lambda: built(
        [Sequential([Dense(4, "relu"), Dense(4)]), Residual([Sequential([Dense(4)])]), Dense(3, "softmax")]
    ),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_model_and_its_twin_agree_in_everything(name, optimizer):
    from nnlearn.bridge import parity, to_keras

    model = MODELS[name]()
    before = model.get_weights()
    twin = to_keras(model)
    kept = twin.get_weights()
    report = parity(model, twin, X, LABELS, loss="sparse_categorical_crossentropy", optimizer=optimizer)
    assert report.equal, str(report)
    for now, then in [*zip(model.weights, before, strict=True), *zip(twin.get_weights(), kept, strict=True)]:
        np.testing.assert_array_equal(now, then)
    whats = [row.what for row in report.rows]
    assert whats[:3] == ["outputs", "loss", "gradient by the input"]
    assert sum(what.startswith("gradient by") for what in whats) == 1 + len(model.trainable_weights)
    assert sum(what.endswith("after 10 steps") for what in whats) == len(model.weights)


@pytest.mark.parametrize("name", MODELS)
def test_there_and_back_is_the_same_model(name):
    from nnlearn.bridge import from_keras, to_keras

    model = MODELS[name]()
    back = from_keras(to_keras(model))
    np.testing.assert_allclose(back(X), model(X), rtol=1e-12)
    assert back.dtype == model.dtype
    if name not in ("nested", "branches"):  # a nested model comes back as the row it is
        assert [type(layer) for layer in back.layers] == [type(layer) for layer in model.layers]
        for mine, theirs in zip(back.weights, model.weights, strict=True):
            np.testing.assert_array_equal(mine, theirs)


@settings(max_examples=8, deadline=None)
@given(
    units=st.lists(st.integers(1, 6), min_size=1, max_size=4),
    activation=st.sampled_from(["relu", "tanh", "sigmoid", "softplus", "silu"]),  # leaky_relu: Keras' slope is float32
    loss=st.sampled_from(["mse", "mae", "huber"]),
    batch=st.integers(1, 5),
    seed=st.integers(0, 99),
)
def test_any_mlp_agrees_after_ten_steps_from_transplanted_weights(units, activation, loss, batch, seed):
    from nnlearn.bridge import parity, to_keras

    rng = np.random.default_rng(seed)
    model = Sequential([*(Dense(n, activation, seed=seed + k) for k, n in enumerate(units)), Dense(2, seed=seed)])
    model.build((None, 3))
    x, y = rng.normal(size=(batch, 3)), rng.normal(size=(batch, 2))
    report = parity(model, to_keras(model), x, y, loss=loss, optimizer=scratch.optimizers.SGD(0.01, momentum=0.9))
    assert report.equal, str(report)


def test_parity_takes_what_the_model_was_compiled_with_and_leaves_its_steps_alone():
    from nnlearn.bridge import parity, to_keras

    model = MODELS["row"]()
    model.compile(scratch.optimizers.Adam(0.01, clipnorm=1.0), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X, LABELS, verbose=0)
    assert model.optimizer.iterations == 1
    report = parity(model, to_keras(model), X, LABELS, steps=3)
    assert report.equal, str(report)
    assert model.optimizer.iterations == 1 and "after 3 steps" in str(report)


def test_the_twin_is_compiled_alike_and_trains_alike():
    from nnlearn.bridge import to_keras

    model = MODELS["row"]()
    schedule = scratch.optimizers.schedules.ExponentialDecay(0.05, 2, 0.5)
    loss = scratch.losses.SparseCategoricalCrossentropy()
    model.compile(scratch.optimizers.SGD(schedule, momentum=0.9), loss, metrics=["accuracy"])
    twin = to_keras(model)
    mine = model.fit(X, LABELS, batch_size=4, epochs=3, shuffle=False, verbose=0).history
    theirs = twin.fit(X, LABELS, batch_size=4, epochs=3, shuffle=False, verbose=0).history
    assert mine.keys() == theirs.keys()
    np.testing.assert_allclose(mine["loss"], theirs["loss"], rtol=1e-5)


def test_embedding_and_float32_agree_too():
    from nnlearn.bridge import from_keras, parity, to_keras

    words = RNG.integers(0, 8, (5, 4))
    y = RNG.normal(size=(5, 1))
    model = Sequential(
        [Embedding(8, 3, seed=0), Flatten(), Dense(4, "relu", seed=1), Dense(1, seed=2)], dtype="float32"
    )
    model.build((None, 4))
    twin = to_keras(model)
    report = parity(model, twin, words, y, loss="mse", optimizer="adam")
    assert report.equal and report.rows[0].allowed == 1e-4, str(report)
    assert not any("input" in row.what for row in report.rows)
    back = from_keras(twin)
    assert back.dtype == np.float32
    np.testing.assert_array_equal(back(words), model(words))


def test_from_keras_reads_what_keras_users_write():
    import keras

    from nnlearn.bridge import from_keras

    inputs = keras.Input((6,), name="start")
    a = keras.layers.Dense(5, "relu", kernel_regularizer=keras.regularizers.L2(0.5))(inputs)
    b = keras.layers.Dense(5, kernel_initializer=keras.initializers.HeNormal(seed=3))(a)
    c = keras.layers.Add()([a, b])
    d = keras.layers.Concatenate()([c, keras.layers.Dense(2)(c)])
    keras_model = keras.Model(inputs, keras.layers.Dropout(0.3)(keras.layers.Dense(2)(d)), name="free")
    model = from_keras(keras_model)
    np.testing.assert_allclose(model(X), keras_model(X.astype("float32")).numpy(), rtol=1e-4, atol=1e-5)
    assert model.name == "free" and model.dtype == np.float32 and model.count_params() == keras_model.count_params()


class Broken(Dense):
    """A planted bug, told by its attribute `bug`."""

    bug = ""

    def forward(self, x, training=False):
        y = super().forward(x, training)
        return y + 1e-3 if self.bug == "outputs" else y

    def backward(self, gradient):
        dx = super().backward(gradient)
        dkernel, dbias = self.gradients
        if self.bug == "bias":
            self.gradients = [dkernel, dbias / len(gradient)]
        return dx * 1.001 if self.bug == "input" else dx


@pytest.mark.parametrize(
    ("bug", "first"),
    [("outputs", "outputs"), ("bias", "gradient by dense.bias"), ("input", "gradient by the input")],
)
def test_parity_sees_and_names_a_planted_difference(bug, first):
    from nnlearn.bridge import parity, to_keras

    model = built([Dense(5, "tanh"), Dense(3, "softmax")])
    twin = to_keras(model)
    broken = type("Dense", (Broken,), {"bug": bug})  # by its name the twin of Keras' Dense
    model.layers[0].__class__ = broken
    report = parity(model, twin, X, LABELS, loss="sparse_categorical_crossentropy", optimizer="sgd")
    wrong = [row.what for row in report.rows if not row.equal]
    assert not report.equal and wrong[0] == first, str(report)
    assert "NOT equal" in str(report) and f"{first} " in str(report) and str(report).count("  differs") == len(wrong)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_gradient_that_is_zero_but_for_rounding_is_equal(dtype):
    from nnlearn.bridge import parity, to_keras

    model = built([Dense(5), BatchNormalization(), Dense(3)], dtype=dtype)  # the mean takes the bias away again
    report = parity(model, to_keras(model), X, X[:, :3], loss="mse", optimizer="sgd")
    assert report.equal, f"rounding is called a difference:\n{report}"


def test_parity_sees_a_wrong_gradient_that_is_small():
    from nnlearn.bridge import parity, to_keras

    model = built([Dense(5, "tanh"), Dense(3)])
    model.set_weights([model.weights[0], model.weights[1], 1e-4 * model.weights[2], model.weights[3]])
    twin = to_keras(model)
    model.layers[0].__class__ = type("Dense", (Broken,), {"bug": "bias"})
    report = parity(model, twin, X, 100 * X[:, :3], loss="mse", optimizer="sgd", steps=1)
    assert next(row.what for row in report.rows if not row.equal) == "gradient by dense.bias", str(report)


@pytest.mark.parametrize("kind", [np.array, np.asfortranarray, np.ndarray.tolist])
@pytest.mark.parametrize("dtype", [int, bool, float])
def test_parity_takes_inputs_and_targets_of_every_kind(kind, dtype):
    from nnlearn.bridge import parity, to_keras

    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype), np.array([[0], [1], [1], [0]], dtype)
    model = built([Dense(3, "tanh"), Dense(1, "sigmoid")], (None, 2))
    report = parity(model, to_keras(model), kind(x), kind(y), loss="binary_crossentropy", optimizer="sgd", steps=2)
    assert report.equal, str(report)


def test_a_name_that_numbering_would_give_twice_is_given_once():
    from nnlearn.bridge import to_keras

    names = [layer.name for layer in to_keras(built([Dense(2), Dense(2), Dense(2, name="dense_1")])).layers]
    assert names == ["dense", "dense_1", "dense_1_1"]


def test_parity_sees_weights_that_were_not_transplanted():
    from nnlearn.bridge import parity, to_keras

    model = built([Dense(3, "softmax")])
    twin = to_keras(model)
    twin.set_weights([weight + 0.01 for weight in twin.get_weights()])
    report = parity(model, twin, X, LABELS, loss="sparse_categorical_crossentropy", optimizer="sgd")
    assert not report.equal


def test_parity_says_nan_when_a_side_gives_nan():
    from nnlearn.bridge import parity, to_keras

    model = built([Dense(3)])
    twin = to_keras(model)
    model.set_weights([np.full((6, 3), np.nan), np.zeros(3)])
    report = parity(model, twin, X, np.ones((9, 3)), loss="mse", optimizer="sgd", steps=1)
    assert not report.equal and np.isnan(report.largest)


def keras_row(*layers, dtype="float64"):
    import keras

    return keras.Sequential([keras.Input((6,), dtype=dtype), *layers])


def subclassed():
    import keras

    class Own(keras.Model):
        def call(self, x):
            return x

    model = Own()
    model(np.ones((1, 2)))
    return model


def refused():
    import keras
    from keras import layers

    from nnlearn.bridge import from_keras, parity, to_keras, twin

    model = built([Dense(3)])
    two = keras.Model(first := keras.Input((2,)), [layers.Dense(1)(first), layers.Dense(1)(first)])
    masked = layers.Embedding(5, 2, mask_zero=True)
    product = keras.Model(second := keras.Input((2,)), layers.Multiply()([layers.Dense(2)(second), second]))
    third = keras.Input((2,))
    shared = layers.Dense(2)(third)
    added = keras.Model(third, layers.Dense(2)(third) + third)
    crossed = keras.Model(third, layers.Add()([shared, layers.Dense(2)(shared), third]))
    return {
        "from_keras crossed": lambda: from_keras(crossed),
        "to_keras unbuilt": lambda: to_keras(Sequential([Dense(1)])),
        "to_keras layer": lambda: to_keras(Dense(1)),
        "to_keras step": lambda: to_keras(built([Dense(3, "step")])),
        "to_keras own function": lambda: to_keras(built([Dense(3, np.cos)])),
        "from_keras unbuilt": lambda: from_keras(keras.Sequential([layers.Dense(1)])),
        "from_keras subclassed": lambda: from_keras(subclassed()),
        "from_keras two outputs": lambda: from_keras(two),
        "from_keras unknown layer": lambda: from_keras(keras_row(layers.Reshape((6, 1)), layers.LSTM(2))),
        "from_keras unknown merge": lambda: from_keras(product),
        "from_keras option": lambda: from_keras(keras_row(layers.Dense(2, kernel_constraint="non_neg"))),
        "from_keras mask": lambda: from_keras(keras.Sequential([keras.Input((3,)), masked])),
        "from_keras own function": lambda: from_keras(keras_row(layers.Dense(2, lambda z: z * 2))),
        "from_keras own initializer": lambda: from_keras(
            keras_row(layers.Dense(2, kernel_initializer=lambda shape, dtype=None: np.ones(shape)))
        ),
        "from_keras operation": lambda: from_keras(added),
        "from_keras number": lambda: from_keras(3),
        "from_keras activation": lambda: from_keras(keras_row(layers.Dense(2, "mish"))),
        "from_keras initializer": lambda: from_keras(keras_row(layers.Dense(2, kernel_initializer="orthogonal"))),
        "parity no loss": lambda: parity(model, to_keras(model), X, LABELS, optimizer="sgd"),
        "parity no optimizer": lambda: parity(model, to_keras(model), X, X[:, :3], loss="mse"),
        "parity other layers": lambda: parity(
            model, to_keras(built([Dense(3), Dense(3)])), X, X[:, :3], loss="mse", optimizer="sgd"
        ),
        "parity other shapes": lambda: parity(
            model, to_keras(built([Dense(4)])), X, X[:, :3], loss="mse", optimizer="sgd"
        ),
        "parity dropout": lambda: parity(
            built([Dropout(0.5)]), to_keras(built([Dropout(0.5)])), X, X, loss="mse", optimizer="sgd"
        ),
        "twin of a text": lambda: twin("adam"),
        "twin of our own": lambda: twin(scratch.autodiff),
    }


@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
def test_bad_input_is_answered_in_house_form():
    for name, call in refused().items():
        try:
            call()
        except ValueError as error:
            assert __import__("re").search(r"expects? .*received .*Fix: ", str(error)), f"{name}: {error}"
        else:
            pytest.fail(f"{name} was accepted")


def test_parity_of_a_model_with_dropout_runs_in_inference():
    from nnlearn.bridge import parity, to_keras

    model = built([Dense(5, "relu"), Dropout(0.5), Dense(3, "softmax")])
    report = parity(
        model, to_keras(model), X, LABELS, loss="sparse_categorical_crossentropy", optimizer="sgd", training=False
    )
    assert report.equal, str(report)


def test_importing_the_bridge_is_not_part_of_importing_scratch():
    import subprocess
    import sys

    code = "import sys, nnlearn.scratch; print('keras' in sys.modules, 'nnlearn.bridge' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False False"
