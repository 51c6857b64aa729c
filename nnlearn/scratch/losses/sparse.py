"""Cross-entropy for one class among several, with the class's number as label."""

import numpy as np

from nnlearn.scratch.activations import softmax
from nnlearn.scratch.checks import floats, true_or_false
from nnlearn.scratch.losses.base import EPSILON, Array, Loss
from nnlearn.scratch.losses.categorical import log_sum_exp
from nnlearn.scratch.losses.labels import class_labels, within

NAME = "sparse_categorical_crossentropy"


def sparse_categorical_crossentropy(y_true: Array, y_pred: Array, from_logits: bool = False) -> Array:
    """`-log(p[label])` of each sample. Introduced in chapter 03.

    The p is `softmax(y_pred)` from logits. Probabilities are clipped to [1e-7, 1 - 1e-7] and divided by their
    sum, as in Keras on TensorFlow, which takes their logarithms for logits.

    Args:
        y_true: class numbers from 0, shape (batch,) or (batch, 1).
        y_pred: probabilities, or logits, shape (batch, classes).
        from_logits: True if no softmax has been applied. This loses no digits at large logits.

    Returns:
        One number per sample, shape (batch,), in nats.

    Raises:
        ValueError: for labels that are not whole or not below the number of classes, one-hot rows, probabilities
            outside [0, 1] or NaN, shapes that do not fit, an empty batch, a single class.

    Example:
        >>> sparse_categorical_crossentropy(np.array([1, 0]), np.array([[0.5, 0.5], [1.0, 0.0]])).round(4)
        array([0.6931, 0.    ])
        >>> sparse_categorical_crossentropy(np.array([1]), np.array([[1000.0, 0.0]]), from_logits=True)
        array([1000.])
    """
    labels, y_pred = _prepared(y_true, y_pred, from_logits)
    logits = y_pred if from_logits else np.log(np.clip(y_pred, EPSILON, 1 - EPSILON))
    losses = log_sum_exp(logits).reshape(-1) - logits.reshape(-1, logits.shape[-1])[_of_labels(labels)]
    return losses.reshape(labels.shape)  # (batch,)


def sparse_categorical_crossentropy_gradient(y_true: Array, y_pred: Array, from_logits: bool = False) -> Array:
    """From logits `softmax(y_pred) - one_hot(y_true)`, shape (batch, classes).

    From probabilities that of their logarithms, divided by y_pred, and 0 where y_pred was clipped.
    """
    labels, y_pred = _prepared(y_true, y_pred, from_logits)
    if from_logits:
        return _less_one_hot(softmax(y_pred), labels)
    p = np.clip(y_pred, EPSILON, 1 - EPSILON)
    by_log = _less_one_hot(p / p.sum(axis=-1, keepdims=True), labels)  # p / sum(p) is softmax(log(p))
    return np.where(p == y_pred, by_log / p, 0)


class SparseCategoricalCrossentropy(Loss):
    """`-log(p[label])`, the loss that belongs to a softmax, for class numbers. Introduced in chapter 03.

    Args:
        from_logits: True if y_pred has not been through a softmax.
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".
        name: for reports.

    Raises:
        ValueError: for another reduction; when called, see `sparse_categorical_crossentropy`.

    Example:
        >>> loss, labels, logits = SparseCategoricalCrossentropy(from_logits=True), np.array([1]), np.array([[0.0, 0.0]])
        >>> round(loss(labels, logits), 4)
        0.6931
        >>> loss.gradient(labels, logits)
        array([[ 0.5, -0.5]])
    """

    def __init__(
        self,
        from_logits: bool = False,
        reduction: str = "sum_over_batch_size",
        name: str = "sparse_categorical_crossentropy",
    ):
        super().__init__(name, reduction)
        self.from_logits = true_or_false("SparseCategoricalCrossentropy", "from_logits", from_logits)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """See `sparse_categorical_crossentropy`."""
        return sparse_categorical_crossentropy(y_true, y_pred, self.from_logits)

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """See `sparse_categorical_crossentropy_gradient`."""
        return sparse_categorical_crossentropy_gradient(y_true, y_pred, self.from_logits)


def _prepared(y_true, y_pred, from_logits):
    """Labels as indices, and y_pred, checked."""
    true_or_false(NAME, "from_logits", from_logits)
    y_pred = floats(NAME, "y_pred", y_pred)
    labels = class_labels(NAME, y_true, y_pred, "CategoricalCrossentropy", "BinaryCrossentropy")
    if not from_logits:
        within(NAME, "y_pred", y_pred, "from_logits=True, or a last layer with activation='softmax'")
    return labels, y_pred


def _of_labels(labels):
    """The index of each sample's own class in an array of shape (samples, classes)."""
    return np.arange(labels.size), labels.reshape(-1)


def _less_one_hot(p, labels):
    """`p - one_hot(labels)`, written into p, a fresh array (batch, classes)."""
    p.reshape(-1, p.shape[-1])[_of_labels(labels)] -= 1
    return p
