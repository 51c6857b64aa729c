"""Batch normalization, and the derivative of standardizing that layer normalization shares."""

from typing import Any

import numpy as np

from nnlearn.scratch import initializers, regularizers
from nnlearn.scratch.checks import check_shape, number_between, refusal, true_or_false
from nnlearn.scratch.layers.base import Layer, Shape
from nnlearn.scratch.layers.weight import Weight

Array = np.ndarray


class BatchNormalization(Layer):
    """`gamma * (x - mean) / sqrt(variance + epsilon) + beta` for each feature. Introduced in chapter 07.

    In training, mean and variance are those of the batch, and the moving averages follow them:
    `moving = momentum * moving + (1 - momentum) * batch`. In inference they are the moving averages, so that an
    answer does not depend on what else is in the batch.

    Ioffe and Szegedy (2015), Batch normalization: accelerating deep network training by reducing internal
    covariate shift, algorithm 1. As in Keras, the moving variance follows the batch's own variance (divided by
    m); the paper multiplies it by m / (m - 1) for inference.

    Args:
        axis: of the features; every other axis is averaged over. Not 0, the batch.
        momentum: share of the moving averages that stays at each training pass, in [0, 1].
        epsilon: at least 0; keeps the division possible where a feature does not vary.
        center: False leaves beta away.
        scale: False leaves gamma away.
        beta_initializer: name, initializer, or function `(shape, rng) -> array`.
        gamma_initializer: likewise.
        moving_mean_initializer: likewise.
        moving_variance_initializer: likewise.
        beta_regularizer: name such as "l2", or regularizer; None for none.
        gamma_regularizer: likewise.
        dtype: "float64" or "float32".
        name: for the summary.

    Attributes:
        gamma: factor, shape (features,), or None.
        beta: shift, shape (features,), or None.
        moving_mean: shape (features,); not trained, but moved by training passes.
        moving_variance: likewise.

    Raises:
        ValueError: for a momentum or epsilon out of range; when built or called, for inputs without that axis,
            or with other features than before.

    Example:
        >>> layer = BatchNormalization(momentum=0.5, epsilon=0.0)
        >>> layer(np.array([[1.0], [3.0]]), training=True)
        array([[-1.],
               [ 1.]])
        >>> layer.moving_mean, layer.moving_variance
        (array([1.]), array([1.]))
    """

    gamma = Weight()
    beta = Weight()
    moving_mean = Weight()
    moving_variance = Weight()

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: initializers.Initializer | str = "zeros",
        gamma_initializer: initializers.Initializer | str = "ones",
        moving_mean_initializer: initializers.Initializer | str = "zeros",
        moving_variance_initializer: initializers.Initializer | str = "ones",
        beta_regularizer: regularizers.Regularizer | str | None = None,
        gamma_regularizer: regularizers.Regularizer | str | None = None,
        *,
        dtype: str = "float64",
        name: str | None = None,
    ):
        super().__init__(dtype, name)
        self.axis = whole_axes("BatchNormalization", axis, several=False)
        self.momentum = number_between("BatchNormalization", "momentum", momentum, 0, 1)
        self.epsilon = number_between("BatchNormalization", "epsilon", epsilon, 0, 1)
        self.center = true_or_false("BatchNormalization", "center", center)
        self.scale = true_or_false("BatchNormalization", "scale", scale)
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self._x_hat: Any = None  # standardized inputs, features last, and their divisor: of the last forward pass
        self._std: Any = None
        self._training = False

    def build(self, input_shape: Shape) -> None:
        """Make gamma, beta and the moving averages for inputs of shape (None, ..., features)."""
        check_shape("BatchNormalization", input_shape)
        checked_axes("BatchNormalization", self.axis, input_shape)
        shape = (input_shape[self.axis],)
        if self.scale:
            self.gamma = self.add_weight(shape, self.gamma_initializer, regularizer=self.gamma_regularizer)
        if self.center:
            self.beta = self.add_weight(shape, self.beta_initializer, regularizer=self.beta_regularizer)
        self.moving_mean = self.add_weight(shape, self.moving_mean_initializer, trainable=False)
        self.moving_variance = self.add_weight(shape, self.moving_variance_initializer, trainable=False)
        super().build(input_shape)

    def forward(self, x: Array, training: bool = False) -> Array:
        """`gamma * (x - mean) / sqrt(variance + epsilon) + beta`, same shape."""
        x = np.moveaxis(x, self.axis, -1)  # (batch, ..., features)
        mean, variance = self._statistics(x) if training else (self.moving_mean, self.moving_variance)
        self._training = training
        self._std = np.sqrt(variance + self.epsilon)  # (features,)
        self._x_hat = (x - mean) / self._std
        y = self._x_hat * self.gamma if self.scale else self._x_hat
        y = y + self.beta if self.center else y
        return np.moveaxis(y, -1, self.axis)

    def backward(self, gradient: Array) -> Array:
        """Gradients by gamma, beta and the input, from that by the output: all of the input's shape."""
        dy = np.moveaxis(self._as_gradient(gradient), self.axis, -1)  # (batch, ..., features)
        batch = tuple(range(dy.ndim - 1))  # every axis but the features'
        dgamma = [(dy * self._x_hat).sum(axis=batch)] if self.scale else []  # (features,)
        dbeta = [dy.sum(axis=batch)] if self.center else []
        self.gradients = dgamma + dbeta
        dx_hat = dy * self.gamma if self.scale else dy
        # In training every input moves its batch's mean and variance too; the moving averages are constants.
        dx = standardize_backward(dx_hat, self._x_hat, self._std, batch) if self._training else dx_hat / self._std
        return np.moveaxis(dx, -1, self.axis)

    def _statistics(self, x):
        """Mean and variance of this batch, each (features,), which the moving averages follow."""
        batch = tuple(range(x.ndim - 1))
        mean, variance = x.mean(axis=batch), x.var(axis=batch)
        self.moving_mean[...] = self.momentum * self.moving_mean + (1 - self.momentum) * mean
        self.moving_variance[...] = self.momentum * self.moving_variance + (1 - self.momentum) * variance
        return mean, variance

    def _as_input(self, x):
        x = super()._as_input(x)
        checked_axes("BatchNormalization", self.axis, x.shape)
        if self.built and x.shape[self.axis] != len(self.moving_mean):
            raise refusal(
                "BatchNormalization",
                f"{len(self.moving_mean)} features on axis {self.axis}",
                f"shape {x.shape}",
                "the same number of features as at the first call",
            )
        return x


