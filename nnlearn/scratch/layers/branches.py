"""Layers made of layers that stand side by side: what Keras' functional API is needed for."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlearn.scratch.checks import check_shape, refusal
from nnlearn.scratch.layers.base import Array, Layer, Shape
from nnlearn.scratch.layers.merging import Add, Concatenate, Merge
from nnlearn.scratch.layers.rows import check_different, check_row, common_dtype


class Branches(Layer):
    """`merge([path_1(x), path_2(x), ...])`: the same input through several rows of layers. Introduced in
    chapter 05.

    Args:
        paths: each a list of layers in a row; an empty list hands the input on as it is.
        merge: Add() or Concatenate(), what makes one output of theirs.
        dtype: "float64" or "float32", for all layers inside; None leaves it to them, who must agree.
        name: for the summary.

    Attributes:
        layers: those of the first path, then of the second, and so on; their weights come in this order.

    Raises:
        ValueError: for paths that are not lists of different layers, another merge; when built or called, for
            paths whose outputs do not go together.

    Example:
        >>> from nnlearn.scratch import Dense
        >>> wide_and_deep = Branches([[Dense(8, "relu"), Dense(2)], []], Concatenate())
        >>> wide_and_deep(np.ones((5, 3))).shape
        (5, 5)
    """

    merge: Any = None  # here already when the base class sets its own dtype

    def __init__(
        self,
        paths: Sequence[Sequence[Layer]],
        merge: Add | Concatenate,
        *,
        dtype: str | None = None,
        name: str | None = None,
    ):
        who = type(self).__name__
        self.paths = _checked(who, paths, merge)
        layers = [layer for path in self.paths for layer in path]
        super().__init__(dtype or common_dtype(who, layers), name)
        self.layers = layers
        self.merge = merge
        self.set_dtype(self.dtype.name)

    def build(self, input_shape: Shape) -> None:
        """Make the weights of all layers for inputs of this shape."""
        check_shape(type(self).__name__, input_shape)
        self.merge.build([_through(path, input_shape, build=True) for path in self.paths])
        self.output_shape(input_shape)  # refuses paths that do not go together
        super().build(input_shape)

    def forward(self, x: Array, training: bool = False) -> Array:
        """The merged outputs of the paths."""
        outputs = []
        for path in self.paths:
            y = x
            for layer in path:
                y = layer(y, training)
            outputs.append(y)
        return self.merge(outputs, training)

    def backward(self, gradient: Array) -> Array | None:
        """The sum of the paths' gradients by the input, since a change of it goes through each of them.

        A path that begins with whole numbers, such as an Embedding, has none; if no path has, None comes back.
        """
        gradients = []
        for path, g in zip(self.paths, self.merge.backward(self._as_gradient(gradient)), strict=True):
            for layer in reversed(path):
                g = layer.backward(g)
            gradients.append(g)
        found = [g for g in gradients if g is not None]
        return np.sum(found, axis=0) if found else None

    def output_shape(self, input_shape: Shape) -> Shape:
        """The merged shapes of the paths' outputs."""
        return self.merge.output_shape([_through(path, input_shape) for path in self.paths])

    def set_dtype(self, dtype: str) -> None:
        """Choose "float64" or "float32" for all layers inside, before their weights are made."""
        super().set_dtype(dtype)
        if self.merge:
            self.merge.set_dtype(dtype)


class Residual(Branches):
    """`layers(x) + x`: the layers learn what to change about their input. Introduced in chapter 05.

    Backward, the gradient from above reaches the input whole, whatever the layers do to their share of it; that
    is why very deep networks of such blocks can be trained. Layers whose weights are 0 leave the input as it is.

    He, Zhang, Ren and Sun (2016), Deep residual learning for image recognition, equation 1.

    Args:
        layers: in a row; they end in the shape that they began with.
        dtype: "float64" or "float32", for all layers inside; None leaves it to them, who must agree.
        name: for the summary.

    Raises:
        ValueError: as for Branches; when built or called, if the layers change the shape.

    Example:
        >>> from nnlearn.scratch import Dense
        >>> block = Residual([Dense(8, "relu"), Dense(3, kernel_initializer="zeros")])
        >>> block(np.array([[1.0, 2.0, 3.0]]))
        array([[1., 2., 3.]])
    """

    def __init__(self, layers: Sequence[Layer], *, dtype: str | None = None, name: str | None = None):
        check_row(type(self).__name__, layers)
        super().__init__([layers, []], Add(), dtype=dtype, name=name)


def _through(path, shape, build=False):
    """The shape that leaves a path; builds its layers on the way if asked to."""
    for layer in path:
        if build and not layer.built:
            layer.build(shape)
        shape = layer.output_shape(shape)
    return shape


def _checked(who, paths, merge):
    """The paths as lists of layers."""
    lists = isinstance(paths, list | tuple) and paths and all(isinstance(path, list | tuple) for path in paths)
    layers = [layer for path in paths for layer in path] if lists else []
    if not layers or not all(isinstance(layer, Layer) for layer in layers):
        raise refusal(who, "lists of layers, one for each path", repr(paths), "[[Dense(2)], []]")
    check_different(who, layers)
    if not isinstance(merge, Merge):
        raise refusal(who, "a merge", repr(merge), "Add() or Concatenate()")
    return [list(path) for path in paths]
