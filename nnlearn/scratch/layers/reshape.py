"""The layer that gives each input another shape."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlearn.scratch.checks import refusal
from nnlearn.scratch.layers.base import Layer, Shape


class Reshape(Layer):
    """`x.reshape(len(x), *target_shape)`: the inverse of Flatten. Introduced in chapter 05.

    Args:
        target_shape: of one input, without the batch; one entry may be -1, which is then worked out.
        dtype: "float64" or "float32".
        name: for the summary.

    Raises:
        ValueError: for entries that are neither whole numbers of at least 1 nor one -1; when called, for
            inputs with another count of numbers.

    Example:
        >>> Reshape((28, 28, -1))(np.ones((10, 784))).shape
        (10, 28, 28, 1)
    """

    def __init__(self, target_shape: Sequence[int], *, dtype: str = "float64", name: str | None = None):
        super().__init__(dtype, name)
        self.target_shape = _checked(target_shape)
        self._input_shape: Any = None  # of the last forward pass

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, ...) -> (batch, *target_shape), row by row."""
        self._input_shape = x.shape
        return x.reshape(len(x), *self.target_shape)

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """The same numbers, shaped like the last input."""
        return self._as_gradient(gradient).reshape(self._input_shape)

    def output_shape(self, input_shape: Shape) -> Shape:
        """(None, ...) -> (None, *target_shape), with the number that stands for -1; None if the input's is unknown."""
        batch, *sides = input_shape
        known = [side for side in sides if side is not None]
        if len(known) < len(sides):
            return (batch, *(None if side == -1 else side for side in self.target_shape))
        size, given = math.prod(known), math.prod(side for side in self.target_shape if side != -1)
        if size % given or (-1 not in self.target_shape and size != given):
            raise refusal(
                "Reshape",
                f"inputs that fill {self.target_shape}",
                f"{size} numbers each, of shape {input_shape}",
                f"Reshape((-1,)) or a shape of {size} numbers",
            )
        return (batch, *(size // given if side == -1 else side for side in self.target_shape))

    def _as_input(self, x):
        x = super()._as_input(x)
        self.output_shape(x.shape)  # refuses another count of numbers
        return x


def _checked(target_shape):
    sides = tuple(target_shape) if isinstance(target_shape, Sequence) else ()
    whole = all(isinstance(side, int | np.integer) and not isinstance(side, bool) for side in sides)
    if not sides or not whole or min(sides) < -1 or 0 in sides or sides.count(-1) > 1:
        raise refusal("Reshape", "whole numbers of at least 1 and at most one -1", repr(target_shape), "(28, 28)")
    return tuple(int(side) for side in sides)