def standardize_backward(dx_hat: Array, x_hat: Array, std: Array, axes: tuple[int, ...]) -> Array:
    """The gradient by x from that by `x_hat = (x - mean) / std`, where mean and std are taken of x itself.

    Ioffe and Szegedy (2015), section 3, with its three steps put together.

    Args:
        dx_hat: gradient of the loss by x_hat.
        x_hat: the standardized numbers, same shape.
        std: what they were divided by, `sqrt(variance + epsilon)`, in a shape that broadcasts.
        axes: those that mean and variance were taken over, m numbers in all.

    Returns:
        An array shaped like x_hat.
    """
    # One x moves its own x_hat by 1 / std; through the mean it moves all m of them by -1 / (m * std);
    # through std, as d std / dx = (x - mean) / (m * std) = x_hat / m, it moves each by -x_hat[j] * x_hat / (m * std).
    # Summed over all j: dx = (dx_hat - sum(dx_hat) / m - x_hat * sum(dx_hat * x_hat) / m) / std.
    return (
        dx_hat - dx_hat.mean(axis=axes, keepdims=True) - x_hat * (dx_hat * x_hat).mean(axis=axes, keepdims=True)
    ) / std


def whole_axes(who: str, axis: Any, several: bool) -> Any:
    """The axis as it is, or as a tuple if there are `several` in a list.

    Raises:
        ValueError: for anything but whole numbers.
    """
    axes = tuple(axis) if several and isinstance(axis, list | tuple) else (axis,)
    if not axes or not all(isinstance(a, int) and not isinstance(a, bool) for a in axes):
        raise refusal(who, f"axis, a whole number{' or several' if several else ''}", repr(axis), "axis=-1")
    return axes if isinstance(axis, list | tuple) else axis


def checked_axes(who: str, axis: int | tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """The axes counted from 0, in order.

    Raises:
        ValueError: if the shape lacks one of them, does not say how long it is, or it is the batch's or there twice.
    """
    axes = axis if isinstance(axis, tuple) else (axis,)
    found = sorted({a % len(shape) for a in axes if -len(shape) <= a < len(shape)})
    if len(found) < len(axes) or found[0] == 0 or not all(shape[a] for a in found):
        raise refusal(who, f"inputs with features on axis {axis}, not 0", f"shape {shape}", "axis=-1")
    return tuple(found)
