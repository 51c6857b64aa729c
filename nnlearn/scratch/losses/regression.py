"""Losses for numbers: how far is the prediction from the target?"""

import numpy as np

from nnlearn.scratch.checks import above_zero
from nnlearn.scratch.losses.base import Array, Loss
from nnlearn.scratch.losses.labels import matched_targets


def mean_squared_error(y_true: Array, y_pred: Array) -> Array:
    """`mean((y_pred - y_true) ** 2)` of each sample (Legendre, 1805: least squares). Introduced in chapter 03.

    Args:
        y_true: targets, shape (batch, outputs).
        y_pred: predictions, likewise.

    Returns:
        One number per sample, shape (batch,).

    Raises:
        ValueError: for different shapes, an empty batch, NaN or infinity in y_true.

    Example:
        >>> mean_squared_error(np.array([[0.0, 1.0], [2.0, 2.0]]), np.array([[1.0, 3.0], [2.0, 2.0]]))
        array([2.5, 0. ])
    """
    y_true, y_pred = matched_targets("mean_squared_error", y_true, y_pred)
    return np.square(y_pred - y_true).mean(axis=-1)  # (batch,)


def mean_squared_error_gradient(y_true: Array, y_pred: Array) -> Array:
    """`2 * (y_pred - y_true) / outputs`, shape (batch, outputs)."""
    y_true, y_pred = matched_targets("mean_squared_error", y_true, y_pred)
    return 2 / y_pred.shape[-1] * (y_pred - y_true)


class MeanSquaredError(Loss):
    """`mean((y_pred - y_true) ** 2)`: big errors count most. Introduced in chapter 03.

    Args:
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".
        name: for reports.

    Raises:
        ValueError: for another reduction; when called, see `mean_squared_error`.

    Example:
        >>> loss, y_true, y_pred = MeanSquaredError(), np.array([[0.0], [2.0]]), np.array([[1.0], [5.0]])
        >>> loss(y_true, y_pred)
        5.0
        >>> loss.gradient(y_true, y_pred)
        array([[1.],
               [3.]])
    """

    def __init__(self, reduction: str = "sum_over_batch_size", name: str = "mean_squared_error"):
        super().__init__(name, reduction)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """See `mean_squared_error`."""
        return mean_squared_error(y_true, y_pred)

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """See `mean_squared_error_gradient`."""
        return mean_squared_error_gradient(y_true, y_pred)


def mean_absolute_error(y_true: Array, y_pred: Array) -> Array:
    """`mean(|y_pred - y_true|)` of each sample. Introduced in chapter 05.

    Args:
        y_true: targets, shape (batch, outputs).
        y_pred: predictions, likewise.

    Returns:
        One number per sample, shape (batch,).

    Raises:
        ValueError: for different shapes, an empty batch, NaN or infinity in y_true.

    Example:
        >>> mean_absolute_error(np.array([[0.0, 1.0]]), np.array([[1.0, 3.0]]))
        array([1.5])
    """
    y_true, y_pred = matched_targets("mean_absolute_error", y_true, y_pred)
    return np.abs(y_pred - y_true).mean(axis=-1)  # (batch,)


def mean_absolute_error_gradient(y_true: Array, y_pred: Array) -> Array:
    """`sign(y_pred - y_true) / outputs`, shape (batch, outputs); 0 where they are equal, as in TensorFlow."""
    y_true, y_pred = matched_targets("mean_absolute_error", y_true, y_pred)
    return np.sign(y_pred - y_true) / y_pred.shape[-1]


class MeanAbsoluteError(Loss):
    """`mean(|y_pred - y_true|)`: an error of 10 costs ten times an error of 1. Introduced in chapter 05.

    Args:
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".
        name: for reports.

    Raises:
        ValueError: for another reduction; when called, see `mean_absolute_error`.

    Example:
        >>> MeanAbsoluteError()(np.array([[0.0], [2.0]]), np.array([[1.0], [5.0]]))
        2.0
    """

    def __init__(self, reduction: str = "sum_over_batch_size", name: str = "mean_absolute_error"):
        super().__init__(name, reduction)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """See `mean_absolute_error`."""
        return mean_absolute_error(y_true, y_pred)

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """See `mean_absolute_error_gradient`."""
        return mean_absolute_error_gradient(y_true, y_pred)


def huber(y_true: Array, y_pred: Array, delta: float = 1.0) -> Array:
    """Mean of `error ** 2 / 2 if |error| <= delta else delta * |error| - delta ** 2 / 2`. Introduced in chapter 05.

    A parabola in the middle with straight arms: outliers pull with the force delta at most. Huber (1964),
    Robust estimation of a location parameter.

    Args:
        y_true: targets, shape (batch, outputs).
        y_pred: predictions, likewise.
        delta: where the arms begin, above 0, in the units of y_true.

    Returns:
        One number per sample, shape (batch,).

    Raises:
        ValueError: for delta not above 0, different shapes, an empty batch, NaN or infinity in y_true.

    Example:
        >>> huber(np.array([[0.0], [0.0]]), np.array([[1.0], [10.0]]))
        array([0.5, 9.5])
    """
    delta = above_zero("huber", "delta", delta, "1.0")
    y_true, y_pred = matched_targets("huber", y_true, y_pred)
    distance = np.abs(y_pred - y_true)
    inner = np.minimum(distance, delta)
    return (inner * (distance - inner / 2)).mean(axis=-1)  # both cases of the formula, as inner is min(distance, delta)


def huber_gradient(y_true: Array, y_pred: Array, delta: float = 1.0) -> Array:
    """`clip(y_pred - y_true, -delta, delta) / outputs`, shape (batch, outputs)."""
    delta = above_zero("huber", "delta", delta, "1.0")
    y_true, y_pred = matched_targets("huber", y_true, y_pred)
    return np.clip(y_pred - y_true, -delta, delta) / y_pred.shape[-1]


class Huber(Loss):
    """Squared error near the target, absolute error far from it. Introduced in chapter 05.

    Args:
        delta: where the one becomes the other, above 0.
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".
        name: for reports.

    Raises:
        ValueError: for delta not above 0, another reduction; when called, see `huber`.

    Example:
        >>> Huber(delta=2.0)(np.array([[0.0], [0.0]]), np.array([[1.0], [10.0]]))
        9.25
    """

    def __init__(self, delta: float = 1.0, reduction: str = "sum_over_batch_size", name: str = "huber_loss"):
        super().__init__(name, reduction)
        self.delta = above_zero("Huber", "delta", delta, "1.0")

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """See `huber`."""
        return huber(y_true, y_pred, self.delta)

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """See `huber_gradient`."""
        return huber_gradient(y_true, y_pred, self.delta)
