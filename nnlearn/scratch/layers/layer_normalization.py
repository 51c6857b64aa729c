"""Layer normalization: each example by itself."""

from typing import Any

import numpy as np

from nnlearn.scratch import initializers, regularizers
from nnlearn.scratch.checks import check_shape, number_between, refusal, true_or_false
from nnlearn.scratch.layers.base import Layer, Shape
from nnlearn.scratch.layers.batch_normalization import checked_axes, standardize_backward, whole_axes
from nnlearn.scratch.layers.weight import Weight


class LayerNormalization(Layer):
    """`gamma * (x - mean) / sqrt(variance + epsilon) + beta` with the mean and variance of each example.
    Introduced in chapter 07.

    It asks nothing of the batch: training and inference are the same, and a batch of one will do.

    Ba, Kiros and Hinton (2016), Layer normalization.

    Args:
        axis: of the features, which are averaged over; a tuple for several. Not 0, the batch.
        epsilon: at least 0; keeps the division possible where the features are all alike.
        center: False leaves beta away.
        scale: False leaves gamma away.
        beta_initializer: name, initializer, or function `(shape, rng) -> array`.
        gamma_initializer: likewise.
        beta_regularizer: name such as "l2", or regularizer; None for none.
        gamma_regularizer: likewise.
        dtype: "float64" or "float32".
        name: for the summary.

    Attributes:
        gamma: factor, one for each feature: shape (features,), with several axes (rows, columns, ...); or None.
        beta: shift, likewise.

    Raises:
        ValueError: for an epsilon out of range; when built or called, for inputs without those axes, or with
            other features than before.

    Example:
        >>> LayerNormalization(epsilon=0.0)(np.array([[1.0, 3.0], [20.0, 10.0]]))
        array([[-1.,  1.],
               [ 1., -1.]])
    """

    gamma = Weight()
    beta = Weight()

    def __init__(
        self,
        axis: int | tuple[int, ...] = -1,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: initializers.Initializer | str = "zeros",
        gamma_initializer: initializers.Initializer | str = "ones",
        beta_regularizer: regularizers.Regularizer | str | None = None,
        gamma_regularizer: regularizers.Regularizer | str | None = None,
        *,
        dtype: str = "float64",
        name: str | None = None,
    ):
        super().__init__(dtype, name)
        self.axis = whole_axes("LayerNormalization", axis, several=True)
        self.epsilon = number_between("LayerNormalization", "epsilon", epsilon, 0, 1)
        self.center = true_or_false("LayerNormalization", "center", center)
        self.scale = true_or_false("LayerNormalization", "scale", scale)
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self._features: Any = None  # the shape that gamma and beta have
        self._axes: Any = None  # the features' axes counted from 0, the standardized inputs and their divisor:
        self._x_hat: Any = None  # of the last forward pass
        self._std: Any = None

    def build(self, input_shape: Shape) -> None:
        """Make gamma and beta for inputs of shape (None, ..., features)."""
        check_shape("LayerNormalization", input_shape)
        axes = checked_axes("LayerNormalization", self.axis, input_shape)
        self._features = tuple(input_shape[axis] for axis in axes)
        if self.scale:
            self.gamma = self.add_weight(self._features, self.gamma_initializer, regularizer=self.gamma_regularizer)
        if self.center:
            self.beta = self.add_weight(self._features, self.beta_initializer, regularizer=self.beta_regularizer)
        super().build(input_shape)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """`gamma * (x - mean) / sqrt(variance + epsilon) + beta`, same shape."""
        self._axes = checked_axes("LayerNormalization", self.axis, x.shape)
        mean = x.mean(axis=self._axes, keepdims=True)  # (batch, ..., 1)
        variance = x.var(axis=self._axes, keepdims=True)
        self._std = np.sqrt(variance + self.epsilon)
        self._x_hat = (x - mean) / self._std
        y = self._x_hat * self._spread(self.gamma) if self.scale else self._x_hat
        return y + self._spread(self.beta) if self.center else y

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """Gradients by gamma, beta and the input, from that by the output, which is shaped like the input."""
        dy = self._as_gradient(gradient)
        dgamma = [(dy * self._x_hat).sum(axis=self._others())] if self.scale else []  # (features,)
        dbeta = [dy.sum(axis=self._others())] if self.center else []
        self.gradients = dgamma + dbeta
        dx_hat = dy * self._spread(self.gamma) if self.scale else dy
        return standardize_backward(dx_hat, self._x_hat, self._std, self._axes)

    def _others(self):
        """The axes that are not features: batch, steps, ..."""
        return tuple(axis for axis in range(self._x_hat.ndim) if axis not in self._axes)

    def _spread(self, weight):
        """The weight with axes of length 1 in place of the others, so that it broadcasts."""
        return np.expand_dims(weight, self._others())

    def _as_input(self, x):
        x = super()._as_input(x)
        axes = checked_axes("LayerNormalization", self.axis, x.shape)
        if self.built and tuple(x.shape[axis] for axis in axes) != self._features:
            raise refusal(
                "LayerNormalization",
                f"features of shape {self._features} on axis {self.axis}",
                f"shape {x.shape}",
                "the same features as at the first call",
            )
        return x
