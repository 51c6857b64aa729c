"""Learning rates that change with the step. Introduced in chapter 04.

A schedule is called with the number of steps already made, 0 at the first; with an array of steps it gives an array, to
plot. Names, arguments and values are Keras'.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlearn.scratch.checks import above_zero, at_least, refusal, true_or_false
from nnlearn.scratch.config import Configurable

Array = np.ndarray


class LearningRateSchedule(Configurable):
    """A learning rate for each step. A new schedule writes `rate`.

    Example:
        >>> class Halving(LearningRateSchedule):
        ...     def rate(self, step):
        ...         return 0.5**step
        >>> Halving()(2)
        0.25
    """

    def __call__(self, step: Any) -> Any:
        """The learning rate for a step, as a float; for an array of steps, an array.

        Raises:
            ValueError: for a step that is no number of at least 0.
        """
        steps = np.asarray(step)
        if steps.dtype.kind not in "iuf" or not (steps >= 0).all():
            raise refusal(type(self).__name__, "steps of at least 0", repr(step), "optimizer.iterations")
        rates = self.rate(steps.astype(float))
        return rates if steps.ndim else float(rates)

    def rate(self, step: Array) -> Array:
        """The learning rate for each of some steps, given as floats."""
        raise NotImplementedError(f"{type(self).__name__} has no rate")


class ExponentialDecay(LearningRateSchedule):
    """The same factor every so many steps: `initial_learning_rate * decay_rate ** (step / decay_steps)`.

    Args:
        initial_learning_rate: at step 0, at least 0.
        decay_steps: after how many steps the factor has been applied once, above 0.
        decay_rate: the factor, at least 0.
        staircase: True to round `step / decay_steps` down, so that the rate falls in stairs.

    Raises:
        ValueError: for numbers out of range.

    Example:
        >>> ExponentialDecay(0.5, decay_steps=10, decay_rate=0.25)(np.array([0, 5, 10]))
        array([0.5  , 0.25 , 0.125])
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
    ):
        who = "ExponentialDecay"
        self.initial_learning_rate = at_least(0, who, "initial_learning_rate", initial_learning_rate, "0.1")
        self.decay_steps = above_zero(who, "decay_steps", decay_steps, "1000")
        self.decay_rate = at_least(0, who, "decay_rate", decay_rate, "0.96")
        self.staircase = true_or_false(who, "staircase", staircase)

    def rate(self, step: Array) -> Array:
        """`initial_learning_rate * decay_rate ** p`."""
        p = step / self.decay_steps
        if self.staircase:
            p = np.floor(p)
        return self.initial_learning_rate * self.decay_rate**p


class PiecewiseConstantDecay(LearningRateSchedule):
    """`values[0]` up to and with step `boundaries[0]`, then `values[1]` up to and with `boundaries[1]`, and so on.

    Args:
        boundaries: steps, rising.
        values: learning rates, one more than boundaries, each at least 0.

    Raises:
        ValueError: for boundaries that do not rise, or another number of values.

    Example:
        >>> PiecewiseConstantDecay([10, 20], [0.5, 0.25, 0.125])(np.array([0, 10, 11, 99]))
        array([0.5  , 0.5  , 0.25 , 0.125])
    """

    def __init__(self, boundaries: Sequence[float], values: Sequence[float]):
        who = "PiecewiseConstantDecay"
        for name, given in (("boundaries", boundaries), ("values", values)):
            if not np.iterable(given):
                raise refusal(who, f"a list of {name}", repr(given), "boundaries=[10], values=[0.1, 0.01]")
        self.boundaries = [at_least(0, who, "boundaries", boundary, "[10, 20]") for boundary in boundaries]
        self.values = [at_least(0, who, "values", value, "[0.1, 0.01, 0.001]") for value in values]
        if len(self.values) != len(self.boundaries) + 1:
            raise refusal(
                who,
                "one value more than boundaries",
                f"{len(self.values)} values and {len(self.boundaries)} boundaries",
                "boundaries=[10], values=[0.1, 0.01]",
            )
        if (np.diff(self.boundaries) <= 0).any():
            raise refusal(who, "boundaries that rise", self.boundaries, "boundaries=[10, 20]")

    def rate(self, step: Array) -> Array:
        """The value of the piece in which the step lies."""
        return np.array(self.values)[np.searchsorted(self.boundaries, step)]


