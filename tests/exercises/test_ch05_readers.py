"""What readers of chapter 05 tried: shortcuts that must not pass, ways of writing that must, and words that must be true."""

import numpy as np
import pytest

from nnlearn.exercises import ch05, evidence, feedback, source

from . import gates

pytestmark = pytest.mark.keras


def scores_with(fit=None, evaluate=None, then=np.array):
    """Right scores, but for other arguments of `fit` and `evaluate`."""

    def honest_scores(build, X, y, train, test, seeds, epochs):
        mean, spread = X[train].mean(axis=0), X[train].std(axis=0)
        Z, scores = (X - mean) / np.where(spread > 0, spread, 1), []
        for seed in seeds:
            model = build(seed)
            history = model.fit(Z[train], y[train], epochs=epochs, verbose=0, **(fit or {}))
            assert len(history.history["loss"]) == epochs
            scores.append(model.evaluate(Z[test], y[test], verbose=0, **(evaluate or {})))
        return then(scores)

    return honest_scores


def test_05_6_takes_scores_by_name():
    def from_dicts(scores):
        return [[score["loss"], score["accuracy"]] for score in scores]

    assert gates.judge(ch05.honest_scores, scores_with(evaluate={"return_dict": True}, then=from_dicts)).passed


@pytest.mark.parametrize("share", [0.1, 0.2, 0.25, 0.5])
def test_05_6_refuses_rows_that_are_held_back(share):
    assert not gates.judge(ch05.honest_scores, scores_with(fit={"validation_split": share})).passed


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (lambda scores: np.array(scores)[:, ::-1], "changed places"),
        (lambda scores: sorted(scores), "another order"),
    ],
    ids=["swapped", "sorted"],
)
def test_05_6_says_what_became_of_right_scores(then, words):
    verdict = gates.judge(ch05.honest_scores, scores_with(then=then))
    assert verdict.status == feedback.WRONG
    assert words in "".join(verdict.lines)


def step_of(watched=True, predict=False, numbers=False):
    """A training step in which the tape loses sight, each time in another way."""

    def train_step(model, loss_fn, optimizer, X, y):
        import tensorflow as tf

        with tf.GradientTape() as tape:
            y_pred = model.predict(X, verbose=0) if predict else model(X, training=True)
            if numbers:
                y_pred = y_pred.numpy()
            loss = loss_fn(y, y_pred) if watched else None
        loss = loss_fn(y, y_pred) if loss is None else loss
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    return train_step


@pytest.mark.parametrize("way", [{"watched": False}, {"predict": True}, {"numbers": True}], ids=str)
def test_05_4_says_that_the_tape_lost_sight(way):
    verdict = gates.judge(ch05.train_step, step_of(**way))
    assert verdict.known_as == "no gradient came back from the tape"


def test_05_4_is_no_task_for_fit():
    def by_keras(model, loss_fn, optimizer, X, y):
        model.compile(optimizer, loss_fn)
        return model.train_on_batch(X, y)

    verdict = gates.judge(ch05.train_step, by_keras)
    assert verdict.status == feedback.ERROR
    assert "without compile, fit and train_on_batch" in verdict.headline


def stops(start="inf", keep="self.model.get_weights()", better="now < self.best", bad=""):
    """The text of a callback, with one line written otherwise."""
    return f"""
import keras

class StopAtBest(keras.callbacks.Callback):
    def __init__(self, patience):
        super().__init__()
        self.patience = patience

    def on_train_begin(self, logs=None):
        self.best, self.kept, self.wait = float("{start}"), None, 0

    def on_epoch_end(self, epoch, logs=None):
        now = logs["val_loss"]
        if {better}:
            self.best, self.wait = now, 0
            self.kept = {keep}
        else:
            self.wait += 1
            {bad}
            if self.wait >= self.patience:
                self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.kept:
            self.model.set_weights(self.kept)
"""


def judged(exercise, text):
    return gates.judge(exercise, gates.answer_of(exercise, text))


@pytest.mark.parametrize("weights", ["weights", "trainable_weights", "variables[:2]", "trainable_variables"])
def test_05_3_lends_a_real_model(weights):
    keep = f"[w.numpy() for w in self.model.{weights}]"
    assert judged(ch05.StopAtBest, stops(keep=keep)).passed


