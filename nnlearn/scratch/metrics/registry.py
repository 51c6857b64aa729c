"""Metrics by name, and the accuracy that fits."""

from typing import Any

from nnlearn.scratch.checks import refusal
from nnlearn.scratch.metrics.accuracy import BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy
from nnlearn.scratch.metrics.base import Mean, Metric
from nnlearn.scratch.metrics.confusion import Precision, Recall
from nnlearn.scratch.metrics.regression import MeanAbsoluteError, MeanSquaredError, R2Score, RootMeanSquaredError

NAMES: dict[str, type[Any]] = {
    "mean": Mean,
    "binary_accuracy": BinaryAccuracy,
    "categorical_accuracy": CategoricalAccuracy,
    "sparse_categorical_accuracy": SparseCategoricalAccuracy,
    "precision": Precision,
    "recall": Recall,
    "mean_squared_error": MeanSquaredError,
    "mean_absolute_error": MeanAbsoluteError,
    "root_mean_squared_error": RootMeanSquaredError,
    "r2_score": R2Score,
}
SHORT: dict[str, type[Any]] = {"mse": MeanSquaredError, "mae": MeanAbsoluteError}
KNOWN = {
    **NAMES,
    **{kind.__name__: kind for kind in NAMES.values()},
    **SHORT,
    **{name.upper(): kind for name, kind in SHORT.items()},
}


def get(identifier: Any) -> Metric:
    """A new metric with this name, or of this class, with its defaults; a metric is given back as it is.

    Raises:
        ValueError: for anything else, with the list of the names; for "accuracy", which needs `accuracy_for`.

    Example:
        >>> get("mae").name
        'mean_absolute_error'
    """
    if isinstance(identifier, Metric):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, Metric):
        return identifier()
    if isinstance(identifier, str) and identifier in KNOWN:
        return KNOWN[identifier]()
    fix = "accuracy_for(y_true.shape, y_pred.shape)" if identifier in ("accuracy", "acc") else "'binary_accuracy'"
    raise refusal("metric", f"one of {', '.join([*NAMES, *SHORT])}", repr(identifier), fix)


def accuracy_for(y_true_shape: tuple[int, ...], y_pred_shape: tuple[int, ...], name: str = "accuracy") -> Metric:
    """The accuracy that "accuracy" means for labels and predictions of these shapes, as Keras' compile has it.

    Args:
        y_true_shape: (batch,), (batch, 1) or (batch, outputs).
        y_pred_shape: (batch, outputs).
        name: of the metric, for reports.

    Returns:
        BinaryAccuracy for a single output, SparseCategoricalAccuracy for class numbers, CategoricalAccuracy for
        rows.

    Raises:
        ValueError: for predictions without a second axis, or labels without a first.

    Example:
        >>> type(accuracy_for((32,), (32, 10))).__name__
        'SparseCategoricalAccuracy'
    """
    if not y_true_shape or len(y_pred_shape) < 2:
        received = f"{tuple(y_true_shape)} and {tuple(y_pred_shape)}"
        raise refusal("accuracy_for", "shapes (batch, ...) and (batch, outputs)", received, "y_pred[:, None]")
    if y_pred_shape[-1] == 1:
        return BinaryAccuracy(name)
    if len(y_true_shape) < len(y_pred_shape) or y_true_shape[-1] == 1:
        return SparseCategoricalAccuracy(name)
    return CategoricalAccuracy(name)