class PolynomialDecay(LearningRateSchedule):
    """From one rate to another in so many steps: `(initial - end) * (1 - step / decay_steps) ** power + end`.

    From `decay_steps` on it is `end_learning_rate`. With `cycle`, decay_steps is instead replaced by its next multiple that
    is not below the step: the rate jumps up and falls again, each time over a longer way.

    Args:
        initial_learning_rate: at step 0, at least 0.
        decay_steps: when the end is reached, above 0.
        end_learning_rate: at least 0.
        power: 1 is a straight line; at least 0.
        cycle: True to rise again.

    Raises:
        ValueError: for numbers out of range.

    Example:
        >>> PolynomialDecay(1.0, decay_steps=10, end_learning_rate=0.0)(np.array([0, 5, 99]))
        array([1. , 0.5, 0. ])
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
    ):
        who = "PolynomialDecay"
        self.initial_learning_rate = at_least(0, who, "initial_learning_rate", initial_learning_rate, "0.1")
        self.decay_steps = above_zero(who, "decay_steps", decay_steps, "1000")
        self.end_learning_rate = at_least(0, who, "end_learning_rate", end_learning_rate, "0.0001")
        self.power = at_least(0, who, "power", power, "1.0")
        self.cycle = true_or_false(who, "cycle", cycle)

    def rate(self, step: Array) -> Array:
        """`(initial_learning_rate - end_learning_rate) * (1 - p) ** power + end_learning_rate`."""
        if self.cycle:
            p = step / (self.decay_steps * np.maximum(np.ceil(step / self.decay_steps), 1))
        else:
            p = np.minimum(step / self.decay_steps, 1)
        return (self.initial_learning_rate - self.end_learning_rate) * (1 - p) ** self.power + self.end_learning_rate


class CosineDecay(LearningRateSchedule):
    """Half a cosine from the peak down to `alpha * peak`, after a warm-up if wanted.

        warm-up: initial_learning_rate + (warmup_target - initial_learning_rate) * step / warmup_steps
        then:    peak * ((1 - alpha) * (1 + cos(pi * p)) / 2 + alpha),  p = (step - warmup_steps) / decay_steps

    The peak is `warmup_target`, or without it `initial_learning_rate`, from which the cosine then starts at once. At the end
    the rate stays where it is. Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts,
    equation 5; warm-up: Goyal et al. (2017), Accurate, large minibatch SGD, section 2.2.

    Args:
        initial_learning_rate: at step 0, at least 0.
        decay_steps: length of the cosine, above 0; the warm-up comes before it and is not counted in.
        alpha: lowest rate as a share of the peak, at least 0.
        warmup_target: rate at the end of the warm-up, at least 0; None for no warm-up.
        warmup_steps: length of the warm-up, at least 0.

    Raises:
        ValueError: for numbers out of range, and for warm-up steps without a target, which Keras ignores.

    Example:
        >>> CosineDecay(0.0, decay_steps=4, warmup_target=1.0, warmup_steps=2)(np.arange(7)).round(3)
        array([0.   , 0.5  , 1.   , 0.854, 0.5  , 0.146, 0.   ])
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        alpha: float = 0.0,
        warmup_target: float | None = None,
        warmup_steps: float = 0,
    ):
        who = "CosineDecay"
        self.initial_learning_rate = at_least(0, who, "initial_learning_rate", initial_learning_rate, "0.1")
        self.decay_steps = above_zero(who, "decay_steps", decay_steps, "1000")
        self.alpha = at_least(0, who, "alpha", alpha, "0.0")
        self.warmup_target = warmup_target
        self.warmup_steps = at_least(0, who, "warmup_steps", warmup_steps, "100")
        if warmup_target is not None:
            self.warmup_target = at_least(0, who, "warmup_target", warmup_target, "0.1")
        elif warmup_steps:
            raise refusal(who, "a warmup_target for warmup_steps", "None", "warmup_target=0.1")

    def rate(self, step: Array) -> Array:
        """The line of the warm-up, then the cosine."""
        start, peak = self.initial_learning_rate, self.warmup_target
        if peak is None:
            peak = start
        p = np.clip((step - self.warmup_steps) / self.decay_steps, 0, 1)
        decayed = peak * _half_cosine(p, self.alpha)
        warming = start + (peak - start) * step / (self.warmup_steps or 1)
        return np.where(step < self.warmup_steps, warming, decayed)


class CosineDecayRestarts(LearningRateSchedule):
    """Half a cosine down, then up again to the peak, over and over: `initial * ((1 - alpha) * c + alpha)`.

    In period i = 0, 1, ..., which has `first_decay_steps * t_mul ** i` steps, `c = m_mul ** i * (1 + cos(pi * p)) / 2`, and p
    runs from 0 to 1. Loshchilov and Hutter (2017), SGDR: stochastic gradient descent with warm restarts, equation 5
    and section 3.

    Args:
        initial_learning_rate: the first peak, at least 0.
        first_decay_steps: length of the first period, above 0.
        t_mul: how many times as long each next period is, at least 1.
        m_mul: how many times as high each next peak is, at least 0.
        alpha: lowest rate as a share of the first peak, at least 0.

    Raises:
        ValueError: for numbers out of range.

    Example:
        >>> CosineDecayRestarts(1.0, first_decay_steps=2, m_mul=0.5)(np.arange(7)).round(3)
        array([1.   , 0.5  , 0.5  , 0.427, 0.25 , 0.073, 0.25 ])
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: float,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
    ):
        who = "CosineDecayRestarts"
        self.initial_learning_rate = at_least(0, who, "initial_learning_rate", initial_learning_rate, "0.1")
        self.first_decay_steps = above_zero(who, "first_decay_steps", first_decay_steps, "1000")
        self.t_mul = at_least(1, who, "t_mul", t_mul, "2.0")
        self.m_mul = at_least(0, who, "m_mul", m_mul, "1.0")
        self.alpha = at_least(0, who, "alpha", alpha, "0.0")

    def rate(self, step: Array) -> Array:
        """The cosine of the period in which the step lies."""
        i, p = self._period(step / self.first_decay_steps)
        return self.initial_learning_rate * _half_cosine(p, self.alpha, self.m_mul**i)

    def _period(self, time):
        """Number of the period, and the share of it that has passed; time is in first periods."""
        if self.t_mul == 1:
            return np.floor(time), time - np.floor(time)
        # Period i starts at time (t_mul ** i - 1) / (t_mul - 1). The logarithm of 243 to base 3 comes out just below 5:
        # a hair is added, or the restart would come a step late.
        i = np.floor(np.log(1 + time * (self.t_mul - 1)) / np.log(self.t_mul) + 1e-9)
        length = self.t_mul**i
        return i, (time - (length - 1) / (self.t_mul - 1)) / length


def _half_cosine(p, alpha, peak=1.0):
    """From `peak` at p = 0 down to alpha at p = 1."""
    return (1 - alpha) * peak * (1 + np.cos(np.pi * p)) / 2 + alpha
