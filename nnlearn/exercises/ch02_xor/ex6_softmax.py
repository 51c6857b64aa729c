"""Exercise 02.6: a softmax that survives a score of 1000."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake


def overflowing(Z):
    with np.errstate(all="ignore"):
        return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def over_the_columns(Z):
    E = np.exp(Z - Z.max(axis=0, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)


def over_everything(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()


def one_maximum_for_all_rows(Z):
    E = np.exp(Z - Z.max())
    with np.errstate(all="ignore"):
        return E / E.sum(axis=1, keepdims=True)


def not_normalised(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))


def sigmoid_each(Z):
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-Z))


def shares_without_exponential(Z):
    Z = Z - Z.min(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return Z / Z.sum(axis=1, keepdims=True)


class Softmax(Exercise):
    """Scores become probabilities, whatever their size."""

    id, name, points = "02.6", "softmax", 2
    title = "a softmax that survives a score of 1000"
    allow, names = ("numpy",), ("np",)
    why = "Every classifier and every language model of this course ends in this function, and all of them subtract the maximum first."
    hints = (
        "Adding the same number to all scores of a row changes nothing in the result. Which number keeps `exp` out of trouble?",
        "$\\mathrm{softmax}(z)_k = e^{z_k - m} / \\sum_j e^{z_j - m}$ with $m = \\max_j z_j$, row by row: maxima and sums of shape (n, 1).",
        "`E = np.exp(Z - Z.max(axis=1, keepdims=True))`, then divide by the sum of `E` along the same axis, `keepdims=True` again.",
    )
    mistakes = (
        Mistake(
            overflowing,
            "it overflows at large scores",
            "$e^{1000}$ has 435 digits. What may you subtract from a whole row without changing its probabilities?",
        ),
        Mistake(
            over_the_columns,
            "softmax over the wrong axis",
            "One row is one example. What must the probabilities of one example sum to, and what do yours?",
        ),
        Mistake(
            over_everything,
            "one softmax over the whole table",
            "Each example has probabilities of its own. What does each of your rows sum to?",
        ),
        Mistake(
            one_maximum_for_all_rows,
            "one maximum for all rows",
            "One row has scores near 1000, another near -1000. What is left of the second after your subtraction?",
        ),
        Mistake(
            not_normalised, "the exponentials are not divided by their sum", "What do your probabilities add up to?"
        ),
        Mistake(
            sigmoid_each,
            "a sigmoid of each score",
            "Each of yours looks at its own score only. What should happen to the first when the second grows?",
        ),
        Mistake(
            shares_without_exponential,
            "shares of the scores, without the exponential",
            "The smallest score of a row gets exactly 0 from you. What does $e^z$ of any number never become?",
        ),
    )

    def inputs(self, rng):
        return [
            {"Z": np.array([[1.0, 2.0, 3.0]])},
            {"Z": np.array([[0.0, 0.0], [-1.0, 1.0]])},
            {"Z": rng.normal(size=(4, 3)) * 2},
            {"Z": np.array([[1000.0, 1001.0, 998.0], [-1000.0, -1001.0, -1002.0], [0.5, 0.0, -0.5]])},
            {"Z": rng.normal(size=(6, 5)) * 3 + rng.choice([-900.0, 0.0, 900.0], size=(6, 1))},
        ]

    @staticmethod
    def reference(Z):
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)


softmax = Softmax()
