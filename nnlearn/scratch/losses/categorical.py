"""Cross-entropy for one class among several, with one-hot rows as labels."""

import numpy as np

from nnlearn.scratch.activations import softmax
from nnlearn.scratch.checks import floats, number_between, numbers, refusal, true_or_false
from nnlearn.scratch.losses.base import EPSILON, Array, Loss
from nnlearn.scratch.losses.labels import first, matched, several_classes, within

NAME = "categorical_crossentropy"


def categorical_crossentropy(
    y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: float = 0.0
) -> Array:
    """`-sum(y_true * log(p))` of each sample. Introduced in chapter 03.

    The p is y_pred divided by its sum, or `softmax(y_pred)` from logits. Bridle (1990), Probabilistic
    interpretation of feedforward classification network outputs.

    Args:
        y_true: one-hot rows, or rows of probabilities, shape (batch, classes).
        y_pred: probabilities, or logits, likewise. Probabilities are made to sum to 1 and clipped to
            [1e-7, 1 - 1e-7], as in Keras.
        from_logits: True if no softmax has been applied. This loses no digits at large logits.
        label_smoothing: from 0 to 1: this share of each label is spread evenly over the classes (Szegedy et al.,
            2016, section 7; chapter 07).

    Returns:
        One number per sample, shape (batch,), in nats.

    Raises:
        ValueError: for whole labels instead of rows, rows of y_true that do not sum to 1, probabilities outside
            [0, 1], NaN in either, different shapes, an empty batch, a single class, smoothing outside [0, 1].

    Example:
        >>> categorical_crossentropy(np.array([[0, 1], [0, 1]]), np.array([[0.5, 0.5], [0.0, 1.0]])).round(4)
        array([0.6931, 0.    ])
        >>> categorical_crossentropy(np.array([[0, 1]]), np.array([[1000.0, 0.0]]), from_logits=True)
        array([1000.])
    """
    y_true, y_pred = _prepared(y_true, y_pred, from_logits, label_smoothing)
    return -(y_true * _log_shares(y_pred, from_logits)).sum(axis=-1)  # (batch, classes) -> (batch,)


def categorical_crossentropy_gradient(
    y_true: Array, y_pred: Array, from_logits: bool = False, label_smoothing: float = 0.0
) -> Array:
    """From logits `softmax(y_pred) - y_true`, shape (batch, classes).

    From probabilities `-y_true / p`, 0 where p was clipped, then back through the division by the row's sum.
    """
    y_true, y_pred = _prepared(y_true, y_pred, from_logits, label_smoothing)
    if from_logits:
        return softmax(y_pred) - y_true
    total = _row_sums(y_pred)  # (batch, 1)
    p = y_pred / total
    clipped = np.clip(p, EPSILON, 1 - EPSILON)
    by_p = np.where(clipped == p, -y_true / clipped, 0)  # (batch, classes)
    # p = y_pred / total: a y_pred raises its own p, and lowers all of its row through the total.
    return (by_p - (by_p * p).sum(axis=-1, keepdims=True)) / total


def log_sum_exp(z: Array) -> Array:
    """`log(sum(exp(z)))` of each row, shape (batch, classes) -> (batch, 1), for z of any size.

    The largest z is taken out first, `top + log(sum(exp(z - top)))`, so that exp cannot overflow.

    Example:
        >>> log_sum_exp(np.array([[1000.0, 0.0]]))
        array([[1000.]])
    """
    top = z.max(axis=-1, keepdims=True)  # (batch, 1)
    return top + np.log(np.exp(z - top).sum(axis=-1, keepdims=True))


class CategoricalCrossentropy(Loss):
    """`-sum(y_true * log(p))`, the loss that belongs to a softmax, for one-hot rows. Introduced in chapter 03.

    Args:
        from_logits: True if y_pred has not been through a softmax.
        label_smoothing: from 0 to 1, see `categorical_crossentropy`.
        reduction: "sum_over_batch_size" (mean over the samples) or "sum".
        name: for reports.

    Raises:
        ValueError: for another reduction, smoothing outside [0, 1]; when called, see `categorical_crossentropy`.

    Example:
        >>> loss, y_true, logits = CategoricalCrossentropy(from_logits=True), np.array([[0, 1]]), np.array([[0.0, 0.0]])
        >>> round(loss(y_true, logits), 4)
        0.6931
        >>> loss.gradient(y_true, logits)
        array([[ 0.5, -0.5]])
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        reduction: str = "sum_over_batch_size",
        name: str = "categorical_crossentropy",
    ):
        super().__init__(name, reduction)
        self.from_logits = true_or_false("CategoricalCrossentropy", "from_logits", from_logits)
        self.label_smoothing = number_between("CategoricalCrossentropy", "label_smoothing", label_smoothing, 0, 1)

    def call(self, y_true: Array, y_pred: Array) -> Array:
        """See `categorical_crossentropy`."""
        return categorical_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing)

    def call_gradient(self, y_true: Array, y_pred: Array) -> Array:
        """See `categorical_crossentropy_gradient`."""
        return categorical_crossentropy_gradient(y_true, y_pred, self.from_logits, self.label_smoothing)


def _prepared(y_true, y_pred, from_logits, label_smoothing):
    """Both checked and of one shape, the labels smoothed."""
    true_or_false(NAME, "from_logits", from_logits)
    label_smoothing = number_between(NAME, "label_smoothing", label_smoothing, 0, 1)
    y_pred, y_true = floats(NAME, "y_pred", y_pred), numbers(NAME, "y_true", y_true)
    classes = several_classes(NAME, y_pred, "BinaryCrossentropy")
    if y_true.shape in (y_pred.shape[:-1], (*y_pred.shape[:-1], 1)):
        fix = "SparseCategoricalCrossentropy, which takes whole labels"
        raise refusal(NAME, f"one-hot rows, y_true of shape {y_pred.shape}", y_true.shape, fix)
    y_true, y_pred = matched(NAME, y_true, y_pred)
    _check_rows(y_true)
    if not from_logits:
        within(NAME, "y_pred", y_pred, "from_logits=True, or a last layer with activation='softmax'")
    if label_smoothing:
        y_true = y_true * (1 - label_smoothing) + label_smoothing / classes
    return y_true, y_pred


def _check_rows(y_true):
    """Rows of y_true are distributions; otherwise softmax - y_true would not be the gradient."""
    within(NAME, "y_true", y_true, "one-hot rows, such as np.eye(classes)[labels]")
    sums = y_true @ np.ones(y_true.shape[-1], y_true.dtype)  # (batch,)
    good = np.abs(sums - 1) < 1e-3
    if not good.all():
        fix = "BinaryCrossentropy, if a sample may belong to several classes or to none"
        raise refusal(NAME, "rows of y_true that sum to 1", f"a sum of {first(sums, ~good)}", fix)


def _log_shares(y_pred, from_logits):
    if from_logits:
        return y_pred - log_sum_exp(y_pred)  # log(softmax(y_pred)), with no share that could become 0
    return np.log(np.clip(y_pred / _row_sums(y_pred), EPSILON, 1 - EPSILON))


def _row_sums(y_pred):
    sums = y_pred.sum(axis=-1, keepdims=True)  # (batch, 1)
    if sums.min() <= 0:
        raise refusal(NAME, "probabilities", f"only zeros, sum {first(sums, sums <= 0)}", "activations.softmax(y_pred)")
    return sums
