"""The hinge: right is not enough, it must be right by a margin."""

import numpy as np

from nnlearn.scratch.checks import refusal
from nnlearn.scratch.losses.base import Array, Loss
from nnlearn.scratch.losses.labels import first, matched


def hinge(y_true: Array, y_pred: Array) -> Array:
    """`mean(max(1 - y_true * y_pred, 0))` of each sample. Introduced in chapter 05.

    The loss of the support vector machine: Cortes and Vapnik (1995), Support-vector networks.

    Args:
        y_true: labels -1 and 1, shape (batch, outputs); labels 0 and 1 are turned into these.
        y_pred: scores, any numbers, likewise.

    Returns:
        One number per sample, shape (batch,).

    Raises:
        ValueError: for other labels, different shapes, an empty batch.

    Example:
        >>> hinge(np.array([[1], [1], [0]]), np.array([[3.0], [0.25], [0.5]]))
        array([0.  , 0.75, 1.5 ])
    """
    y_true, y_pred = _signed(y_true, y_pred)
    return np.maximum(1 - y_true * y_pred, 0).mean(axis=-1)  # (batch,)


def hinge_gradient(y_true: Array, y_pred: Array) -> Array:
    """`-y_true / outputs` up to the margin, 0 beyond, shape (batch, outputs)."""
    y_true, y_pred = _signed(y_true, y_pred)
    return np.where(y_true * y_pred <= 1, -y_true / y_pred.shape[-1], 0)


class Hinge(Loss):
    """`mean(max(1 - y_true * y_pred, 0))`: a score may be as large as it likes, if its sign is right. Introduced
    in chapter 05.

    Args:
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".
        name: for reports.

    Raises:
        ValueError: for another reduction; when called, see `hinge`.

    Example:
        >>> Hinge()(np.array([[1], [-1]]), np.array([[3.0], [1.0]]))
        1.0
    """

    def __init__(self, reduction: str = "sum_over_batch_size", name: str = "hinge"):
        super().__init__(name, reduction)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """See `hinge`."""
        return hinge(y_true, y_pred)

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """See `hinge_gradient`."""
        return hinge_gradient(y_true, y_pred)


def _signed(y_true, y_pred):
    """Labels as -1 and 1; 0 and 1 are turned into these."""
    y_true, y_pred = matched("hinge", y_true, y_pred)
    ones = y_true == 1
    if (ones | (y_true == 0)).all():
        return 2 * y_true - 1, y_pred
    good = ones | (y_true == -1)
    if not good.all():
        fix = "np.where(y_true == positive_label, 1, -1)"
        raise refusal("hinge", "labels -1 and 1, or 0 and 1", first(y_true, ~good), fix)
    return y_true, y_pred
