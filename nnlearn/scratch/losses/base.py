"""What every loss has: a number per sample, put together into one, and the gradient of that one."""

from typing import Any

import numpy as np

from nnlearn.scratch.checks import refusal
from nnlearn.scratch.config import Configurable
from nnlearn.scratch.losses.labels import fitted_weights

Array = np.ndarray
EPSILON = 1e-7  # Keras' fuzz factor: probabilities are kept this far from 0 and 1, where log and its slope blow up
REDUCTIONS = ("sum_over_batch_size", "sum")


class Loss(Configurable):
    """`mean(call(y_true, y_pred))`. A new loss writes `call` and `call_gradient`. Introduced in chapter 03.

    Args:
        name: for reports; the class name in lower case if None.
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".

    Raises:
        ValueError: for another reduction.

    Example:
        >>> class Square(Loss):
        ...     def call(self, y_true, y_pred):
        ...         return ((y_pred - y_true) ** 2).sum(axis=-1)
        ...     def call_gradient(self, y_true, y_pred):
        ...         return 2 * (y_pred - y_true)
        >>> Square().gradient(np.array([[1.0], [2.0]]), np.array([[3.0], [3.0]]))
        array([[2.],
               [1.]])
    """

    def __init__(self, name: str | None = None, reduction: str = "sum_over_batch_size"):
        kind = type(self).__name__
        if reduction not in REDUCTIONS:
            fix = "leave it away; the method call(y_true, y_pred) gives a number per sample"
            raise refusal(kind, "reduction 'sum_over_batch_size' or 'sum'", repr(reduction), fix)
        self.name = name or kind.lower()
        self.reduction = reduction

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """The loss of each sample, shape (batch,)."""
        raise NotImplementedError(f"{type(self).__name__} has no call(y_true, y_pred) yet: write it.")

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """The gradient of each sample's own loss by its own predictions, shape (batch, outputs)."""
        raise NotImplementedError(f"{type(self).__name__} has no call_gradient(y_true, y_pred) yet: write it.")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> float:
        """The loss of a batch.

        Args:
            y_true: labels or targets.
            y_pred: predictions, shape (batch, outputs).
            sample_weight: how much each sample counts, shape (batch,), or one number for all. The weighted
                sum is divided by the number of samples, not by the sum of the weights, as in Keras.

        Returns:
            One number.

        Raises:
            ValueError: for labels, predictions or weights that do not fit.
        """
        losses = self.call(y_true, y_pred)  # (batch,)
        if sample_weight is not None:
            losses = losses * self._weights(sample_weight, losses)
        return float(losses.sum() / self._divisor(losses.size))

    def gradient(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Array:
        """The gradient of the loss of a batch by y_pred: arguments as in a call, result shaped like y_pred."""
        y_pred = np.asarray(y_pred)
        slopes = self.call_gradient(y_true, y_pred)  # (batch, outputs)
        slopes = slopes * (1 / self._divisor(slopes.size // slopes.shape[-1]))
        if sample_weight is not None:
            slopes *= self._weights(sample_weight, slopes[..., 0])[..., None]
        return slopes.reshape(y_pred.shape)  # as it came, if an axis of length 1 was added or dropped

    def _divisor(self, samples):
        return samples if self.reduction == "sum_over_batch_size" else 1

    def _weights(self, sample_weight, losses):
        weights = fitted_weights(type(self).__name__, sample_weight, losses.shape, spread=False)
        return weights.astype(losses.dtype, copy=False)
