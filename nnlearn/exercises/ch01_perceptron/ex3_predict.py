"""Exercise 01.3: a whole table of inputs at once."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Exact


def without_bias(X, w, b):
    return (X @ w >= 0).astype(int)


def strictly_greater(X, w, b):
    return (X @ w + b > 0).astype(int)


def sum_not_decision(X, w, b):
    return X @ w + b


def one_for_all(X, w, b):
    return int((X * w).sum() + b >= 0)


def plus_minus_one(X, w, b):
    return np.where(X @ w + b >= 0, 1, -1)


def column_of_answers(X, w, b):
    return (X @ w + b >= 0).astype(int)[:, None]


def answers_turned_round(X, w, b):
    return (X @ w + b < 0).astype(int)


def signs(X, w, b):
    return np.sign(X @ w + b)


def one_if_for_all(X, w, b):
    if X @ w + b >= 0:
        return 1
    return 0


def last_row_skipped(X, w, b):
    return [int(X[i] @ w + b >= 0) for i in range(len(X) - 1)]


class Predict(Exercise):
    """The neuron's answer for every row at once."""

    id, name, points = "01.3", "predict", 1
    title = "a whole table of inputs at once"
    allow, names, needs = ("numpy",), ("np",), ("weighted_sum",)
    why = "One matrix product can answer a whole table: this is why networks run fast on hardware built for matrix products."
    hints = (
        "Every row of `X` is one example. The matrix product `X @ w` makes one number of each row.",
        "`X` is (n, d), `w` is (d,): `X @ w` is (n,). Adding `b` adds it to all. Comparing gives n truths.",
        "`z = X @ w + b`, then 1 where `z >= 0` and 0 elsewhere: `np.where`, or `.astype(int)` on the comparison.",
    )
    compare = Exact()
    mistakes = (
        Mistake(without_bias, "the bias is missing", "Where does your line cross if b never enters? Try b = 100."),
        Mistake(
            strictly_greater,
            "a sum of exactly 0 is answered with 0",
            "The step fires *at* the threshold too. Which comparison includes it?",
        ),
        Mistake(sum_not_decision, "the step is missing", "These are the sums. Which of them fire?"),
        Mistake(
            one_for_all,
            "one answer for the whole table",
            "How many rows went in, how many answers came out? Did you sum over everything, or return inside a loop?",
        ),
        Mistake(plus_minus_one, "the answers are -1 and 1", "This chapter's labels are 0 and 1. Which value is off?"),
        Mistake(
            column_of_answers,
            "a column (n, 1) where a row of answers (n,) is asked for",
            "What is the shape of `w` in your product: (d,) or (d, 1)?",
        ),
        Mistake(answers_turned_round, "the answers are turned round", "For which sums does the neuron fire?"),
        Mistake(
            signs,
            "the sign is returned",
            "A sum of -3 gives -1 and a sum of 0 gives 0 in your answer. What should they give?",
        ),
        Mistake(
            one_if_for_all,
            "one `if` cannot decide a whole table",
            "`X @ w + b >= 0` holds n truths. Which function chooses for each of them: `np.where`?",
        ),
        Mistake(
            last_row_skipped, "the last row is skipped", "With three rows, which numbers does `range(len(X) - 1)` give?"
        ),
    )

    def inputs(self, rng):
        cases = [{"X": np.array([[1.0, 1.0], [2.0, 1.0], [0.0, 1.0]]), "w": np.array([2.0, -1.0]), "b": -1.0}]
        for n, d in ((4, 2), (30, 3), (50, 5)):
            cases.append({"X": rng.normal(size=(n, d)), "w": rng.normal(size=d), "b": float(rng.normal())})
        return cases

    @staticmethod
    def reference(X, w, b):
        return (X @ w + b >= 0).astype(int)


predict = Predict()
