"""Layers in a row."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from nnlearn.scratch.layers import Layer
from nnlearn.scratch.layers.base import Shape


class Sequential:
    """A network in which each layer's output is the next one's input. Introduced in chapter 02.

    Args:
        layers: at least one; each layer object once.
        name: for the summary.

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

    def __init__(self, layers: Sequence[Layer], name: str = "sequential"):
        self.layers = list(layers)
        self.name = name
        strangers = [layer for layer in self.layers if not isinstance(layer, Layer)]
        if strangers or not self.layers:
            raise ValueError(
                f"Sequential expects a list of layers, received {strangers[0] if strangers else layers!r}. "
                "Fix: Sequential([Dense(1)])."
            )
        if len({id(layer) for layer in self.layers}) < len(self.layers):
            raise ValueError("Sequential expects different layers, received one twice. Fix: make a new Dense(...).")

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """The output of the last layer for a batch of inputs, shape (batch, ...)."""
        return self.layer_outputs(x)[-1]

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The same as calling the model; by this name Keras runs a data set of any size."""
        return self(x)

    def layer_outputs(self, x: np.ndarray) -> list[np.ndarray]:
        """The output of every layer, first to last: what the hidden layers see."""
        x = _check_inputs(x)
        outputs = []
        for layer in self.layers:
            x = layer(x)
            outputs.append(x)
        return outputs

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Last layer to first: from the gradient of the loss by the output to that by the input.

        Each layer's `gradients` are filled on the way.
        """
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient

    def build(self, input_shape: Shape) -> None:
        """Make the weights of all layers for inputs of this shape, such as (None, 2)."""
        for layer in self.layers:
            layer.build(input_shape)
            input_shape = layer.output_shape(input_shape)

    @property
    def built(self) -> bool:
        """True once every layer has its weights."""
        return all(layer.built for layer in self.layers)

    def count_params(self) -> int:
        """How many numbers all the weights hold.

        Raises:
            ValueError: before the model is built.
        """
        return sum(layer.count_params() for layer in self.layers)

    def get_weights(self) -> list[np.ndarray]:
        """Copies of the weights of all layers in one list: kernel, bias, kernel, bias, ..."""
        return [weight for layer in self.layers for weight in layer.get_weights()]

    def set_weights(self, weights: Sequence[np.ndarray]) -> None:
        """Write these numbers into the weights, in the order of `get_weights`.

        Raises:
            ValueError: before the model is built, or for other shapes than the model has.
        """
        mine = [weight.shape for layer in self.layers for weight in layer.weights]
        given = [np.shape(weight) for weight in weights]
        if not self.built or mine != given:
            raise ValueError(
                f"Sequential.set_weights expects shapes {mine if self.built else 'of a built model'}, "
                f"received {given}. Fix: model.build((None, features)), then the order of get_weights()."
            )
        rest = iter(weights)
        for layer in self.layers:
            layer.set_weights([next(rest) for _ in layer.weights])

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
        shape = self._input_shape()
        for name, layer in zip(self._names(), self.layers, strict=True):
            shape = layer.output_shape(shape)
            title = f"{name} ({type(layer).__name__})"
            lines.append(f"{title:<26}{shape!s:<16}{layer.count_params():>11,}")
        lines += ["-" * 53, f"Total params: {total:,}"]
        for line in lines:
            print_fn(line)

    def _input_shape(self):
        """Shape of the inputs as the first layer with weights tells it; layers before it keep the shape."""
        kernel = next((layer.weights[0] for layer in self.layers if layer.weights), None)
        return (None, None if kernel is None else kernel.shape[0])

    def _names(self):
        """The layers' names, with a number from the second of a name on."""
        seen: Counter[str] = Counter()
        names = []
        for layer in self.layers:
            names.append(f"{layer.name}_{seen[layer.name]}" if seen[layer.name] else layer.name)
            seen[layer.name] += 1
        return names


def _check_inputs(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(
            f"Sequential expects at least one input, received shape {x.shape}. Fix: pass at least one row."
        )
    if x.dtype.kind == "f" and np.isnan(x).any():
        row = int(np.argwhere(np.isnan(x))[0][0])
        raise ValueError(
            f"Sequential expects numbers, received NaN in row {row}. Fix: fill or drop missing values first."
        )
    return x
