"""Mini-batches, the split into training and validation, and weights for samples. Introduced in chapter 04."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnlearn.scratch.checks import NAN_CURE, as_array, number_between, numbers, refusal

Array = np.ndarray


def batches(count: int, batch_size: int, rng: np.random.Generator | None = None) -> Iterator[Array]:
    """The rows of each mini-batch: every row once, the last batch as small as what is left.

    Args:
        count: number of samples.
        batch_size: rows at a time.
        rng: shuffles the rows; None keeps their order.

    Example:
        >>> [rows.tolist() for rows in batches(5, 2)]
        [[0, 1], [2, 3], [4]]
    """
    rows = np.arange(count) if rng is None else rng.permutation(count)
    for start in range(0, count, batch_size):
        yield rows[start : start + batch_size]


def check_inputs(who: str, x: Any) -> Array:
    """The inputs as an array.

    Raises:
        ValueError: if there are none, or one holds NaN: the message says where.
    """
    x = as_array(who, "inputs", x)
    if x.ndim == 0 or x.size == 0:
        received = repr(x.item()) if x.ndim == 0 else f"shape {x.shape}"
        raise refusal(who, "at least one input", received, "pass at least one row")
    if x.dtype.kind == "f" and np.isnan(x).any():
        row = int(np.argwhere(np.isnan(x))[0][0])
        raise refusal(who, "numbers", f"NaN in row {row}", NAN_CURE)
    return x


def check_pairs(who: str, x: Any, y: Any) -> tuple[Array, Array]:
    """Inputs and targets as arrays.

    Raises:
        ValueError: as `check_inputs` does, and for different lengths.
    """
    x, y = check_inputs(who, x), as_array(who, "targets", y)
    if y.ndim == 0 or len(x) != len(y):
        received = f"{len(x)} inputs and {len(y) if y.ndim else 'a single number as'} targets"
        raise refusal(who, "one target for each input", received, "give x and y the same rows")
    return x, y


def split_off(fraction: float, *arrays: Array | None) -> tuple[list[Array | None], list[Array | None]]:
    """The arrays without their last rows, and those rows: Keras takes them before it shuffles.

    Raises:
        ValueError: for a fraction outside [0, 1), or one that leaves a side empty.
    """
    fraction = number_between("fit", "validation_split", fraction, 0, 1, below_high=True)
    count = next(len(array) for array in arrays if array is not None)
    kept = int(np.floor(count * (1 - fraction)))
    if not 0 < kept < count:
        raise refusal(
            "fit", "a validation_split that leaves samples on both sides", f"{fraction} of {count}", "pass more samples"
        )
    head = [None if array is None else array[:kept] for array in arrays]
    tail = [None if array is None else array[kept:] for array in arrays]
    return head, tail


def sample_weights(
    y: Array, sample_weight: Any = None, class_weight: dict[int, float] | None = None, who: str = "fit"
) -> Array | None:
    """One weight for each sample, from the weights of samples and of classes; None if there are neither.

    Args:
        y: whole labels of shape (samples,) or (samples, 1), or one-hot ones (samples, classes), if there is a
            class_weight.
        sample_weight: shape (samples,).
        class_weight: label -> weight; a label that is missing weighs 1, as in Keras.
        who: the method to name in an error.

    Raises:
        ValueError: for another number of weights than of samples, weights that are negative or not finite, or
            labels that are no classes.

    Example:
        >>> sample_weights(np.array([0, 1, 1]), class_weight={1: 3.0})
        array([1., 3., 3.])
    """
    if class_weight is None:
        return None if sample_weight is None else _checked(who, "sample_weight", sample_weight, len(y))
    by_class = _checked(who, "class_weight", _of_classes(who, y, class_weight), len(y))
    return by_class if sample_weight is None else by_class * _checked(who, "sample_weight", sample_weight, len(y))


def _of_classes(who, y, class_weight):
    """The weight of each sample's class."""
    if not isinstance(class_weight, dict):
        raise refusal(who, "class_weight, a dict from label to weight", repr(class_weight), "class_weight={1: 2.0}")
    y = numbers(who, "y", y)
    one_hot = y.ndim == 2 and y.shape[1] > 1
    labels = y.argmax(axis=1) if one_hot else y.reshape(len(y), -1)[:, 0]
    if y.ndim > 2 or (labels != np.floor(labels)).any():
        raise refusal(who, "whole labels for class_weight", f"y of shape {y.shape}", "leave class_weight away")
    return [class_weight.get(int(label), 1.0) for label in labels]


def _checked(who, what, weights, count):
    """The weights as floats, shape (count,)."""
    weights = numbers(who, what, weights).astype(float)
    if weights.shape != (count,):
        raise refusal(who, f"{what} of shape ({count},)", f"shape {weights.shape}", "one weight for each sample")
    good = np.isfinite(weights) & (weights >= 0)
    if not good.all():
        row = int(np.argmin(good))
        fix = "0 or more for each; 0 leaves a sample out"
        raise refusal(who, f"{what} finite and not negative", f"{weights[row]} in row {row}", fix)
    return weights
