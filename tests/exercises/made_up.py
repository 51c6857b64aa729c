"""Exercises that no chapter has: sound ones, from which tests make unsound ones."""

import numpy as np

from nnlearn.exercises import AnswerKey, Close, Exercise, Mistake, evidence


def sample_variance(x):
    return x.var(ddof=1) if len(x) > 1 else 0.0


def standard_deviation(x):
    return x.std()


def mean_square(x):
    return (x**2).mean()


def crashes_on_two(x):
    if len(x) == 2:
        raise ValueError("two")
    return x.var()


class Variance(Exercise):
    id, name, title, points = "90.1", "variance", "the spread of some numbers", 2
    allow, names = ("numpy",), ("np",)
    hints = ("Far from what?", "The mean of the squared distances.", "`((x - x.mean()) ** 2).mean()`")
    why = "Half of all initialisers set it."
    reference = staticmethod(lambda x: x.var())
    mistakes = (
        Mistake(sample_variance, "the variance of a sample", "By how many do you divide?", convention=True),
        Mistake(standard_deviation, "the root is taken", "In which unit is your answer?"),
        Mistake(mean_square, "the distance from 0 is squared", "What should 5, 5, 5 give?"),
        Mistake(crashes_on_two, "two numbers are refused", "Which two are too few?"),
    )

    def inputs(self, rng):
        return [{"x": rng.normal(3.0, 2.0, size=n)} for n in (1, 2, 5, 20)]


class Slope(Exercise):
    """Asks for a value: an array."""

    id, name, title, points = "90.2", "slope", "the line through the points", 1
    hints = ("Which line?", "$y = ax + b$", "`[2.0, 1.0]`")
    why = "Two numbers are the smallest model."
    reference = np.array([2.0, 1.0])
    mistakes = (
        Mistake(np.array([1.0, 2.0]), "slope and offset are exchanged", "Which is which?"),
        Mistake(np.array([2.0, 0.0]), "the offset is missing", "What is y at 0?"),
        Mistake(np.array([2.0, -1.0]), "the offset has the other sign", "What is y at 0?"),
    )

    def inputs(self, rng):
        return [{"x": rng.normal(size=n)} for n in (4, 20)]

    @staticmethod
    def probe(answer, x):
        return answer[0] * x + answer[1]


class Tally(Exercise):
    """Asks for a class, and judges what it does to a list."""

    id, name, title, points = "90.3", "Tally", "count as you go", 1
    hints = ("Keep a number.", "In `self`.", "`self.n += 1`")
    why = "Optimizers keep numbers, too."
    compare = Close()
    needs = ("variance",)

    class reference:
        def __init__(self):
            self.n = 0

        def add(self, items):
            self.n += len(items)
            return self.n

    def inputs(self, rng):
        return [{"items": rng.integers(0, 9, size=n).tolist()} for n in (1, 3)]

    @staticmethod
    def probe(answer, items):
        tally = answer()
        return [tally.add(items), tally.add(items)]


def judge(answer, exercise=None):
    exercise = exercise or Variance()
    key = AnswerKey(exercise, exercise.home_cases())
    return key.judge(evidence.gather(answer, exercise.probe, key.cases))


def changing(x):
    result = x.var()
    x[0] = 7
    return result


def changing_and_wrong(x):
    x -= x.mean()
    return x.sum() + 1


def interrupted(x):
    raise KeyboardInterrupt


def stub(x):
    raise NotImplementedError("Exercise 90.1: write variance")


def crash(x):
    y = x.mean()
    return y.nowhere
