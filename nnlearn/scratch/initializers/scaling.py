"""Random numbers whose spread fits the number of inputs and outputs."""

import math

import numpy as np

from nnlearn.scratch.checks import above_zero, check_seed, refusal
from nnlearn.scratch.initializers.base import Array, Initializer
from nnlearn.scratch.initializers.random import truncated

MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")
# Standard deviation of a standard normal number that is drawn again beyond -2 and 2.
TRUNCATED_STDDEV = 0.87962566103423978


class VarianceScaling(Initializer):
    """Numbers of mean 0 and variance `scale / n`, where n counts a unit's inputs, outputs, or their mean.

    A weighted sum of n inputs has about n times the variance of its terms: dividing by n keeps the spread from layer to
    layer. The six initializers below are this one with other arguments.

    Args:
        scale: above 0.
        mode: what n is: "fan_in", "fan_out" or "fan_avg", see `compute_fans`; n is at least 1.
        distribution: "truncated_normal" (drawn again beyond two of its stddev, which is widened so that the variance
            comes out right), "untruncated_normal", or "uniform" between `-limit` and `limit = sqrt(3 * scale / n)`.
        seed: int or None, see `Initializer`.

    Raises:
        ValueError: for a scale that is not above 0, an unknown mode or distribution.

    Example:
        >>> numbers = VarianceScaling(scale=2.0, seed=0)((100, 50))
        >>> round(float(numbers.std()), 2)  # sqrt(2 / 100)
        0.14
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
    ):
        who = type(self).__name__
        self.scale = above_zero(who, "scale", scale, "1.0")
        if mode not in MODES:
            raise refusal(who, f"mode, one of {', '.join(MODES)}", repr(mode), "mode='fan_in'")
        if distribution not in DISTRIBUTIONS:
            raise refusal(who, f"distribution, one of {', '.join(DISTRIBUTIONS)}", repr(distribution), "'uniform'")
        self.mode = mode
        self.distribution = distribution
        self.seed = check_seed(who, seed)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Numbers of variance `scale / n`."""
        fan_in, fan_out = compute_fans(shape)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        stddev = math.sqrt(self.scale / max(1, n))
        if self.distribution == "uniform":
            limit = math.sqrt(3) * stddev
            return rng.uniform(-limit, limit, shape)
        if self.distribution == "truncated_normal":
            return stddev / TRUNCATED_STDDEV * truncated(shape, rng)
        return rng.normal(0, stddev, shape)


class GlorotUniform(VarianceScaling):
    """Even between -limit and limit, with `limit = sqrt(6 / (fan_in + fan_out))`; Dense's own choice.

    Variance `2 / (fan_in + fan_out)` keeps the spread of values forward and of gradients backward about the same, for
    activations like tanh that are nearly straight at 0. Glorot and Bengio (2010), Understanding the difficulty of
    training deep feedforward neural networks, equation 16; chapter 04.

    Args:
        seed: int or None, see `Initializer`.

    Example:
        >>> bool(abs(GlorotUniform()((4, 2))).max() <= 1.0)
        True
    """

    def __init__(self, seed: int | None = None):
        super().__init__(1.0, "fan_avg", "uniform", seed)


class GlorotNormal(VarianceScaling):
    """Truncated normal with variance `2 / (fan_in + fan_out)`: Glorot and Bengio (2010), equation 12; chapter 04.

    Args:
        seed: int or None, see `Initializer`.
    """

    def __init__(self, seed: int | None = None):
        super().__init__(1.0, "fan_avg", "truncated_normal", seed)


class HeUniform(VarianceScaling):
    """Even between -limit and limit, with `limit = sqrt(6 / fan_in)`; for ReLU, see `HeNormal`.

    Args:
        seed: int or None, see `Initializer`.
    """

    def __init__(self, seed: int | None = None):
        super().__init__(2.0, "fan_in", "uniform", seed)


class HeNormal(VarianceScaling):
    """Truncated normal with variance `2 / fan_in`: the 2 makes up for the half that a ReLU cuts off.

    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers, equation 10, who draw from a normal that is not truncated;
    chapter 04.

    Args:
        seed: int or None, see `Initializer`.
    """

    def __init__(self, seed: int | None = None):
        super().__init__(2.0, "fan_in", "truncated_normal", seed)


class LecunNormal(VarianceScaling):
    """Truncated normal with variance `1 / fan_in`: LeCun, Bottou, Orr and Müller (1998), Efficient BackProp.

    Args:
        seed: int or None, see `Initializer`.
    """

    def __init__(self, seed: int | None = None):
        super().__init__(1.0, "fan_in", "truncated_normal", seed)


class LecunUniform(VarianceScaling):
    """Even between -limit and limit, with `limit = sqrt(3 / fan_in)`; see `LecunNormal`.

    Args:
        seed: int or None, see `Initializer`.
    """

    def __init__(self, seed: int | None = None):
        super().__init__(1.0, "fan_in", "uniform", seed)


def compute_fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many inputs feed one unit, and how many outputs one input feeds, for a weight of this shape.

    A kernel (inputs, units) has just these; a convolution's kernel (height, width, channels, filters) has
    `height * width` times channels and filters; a vector of n numbers has n and n, a single number 1 and 1.

    Example:
        >>> compute_fans((4, 2)), compute_fans((3, 3, 8, 16))
        ((4, 2), (72, 144))
    """
    if len(shape) < 2:
        return (shape[0], shape[0]) if shape else (1, 1)
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]
