"""Exercise 05.9: an experiment, beat the straight line on odd and even digits."""

from functools import cache

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Accuracy, Difference


class Labels(Accuracy):
    """Accuracy, with a word to those who hand in probabilities."""

    def difference(self, got, expected, case):
        found = super().difference(got, expected, case)
        if found is not None and found.kind == "value":
            values = np.asarray(got)
            between = values[(values != 0) & (values != 1)]
            if between.size and between.dtype.kind == "f":
                says = f"Labels 0 and 1 are asked for, and one of yours is {float(between.ravel()[0]):.3g}."
                return Difference("value", says)
        return found


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
    why = "Where the classes lie crosswise, as in XOR, the hidden layer pays; where a straight line does as well, take the line."
    hints = (
        "The task is a yes or no: one output unit. What makes it hard for a line makes a hidden layer worth its price.",
        'Divide the pixels by 16, in both tables. `keras.Sequential` of a `Dense(64, activation="relu")` and a `Dense(1, activation="sigmoid")`, compiled with `"binary_crossentropy"` and `keras.optimizers.Adam(0.005)`; 20 epochs are plenty.',
        "`p = model.predict(X_new / 16, verbose=0)` has the shape (n, 1). `return (p[:, 0] > 0.5).astype(int)`.",
    )
    compare = Labels(0.95)
    mistakes = (
        Mistake(
            always_even,
            "every digit is called even",
            "Is there an `argmax` over a single column in your answer? Which index can it give?",
        ),
        Mistake(
            always_odd,
            "every digit is called odd",
            "Is there a softmax over a single unit in your answer? Which probability can it give?",
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
            the_other_way_round,
            "odd and even are swapped",
            "Nearly all of your answers are wrong, which takes skill. Is 1 the label of odd digits in your answer?",
        ),
    )

    def inputs(self, rng):
        X, y = pictures()
        order = rng.permutation(len(X))
        train, new = order[:1000], order[1000:1300]
        return [{"X_train": X[train], "y_train": y[train] % 2, "X_new": X[new]}]

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
