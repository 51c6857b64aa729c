"""Answers that use Keras are graded like all others: chapter 05 goes through real kernels."""

import json
from pathlib import Path

import pytest

from nnlearn.exercises import exercises_of
from nnlearn.grading import grade_one

pytestmark = [pytest.mark.kernel, pytest.mark.keras, pytest.mark.slow]
SOLUTION = Path(__file__).parents[2] / "solutions" / "05_keras.ipynb"
POINTS = {exercise.id: exercise.points for exercise in exercises_of("05")}


def graded(tmp_path, **changed):
    """The verdicts by id on the solution notebook, some of whose answers are changed."""
    notebook = json.loads(SOLUTION.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        number = cell["id"].removeprefix("ex-05-").removesuffix("-answer")
        if f"a{number}" in changed:
            cell["source"] = changed[f"a{number}"]
    path = tmp_path / "submission.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    job = {"student": "s", "file": path.name, "path": str(path), "chapter": "05", "seed": 7, "root": str(tmp_path)}
    result = grade_one(job)
    assert result["problem"] == ""
    return {verdict["exercise"]: verdict for verdict in result["exercises"]}


def test_the_solution_gets_all_points(tmp_path):
    assert {name: verdict["points"] for name, verdict in graded(tmp_path).items()} == POINTS


SOFTMAX_MISSING = """
def three_ways(inputs, first, second, classes):
    def layers():
        Dense = keras.layers.Dense
        return [Dense(first, activation="relu"), Dense(second, activation="relu"), Dense(classes)]

    x = table = keras.Input((inputs,))
    for layer in layers():
        table = layer(table)

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.parts = layers()

        def call(self, x):
            for layer in self.parts:
                x = layer(x)
            return x

    return keras.Sequential(layers()), keras.Model(x, table), Network()
"""
MEAN_OF_THE_BATCH = """
def hits(y_true, y_pred, k):
    right = keras.ops.argmax(y_true, axis=-1)
    return keras.ops.mean(keras.ops.cast(keras.ops.in_top_k(right, y_pred, k), "float32"))
"""
ONE_LATE = """
class StopAtBest(keras.callbacks.Callback):
    def __init__(self, patience):
        super().__init__()
        self.patience = patience

    def on_train_begin(self, logs=None):
        self.best, self.kept, self.wait = np.inf, None, 0

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.best:
            self.best, self.kept, self.wait = logs["val_loss"], self.model.get_weights(), 0
        else:
            self.wait += 1
        if self.wait > self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.kept)
"""
NO_TAPE = """
def train_step(model, loss_fn, optimizer, X, y):
    y_pred = model(X, training=True)
    with tf.GradientTape() as tape:
        loss = loss_fn(y, y_pred)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss
"""
SIGMOID_TWICE = """
from keras import layers, losses

def head_and_loss(task, classes):
    if task == "regression":
        return layers.Dense(1), losses.MeanSquaredError()
    if task == "multi-class":
        return layers.Dense(classes, "softmax"), losses.SparseCategoricalCrossentropy()
    units = 1 if task == "binary" else classes
    return layers.Dense(units, "sigmoid"), losses.BinaryCrossentropy(from_logits=True)
"""
ARGMAX_OF_ONE_COLUMN = """
def is_odd(X_train, y_train, X_new):
    model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    model.fit(X_train / 16, y_train, epochs=1, verbose=0)
    return model.predict(X_new / 16, verbose=0).argmax(axis=1)
"""


def test_mistakes_come_back_under_their_names_and_cost_their_own_points_only(tmp_path):
    verdicts = graded(
        tmp_path,
        a1=SOFTMAX_MISSING,
        a2=MEAN_OF_THE_BATCH,
        a3=ONE_LATE,
        a4=NO_TAPE,
        a5=SIGMOID_TWICE,
        a9=ARGMAX_OF_ONE_COLUMN,
    )
    known = {name: verdict["known_as"] for name, verdict in verdicts.items()}
    assert known == {
        "05.1": "the last layer has no softmax",
        "05.2": "the mean of each batch is returned",
        "05.3": "it stops one epoch too late",
        "05.4": "no gradient came back from the tape",
        "05.5": "the sigmoid is applied twice in both tasks that have one",
        "05.6": "",
        "05.7": "",
        "05.8": "",
        "05.9": "every digit is called even",
    }
    assert [verdicts[f"05.{k}"]["points"] for k in (6, 7, 8)] == [POINTS[f"05.{k}"] for k in (6, 7, 8)]
    assert sum(verdict["points"] for verdict in verdicts.values()) == sum(POINTS[f"05.{k}"] for k in (6, 7, 8))
