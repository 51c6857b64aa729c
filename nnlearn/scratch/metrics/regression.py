"""How far off are predicted numbers?"""

from typing import Any

import numpy as np

from nnlearn.scratch import losses
from nnlearn.scratch.checks import refusal
from nnlearn.scratch.losses.labels import fitted_weights, matched_targets
from nnlearn.scratch.metrics.base import Metric, RunningMean


class MeanSquaredError(RunningMean):
    """`mean((y_pred - y_true) ** 2)` over all batches. Introduced in chapter 05.

    Args:
        name: for reports.

    Example:
        >>> metric = MeanSquaredError()
        >>> metric.update_state(np.array([[0.0], [2.0]]), np.array([[1.0], [5.0]]))
        >>> metric.result()
        5.0
    """

    def __init__(self, name: str = "mean_squared_error"):
        super().__init__(name)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: shapes (batch, outputs); weights (batch,)."""
        self._add(losses.mean_squared_error(y_true, y_pred), sample_weight)


class MeanAbsoluteError(RunningMean):
    """`mean(|y_pred - y_true|)` over all batches, in the units of y_true. Introduced in chapter 05.

    Args:
        name: for reports.

    Example:
        >>> metric = MeanAbsoluteError()
        >>> metric.update_state(np.array([[0.0], [2.0]]), np.array([[1.0], [5.0]]))
        >>> metric.result()
        2.0
    """

    def __init__(self, name: str = "mean_absolute_error"):
        super().__init__(name)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: shapes (batch, outputs); weights (batch,)."""
        self._add(losses.mean_absolute_error(y_true, y_pred), sample_weight)


class RootMeanSquaredError(RunningMean):
    """`sqrt(mean((y_pred - y_true) ** 2))` over all batches, in the units of y_true. Introduced in chapter 05.

    Args:
        name: for reports.

    Example:
        >>> metric = RootMeanSquaredError()
        >>> metric.update_state(np.array([[0.0], [0.0]]), np.array([[3.0], [4.0]]))
        >>> round(metric.result(), 4)
        3.5355
    """

    def __init__(self, name: str = "root_mean_squared_error"):
        super().__init__(name)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: shapes (batch, outputs); weights (batch,)."""
        y_true, y_pred = matched_targets("root_mean_squared_error", y_true, y_pred)
        self._add(np.square(y_pred - y_true), sample_weight)

    def result(self) -> float:
        """The root of the mean; the mean of the batches' roots would be smaller."""
        return float(np.sqrt(super().result()))


class R2Score(Metric):
    """`1 - sum((y_pred - y_true) ** 2) / sum((y_true - mean(y_true)) ** 2)`: the share of the spread that is
    explained. Introduced in chapter 05.

    1 is perfect, 0 is as good as always saying the mean, below 0 is worse than that.

    Args:
        class_aggregation: "uniform_average" takes the mean over the outputs, "variance_weighted_average" weights
            them by their spread.
        name: for reports.

    Raises:
        ValueError: for another aggregation; on update, for inputs that are not (batch, outputs), or have other
            outputs than before; on result, before the first batch.

    Example:
        >>> metric = R2Score()
        >>> metric.update_state(np.array([[0.0], [2.0]]), np.array([[0.0], [1.0]]))
        >>> metric.result()
        0.5
    """

    _sums: np.ndarray  # (4, outputs) once there is a batch

    def __init__(self, class_aggregation: str = "uniform_average", name: str = "r2_score"):
        super().__init__(name)
        known = ("uniform_average", "variance_weighted_average")
        if class_aggregation not in known:
            raise refusal("R2Score", f"class_aggregation {' or '.join(known)}", repr(class_aggregation), repr(known[0]))
        self.class_aggregation = class_aggregation

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch: shapes (batch, outputs); weights (batch,)."""
        y_true, y_pred = matched_targets(self.name, y_true, y_pred)
        outputs = self._sums.shape[1] if len(self._sums) else y_true.shape[-1]
        if y_true.ndim != 2 or y_true.shape[1] != outputs:
            expected = f"inputs of shape (batch, {outputs if len(self._sums) else 'outputs'})"
            raise refusal(self.name, expected, y_true.shape, "y_true[:, None], y_pred[:, None] for a single output")
        w = fitted_weights(self.name, 1 if sample_weight is None else sample_weight, y_true.shape)
        rows = (w, w * y_true, w * y_true**2, w * (y_true - y_pred) ** 2)
        new = np.array([np.broadcast_to(row, y_true.shape).sum(axis=0, dtype=float) for row in rows])
        self._sums = self._sums + new if len(self._sums) else new

    def result(self) -> float:
        """At most 1."""
        if not len(self._sums):
            raise refusal(self.name, "update_state before result", "no batch", "metric.update_state(y_true, y_pred)")
        count, total, squares, missed = self._sums  # each (outputs,)
        with np.errstate(divide="ignore", invalid="ignore"):  # NaN for a target without spread, as in Keras
            spread = squares - total * (total / count)  # sum((y_true - mean) ** 2)
            scores = 1 - missed / spread
            scores = np.where(np.isinf(scores), 0, scores)
            if self.class_aggregation == "uniform_average":
                return float(scores.mean())
            return float((spread * scores).sum() / spread.sum())

    def reset_state(self) -> None:
        """Forget all batches."""
        # per output: sum of weights, of y_true, of y_true ** 2, of (y_true - y_pred) ** 2
        self._sums = np.empty((0, 0))
