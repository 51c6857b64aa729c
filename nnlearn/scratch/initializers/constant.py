"""Weights that all start the same."""

import numpy as np

from nnlearn.scratch.checks import finite_number
from nnlearn.scratch.initializers.base import Array, Initializer


class Zeros(Initializer):
    """All 0: right for biases; a kernel of zeros makes every unit of a layer learn the same."""

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """`0`."""
        return np.zeros(shape)


class Ones(Initializer):
    """All 1."""

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """`1`."""
        return np.ones(shape)


class Constant(Initializer):
    """All the same number.

    Args:
        value: that number.

    Example:
        >>> Constant(0.5)((2,))
        array([0.5, 0.5])
    """

    def __init__(self, value: float = 0.0):
        self.value = finite_number("Constant", "value", value, "0.0")

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """`value`."""
        return np.full(shape, self.value, dtype=float)
