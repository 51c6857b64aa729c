"""Model: compile, fit, evaluate, predict. What training does is held against loops by hand and against Keras."""

import itertools

import numpy as np
import pytest

from nnlearn.scratch import Dense, Dropout, Model, Sequential, losses, metrics, optimizers
from nnlearn.scratch.callbacks import Callback

RNG = np.random.default_rng(0)
X = RNG.normal(size=(23, 3))
Y = X @ np.array([[1.0], [-2.0], [0.5]]) + 0.1
LABELS = RNG.integers(0, 4, 23)


def regression(optimizer="sgd", **options):
    model = Sequential([Dense(5, "tanh", seed=0), Dense(1, seed=1)])
    model.compile(optimizer, "mse", **options)
    return model


def classifier(optimizer="adam", **options):
    model = Sequential([Dense(6, "relu", seed=0), Dense(4, "softmax", seed=1)])
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def test_fit_is_the_loop_that_a_learner_would_write():
    model, other = regression(), regression()
    model.fit(X, Y, batch_size=5, epochs=2, shuffle=False, verbose=0)
    optimizer, loss = optimizers.SGD(), losses.MeanSquaredError()
    for _ in range(2):
        for start in range(0, 23, 5):
            rows = slice(start, start + 5)
            y_pred = other(X[rows], training=True)
            other.backward(loss.gradient(Y[rows], y_pred))
            optimizer.apply(other.gradients, other.trainable_weights)
    for mine, theirs in zip(model.weights, other.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)


