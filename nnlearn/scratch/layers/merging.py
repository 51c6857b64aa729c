"""Layers that take several inputs and give one output."""

from typing import Any

import numpy as np

from nnlearn.scratch.checks import refusal
from nnlearn.scratch.layers.base import Layer, Shape

Array = np.ndarray


class Merge(Layer):
    """What Add and Concatenate share: they are called with a list of arrays, and `backward` gives a list."""

    def _as_input(self, x):
        if not isinstance(x, list | tuple) or not x:
            received = f"an array of shape {x.shape}" if isinstance(x, Array) else repr(x)
            raise refusal(type(self).__name__, "a list of arrays", received, "[a, b]")
        x = [super(Merge, self)._as_input(each) for each in x]
        self.output_shape([each.shape for each in x])  # refuses shapes that do not go together
        return x


class Add(Merge):
    """`a + b + ...`: the sum of inputs of one shape. Introduced in chapter 05.

    Args:
        dtype: "float64" or "float32".
        name: for the summary.

    Raises:
        ValueError: when called, for anything but a list of arrays of one shape.

    Example:
        >>> Add()([np.array([[1.0, 2.0]]), np.array([[10.0, 20.0]])])
        array([[11., 22.]])
    """

    def __init__(self, *, dtype: str = "float64", name: str | None = None):
        super().__init__(dtype, name)
        self._inputs = 0  # how many there were in the last forward pass

    def forward(self, x: list[Array], training: bool = False) -> Array:
        """`x[0] + x[1] + ...`, the shape of each."""
        self._inputs = len(x)
        return np.sum(x, axis=0)

    def backward(self, gradient: Array) -> list[Array]:
        """The same gradient for each input: moving any of them by 1 moves the sum by 1."""
        return [self._as_gradient(gradient)] * self._inputs

    def output_shape(self, input_shape: list[Shape]) -> Shape:
        """The shape that all inputs have."""
        if len(set(input_shape)) > 1:
            raise refusal("Add", "inputs of one shape", input_shape, "layers that end in the same shape")
        return input_shape[0]


class Concatenate(Merge):
    """The inputs side by side. Introduced in chapter 05.

    Args:
        axis: along which they are joined; their other axes are alike. Not 0, the batch.
        dtype: "float64" or "float32".
        name: for the summary.

    Raises:
        ValueError: for axis 0; when called, for anything but a list of arrays that differ along the axis at
            most.

    Example:
        >>> Concatenate()([np.array([[1.0, 2.0]]), np.array([[10.0]])])
        array([[ 1.,  2., 10.]])
    """

    def __init__(self, axis: int = -1, *, dtype: str = "float64", name: str | None = None):
        super().__init__(dtype, name)
        if not isinstance(axis, int) or isinstance(axis, bool) or axis == 0:
            raise refusal("Concatenate", "axis, a whole number that is not 0, the batch", repr(axis), "axis=-1")
        self.axis = axis
        self._ends: Any = None  # where one input stops and the next begins, of the last forward pass

    def forward(self, x: list[Array], training: bool = False) -> Array:
        """(batch, ..., a) and (batch, ..., b) -> (batch, ..., a + b)."""
        self._ends = np.cumsum([each.shape[self.axis] for each in x])[:-1]
        return np.concatenate(x, axis=self.axis)

    def backward(self, gradient: Array) -> list[Array]:
        """The gradient cut into the pieces that belong to each input."""
        return np.split(self._as_gradient(gradient), self._ends, axis=self.axis)

    def output_shape(self, input_shape: list[Shape]) -> Shape:
        """The inputs' shape, with the sum of their lengths along the axis."""
        axis = self.axis % len(input_shape[0]) if -len(input_shape[0]) <= self.axis < len(input_shape[0]) else 0
        others = {(*shape[:axis], *shape[axis + 1 :]) for shape in input_shape}
        if axis == 0 or len(others) > 1 or len({len(shape) for shape in input_shape}) > 1:
            raise refusal("Concatenate", f"inputs alike but on axis {self.axis}", input_shape, "another axis")
        lengths: list[Any] = [shape[axis] for shape in input_shape]
        total = None if None in lengths else sum(lengths)
        return (*input_shape[0][:axis], total, *input_shape[0][axis + 1 :])
