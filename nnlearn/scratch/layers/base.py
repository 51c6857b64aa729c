"""What every layer has: weights, a forward pass, and a backward pass that uses what the forward pass kept."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlearn.scratch.checks import numbers, refusal
from nnlearn.scratch.config import Configurable

if TYPE_CHECKING:
    from nnlearn.scratch.regularizers import Regularizer

Array = np.ndarray
Shape = tuple[int | None, ...]


class Layer(Configurable):
    """A step of a network. A new layer writes `forward` and `backward`, and `build` if it has weights.

    Attributes:
        name: as it appears in a summary; the class name in lower case if not given.
        dtype: np.float64 or np.float32: of weights, inputs and outputs.
        layers: the layers inside this one; none for most.
        trainable_weights: arrays that an optimizer changes, once the layer is built.
        non_trainable_weights: arrays that the layer moves itself, such as moving averages.
        gradients: of the loss by each of the trainable weights, after `backward`.
        built: True once the weights exist.

    Example:
        >>> class Double(Layer):
        ...     def forward(self, x, training=False):
        ...         return 2 * x
        ...     def backward(self, gradient):
        ...         return 2 * self._as_gradient(gradient)
        >>> Double()(np.array([[1.0, 3.0]]))
        array([[2., 6.]])
    """

    dtype: np.dtype

    def __init__(self, dtype: str = "float64", name: str | None = None):
        self.layers: list[Layer] = []
        self.built = False
        self.set_dtype(dtype)
        self.name = name or type(self).__name__.lower()
        self._trainable: list[Array] = []
        self._non_trainable: list[Array] = []
        self._regularizers: list[Regularizer | None] = []  # one for each of _trainable
        self._gradients: list[Array] = []
        self._output_shape: tuple[int, ...] | None = None  # of the last pass

    def build(self, input_shape: Shape) -> None:
        """Make the weights for inputs of this shape, such as (None, features): None stands for the batch."""
        self.built = True

    def forward(self, x: Any, training: bool = False) -> Any:
        """The layer's output; keeps what `backward` needs. Called through the layer itself, which checks the input."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, gradient: Any) -> Any:
        """From the gradient of the loss by the last output to that by the last input; fills `gradients`."""
        raise NotImplementedError(f"{type(self).__name__} has no backward")

    def __call__(self, x: Any, training: bool = False) -> Any:
        """Check the input, build the layer if need be, then `forward`."""
        x = self._as_input(x)
        if not self.built:
            self.build(_shape_of(x))
        y = self.forward(x, training)
        self._output_shape = y.shape
        return y

    def output_shape(self, input_shape: Any) -> Shape:
        """Shape of what comes out for inputs of this shape."""
        return input_shape

    def add_weight(
        self,
        shape: tuple[int, ...],
        initializer: Callable[..., Array],
        rng: np.random.Generator | None = None,
        regularizer: "Regularizer | None" = None,
        trainable: bool = True,
    ) -> Array:
        """A new weight of the layer, for `build`; its gradient is expected at the same place of `gradients`."""
        if self.built:
            raise refusal(
                f"{type(self).__name__}.build", "a layer without weights", "one that has them", "make a new layer"
            )
        weight = np.asarray(initializer(shape, rng)).astype(self.dtype)
        if weight.shape != shape:
            fix = "a function (shape, rng) -> array of that shape"
            raise refusal(type(self).__name__, f"an initializer that gives shape {shape}", weight.shape, fix)
        (self._trainable if trainable else self._non_trainable).append(weight)
        if trainable:
            self._regularizers.append(regularizer)
        return weight

    @property
    def trainable_weights(self) -> list[Array]:
        """The layer's own, then those of the layers inside it."""
        return self._trainable + [weight for layer in self.layers for weight in layer.trainable_weights]

    @property
    def non_trainable_weights(self) -> list[Array]:
        """The layer's own, then those of the layers inside it."""
        return self._non_trainable + [weight for layer in self.layers for weight in layer.non_trainable_weights]

    @property
    def weights(self) -> list[Array]:
        """Layer by layer, the trainable ones before the others: Keras' order."""
        return self._trainable + self._non_trainable + [weight for layer in self.layers for weight in layer.weights]

    @property
    def gradients(self) -> list[Array]:
        """One for each of `trainable_weights`, once `backward` has run."""
        return self._gradients + [gradient for layer in self.layers for gradient in layer.gradients]

    @gradients.setter
    def gradients(self, gradients: list[Array]) -> None:
        self._gradients = gradients

    def penalty(self) -> float:
        """What the regularizers add to the loss."""
        own = sum(r(weight) for r, weight in zip(self._regularizers, self._trainable, strict=True) if r)
        return own + sum(layer.penalty() for layer in self.layers)

    def add_penalty_gradients(self) -> None:
        """Add the derivatives of `penalty` to `gradients`."""
        for k, regularizer in enumerate(self._regularizers):
            if regularizer:
                self._gradients[k] = self._gradients[k] + regularizer.gradient(self._trainable[k])
        for layer in self.layers:
            layer.add_penalty_gradients()

    def count_params(self) -> int:
        """How many numbers the weights hold; the layer must be built.

        Raises:
            ValueError: before the layer has seen an input.
        """
        self._check_built("count_params")
        return sum(weight.size for weight in self.weights)

    def get_weights(self) -> list[Array]:
        """Copies of the weights."""
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Write these numbers into the weights, in the order of `get_weights`.

        Raises:
            ValueError: before the layer is built, for other shapes than the layer has, or what is made of no numbers.
        """
        self._check_built("set_weights")
        who = f"{type(self).__name__}.set_weights"
        listed = weights if np.iterable(weights) else [weights]
        given = [numbers(who, f"weights[{k}]", weight) for k, weight in enumerate(listed)]
        expected = [weight.shape for weight in self.weights]
        received = [weight.shape for weight in given]
        if expected != received:
            raise refusal(who, f"shapes {expected}", received, "the order and shapes of get_weights()")
        for mine, new in zip(self.weights, given, strict=True):
            mine[...] = new

    def set_dtype(self, dtype: str) -> None:
        """Choose "float64" or "float32", before the weights are made."""
        if dtype not in ("float64", "float32", np.dtype("float64"), np.dtype("float32")):
            raise refusal(type(self).__name__, "dtype 'float64' or 'float32'", repr(dtype), "'float64'")
        if self.built and self.dtype != dtype:
            raise refusal(type(self).__name__, "its dtype before it is built", f"{dtype!r} after", "make a new layer")
        self.dtype = np.dtype(dtype)
        for layer in self.layers:
            layer.set_dtype(dtype)

    def _check_built(self, method):
        if not self.built:
            who, fix = f"{type(self).__name__}.{method}", "layer.build((None, features))"
            raise refusal(who, "a built layer", "one that has seen no input", fix)

    def _as_input(self, x):
        """X in the layer's dtype, at least (batch, features)."""
        x = numbers(type(self).__name__, "inputs", x)
        if x.size == 0:
            raise refusal(type(self).__name__, "at least one input", f"shape {x.shape}", "pass at least one row")
        if x.ndim < 2:
            raise ValueError(
                f"{type(self).__name__} expects inputs of shape (batch, features), received {x.shape}. "
                "Add a batch axis: x[None, :], or x[:, None] if each number is a sample."
            )
        return x.astype(self.dtype, copy=False)

    def _as_gradient(self, gradient):
        """The gradient in the layer's dtype, shaped like the last output."""
        if self._output_shape is None:
            raise refusal(f"{type(self).__name__}.backward", "a forward pass first", "none", "layer(x)")
        gradient = numbers(f"{type(self).__name__}.backward", "gradient", gradient)
        if gradient.shape != self._output_shape:
            raise refusal(
                f"{type(self).__name__}.backward",
                f"a gradient of shape {self._output_shape}, that of the last output",
                gradient.shape,
                "one number per output",
            )
        return gradient.astype(self.dtype, copy=False)


def _shape_of(x: Any) -> Any:
    """(None, ...) of an array; a list of them for several inputs."""
    return [_shape_of(each) for each in x] if isinstance(x, list) else (None, *x.shape[1:])
