"""The layer that makes each input one row of numbers."""

import math
from typing import Any

import numpy as np

from nnlearn.scratch.layers.base import Layer, Shape


class Flatten(Layer):
    """`x.reshape(len(x), -1)`: pictures to rows that a Dense layer takes. Introduced in chapter 05.

    Args:
        dtype: "float64" or "float32".
        name: for the summary.

    Example:
        >>> Flatten()(np.ones((10, 28, 28))).shape
        (10, 784)
    """

    def __init__(self, *, dtype: str = "float64", name: str | None = None):
        super().__init__(dtype, name)
        self._input_shape: Any = None  # of the last forward pass

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, height, width, ...) -> (batch, height * width * ...), row by row."""
        self._input_shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """The same numbers, shaped like the last input."""
        return self._as_gradient(gradient).reshape(self._input_shape)

    def output_shape(self, input_shape: Shape) -> Shape:
        """(None, height, width, ...) -> (None, height * width * ...)."""
        batch, *sides = input_shape
        known = [side for side in sides if side is not None]
        return (batch, math.prod(known) if len(known) == len(sides) else None)
