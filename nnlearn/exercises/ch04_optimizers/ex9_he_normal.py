"""Exercise 04.9: He's start."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close, Through

NORMAL, TRUNCATED = 0.798, 0.822  # mean size over spread: sqrt(2 / pi), and where the tails are cut at two spreads


def with_spread(rule):
    """A normal kernel whose standard deviation is `rule(fan_in, units)`."""

    def he_normal(fan_in, units, rng):
        return rng.normal(0, rule(fan_in, units), size=(fan_in, units))

    return he_normal


def transposed(fan_in, units, rng):
    return rng.normal(0, np.sqrt(2 / fan_in), size=(units, fan_in))


def transposed_fans(fan_in, units, rng):
    return rng.normal(0, np.sqrt(2 / units), size=(units, fan_in))


def he_uniform(fan_in, units, rng):
    limit = np.sqrt(6 / fan_in)
    return rng.uniform(-limit, limit, size=(fan_in, units))


def uniform_between_spreads(fan_in, units, rng):
    limit = np.sqrt(2 / fan_in)
    return rng.uniform(-limit, limit, size=(fan_in, units))


def all_positive(fan_in, units, rng):
    return rng.random(size=(fan_in, units)) * np.sqrt(2 / fan_in)


def same_every_time(fan_in, units, rng):
    return np.random.default_rng(0).normal(0, np.sqrt(2 / fan_in), size=(fan_in, units))


def another_generator(fan_in, units, rng):
    return np.random.normal(0, np.sqrt(2 / fan_in), size=(fan_in, units))


def tails_cut(fan_in, units, rng):
    drawn = rng.normal(size=(3, fan_in, units))
    inside = np.where(np.abs(drawn[0]) < 2, drawn[0], np.where(np.abs(drawn[1]) < 2, drawn[1], drawn[2].clip(-2, 2)))
    return np.sqrt(2 / fan_in) * inside


def same_in_every_column(fan_in, units, rng):
    return np.repeat(rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, 1)), units, axis=1)


class HeNormal(Exercise):
    """A kernel that keeps the signal's size through a ReLU layer."""

    id, name, points = "04.9", "he_normal", 2
    title = "He's start"
    allow, names = ("numpy",), ("np",)
    why = "With this spread twenty layers pass a signal on at its size, and a deep network can begin to learn at all."
    hints = (
        "What counts is how many inputs a unit adds up: the more, the smaller each weight must be.",
        "Variance $2 / n$ with $n$ the inputs of a unit. A standard deviation is the root of a variance.",
        "`rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, units))`.",
    )
    compare = Through(
        lambda statistics, **case: statistics,
        # statistics of draws: their noise is far larger than that of rounding
        Close(rtol=0.025, rtol32=0.5, scale=0.025),
        "What counts are these numbers, measured on kernels that your function drew.",
    )
    mistakes = (
        Mistake(
            with_spread(lambda n, units: 2 / n),
            "the variance is used as the standard deviation",
            "He's rule gives a variance, and NumPy's `scale` is a standard deviation. What leads from one to the other?",
        ),
        Mistake(
            with_spread(lambda n, units: np.sqrt(2 / units)),
            "the units are counted instead of the inputs",
            "How many products does one unit add up: one per input, or one per unit?",
        ),
        Mistake(
            with_spread(lambda n, units: np.sqrt(2 / (n + units))),
            "inputs and units are added: this is Glorot's rule",
            "Right for tanh (Glorot and Bengio 2010). He's rule for ReLU looks at one of the two only: which?",
            convention=True,
        ),
        Mistake(
            with_spread(lambda n, units: np.sqrt(1 / n)),
            "the variance is 1 / n: this is LeCun's rule",
            "Right for a layer that keeps everything (LeCun et al. 1998). A ReLU cuts off half: what makes up for it?",
            convention=True,
        ),
        Mistake(
            with_spread(lambda n, units: np.sqrt(6 / n)),
            "the limit of the uniform distribution is used as the standard deviation",
            "Between -limit and limit, even draws have a standard deviation of limit / sqrt(3). Which number is asked for here?",
        ),
        Mistake(
            he_uniform,
            "the spread is right, but the draws are uniform",
            "That is Keras' `he_uniform`, just as good a start. The task asks for the normal one: which method of `rng` draws it?",
            convention=True,
        ),
        Mistake(
            uniform_between_spreads,
            "the weights are uniform between plus and minus the spread",
            "How large is the standard deviation of such draws? Which distribution does the task ask for?",
        ),
        Mistake(
            all_positive,
            "all weights are positive",
            "A unit whose weights are all positive only adds. Which method of `rng` draws on both sides of 0?",
        ),
        Mistake(
            with_spread(lambda n, units: 1.0),
            "the weights are not scaled",
            "With 100 inputs of size 1, how large is the sum of 100 such products?",
        ),
        Mistake(
            with_spread(lambda n, units: np.sqrt(n / 2)),
            "the weights grow with the number of inputs",
            "The more inputs a unit adds up, the smaller each weight must be. Which way up is your fraction?",
        ),
        Mistake(
            transposed,
            "the kernel is transposed",
            "`X @ kernel` with X of shape (n, inputs): which shape must the kernel have?",
        ),
        Mistake(
            transposed_fans,
            "the kernel is transposed, and the units are counted instead of the inputs",
            "`X @ kernel` with X of shape (n, inputs): which shape must the kernel have, and how many products does a unit add?",
        ),
        Mistake(
            same_every_time,
            "every call gives the same kernel",
            "Two layers of one size would start alike. Do you draw from the `rng` that is given?",
        ),
        Mistake(
            another_generator,
            "the same seed gives another kernel",
            "Who draws: the `rng` that is given or NumPy's global generator?",
        ),
        Mistake(
            tails_cut,
            "the tails are cut, and the spread has shrunk with them",
            "Keras cuts at two standard deviations, but draws from a wider normal first, so that the spread is right afterwards. How large is yours?",
        ),
        Mistake(
            same_in_every_column,
            "all units have the same weights",
            "Units that start alike stay alike. How many numbers must be drawn?",
        ),
    )

    def inputs(self, rng):
        shapes = ((100, 400), (400, 100), (784, 60))
        return [
            {"fan_in": fan_in, "units": units + int(rng.integers(0, 20)), "seed": int(rng.integers(2**31))}
            for fan_in, units in shapes
        ]

    @staticmethod
    def probe(answer, fan_in, units, seed):
        rng = np.random.default_rng(seed)
        first, second = answer(fan_in, units, rng), answer(fan_in, units, rng)
        again = answer(fan_in, units, np.random.default_rng(seed))
        if first is None:
            return None
        first, second, again = (np.asarray(kernel, dtype=float) for kernel in (first, second, again))
        spread = first.std()
        columns = np.abs(first - np.roll(first, 1, axis=-1)).mean() / spread
        return {
            "shape": list(first.shape),
            "spread and mean": [spread, first.mean()],
            "mean size, in spreads": np.abs(first).mean() / spread,
            "two units differ by, in spreads": columns,
            "two kernels differ by, in spreads": np.abs(first - second).mean() / spread,
            "with the same seed by": np.abs(first - again).mean() / spread,
        }

    def expected(self, fan_in, units, seed):
        differ = 1.14  # two independent weights: 1.128 for normal ones, 1.15 where the tails are cut
        return {
            "shape": [fan_in, units],
            "spread and mean": [np.sqrt(2 / fan_in), 0.0],
            "mean size, in spreads": (NORMAL + TRUNCATED) / 2,
            "two units differ by, in spreads": differ,
            "two kernels differ by, in spreads": differ,
            "with the same seed by": 0.0,
        }

    @staticmethod
    def reference(fan_in, units, rng):
        return rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, units))


he_normal = HeNormal()
