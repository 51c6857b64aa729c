"""Which mistakes are made? Precision, recall, and the table of all classes against all."""

from typing import Any

import numpy as np

from nnlearn.scratch.checks import number_between, numbers, refusal, whole_number
from nnlearn.scratch.losses.labels import binary, first, fitted_weights, matched
from nnlearn.scratch.metrics.base import Array, Metric


class _Counts(Metric):
    """Weighted counts of the answers "yes" and of the true ones, and of those that agree."""

    true_positives: float
    predicted: float  # samples that were called positive
    positives: float  # samples that are positive

    def __init__(self, thresholds: float | None = None, name: str | None = None):
        super().__init__(name)
        self._threshold = 0.5 if thresholds is None else number_between(self.name, "thresholds", thresholds, 0, 1)
        self.thresholds = thresholds

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: labels 0 and 1 and probabilities, shape (batch, outputs); weights (batch,)."""
        y_true, y_pred = matched(self.name, y_true, y_pred)
        binary(self.name, y_true)
        called = y_pred > self._threshold
        weights = fitted_weights(self.name, 1 if sample_weight is None else sample_weight, y_true.shape)
        self.true_positives += float((weights * called * y_true).sum())
        self.predicted += float((weights * called).sum())
        self.positives += float((weights * y_true).sum())

    def reset_state(self) -> None:
        """Forget all batches."""
        self.true_positives = self.predicted = self.positives = 0.0


class Precision(_Counts):
    """`true_positives / (true_positives + false_positives)`: how many alarms are real? Introduced in chapter 05.

    Args:
        thresholds: above it the answer is "yes"; a number from 0 to 1, 0.5 if None.
        name: for reports.

    Raises:
        ValueError: for a threshold outside [0, 1]; on update, for labels other than 0 and 1 and different shapes.

    Example:
        >>> metric = Precision()
        >>> metric.update_state(np.array([1, 1, 0, 0]), np.array([0.9, 0.2, 0.8, 0.7]))
        >>> round(metric.result(), 4)
        0.3333
    """

    def result(self) -> float:
        """From 0 to 1; 0 if nothing was called positive."""
        return self.true_positives / self.predicted if self.predicted else 0.0


class Recall(_Counts):
    """`true_positives / (true_positives + false_negatives)`: how many of the real ones are found? Introduced in
    chapter 05.

    Args:
        thresholds: above it the answer is "yes"; a number from 0 to 1, 0.5 if None.
        name: for reports.

    Raises:
        ValueError: for a threshold outside [0, 1]; on update, for labels other than 0 and 1 and different shapes.

    Example:
        >>> metric = Recall()
        >>> metric.update_state(np.array([1, 1, 0, 0]), np.array([0.9, 0.2, 0.8, 0.7]))
        >>> metric.result()
        0.5
    """

    def result(self) -> float:
        """From 0 to 1; 0 if there was no positive sample."""
        return self.true_positives / self.positives if self.positives else 0.0


def confusion_matrix(y_true: Any, y_pred: Any, num_classes: int | None = None) -> Array:
    """How often a sample of class i (row) was taken for class j (column). Introduced in chapter 05.

    Args:
        y_true: class numbers from 0, shape (batch,).
        y_pred: class numbers, likewise: `outputs.argmax(axis=-1)`.
        num_classes: one more than the largest number found, if None.

    Returns:
        Counts, shape (num_classes, num_classes), integers. The diagonal holds the right answers.

    Raises:
        ValueError: for labels that are not whole or not below num_classes, probabilities, different lengths.

    Example:
        >>> confusion_matrix([0, 0, 1, 2], [0, 1, 1, 0])
        array([[1, 1, 0],
               [0, 1, 0],
               [1, 0, 0]])
    """
    true, found = _classes("y_true", y_true), _classes("y_pred", y_pred)
    if true.shape != found.shape or true.size == 0:
        received = f"{true.shape} and {found.shape}"
        raise refusal("confusion_matrix", "as many labels as predictions", received, "one of each per sample")
    largest = int(max(true.max(), found.max()))
    size = largest + 1 if num_classes is None else whole_number("confusion_matrix", "num_classes", num_classes)
    if largest >= size:
        raise refusal("confusion_matrix", f"labels below {size}", f"label {largest}", f"num_classes={largest + 1}")
    cells = true * size + found  # row i, column j is cell i * size + j
    return np.bincount(cells, minlength=size * size).reshape(size, size)


def _classes(what, y):
    """Class numbers as indices, shape (batch,)."""
    y = numbers("confusion_matrix", what, y)
    if y.ndim != 1:
        fix = "argmax(axis=-1) of the outputs, ravel() of a column"
        raise refusal("confusion_matrix", f"{what} of shape (batch,)", y.shape, fix)
    good = np.isfinite(y) & (y >= 0) & (y == np.floor(y))
    if not good.all():
        raise refusal("confusion_matrix", f"class numbers 0, 1, 2, ... in {what}", first(y, ~good), "argmax(axis=-1)")
    return y.astype(np.intp)
