"""Cross-entropy for yes or no: one probability, or one logit, for each question."""

import numpy as np

from nnlearn.scratch.activations import sigmoid
from nnlearn.scratch.checks import number_between, true_or_false
from nnlearn.scratch.losses.base import EPSILON, Array, Loss
from nnlearn.scratch.losses.labels import matched, within

NAME = "binary_crossentropy"


def binary_crossentropy(y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: float = 0.0) -> Array:
    """`-mean(y_true * log(p) + (1 - y_true) * log(1 - p))` of each sample. Introduced in chapter 03.

    The p is y_pred, or `sigmoid(y_pred)` from logits. Solla, Levin and Fleisher (1988), Accelerated learning in
    layered neural networks.

    Args:
        y_true: labels 0 and 1, or probabilities, shape (batch, outputs).
        y_pred: probabilities, or logits, likewise. Probabilities are clipped to [1e-7, 1 - 1e-7], as in Keras.
        from_logits: True if no sigmoid has been applied. This loses no digits at large logits.
        label_smoothing: from 0 to 1: this share of each label is taken from a coin, so that 0 and 1 become s / 2
            and 1 - s / 2 (Szegedy et al., 2016, section 7; chapter 07).

    Returns:
        One number per sample, shape (batch,), in nats.

    Raises:
        ValueError: for labels or probabilities outside [0, 1], NaN in them, different shapes, an empty batch,
            smoothing outside [0, 1].

    Example:
        >>> binary_crossentropy(np.array([[1], [1]]), np.array([[0.5], [1.0]])).round(4)
        array([0.6931, 0.    ])
        >>> binary_crossentropy(np.array([[1], [1]]), np.array([[-1000.0], [1000.0]]), from_logits=True)
        array([1000.,    0.])
    """
    y_true, y_pred = _prepared(y_true, y_pred, from_logits, label_smoothing)
    if from_logits:
        # -log(sigmoid(z)) = log(1 + exp(-z)); put so that exp never gets a positive number.
        losses = np.maximum(y_pred, 0) - y_pred * y_true + np.log1p(np.exp(-np.abs(y_pred)))
    else:
        p = np.clip(y_pred, EPSILON, 1 - EPSILON)
        losses = -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
    return losses.mean(axis=-1)  # (batch, outputs) -> (batch,)


def binary_crossentropy_gradient(
    y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: float = 0.0
) -> Array:
    """From logits `(sigmoid(y_pred) - y_true) / outputs`, shape (batch, outputs).

    From probabilities the same divided by the sigmoid's slope, `(p - y_true) / (p * (1 - p)) / outputs`, and 0 where
    y_pred was clipped.
    """
    y_true, y_pred = _prepared(y_true, y_pred, from_logits, label_smoothing)
    outputs = y_pred.shape[-1]
    if from_logits:
        return (sigmoid(y_pred) - y_true) / outputs
    p = np.clip(y_pred, EPSILON, 1 - EPSILON)
    return np.where(p == y_pred, (p - y_true) / (p * (1 - p) * outputs), 0)


class BinaryCrossentropy(Loss):
    """`-mean(y_true * log(p) + (1 - y_true) * log(1 - p))`, the loss that belongs to a sigmoid. Introduced in
    chapter 03.

    Args:
        from_logits: True if y_pred has not been through a sigmoid.
        label_smoothing: from 0 to 1, see `binary_crossentropy`.
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".
        name: for reports.

    Raises:
        ValueError: for another reduction, smoothing outside [0, 1]; when called, see `binary_crossentropy`.

    Example:
        >>> loss, y_true, logits = BinaryCrossentropy(from_logits=True), np.array([[1], [0]]), np.array([[0.0], [0.0]])
        >>> round(loss(y_true, logits), 4)
        0.6931
        >>> loss.gradient(y_true, logits)
        array([[-0.25],
               [ 0.25]])
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        reduction: str = "sum_over_batch_size",
        name: str = "binary_crossentropy",
    ):
        super().__init__(name, reduction)
        self.from_logits = true_or_false("BinaryCrossentropy", "from_logits", from_logits)
        self.label_smoothing = number_between("BinaryCrossentropy", "label_smoothing", label_smoothing, 0, 1)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """See `binary_crossentropy`."""
        return binary_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing)

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """See `binary_crossentropy_gradient`."""
        return binary_crossentropy_gradient(y_true, y_pred, self.from_logits, self.label_smoothing)


def _prepared(y_true, y_pred, from_logits, label_smoothing):
    """Both checked and of one shape, the labels smoothed."""
    true_or_false(NAME, "from_logits", from_logits)
    label_smoothing = number_between(NAME, "label_smoothing", label_smoothing, 0, 1)
    y_true, y_pred = matched(NAME, y_true, y_pred)
    within(NAME, "y_true", y_true, "labels 0 and 1, or MeanSquaredError for numbers of any size")
    if not from_logits:
        within(NAME, "y_pred", y_pred, "from_logits=True, or a last layer with activation='sigmoid'")
    if label_smoothing:
        y_true = y_true * (1 - label_smoothing) + label_smoothing / 2
    return y_true, y_pred
