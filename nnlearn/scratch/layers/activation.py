"""An activation function as a layer of its own."""

from typing import Any

import numpy as np

from nnlearn.scratch import activations
from nnlearn.scratch.layers.base import Layer


class Activation(Layer):
    """`activation(x)`, with no weights. Introduced in chapter 02.

    Args:
        activation: name or function, see `nnlearn.scratch.activations`.
        dtype: "float64" or "float32".
        name: for the summary.

    Raises:
        ValueError: for an unknown activation.

    Example:
        >>> Activation("relu")(np.array([[-1.0, 2.0]]))
        array([[0., 2.]])
    """

    def __init__(self, activation: activations.Function | str, *, dtype: str = "float64", name: str | None = None):
        super().__init__(dtype, name)
        self.activation = activations.get(activation)
        self._x: Any = None  # inputs of the last forward pass

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """`activation(x)`, same shape."""
        self._x = x
        return self.activation(x)

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """`gradient * activation'(x)`, same shape; for softmax its Jacobian times the gradient."""
        gradient = self._as_gradient(gradient)
        return activations.backward(self.activation, self._x, gradient)
