"""What every metric has: a state that batches are added to, and a result at any time."""

from typing import Any

import numpy as np

from nnlearn.scratch.checks import floats, refusal
from nnlearn.scratch.config import Configurable
from nnlearn.scratch.losses.labels import fitted_weights

Array = np.ndarray


class Metric(Configurable):
    """A number about a whole data set, which comes in batches. Introduced in chapter 05.

    The mean of the batches' results would not do: the last batch is often smaller, and a precision is no mean. A
    new metric writes `update_state`, `result` and `reset_state`.

    Args:
        name: for reports; the class name in lower case if None.
    """

    def __init__(self, name: str | None = None):
        self.name = name or type(self).__name__.lower()
        self.reset_state()

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Add a batch: `update_state(y_true, y_pred, sample_weight=None)`."""
        raise NotImplementedError(f"{type(self).__name__} has no update_state yet: write it.")

    def result(self) -> float:
        """The metric of all that has been added since the last `reset_state`."""
        raise NotImplementedError(f"{type(self).__name__} has no result yet: write it.")

    def reset_state(self) -> None:
        """Forget all batches, as at the start of an epoch."""
        raise NotImplementedError(f"{type(self).__name__} has no reset_state yet: write it.")


class RunningMean(Metric):
    """A metric that is a mean over samples: `total / count`, both summed over the batches."""

    total: float
    count: float

    def result(self) -> float:
        """`total / count`; 0 before the first batch, as in Keras."""
        return self.total / self.count if self.count else 0.0

    def reset_state(self) -> None:
        """Forget all batches."""
        self.total = self.count = 0.0

    def _add(self, values, sample_weight):
        """Add `sum(weight * value)` and `sum(weight)` over the samples; further axes are averaged first."""
        values = floats(self.name, "values", values)
        if values.size == 0:
            raise refusal(self.name, "at least one value", f"shape {values.shape}", "leave empty batches out")
        if sample_weight is None:
            self.total += float(_per_sample(values).sum())
            self.count += len(values) if values.ndim else 1
            return
        weights = floats(self.name, "sample_weight", sample_weight)
        if weights.ndim == 0:
            values = values.mean()  # as in Keras, one number is the weight of the whole batch
        weights = fitted_weights(self.name, weights, values.shape)
        self.total += float(_per_sample(values * weights).sum())
        self.count += float(_per_sample(np.broadcast_to(weights, values.shape)).sum())


class Mean(RunningMean):
    """The weighted mean of numbers: `sum(weight * value) / sum(weight)`. Introduced in chapter 05.

    Args:
        name: for reports.

    Example:
        >>> mean = Mean()
        >>> mean.update_state([1.0, 2.0, 3.0])
        >>> mean.update_state([10.0])
        >>> mean.result()
        4.0
    """

    def __init__(self, name: str = "mean"):
        super().__init__(name)

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Add a number or a batch of them.

        Args:
            values: one number per sample, shape (batch,); further axes are averaged.
            sample_weight: shape (batch,), or one number for all.

        Raises:
            ValueError: for no values, or weights that do not fit.
        """
        self._add(values, sample_weight)


def _per_sample(values):
    """(batch, ...) -> (batch,) by the mean."""
    return values.mean(axis=tuple(range(1, values.ndim))) if values.ndim > 1 else values
