"""What losses and metrics ask of labels and predictions. It runs at every training step, so it looks at each
number once and says what is wrong only when something is.
"""

from typing import Any

import numpy as np

from nnlearn.scratch.checks import NAN_CURE, floats, numbers, refusal

Array = np.ndarray
SLACK = 1e-6  # a probability may miss [0, 1] by rounding


def matched(name: str, y_true: Any, y_pred: Any) -> tuple[Array, Array]:
    """Both as floats of y_pred's precision and of one shape, at least one axis, not empty.

    As in Keras a last axis of length 1 may be missing in one of them. Nothing else is stretched: (batch,)
    against (batch, 3) would compare every label with every sample.
    """
    y_pred = floats(name, "y_pred", y_pred)
    y_true = numbers(name, "y_true", y_true).astype(y_pred.dtype, copy=False)
    received = f"{y_true.shape} and {y_pred.shape}"
    y_true, y_pred = same_rank(y_true, y_pred)
    if y_true.shape != y_pred.shape:
        fix = "as many labels in each row as the last layer has units"
        raise refusal(name, "y_true and y_pred of the same shape", received, fix)
    if y_pred.ndim == 0 or y_pred.size == 0:
        raise refusal(name, "y_pred of shape (batch, outputs)", received, "at least one row")
    return y_true, y_pred


def same_rank(a: Array, b: Array) -> tuple[Array, Array]:
    """Add or drop a last axis of length 1 where only one of the two has it: (4,) and (4, 1) become (4, 1)."""
    if a.ndim == b.ndim + 1 and a.shape[-1] == 1:
        return (a, b[:, None]) if b.ndim == 1 else (a[..., 0], b)
    if b.ndim == a.ndim + 1 and b.shape[-1] == 1:
        return (a[:, None], b) if a.ndim == 1 else (a, b[..., 0])
    return a, b


def matched_targets(name: str, y_true: Any, y_pred: Any) -> tuple[Array, Array]:
    """As `matched`, for targets that may be any numbers but NaN and infinity."""
    y_true, y_pred = matched(name, y_true, y_pred)
    all_finite(name, "y_true", y_true)
    return y_true, y_pred


def fitted_weights(name: str, sample_weight: Any, shape: tuple[int, ...], *, spread: bool = True) -> Array:
    """Weights of samples as an array that can be multiplied with values of this shape, axis by axis.

    Args:
        name: of what asks, for messages.
        sample_weight: one number for all; or shape (batch,); or more axes, each as long as the values' or 1. A last
            axis of length 1 may be missing or too many, as in Keras.
        shape: of the values, (batch, ...).
        spread: True lets weights count for everything in their sample if the values have further axes; losses refuse
            those, since Keras would take (batch,) for weights of the last axis.

    Returns:
        As many axes as the values have, each as long as theirs or 1.
    """
    weights = floats(name, "sample_weight", sample_weight)
    all_finite(name, "sample_weight", weights)
    given = weights.shape
    if weights.ndim == len(shape) + 1 and given[-1] == 1:
        weights = weights[..., 0]
    beyond = shape[weights.ndim :] if weights.ndim else ()  # axes that the weights do not have
    lengths = weights.shape + (1,) * (len(shape) - weights.ndim)
    fits = len(lengths) == len(shape) and all(mine in (1, theirs) for mine, theirs in zip(lengths, shape, strict=True))
    if not fits or not (spread or all(length == 1 for length in beyond)):
        expected = f"sample_weight of shape {shape[:1] if spread else shape}"
        raise refusal(name, expected, given, "one weight for each sample")
    return weights.reshape(lengths)


def all_finite(name: str, what: str, y: Array) -> None:
    """Refuse NaN and infinity."""
    good = np.isfinite(y)
    if not good.all():
        raise refusal(name, f"finite numbers in {what}", first(y, ~good), "fill or drop them first")


def within(name: str, what: str, y: Array, fix: str) -> None:
    """Refuse numbers outside [0, 1], and NaN."""
    if not (y.min() >= -SLACK and y.max() <= 1 + SLACK):  # NaN makes both false
        outside = ~((y >= -SLACK) & (y <= 1 + SLACK))
        if np.isnan(y).any():
            fix = f"{NAN_CURE}; else {fix}"
        raise refusal(name, f"{what} between 0 and 1", first(y, outside), fix)


def binary(name: str, y: Array) -> None:
    """Refuse labels other than 0 and 1."""
    good = (y == 0) | (y == 1)
    if not good.all():
        raise refusal(name, "labels 0 and 1", first(y, ~good), "y_true == positive_label gives them")


def class_labels(name: str, y_true: Any, y_pred: Array, twin: str, binary_twin: str) -> Array:
    """Whole labels, each below the number of classes, as indices shaped like y_pred without its last axis.

    Args:
        name: of the function, for messages.
        y_true: shape (batch,) or (batch, 1).
        y_pred: shape (batch, classes).
        twin: what takes one-hot rows instead.
        binary_twin: what takes a single output instead.

    Returns:
        Indices, shape (batch,).
    """
    y_true = numbers(name, "y_true", y_true)
    classes = several_classes(name, y_pred, binary_twin)
    if y_true.shape == (*y_pred.shape[:-1], 1):
        y_true = y_true[..., 0]
    if y_true.shape != y_pred.shape[:-1]:
        expected = f"one whole label per sample, y_true of shape {y_pred.shape[:-1]} for y_pred of {y_pred.shape}"
        one_hot = y_true.shape == y_pred.shape
        fix = f"{twin}, which takes one-hot rows" if one_hot else "as many labels as rows"
        raise refusal(name, expected, y_true.shape, fix)
    if y_true.dtype.kind == "f":
        _check_whole(name, y_true)
    if y_true.min() < 0 or y_true.max() >= classes:
        raise refusal(
            name,
            f"labels from 0 to {classes - 1}, as y_pred has {classes} classes",
            first(y_true, (y_true < 0) | (y_true >= classes)),
            "number the labels from 0, and give the last layer one unit per class",
        )
    return y_true.astype(np.intp, copy=False)


def several_classes(name: str, y_pred: Array, binary_twin: str) -> int:
    """The number of classes in y_pred, (batch, classes); refuse an empty batch, and a single class."""
    if y_pred.ndim == 0 or y_pred.size == 0:
        raise refusal(name, "y_pred of shape (batch, classes)", y_pred.shape, "at least one row")
    if y_pred.shape[-1] == 1:
        fix = f"{binary_twin}, or one unit per class"
        raise refusal(name, "y_pred with at least 2 classes", f"shape {y_pred.shape}", fix)
    return y_pred.shape[-1]


def _check_whole(name, y_true):
    all_finite(name, "y_true", y_true)
    good = y_true == np.floor(y_true)
    if not good.all():
        raise refusal(name, "whole labels", first(y_true, ~good), "class numbers 0, 1, 2, ...")


def first(y: Array, bad: Array) -> str:
    """Name the first bad number and its row: '7 in row 3 of the batch'. `fit` may have shuffled the rows."""
    place = tuple(np.argwhere(bad)[0])
    return f"{y[place]} in row {place[0]} of the batch" if place else f"{y}"