@pytest.mark.parametrize(
    ("other", "name"),
    [
        ({"start": "1000"}, "no loss above 1000 can be the best"),
        ({"keep": "self.model.weights"}, "the last weights stay in the model"),
        ({"bad": "self.model.set_weights(self.kept)"}, "the best weights come back after every bad epoch"),
        ({"better": "now < self.best - 0.01"}, "a small step forward is no progress"),
    ],
    ids=str,
)
def test_05_3_tells_what_is_otherwise(other, name):
    assert judged(ch05.StopAtBest, stops(**other)).known_as == name


@pytest.mark.parametrize(
    "other",
    [{"start": "100"}, {"start": "1e9"}, {"better": "round(now, 2) < self.best"}, {"better": "now < self.best - 1e-5"}],
    ids=str,
)
def test_05_3_refuses_other_scales(other):
    assert not judged(ch05.StopAtBest, stops(**other)).passed


THREE = """
def three_ways(inputs, first, second, classes):
    Dense = keras.layers.Dense
    sequential = keras.Sequential(
        [Dense(first, activation="relu"), Dense(second, activation="relu"), Dense(classes, activation="softmax")]
    )
    x = keras.Input(shape=(inputs,))
    h = Dense(first, activation="relu")(x)
    functional = keras.Model(x, Dense(classes, activation="softmax")(Dense(second, activation=BEND)(h)))

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.one, self.two = Dense(first, activation="relu"), Dense(second, activation="relu")
            self.three = Dense(classes, activation="softmax")

        def call(self, x):
            return LAST(self.three(self.two(self.one(x))))

    subclass = Network()
    subclass(np.zeros((1, inputs)))
    return sequential, functional, subclass
"""


def three(bend='"relu"', last=""):
    return THREE.replace("BEND", bend).replace("LAST", last)


def test_05_1_lets_a_subclass_see_an_array():
    assert judged(ch05.three_ways, three()).passed


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"bend": "None"}, "In the functional model the second hidden layer has no ReLU."),
        ({"last": "keras.activations.softmax"}, "In the subclass the softmax is applied twice."),
        ({"last": "keras.ops.sqrt"}, "The values for the outputs of the subclass differ"),
    ],
    ids=str,
)
def test_05_1_says_which_of_the_three_is_wrong(other, words):
    verdict = judged(ch05.three_ways, three(**other))
    assert verdict.status == feedback.WRONG
    assert words in "".join(verdict.lines)


def test_05_2_says_why_numpy_is_not_for_it():
    with_numpy = "def hits(y_true, y_pred, k):\n    return np.argmax(y_true)\n"
    verdict = source.examine(ch05.hits, with_numpy)
    assert verdict.status == feedback.NOT_ALLOWED
    assert "cannot look into that" in "".join(verdict.lines)


def test_errors_of_tensorflow_are_told_without_its_notes_to_itself():
    said = "{{function_node __wrapped__InTopKV2_device_/job:localhost/task:0}} targets must be 1-dimensional [Op:InTopKV2] name: "
    assert evidence.clean(said) == "targets must be 1-dimensional"
    assert evidence.clean("\x1b[1mException\x1b[0m when calling") == "Exception when calling"


def test_a_long_message_ends_with_a_word():
    def wordy(y_true, y_pred, k):
        raise ValueError("abcdefg " * 60)

    assert gates.judge(ch05.hits, wordy).headline.endswith("abcdefg ...")


def test_a_part_of_the_wrong_shape_is_shown_alone():
    def one_number(y_true, y_pred, classes):
        return ch05.confusion.reference(y_true, y_pred, classes)[0], 0.5

    assert dict(gates.judge(ch05.confusion, one_number).table)["yours"] == "0.5"


def test_05_8_says_what_is_taken_for_what():
    def diagnose(train, validation, guess):
        found = ch05.diagnose.reference(train, validation, guess)
        return "too small" if found == "overfitting" else found

    words = "".join(gates.judge(ch05.diagnose, diagnose).lines)
    assert "25 of 30 are right; 27 must be." in words
    assert 'Most often: "overfitting" is called "too small", 5 times of 5.' in words


def test_05_9_is_no_task_for_the_nearest_neighbour():
    def neighbour(X_train, y_train, X_new):
        A, B = X_train.astype(float), X_new.astype(float)
        return [int(y_train[np.argmin(((A - b) ** 2).sum(axis=1))]) for b in B]

    assert gates.judge(ch05.is_odd, neighbour).known_as == "these are the labels of the nearest training digits"
