"""How far is one distribution from another?"""

import numpy as np

from nnlearn.scratch.losses.base import EPSILON, Array, Loss
from nnlearn.scratch.losses.labels import matched, within


def kl_divergence(y_true: Array, y_pred: Array) -> Array:
    """`sum(y_true * log(y_true / y_pred))` of each sample. Introduced in chapter 07.

    The cross-entropy minus the entropy of y_true: 0 if both are the same. Kullback and Leibler (1951), On
    information and sufficiency. Both are clipped to [1e-7, 1] first, as in Keras.

    Args:
        y_true: probabilities, shape (batch, classes).
        y_pred: likewise.

    Returns:
        One number per sample, shape (batch,), in nats.

    Raises:
        ValueError: for numbers outside [0, 1], NaN, different shapes, an empty batch.

    Example:
        >>> kl_divergence(np.array([[0.5, 0.5], [0.5, 0.5]]), np.array([[0.5, 0.5], [0.25, 0.75]])).round(4)
        array([0.    , 0.1438])
    """
    y_true, y_pred = _probabilities(y_true, y_pred)
    p, q = np.clip(y_true, EPSILON, 1), np.clip(y_pred, EPSILON, 1)
    return (p * np.log(p / q)).sum(axis=-1)  # (batch,)


def kl_divergence_gradient(y_true: Array, y_pred: Array) -> Array:
    """`-y_true / y_pred`, shape (batch, classes); 0 where y_pred was clipped."""
    y_true, y_pred = _probabilities(y_true, y_pred)
    p, q = np.clip(y_true, EPSILON, 1), np.clip(y_pred, EPSILON, 1)
    return np.where(q == y_pred, -p / q, 0)


class KLDivergence(Loss):
    """`sum(y_true * log(y_true / y_pred))`: the nats lost by taking y_pred for y_true. Introduced in chapter 07.

    Args:
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".
        name: for reports.

    Raises:
        ValueError: for another reduction; when called, see `kl_divergence`.

    Example:
        >>> KLDivergence()(np.array([[0.5, 0.5]]), np.array([[0.5, 0.5]]))
        0.0
    """

    def __init__(self, reduction: str = "sum_over_batch_size", name: str = "kl_divergence"):
        super().__init__(name, reduction)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """See `kl_divergence`."""
        return kl_divergence(y_true, y_pred)

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """See `kl_divergence_gradient`."""
        return kl_divergence_gradient(y_true, y_pred)


def _probabilities(y_true, y_pred):
    y_true, y_pred = matched("kl_divergence", y_true, y_pred)
    within("kl_divergence", "y_true", y_true, "probabilities, such as one-hot rows")
    within("kl_divergence", "y_pred", y_pred, "activations.softmax(y_pred)")
    return y_true, y_pred
