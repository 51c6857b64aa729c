"""Slopes from values alone: move one entry a little, and see how much the result changes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlearn.scratch.checks import numbers, refusal

Array = np.ndarray
Index = tuple[int, ...]


def numeric_gradient(f: Callable[[Array], float], w: Any, h: float = 1e-5) -> Array:
    """Central differences, one entry at a time: `(f(w + h) - f(w - h)) / (2 * h)`. Introduced in chapter 03.

    The error is about `h ** 2` times a sixth of the third derivative, plus rounding, which grows as `1 / h`: near h =
    1e-5 both are small. Bishop (2006), Pattern Recognition and Machine Learning, equation 5.69.

    Args:
        f: takes an array shaped like w, gives one number.
        w: where to measure, any shape; not changed.
        h: how far an entry is moved, above 0.

    Returns:
        The gradient of f at w, float64, shaped like w. It costs two calls of f for each entry.

    Raises:
        ValueError: for a w that is not made of real numbers, an f that gives no number, an h that is not above 0.

    Example:
        >>> numeric_gradient(lambda w: (w**2).sum(), np.array([1.0, 3.0])).round(6)
        array([2., 6.])
    """
    w = numbers("numeric_gradient", "w", w).astype(np.float64)
    check_step("numeric_gradient", h)
    gradient = np.empty_like(w)
    for i in np.ndindex(w.shape):
        gradient[i] = slope(f, w, i, h)
    return gradient


def slope(f: Callable[[Array], float], w: Array, i: Index, h: float) -> float:
    """The central difference at one entry."""
    return (moved(f, w, i, h) - moved(f, w, i, -h)) / (2 * h)


def slopes_of_both_sides(f: Callable[[Array], float], w: Array, i: Index, h: float) -> tuple[float, float]:
    """The differences to the left and to the right of one entry; at a corner they disagree."""
    here = moved(f, w, i, 0.0)
    return (here - moved(f, w, i, -h)) / h, (moved(f, w, i, h) - here) / h


def moved(f: Callable[[Array], float], w: Array, i: Index, step: float) -> float:
    """F with one entry of a copy of w moved by a step."""
    there = w.copy()
    there[i] += step
    y = np.asarray(f(there))
    if y.size != 1 or y.dtype.kind not in "fiub":
        raise refusal("numeric_gradient", "f(w) to be one real number", f"shape {y.shape}", "f = a sum, or a loss")
    return float(y.reshape(()))


def check_step(who: str, h: Any) -> None:
    """Refuse a step that is not above 0."""
    if not isinstance(h, int | float | np.number) or isinstance(h, bool) or not 0 < h < np.inf:
        raise refusal(who, "h, a number above 0", repr(h), "h=1e-5")