class Rows(Model):
    """Keeps the rows it is shown; predicts their numbers."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x, training=False):
        if training:
            self.seen.append(x[:, 0].astype(int).tolist())
        return x[:, :1]

    def backward(self, gradient):
        return gradient


def test_every_epoch_sees_every_sample_once_in_a_new_order():
    numbers = np.arange(10.0)[:, None]
    model = Rows()
    model.compile("sgd", "mse")
    model.fit(numbers, numbers, batch_size=4, epochs=2, verbose=0, seed=0)
    assert [len(rows) for rows in model.seen] == [4, 4, 2, 4, 4, 2]
    first, second = (list(itertools.chain(*model.seen[a : a + 3])) for a in (0, 3))
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second != list(range(10))
    again = Rows()
    again.compile("sgd", "mse")
    again.fit(numbers, numbers, batch_size=4, epochs=2, verbose=0, seed=0)
    assert again.seen == model.seen, "the seed does not repeat the shuffling"


def test_inputs_and_targets_are_shuffled_together():
    numbers = np.arange(12.0)[:, None]
    model = Rows()
    model.compile("sgd", "mse")
    history = model.fit(numbers, numbers, batch_size=4, epochs=3, verbose=0)
    assert history.history["loss"] == [0.0, 0.0, 0.0]


def test_validation_split_takes_the_last_rows_before_shuffling():
    numbers = np.arange(10.0)[:, None]
    model = Rows()
    model.compile("sgd", "mse")
    history = model.fit(numbers, numbers, batch_size=8, validation_split=0.3, verbose=0)
    assert sorted(itertools.chain(*model.seen)) == list(range(7))
    assert list(history.history) == ["loss", "val_loss"]


def test_history_holds_the_means_over_the_batches_of_each_epoch():
    model, other = regression(), regression()
    history = model.fit(X, Y, batch_size=10, epochs=2, shuffle=False, verbose=0, validation_data=(X[:4], Y[:4]))
    expected = []
    for _ in range(2):
        batch_losses = [other.train_on_batch(X[a : a + 10], Y[a : a + 10]) for a in (0, 10, 20)]
        expected.append(np.average(batch_losses, weights=[10, 10, 3]))
    np.testing.assert_allclose(history.history["loss"], expected)
    assert history.history["val_loss"][1] == pytest.approx(other.evaluate(X[:4], Y[:4]))
    assert history.epoch == [0, 1]


def test_a_second_fit_goes_on_where_the_first_ended():
    model, other = classifier(), classifier()
    model.fit(X, LABELS, epochs=4, shuffle=False, verbose=0)
    other.fit(X, LABELS, epochs=2, shuffle=False, verbose=0)
    history = other.fit(X, LABELS, epochs=4, initial_epoch=2, shuffle=False, verbose=0)
    np.testing.assert_array_equal(model.weights[0], other.weights[0])
    assert history.epoch == [2, 3]


def test_evaluate_does_not_depend_on_the_batch_size_and_changes_nothing():
    model = classifier()
    model.fit(X, LABELS, verbose=0)
    before = model.get_weights()
    loss, accuracy = model.evaluate(X, LABELS, batch_size=4)
    assert (loss, accuracy) == pytest.approx(model.evaluate(X, LABELS, batch_size=100))
    assert accuracy == np.mean(model.predict(X).argmax(axis=1) == LABELS)
    assert model.evaluate(X, LABELS, return_dict=True) == pytest.approx({"loss": loss, "accuracy": accuracy})
    for mine, kept in zip(model.weights, before, strict=True):
        np.testing.assert_array_equal(mine, kept)


def test_predict_runs_in_batches_and_in_inference():
    model = Sequential([Dense(4, seed=0), Dropout(0.5, seed=0), Dense(2, seed=1)])
    np.testing.assert_allclose(model.predict(X, batch_size=5), model(X), rtol=1e-12)
    assert not np.allclose(model(X, training=True), model(X))


def test_regularizers_add_to_loss_and_gradients():
    plain = Sequential([Dense(1, seed=0)])
    heavy = Sequential([Dense(1, seed=0, kernel_regularizer="l2")])
    for model in (plain, heavy):
        model.compile("sgd", "mse")
        model.loss_and_gradients(X, Y)
    kernel = plain.weights[0]
    penalty = 0.01 * (kernel**2).sum()
    assert heavy.evaluate(X, Y) == pytest.approx(plain.evaluate(X, Y) + penalty)
    np.testing.assert_allclose(heavy.gradients[0], plain.gradients[0] + 0.02 * kernel)
    np.testing.assert_allclose(heavy.gradients[1], plain.gradients[1])


def test_class_weight_equals_the_same_weights_by_sample():
    one, two, hot = classifier(), classifier(), classifier()
    weights = np.where(LABELS == 2, 5.0, np.where(LABELS == 3, 0.5, 1.0))
    one.fit(X, LABELS, class_weight={2: 5.0, 3: 0.5}, shuffle=False, verbose=0)
    two.fit(X, LABELS, sample_weight=weights, shuffle=False, verbose=0)
    hot.compile("adam", "categorical_crossentropy")
    hot.fit(X, np.eye(4)[LABELS], class_weight={2: 5.0, 3: 0.5}, shuffle=False, verbose=0)
    np.testing.assert_array_equal(one.weights[0], two.weights[0])
    np.testing.assert_allclose(hot.weights[0], two.weights[0], rtol=1e-6)


def test_accuracy_becomes_the_one_that_fits_the_targets():
    x = np.array([[0.0], [1.0], [2.0], [3.0]])
    for loss, units, activation, y in (
        ("binary_crossentropy", 1, "sigmoid", np.array([0, 1, 1, 1])),
        ("sparse_categorical_crossentropy", 3, "softmax", np.array([0, 1, 2, 1])),
        ("categorical_crossentropy", 3, "softmax", np.eye(3)[[0, 1, 2, 1]]),
    ):
        model = Sequential([Dense(units, activation, seed=0)])
        model.compile("sgd", loss, metrics=["accuracy"])
        accuracy = model.evaluate(x, y)[1]
        y_pred = model.predict(x)
        found = (y_pred[:, 0] > 0.5).astype(int) if units == 1 else y_pred.argmax(axis=1)
        assert accuracy == np.mean(found == (y if y.ndim == 1 else y.argmax(axis=1))), loss


def test_metrics_may_be_objects():
    model = regression(metrics=[metrics.MeanAbsoluteError(), "mse"])
    loss, mae, mse = model.evaluate(X, Y)
    assert mse == pytest.approx(loss)
    assert mae == pytest.approx(np.abs(model.predict(X) - Y).mean())


def test_float32_stays_float32_from_inputs_to_weights():
    model = Sequential([Dense(4, "relu"), Dense(1)], dtype="float32")
    model.compile("adam", "mse")
    model.fit(X, Y, epochs=2, verbose=0)
    assert {array.dtype for array in [*model.weights, *model.gradients, model.predict(X)]} == {np.dtype("float32")}


def test_nothing_passed_in_is_changed():
    x, y, weights = X.copy(), Y.copy(), np.ones(23)
    regression("adam").fit(x, y, sample_weight=weights, verbose=0)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)
    np.testing.assert_array_equal(weights, 1)


class Diary(Callback):
    def __init__(self):
        self.entries = []

    def on_train_begin(self):
        self.entries.append("begin")

    def on_epoch_begin(self, epoch):
        self.entries.append(f"epoch {epoch}")

    def on_train_batch_end(self, batch, logs):
        self.entries.append((batch, sorted(logs)))

    def on_epoch_end(self, epoch, logs):
        self.entries.append((f"end of {epoch}", sorted(logs)))
        self.model.stop_training = epoch == 1

    def on_train_end(self):
        self.entries.append("end")


def test_callbacks_are_called_in_order_and_can_stop_the_training():
    diary = Diary()
    regression().fit(X, Y, batch_size=12, epochs=9, callbacks=[diary], validation_data=(X, Y), verbose=0)
    epoch = [(0, ["loss"]), (1, ["loss"])]
    assert diary.entries == [
        "begin",
        "epoch 0",
        *epoch,
        ("end of 0", ["loss", "val_loss"]),
        "epoch 1",
        *epoch,
        ("end of 1", ["loss", "val_loss"]),
        "end",
    ]


def test_progress_is_one_line_rewritten_or_one_for_each_epoch_or_none(capsys):
    regression().fit(X, Y, epochs=3)
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and out.endswith("\n") and out.count("\r") == 3 and "epoch 3/3  loss " in out
    regression().fit(X, Y, epochs=3, verbose=2)
    out = capsys.readouterr().out
    assert out.count("\n") == 3 and "\r" not in out
    regression().fit(X, Y, epochs=3, verbose=0)
    assert capsys.readouterr().out == ""


def test_a_training_that_diverges_is_told_once_and_goes_on():
    with pytest.warns(RuntimeWarning, match=r"loss became (inf|nan) in epoch \d+\. Try a smaller") as caught:
        history = regression(optimizers.SGD(1e6)).fit(X, Y, epochs=50, verbose=0)
    assert len(caught) == 1 and len(history.epoch) == 50


def test_train_on_batch_gives_the_loss_before_the_step():
    model = classifier()
    before = model.evaluate(X, LABELS)
    assert model.train_on_batch(X, LABELS) == pytest.approx(before)
    assert model.evaluate(X, LABELS)[0] < before[0]


def test_a_learner_can_write_a_model_of_their_own():
    class Twin(Model):
        def __init__(self):
            super().__init__()
            self.left, self.right = Dense(1, seed=0), Dense(1, seed=1)
            self.layers = [self.left, self.right]

        def forward(self, x, training=False):
            return self.left(x) + self.right(x)

        def backward(self, gradient):
            return self.left.backward(gradient) + self.right.backward(gradient)

    model = Twin()
    model.compile(optimizers.SGD(0.05), "mse")
    history = model.fit(X, Y, epochs=200, verbose=0, seed=0)
    assert history.history["loss"][-1] < 1e-4 and model.count_params() == 8


@pytest.mark.parametrize(
    "call",
    [
        lambda: regression().compile("adam"),
        lambda: regression("adams"),
        lambda: Sequential([Dense(1)]).compile("adam", "mean"),
        lambda: Sequential([Dense(1)]).fit(X, Y),
        lambda: Sequential([Dense(1)]).evaluate(X, Y),
        lambda: Sequential([Dense(1)]).train_on_batch(X, Y),
        lambda: regression().fit(X, Y[:-1]),
        lambda: regression().fit(X, 3.0),
        lambda: regression().fit(X[:0], Y[:0]),
        lambda: regression().fit(np.where(X > 1, np.nan, X), Y),
        lambda: regression().fit(X, Y, batch_size=0),
        lambda: regression().fit(X, Y, verbose=3),
        lambda: regression().fit(X, Y, callbacks=[print]),
        lambda: regression().fit(X, Y, validation_split=1.0),
        lambda: regression().fit(X, Y, validation_split=0.99, verbose=0),
        lambda: regression().fit(X, Y, validation_data=X),
        lambda: regression().fit(X, Y, validation_data=(X, Y[:3])),
        lambda: regression().fit(X, Y, sample_weight=np.ones(3)),
        lambda: regression().fit(X, Y, sample_weight=-np.ones(23)),
        lambda: regression().fit(X, Y, class_weight={0: 2.0}),
        lambda: regression().evaluate(X, Y[:5]),
        lambda: regression().predict(X[:0]),
        lambda: regression().predict(np.array([["a"]])),
        lambda: classifier().fit(X, LABELS + 1, verbose=0),
        lambda: classifier().fit(X, LABELS + 0.5, verbose=0),
        lambda: regression().fit(X, Y[:, [0, 0]], verbose=0),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        call()


@pytest.fixture
def keras_in_float64():
    """Keras' compiled losses and trackers compute in floatx, float32 by default, whatever the model's dtype."""
    import keras

    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    yield
    keras.config.set_floatx(before)


@pytest.mark.keras
@pytest.mark.parametrize(
    ("optimizer", "weighted"), [("sgd", "sample_weight"), ("rmsprop", "class_weight"), ("adagrad", ""), ("adamw", "")]
)
def test_fit_equals_keras_epoch_by_epoch(optimizer, weighted, keras_in_float64):
    import keras

    names = ((7, "tanh"), (5, "relu"), (4, "softmax"))
    model = Sequential([Dense(units, name, seed=k) for k, (units, name) in enumerate(names)])
    model.build((None, 3))
    twin = keras.Sequential(
        [keras.Input((3,)), *(keras.layers.Dense(units, name, dtype="float64") for units, name in names)]
    )
    twin.set_weights(model.get_weights())
    options = {"batch_size": 5, "epochs": 3, "shuffle": False, "verbose": 0, "validation_data": (X[:7], LABELS[:7])}
    if weighted:
        options[weighted] = {1: 3.0} if weighted == "class_weight" else np.linspace(0.1, 2, 23)
    histories = []
    for each in (model, twin):
        each.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
        histories.append(each.fit(X, LABELS, **options).history)
    assert histories[0].keys() == histories[1].keys()
    for name in histories[0]:
        np.testing.assert_allclose(histories[0][name], histories[1][name], rtol=1e-5, err_msg=name)
    for mine, theirs in zip(model.get_weights(), twin.get_weights(), strict=True):
        # Keras rounds Adam's beta_2 to float32 in its bias correction: each step differs by 6.6e-6 of itself.
        np.testing.assert_allclose(mine, theirs, rtol=1e-5 if optimizer == "adamw" else 1e-6, atol=1e-9)


@pytest.mark.keras
def test_fit_takes_the_arguments_of_keras_in_its_order():
    import inspect

    import keras

    for method in ("fit",):
        mine = inspect.signature(getattr(Model, method)).parameters.values()
        mine = [(p.name, p.default) for p in mine if p.kind is p.POSITIONAL_OR_KEYWORD and p.name not in ("x", "y")]
        theirs = inspect.signature(getattr(keras.Model, method)).parameters.values()
        shared = [(p.name, p.default) for p in theirs if p.name in {name for name, _ in mine}]
        assert [name for name, _ in mine] == [name for name, _ in shared]
        assert dict(mine) | {"batch_size": None} == dict(shared)  # Keras' None stands for 32
