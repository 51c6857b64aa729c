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


def minimum_subtracted(Z):
    E = np.exp(Z - Z.min(axis=1, keepdims=True))
    with np.errstate(all="ignore"):
        return E / E.sum(axis=1, keepdims=True)


def mean_subtracted(Z):
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    with np.errstate(all="ignore"):
        return E / E.sum(axis=1, keepdims=True)


def first_score_subtracted(Z):
    E = np.exp(Z - Z[:, :1])
    with np.errstate(all="ignore"):
        return E / E.sum(axis=1, keepdims=True)


def sum_of_the_whole_table(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum()


def keepdims_forgotten(Z):
    E = np.exp((Z.T - Z.max(axis=1)).T)
    return E / E.sum(axis=1)


def keepdims_forgotten_twice(Z):
    E = np.exp(Z - Z.max(axis=1))
    return E / E.sum(axis=1)


def signs_reversed(Z):
    E = np.exp(Z.min(axis=1, keepdims=True) - Z)
    return E / E.sum(axis=1, keepdims=True)


def scores_clipped(Z):
    E = np.exp(np.clip(Z, -500, 500))
    return E / E.sum(axis=1, keepdims=True)


def naive_over_everything(Z):
    with np.errstate(all="ignore"):
        return np.exp(Z) / np.exp(Z).sum()


def naive_over_columns(Z):
    with np.errstate(all="ignore"):
        return np.exp(Z) / np.exp(Z).sum(axis=0)


def naive_without_keepdims(Z):
    with np.errstate(all="ignore"):
        return np.exp(Z) / np.exp(Z).sum(axis=1)


class Softmax(Exercise):
    """Scores become probabilities, whatever their size."""

    id, name, points = "02.6", "softmax", 2
    title = "a softmax that survives a score of 1000"
    allow, names = ("numpy",), ("np",)
    why = "Whatever chooses among several classes, or the next word, ends in this function, and subtracts the maximum first."
    hints = (
        "Adding the same number to all scores of a row changes nothing in the result. Which number keeps `exp` out of trouble?",
        "$\\mathrm{softmax}(z)_k = e^{z_k - m} / \\sum_j e^{z_j - m}$ with $m = \\max_j z_j$, row by row: maxima and sums of shape (n, 1).",
        "`E = np.exp(Z - Z.max(axis=1, keepdims=True))`, then divide by the sum of `E` along the same axis, `keepdims=True` again.",
    )
    mistakes = (
        Mistake(
            overflowing,
            "it overflows at large scores",
            "e¹⁰⁰⁰ has 435 digits. What may you subtract from a whole row without changing its probabilities?",
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
            "The smallest score of a row gets exactly 0 from you. What does e^z of any number never become?",
        ),
        Mistake(
            minimum_subtracted,
            "the minimum is subtracted",
            "After your subtraction, how large can the largest score of a row still be?",
        ),
        Mistake(
            mean_subtracted,
            "the mean is subtracted",
            "After your subtraction, how large can the largest score of a row still be?",
        ),
        Mistake(
            first_score_subtracted,
            "the first score of the row is subtracted",
            "What happens in a row whose second score is 1000 higher than its first?",
        ),
        Mistake(
            sum_of_the_whole_table,
            "the sum runs over the whole table",
            "What must each row sum to, and over which axis do you add?",
        ),
        Mistake(
            keepdims_forgotten,
            "the sums form a row where a column is needed",
            "One sum per row of the table: which shape, (n,) or (n, 1), lines up with (n, classes)?",
        ),
        Mistake(
            keepdims_forgotten_twice,
            "maxima and sums form a row where a column is needed",
            "One maximum per row: which shape, (n,) or (n, 1), lines up with the rows of an (n, classes) table?",
        ),
        Mistake(signs_reversed, "the highest score gets the lowest probability", "Which sign has z in your exponent?"),
        Mistake(
            scores_clipped,
            "the scores are cut off",
            "1000 and 1001 both become 500 for you. Are they still one apart?",
        ),
        Mistake(
            naive_over_everything,
            "one sum for the whole table",
            "Each example has probabilities of its own. What does each of your rows sum to?",
        ),
        Mistake(
            naive_over_columns,
            "the sum runs down the columns",
            "One row is one example. What must it sum to, and over which axis do you add?",
        ),
        Mistake(
            naive_without_keepdims,
            "the sums stand in a row where a column is needed",
            "One sum per row of the table: which shape, (n,) or (n, 1), lines up with (n, classes)?",
        ),
    )

    def inputs(self, rng):
        return [
            {"Z": np.array([[1.0, 2.0, 3.0]])},
            {"Z": np.array([[0.0, 0.0], [-1.0, 1.0]])},
            {"Z": rng.normal(size=(4, 3)) * 2},
            {"Z": np.array([[1000.0, 1001.0, 998.0], [-1000.0, -1001.0, -1002.0], [0.5, 0.0, -0.5]])},
            {"Z": np.array([[0.0, 1000.0, -1000.0], [3000.0, 0.0, 1.0], [0.0, 1.0, 100000.0]])},
            {"Z": rng.normal(size=(6, 5)) * 3 + rng.choice([-900.0, 0.0, 900.0], size=(6, 1))},
        ]

    @staticmethod
    def reference(Z):
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)


softmax = Softmax()
