"""What every layer has: weights, a forward pass, and a backward pass that uses what the forward pass kept."""

from collections.abc import Sequence

import numpy as np

Shape = tuple[int | None, ...]


class Layer:
    """A step of a network. A new layer writes `forward` and `backward`, and `build` if it has weights.

    Attributes:
        name: as it appears in a summary; the class name in lower case if not given.
        dtype: np.float64 or np.float32: of weights, inputs and outputs.
        weights: arrays, once the layer is built.
        gradients: of the loss by each of the weights, after `backward`.
        built: True once the weights exist.
    """

    def __init__(self, dtype: str = "float64", name: str | None = None):
        if dtype not in ("float64", "float32"):
            raise ValueError(
                f"{type(self).__name__} expects dtype 'float64' or 'float32', received {dtype!r}. Fix: 'float64'."
            )
        self.dtype = np.dtype(dtype)
        self.name = name or type(self).__name__.lower()
        self.weights: list[np.ndarray] = []
        self.gradients: list[np.ndarray] = []
        self.built = False

    def build(self, input_shape: Shape) -> None:
        """Make the weights for inputs of this shape, (None, features): None stands for the batch."""
        self.built = True

    def forward(self, x: np.ndarray) -> np.ndarray:
        """The layer's output; keeps what `backward` needs."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """From the gradient of the loss by the last output to that by the last input; fills `gradients`."""
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Build the layer if need be, then `forward`."""
        x = self._as_input(x)
        if not self.built:
            self.build((None, *x.shape[1:]))
        return self.forward(x)

    def output_shape(self, input_shape: Shape) -> Shape:
        """Shape of what comes out for inputs of this shape."""
        return input_shape

    def count_params(self) -> int:
        """How many numbers the weights hold; the layer must be built.

        Raises:
            ValueError: before the layer has seen an input.
        """
        self._check_built("count_params")
        return sum(weight.size for weight in self.weights)

    def get_weights(self) -> list[np.ndarray]:
        """Copies of the weights."""
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[np.ndarray]) -> None:
        """Write these numbers into the weights.

        Raises:
            ValueError: before the layer is built, or for other shapes than the layer has.
        """
        self._check_built("set_weights")
        expected = [weight.shape for weight in self.weights]
        received = [np.shape(weight) for weight in weights]
        if expected != received:
            raise ValueError(
                f"{type(self).__name__}.set_weights expects shapes {expected}, received {received}. "
                "Fix: the order and shapes of get_weights()."
            )
        for mine, given in zip(self.weights, weights, strict=True):
            mine[...] = given

    def _check_built(self, method):
        if not self.built:
            raise ValueError(
                f"{type(self).__name__}.{method} expects a built layer, received one that has seen no input. "
                "Fix: layer.build((None, features))."
            )

    def _as_input(self, x):
        """X in the layer's dtype."""
        x = np.asarray(x)
        if x.dtype.kind not in "fiub":
            raise ValueError(
                f"{type(self).__name__} expects real numbers, received dtype {x.dtype}. Fix: x.astype(float)."
            )
        if x.ndim < 2:
            raise ValueError(
                f"{type(self).__name__} expects inputs of shape (batch, features), received {x.shape}. "
                "Add a batch axis: x[None, :]."
            )
        return x.astype(self.dtype, copy=False)

    def _as_gradient(self, gradient, shape):
        """The gradient in the layer's dtype, shaped like the last output."""
        if shape is None:
            raise ValueError(
                f"{type(self).__name__}.backward expects a forward pass first, received none. Fix: layer(x)."
            )
        gradient = np.asarray(gradient)
        if gradient.shape != shape:
            raise ValueError(
                f"{type(self).__name__}.backward expects a gradient of shape {shape}, that of the last output, "
                f"received {gradient.shape}. Fix: one number per output."
            )
        return gradient.astype(self.dtype, copy=False)
