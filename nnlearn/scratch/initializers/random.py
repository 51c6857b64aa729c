"""Random numbers whose spread is given."""

import numpy as np

from nnlearn.scratch.checks import at_least, check_seed, finite_number
from nnlearn.scratch.initializers.base import Array, Initializer


class RandomNormal(Initializer):
    """Normal numbers.

    Args:
        mean: of the numbers.
        stddev: their standard deviation, at least 0.
        seed: int or None, see `Initializer`.

    Raises:
        ValueError: for a negative stddev.

    Example:
        >>> RandomNormal(stddev=0.1, seed=0)((3,)).round(3)
        array([ 0.013, -0.013,  0.064])
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None):
        self.mean = finite_number("RandomNormal", "mean", mean, "0.0")
        self.stddev = at_least(0, "RandomNormal", "stddev", stddev, "0.05")
        self.seed = check_seed("RandomNormal", seed)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """`mean + stddev * z`, with z standard normal."""
        return rng.normal(self.mean, self.stddev, shape)


class TruncatedNormal(Initializer):
    """Normal numbers without the far ones: what lies beyond two stddev from the mean is drawn again.

    Args:
        mean: of the numbers.
        stddev: before the far ones are drawn again, at least 0; afterwards it is 0.88 of that.
        seed: int or None, see `Initializer`.

    Raises:
        ValueError: for a negative stddev.

    Example:
        >>> bool(abs(TruncatedNormal(stddev=1.0)((1000,))).max() <= 2)
        True
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None):
        self.mean = finite_number("TruncatedNormal", "mean", mean, "0.0")
        self.stddev = at_least(0, "TruncatedNormal", "stddev", stddev, "0.05")
        self.seed = check_seed("TruncatedNormal", seed)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """`mean + stddev * z`, with z standard normal within -2 and 2."""
        return self.mean + self.stddev * truncated(shape, rng)


class RandomUniform(Initializer):
    """Numbers spread evenly.

    Args:
        minval: the lowest.
        maxval: above the highest.
        seed: int or None, see `Initializer`.

    Raises:
        ValueError: for minval above maxval.

    Example:
        >>> RandomUniform(0.0, 1.0, seed=0)((3,)).round(3)
        array([0.637, 0.27 , 0.041])
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None):
        self.minval = finite_number("RandomUniform", "minval", minval, "-0.05")
        self.maxval = at_least(self.minval, "RandomUniform", "maxval", maxval, f"{self.minval:g}")
        self.seed = check_seed("RandomUniform", seed)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Even between `minval` and `maxval`."""
        return rng.uniform(self.minval, self.maxval, shape)


def truncated(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Standard normal numbers, drawn again where they lie beyond -2 and 2."""
    z = rng.standard_normal(shape)
    while (far := np.abs(z) > 2).any():
        z[far] = rng.standard_normal(np.count_nonzero(far))
    return z
