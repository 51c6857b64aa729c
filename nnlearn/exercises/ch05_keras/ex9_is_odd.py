"""Exercise 05.9: an experiment, beat the straight line on odd and even digits."""

from functools import cache

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Accuracy, Difference


class Labels(Accuracy):
    """Accuracy, with a word to those who hand in probabilities, and on what so many right answers may mean."""

    def difference(self, got, expected, case):
        found = super().difference(got, expected, case)
        if found is None:
            if np.array_equal(np.asarray(got), nearest(**case)):
                return Difference("value", "Each new digit got the label of the training digit nearest to it.")
            return None
        if found.kind != "value":
            return found
        values = np.asarray(got)
        between = values[(values != 0) & (values != 1)]
        if between.size and between.dtype.kind == "f":
            return Difference("value", f"Labels 0 and 1 are asked for, and one of yours is {float(between[0]):.3g}.")
        right = np.mean(values == expected)
        says = (
            "A straight line gets about as many right. Is there a hidden layer, and has it had time: does the training loss "
            "still fall at the end? More epochs, a higher rate or standardised pixels help."
        )
        if right < 0.12:
            says = "Nearly all are wrong, which takes skill: have 0 and 1 changed places?"
        elif right < 0.88:
            says = (
                "A straight line gets more right. Do both tables go through the same scaling, and do labels and digits of the "
                "training belong together?"
            )
        return Difference("value", f"{found.message} {says}")


def pictures():
    """All digits: pictures of 64 pixels from 0 to 16, and labels."""
    from nnlearn.datasets import load

    digits = load("digits")
    return digits.X.astype("uint8"), np.asarray(digits.y)


@cache
def labels_by_picture():
    """The digit that each picture shows, by its bytes: the truth stays on this side."""
    X, y = pictures()
    return {picture.tobytes(): int(label) for picture, label in zip(X, y, strict=True)}


def always_even(X_train, y_train, X_new):
    return np.zeros(len(X_new), int)


def always_odd(X_train, y_train, X_new):
    return np.ones(len(X_new), int)


def straight_line(X_train, y_train, X_new):
    def with_one(X):
        return np.column_stack([X, np.ones(len(X))])

    weights = np.linalg.lstsq(with_one(X_train.astype(float)), y_train.astype(float), rcond=None)[0]
    return (with_one(X_new.astype(float)) @ weights > 0.5).astype(int)


def training_labels(X_train, y_train, X_new):
    return np.asarray(y_train[: len(X_new)])


def nearest(X_train, y_train, X_new):
    A, B = X_train.astype(float), X_new.astype(float)
    distances = (A**2).sum(axis=1) - 2 * B @ A.T
    return y_train[distances.argmin(axis=1)].astype(int)


def the_other_way_round(X_train, y_train, X_new):
    return 1 - nearest(X_train, y_train, X_new)


class IsOdd(Exercise):
    """A question that no straight line answers well, put to a network of the learner's own."""

    id, name, points = "05.9", "is_odd", 2
    title = "an experiment, beat the straight line"
    allow, names = ("numpy", "keras"), ("keras", "np")
    why = "You beat the straight line. Whether a question needs more than a line is measured, not guessed: where a line does as well, take the line."
    hints = (
        "The task is a yes or no: one output unit. What makes it hard for a line makes a hidden layer worth its price.",
        '`keras.Sequential` of a `Dense(64, activation="relu")` and a `Dense(1, activation="sigmoid")`, compiled with `"binary_crossentropy"`. Pixels divided by 16 want a higher rate than `"adam"` takes by itself, such as `keras.optimizers.Adam(0.005)`, and 20 epochs; what you do to one table, do to both.',
        "`p = model.predict(X_new / 16, verbose=0)` has the shape (n, 1). `return (p[:, 0] > 0.5).astype(int)`.",
    )
    compare = Labels(0.93)
    mistakes = (
        Mistake(
            always_even,
            "every digit is called even",
            "Print a few outputs before they become labels. `astype(int)` cuts 0.97 to 0, `argmax` over a single column can only say 0, "
            "and a ReLU at the end may have died. Which is it?",
        ),
        Mistake(
            always_odd,
            "every digit is called odd",
            "Print a few outputs before they become labels. A softmax over one unit can only say 1, and every probability is above 0. "
            "Which is it?",
        ),
        Mistake(
            straight_line,
            "this is the straight line itself",
            "It does what a line can. What does the network of chapter 02 have between input and output?",
        ),
        Mistake(
            training_labels,
            "the labels of the training digits came back",
            "Which table did you predict: `X_train`, or `X_new`?",
        ),
        Mistake(
            nearest,
            "these are the labels of the nearest training digits",
            "It works well, and nothing was trained. Can a network of yours do it too?",
        ),
        Mistake(
            the_other_way_round,
            "odd and even are swapped",
            "Nearly all of your answers are wrong, which takes skill. Is 1 the label of odd digits in your answer?",
        ),
    )

    def inputs(self, rng):
        X, y = pictures()
        order = rng.permutation(len(X))
        train, new = order[:1000], order[1000:]
        return [{"X_train": X[train], "y_train": y[train] % 2, "X_new": X[new]}]

    def shown(self, **case):
        return {"digits": f"{len(case['X_train'])} to learn from, {len(case['X_new'])} new ones"}

    @staticmethod
    def reference(X_train, y_train, X_new):
        import keras

        keras.utils.set_random_seed(5)
        layers = [keras.layers.Dense(64, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
        model = keras.Sequential(layers)
        model.compile(keras.optimizers.Adam(0.005), "binary_crossentropy")
        model.fit(X_train / 16, y_train, epochs=20, verbose=0)
        return (model(X_new / 16).numpy()[:, 0] > 0.5).astype(int)

    def expected(self, X_train, y_train, X_new):
        return np.array([labels_by_picture()[picture.tobytes()] % 2 for picture in X_new])


is_odd = IsOdd()
