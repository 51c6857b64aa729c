"""Layers in a row."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nnlearn.scratch.checks import check_shape
from nnlearn.scratch.layers import Layer
from nnlearn.scratch.layers.base import Shape
from nnlearn.scratch.layers.rows import check_different, check_row, common_dtype
from nnlearn.scratch.models.model import Model
from nnlearn.scratch.models.names import numbered


class Sequential(Model):
    """A network in which each layer's output is the next one's input. Introduced in chapter 02.

    Args:
        layers: at least one; each layer object once. A Sequential may be a layer of another.
        name: for the summary.
        dtype: "float64" or "float32", for all layers; None leaves it to the layers, which must agree.

    Attributes:
        layers: the layers, first to last. Two of a kind without names are told apart as in Keras: dense,
            dense_1.

    Raises:
        ValueError: for no layers, things that are no layers, or a layer given twice; when called, for inputs
            that are empty, hold NaN, or do not fit the first layer.

    Example:
        >>> from nnlearn.scratch import Dense
        >>> model = Sequential([Dense(2, activation="relu"), Dense(1)])
        >>> model.build((None, 2))
        >>> model.count_params()
        9
    """

    def __init__(self, layers: Sequence[Layer], name: str = "sequential", *, dtype: str | None = None):
        check_row("Sequential", layers)
        check_different("Sequential", layers)
        super().__init__(dtype or common_dtype("Sequential", layers), name)
        self.layers = list(layers)
        self.set_dtype(self.dtype.name)

    def build(self, input_shape: Shape) -> None:
        """Make the weights of all layers for inputs of this shape, such as (None, 2)."""
        check_shape("Sequential", input_shape)
        shape = input_shape
        for layer in self.layers:
            if not layer.built:
                layer.build(shape)
            shape = layer.output_shape(shape)
        super().build(input_shape)

    def forward(self, x: Any, training: bool = False) -> np.ndarray:
        """First layer to last."""
        for layer in self.layers:
            x = layer(x, training)
        return x

    def backward(self, gradient: np.ndarray) -> Any:
        """Last layer to first: from the gradient of the loss by the output to that by the input.

        Each layer's `gradients` are filled on the way.
        """
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient

    def layer_outputs(self, x: np.ndarray) -> list[np.ndarray]:
        """The output of every layer, first to last: what the hidden layers see."""
        self(x)  # checks the input and builds
        outputs, x = [], np.array(x)  # a copy, which a first Flatten may hand on
        for layer in self.layers:
            x = layer(x)
            outputs.append(x)
        return outputs

    def output_shape(self, input_shape: Any) -> Shape:
        """Shape of what the last layer makes of inputs of this shape."""
        for layer in self.layers:
            input_shape = layer.output_shape(input_shape)
        return input_shape

    def summary(self, print_fn: Callable[[str], None] = print) -> None:
        """Print a table of the layers: name, output shape, parameters.

        Raises:
            ValueError: before the model is built.

        Example:
            >>> from nnlearn.scratch import Dense
            >>> model = Sequential([Dense(2, activation="relu"), Dense(1)])
            >>> model.build((None, 2))
            >>> model.summary()
            Model: sequential
            Layer (type)              Output shape         Params
            -----------------------------------------------------
            dense (Dense)             (None, 2)                 6
            dense_1 (Dense)           (None, 1)                 3
            -----------------------------------------------------
            Total params: 9
        """
        total = self.count_params()  # says so when the model is not built
        lines = [f"Model: {self.name}", f"{'Layer (type)':<26}{'Output shape':<16}{'Params':>11}", "-" * 53]
        shape = self.input_shape
        for name, layer in zip(numbered(self.layers), self.layers, strict=True):
            shape = layer.output_shape(shape)
            title = f"{name} ({type(layer).__name__})"
            lines.append(f"{title:<26}{shape!s:<16}{layer.count_params():>11,}")
        lines += ["-" * 53, f"Total params: {total:,}"]
        if fixed := sum(weight.size for weight in self.non_trainable_weights):
            lines.append(f"Non-trainable params: {fixed:,}")
        for line in lines:
            print_fn(line)
