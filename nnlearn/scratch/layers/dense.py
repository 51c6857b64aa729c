"""The dense layer: every input to every unit."""

from typing import Any

import numpy as np

from nnlearn.scratch import activations, initializers, regularizers
from nnlearn.scratch.checks import check_seed, check_shape, refusal, true_or_false, whole_number
from nnlearn.scratch.layers.base import Layer, Shape
from nnlearn.scratch.layers.weight import Weight


class Dense(Layer):
    """`activation(x @ kernel + bias)`: a layer of neurons that all see the same inputs. Introduced in
    chapter 02.

    Args:
        units: number of neurons, at least 1.
        activation: name or function, see `nnlearn.scratch.activations`; None is linear.
        use_bias: False leaves the bias away.
        kernel_initializer: name, initializer, or function `(shape, rng) -> array`.
        bias_initializer: likewise.
        kernel_regularizer: name such as "l2", or regularizer; None for none.
        bias_regularizer: likewise.
        seed: int, for the initial weights; fresh chance if None.
        dtype: "float64" or "float32".
        name: for the summary.

    Attributes:
        kernel: shape (inputs, units), made at the first call or by `build`. Numbers assigned to it are written into it.
        bias: shape (units,), or None.

    Raises:
        ValueError: for units below 1, a use_bias that is not True or False, an unknown activation or initializer;
            when called, for inputs that are not (batch, features), or have other features than before.

    Example:
        >>> layer = Dense(1, activation="step")
        >>> layer.build((None, 2))
        >>> layer.set_weights([np.array([[1.0], [1.0]]), np.array([-1.5])])
        >>> layer(np.array([[0, 0], [0, 1], [1, 0], [1, 1]])).ravel()
        array([0., 0., 0., 1.])
    """

    kernel = Weight()
    bias = Weight()

    def __init__(
        self,
        units: int,
        activation: activations.Function | str | None = None,
        use_bias: bool = True,
        kernel_initializer: initializers.Initializer | str = "glorot_uniform",
        bias_initializer: initializers.Initializer | str = "zeros",
        kernel_regularizer: regularizers.Regularizer | str | None = None,
        bias_regularizer: regularizers.Regularizer | str | None = None,
        *,
        seed: int | None = None,
        dtype: str = "float64",
        name: str | None = None,
    ):
        super().__init__(dtype, name)
        self.units = whole_number("Dense", "units", units)
        self.activation = activations.get(activation)
        self.use_bias = true_or_false("Dense", "use_bias", use_bias)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.seed = check_seed("Dense", seed)
        self._x: Any = None  # inputs and weighted sums of the last forward pass
        self._z: Any = None

    def build(self, input_shape: Shape) -> None:
        """Make kernel and bias for inputs of shape (None, features)."""
        check_shape("Dense", input_shape)
        if len(input_shape) != 2 or not input_shape[1]:
            fix = "a Flatten() before it" if len(input_shape) > 2 else "(None, 2)"
            raise refusal("Dense", "an input shape (None, features)", input_shape, fix)
        rng = np.random.default_rng(self.seed)
        shape = (input_shape[1], self.units)
        self.kernel = self.add_weight(shape, self.kernel_initializer, rng, self.kernel_regularizer)
        if self.use_bias:
            self.bias = self.add_weight((self.units,), self.bias_initializer, rng, self.bias_regularizer)
        super().build(input_shape)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """`activation(x @ kernel + bias)`, shape (batch, inputs) -> (batch, units)."""
        self._x = x
        self._z = x @ self.kernel  # (batch, units)
        if self.use_bias:
            self._z += self.bias
        return self.activation(self._z)

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Gradients by kernel, bias and input, from that by the output: (batch, units) -> (batch, inputs)."""
        gradient = self._as_gradient(gradient)
        dz = activations.backward(self.activation, self._z, gradient)  # (batch, units)
        dkernel = self._x.T @ dz  # (inputs, units)
        dbias = dz.sum(axis=0)  # (units,)
        self.gradients = [dkernel, dbias] if self.use_bias else [dkernel]
        return dz @ self.kernel.T  # (batch, inputs)

    def output_shape(self, input_shape: Shape) -> Shape:
        """(None, inputs) -> (None, units)."""
        return (input_shape[0], self.units)

    def _as_input(self, x):
        x = super()._as_input(x)
        if x.ndim != 2:
            raise ValueError(
                f"Dense expects inputs of shape (batch, features), received {x.shape}. "
                "Flatten them: x.reshape(len(x), -1)."
            )
        if self.built and x.shape[1] != self.kernel.shape[0]:
            expected = f"inputs of shape (batch, {self.kernel.shape[0]})"
            raise refusal("Dense", expected, x.shape, "the same number of features as at the first call")
        return x
