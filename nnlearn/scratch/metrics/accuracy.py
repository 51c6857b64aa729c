"""How often is the answer right?"""

from typing import Any

import numpy as np

from nnlearn.scratch.checks import floats, numbers, refusal
from nnlearn.scratch.losses.labels import all_finite, binary, class_labels, matched, several_classes
from nnlearn.scratch.metrics.base import Array, RunningMean


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Array:
    """`1 if (y_pred > threshold) == y_true else 0`. Introduced in chapter 05.

    Args:
        y_true: labels 0 and 1, shape (batch, outputs).
        y_pred: probabilities, likewise; for logits, take the threshold 0.
        threshold: above it the answer is 1.

    Returns:
        Ones and zeros, shape (batch, outputs).

    Raises:
        ValueError: for other labels, different shapes, an empty batch.

    Example:
        >>> binary_accuracy(np.array([[1], [1]]), np.array([[0.7], [0.5]]))
        array([[1.],
               [0.]])
    """
    y_true, y_pred = matched("binary_accuracy", y_true, y_pred)
    binary("binary_accuracy", y_true)
    return ((y_pred > threshold) == y_true).astype(y_pred.dtype)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """`1 if argmax(y_pred) == argmax(y_true) else 0`, for one-hot rows. Introduced in chapter 05.

    Args:
        y_true: one-hot rows, shape (batch, classes).
        y_pred: probabilities or logits, likewise.

    Returns:
        Ones and zeros, shape (batch,).

    Raises:
        ValueError: for whole labels instead of rows, different shapes, an empty batch, a single class.

    Example:
        >>> categorical_accuracy(np.array([[0, 1], [1, 0]]), np.array([[0.2, 0.8], [0.4, 0.6]]))
        array([1., 0.])
    """
    name = "categorical_accuracy"
    y_true, y_pred = numbers(name, "y_true", y_true), floats(name, "y_pred", y_pred)
    several_classes(name, y_pred, "BinaryAccuracy")
    if y_true.shape != y_pred.shape:
        fix = "SparseCategoricalAccuracy, if y_true holds whole labels"
        raise refusal(name, f"one-hot rows, y_true of shape {y_pred.shape}", y_true.shape, fix)
    all_finite(name, "y_true", y_true)
    return (y_true.argmax(axis=-1) == y_pred.argmax(axis=-1)).astype(y_pred.dtype)  # (batch,)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """`1 if argmax(y_pred) == y_true else 0`, for class numbers. Introduced in chapter 05.

    Args:
        y_true: class numbers from 0, shape (batch,) or (batch, 1).
        y_pred: probabilities or logits, shape (batch, classes).

    Returns:
        Ones and zeros, shape (batch,).

    Raises:
        ValueError: for labels that are not whole or not below the number of classes, one-hot rows, an empty
            batch, a single class.

    Example:
        >>> sparse_categorical_accuracy(np.array([1, 0]), np.array([[0.2, 0.8], [0.4, 0.6]]))
        array([1., 0.])
    """
    name = "sparse_categorical_accuracy"
    y_pred = floats(name, "y_pred", y_pred)
    labels = class_labels(name, y_true, y_pred, "CategoricalAccuracy", "BinaryAccuracy")
    return (labels == y_pred.argmax(axis=-1)).astype(y_pred.dtype)  # (batch,)


class BinaryAccuracy(RunningMean):
    """The share of right yes-or-no answers. Introduced in chapter 05.

    Args:
        name: for reports.
        threshold: above it the answer is 1; 0 for logits.

    Raises:
        ValueError: for a threshold that is no number; on update, see `binary_accuracy`.

    Example:
        >>> metric = BinaryAccuracy()
        >>> metric.update_state(np.array([[1], [1]]), np.array([[0.7], [0.2]]))
        >>> metric.result()
        0.5
    """

    def __init__(self, name: str = "binary_accuracy", threshold: float = 0.5):
        super().__init__(name)
        if isinstance(threshold, bool) or not isinstance(threshold, int | float | np.number):
            raise refusal("BinaryAccuracy", "threshold, a number", repr(threshold), "threshold=0.5")
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: shapes (batch, outputs); weights (batch,)."""
        self._add(binary_accuracy(y_true, y_pred, self.threshold), sample_weight)


class CategoricalAccuracy(RunningMean):
    """The share of samples whose largest output is that of their class, for one-hot rows. Introduced in
    chapter 05.

    Args:
        name: for reports.

    Example:
        >>> metric = CategoricalAccuracy()
        >>> metric.update_state(np.array([[0, 1], [1, 0]]), np.array([[0.2, 0.8], [0.4, 0.6]]))
        >>> metric.result()
        0.5
    """

    def __init__(self, name: str = "categorical_accuracy"):
        super().__init__(name)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: shapes (batch, classes); weights (batch,)."""
        self._add(categorical_accuracy(y_true, y_pred), sample_weight)


class SparseCategoricalAccuracy(RunningMean):
    """The share of samples whose largest output is that of their class, for class numbers. Introduced in
    chapter 05.

    Args:
        name: for reports.

    Example:
        >>> metric = SparseCategoricalAccuracy()
        >>> metric.update_state(np.array([1, 0]), np.array([[0.2, 0.8], [0.4, 0.6]]))
        >>> metric.result()
        0.5
    """

    def __init__(self, name: str = "sparse_categorical_accuracy"):
        super().__init__(name)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: shapes (batch,) or (batch, 1), and (batch, classes); weights (batch,)."""
        self._add(sparse_categorical_accuracy(y_true, y_pred), sample_weight)
