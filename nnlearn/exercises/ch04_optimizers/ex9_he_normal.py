"""Exercise 04.9: He's start."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close, Through

WITHIN = "65 to 68 %"  # of normal draws 68.3 % lie within one standard deviation; 65.1 % where the tails are cut and made up for


def in_words(statistics, fan_in, units, seed):
    """What the kernels were, for a reader."""
    if not isinstance(statistics, dict):
        what = f"{len(statistics)} things" if isinstance(statistics, (tuple, list)) else "something else"
        raise ValueError(f"One array of numbers, the kernel, is asked for; your function gave {what}")
    share = statistics["within"]
    words = {(True, False): "fewer than 64 %", (False, True): "more than 69 %"}
    return {
        "shape": statistics["shape"],
        "standard deviation, mean": [statistics["spread"], statistics["mean"]],
        "within one standard deviation of the mean": words.get((share < 0.64, share > 0.695), WITHIN),
        "two units of a kernel": "alike" if statistics["units alike"] else "different",
        "two calls, one after the other": "the same kernel" if statistics["calls alike"] else "different kernels",
        "two calls with the same seed": "the same kernel" if statistics["seeds alike"] else "different kernels",
    }


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


def positive_halves(fan_in, units, rng):
    return np.abs(rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, units)))


def nothing_but_zeros(fan_in, units, rng):
    return np.zeros((fan_in, units))


def flat(fan_in, units, rng):
    return rng.normal(0, np.sqrt(2 / fan_in), size=fan_in * units)


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
        in_words,
        # of 100,000 draws and more: their spread is uncertain by 0.2 %, their mean by 0.3 % of it, and seven times that is allowed
        Close(rtol=0.0, rtol32=0.1, scale=0.018),
        "What counts is this, measured on more than 100,000 weights that your function drew.",
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
            positive_halves,
            "all weights are positive, and as large as asked for",
            "A unit whose weights are all positive only adds. On which sides of 0 should they lie?",
        ),
        Mistake(
            nothing_but_zeros,
            "all weights are 0",
            "What flows forward through such a kernel, and what flows back?",
        ),
        Mistake(
            with_spread(lambda n, units: 2 / np.sqrt(n)),
            "the standard deviation is 2 over the root of n: the root left the 2 out",
            "The root of 2 / n is a root of both. How large is it for n = 8?",
        ),
        Mistake(
            flat,
            "the weights lie in one row",
            "`X @ kernel` with X of shape (n, inputs) and a result of shape (n, units): which shape must the kernel have?",
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
            "the tails are drawn anew, and the spread has shrunk",
            "Keras cuts at two standard deviations, but draws from a wider normal first, so that the spread is right afterwards. How large is yours?",
        ),
        Mistake(
            same_in_every_column,
            "all units have the same weights",
            "Units that start alike stay alike. How many numbers must be drawn?",
        ),
    )

    def inputs(self, rng):
        shapes = ((12, 300), (100, 400), (784, 60))
        return [
            {"fan_in": fan_in, "units": units + int(rng.integers(0, 20)), "seed": int(rng.integers(2**31))}
            for fan_in, units in shapes
        ]

    @staticmethod
    def probe(answer, fan_in, units, seed):
        rng = np.random.default_rng(seed)
        kernels = []
        for _ in range(100_000 // (fan_in * units) + 1):
            drawn = answer(fan_in, units, rng)
            try:
                kernels.append(np.asarray(drawn, dtype=float))
            except (TypeError, ValueError):
                return drawn  # no array of numbers
            if drawn is None or kernels[-1].shape != kernels[0].shape:
                return drawn
        first = kernels[0]
        again = np.asarray(answer(fan_in, units, np.random.default_rng(seed)), dtype=float)
        drawn = np.array(kernels)
        return {
            "shape": list(first.shape),
            "spread": drawn.std(),
            "mean": drawn.mean(),
            "within": (np.abs(drawn - drawn.mean()) <= drawn.std()).mean(),
            "units alike": first.ndim == 2 and bool(np.allclose(first, first[:, :1])),
            "calls alike": len(kernels) > 1 and bool(np.array_equal(first, kernels[1])),
            "seeds alike": bool(np.array_equal(first, again)),
        }

    def expected(self, fan_in, units, seed):
        alike = {"units alike": False, "calls alike": False, "seeds alike": True}
        right = {"shape": [fan_in, units], "spread": np.sqrt(2 / fan_in), "mean": 0.0, "within": 0.67, **alike}
        return in_words(right, fan_in, units, seed)

    @staticmethod
    def reference(fan_in, units, rng):
        return rng.normal(0, np.sqrt(2 / fan_in), size=(fan_in, units))


he_normal = HeNormal()
