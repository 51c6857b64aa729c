"""Checks that several classes make of their arguments, with the house's one form of an error.

Numbers come back as plain Python numbers: a NumPy float64 scalar would turn float32 weights into float64.
"""

import math
from typing import Any

import numpy as np

Array = np.ndarray
NAN_CURE = "fill or drop missing values; if a training led here, a smaller learning_rate"


def refusal(who: str, expected: str, received: Any, fix: str) -> ValueError:
    """The error to raise: who expected what, what came, how to mend it.

    Example:
        >>> print(refusal("Dense", "units of at least 1", 0, "Dense(1)"))
        Dense expects units of at least 1, received 0. Fix: Dense(1).
    """
    return ValueError(f"{who} expects {expected}, received {received}. Fix: {fix}.")


def as_array(who: str, what: str, x: Any) -> Array:
    """X as an array; `what` names it in the error.

    Raises:
        ValueError: for rows of different lengths.

    Example:
        >>> as_array("fit", "x", [[1, 2], [3, 4]]).shape
        (2, 2)
    """
    try:
        return np.asarray(x)
    except ValueError:
        raise refusal(who, f"{what} as an array", "rows of different lengths", "rows of one length") from None


def numbers(who: str, what: str, x: Any) -> Array:
    """X as an array of real numbers of whatever kind; `what` names it in the error.

    Raises:
        ValueError: for text, complex numbers, objects, rows of different lengths.

    Example:
        >>> numbers("fit", "x", [1, 2])
        array([1, 2])
    """
    x = as_array(who, what, x)
    if x.dtype.kind not in "fiub":
        received = f"dtype {x.dtype}" if x.ndim else repr(x.item())
        raise refusal(who, f"{what} to hold real numbers", received, f"{what}.astype(float)")
    return x


def floats(who: str, what: str, x: Any) -> Array:
    """X in its own precision, float32 or float64; any other numbers become float64. The errors are those of `numbers`.

    Example:
        >>> floats("fit", "x", [1, 2])
        array([1., 2.])
    """
    x = numbers(who, what, x)
    return x if x.dtype.char in "fd" else x.astype(float)


def whole_number(who: str, name: str, value: Any, at_least: int = 1) -> int:
    """The value as an int.

    Raises:
        ValueError: for anything but a whole number of at least `at_least`; True and False are none.

    Example:
        >>> whole_number("Dense", "units", np.int64(3))
        3
    """
    if not is_whole(value, at_least):
        raise refusal(who, f"{name}, a whole number of at least {at_least}", repr(value), f"{name}={max(at_least, 1)}")
    return int(value)


def is_whole(value: Any, at_least: int = 0) -> bool:
    """Is it a whole number of at least so much? True and False are none."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(value >= at_least)


def true_or_false(who: str, name: str, value: Any) -> bool:
    """The value as a bool.

    Raises:
        ValueError: for anything but True and False; 1, "no" and None are neither.

    Example:
        >>> true_or_false("Dense", "use_bias", np.False_)
        False
    """
    if not isinstance(value, bool | np.bool_):
        raise refusal(who, f"{name}, True or False", repr(value), f"{name}=True")
    return bool(value)


def check_shape(who: str, shape: Any) -> None:
    """Refuse anything but the shape of a batch, such as (None, 3): whole numbers, or None where any length will do."""
    if not isinstance(shape, tuple | list) or not all(length is None or is_whole(length) for length in shape):
        raise refusal(who, "an input shape such as (None, features)", repr(shape), "(None, 2)")


def check_seed(who: str, seed: Any, name: str = "seed,") -> int | None:
    """The seed.

    Raises:
        ValueError: for anything but None and a whole number of at least 0.
    """
    if seed is not None and not is_whole(seed):
        raise refusal(who, f"{name} a whole number of at least 0 or None", repr(seed), "0")
    return seed


def number_between(who: str, name: str, value: Any, low: float, high: float, *, below_high: bool = False) -> float:
    """The value as a float.

    Raises:
        ValueError: for anything but a number from `low` to `high`; with `below_high`, `high` itself is refused.

    Example:
        >>> number_between("Dropout", "rate", 0.5, 0, 1, below_high=True)
        0.5
    """
    number = not isinstance(value, bool) and isinstance(value, int | float | np.integer | np.floating)
    if not number or not low <= value <= high or (below_high and value == high):
        interval = f"[{low:g}, {high:g}{')' if below_high else ']'}"
        raise refusal(who, f"{name}, a number in {interval}", repr(value), f"{name}={low:g}")
    return float(value)


def finite_number(who: str, name: str, value: Any, fix: str) -> Any:
    """The value, if it is a finite number.

    Raises:
        ValueError: for anything else; `fix` is a value that is right.

    Example:
        >>> finite_number("Constant", "value", np.float32(0.5), "0.0")
        0.5
    """
    return _plain(value, _is_finite(value), who, f"{name}, a finite number", f"{name}={fix}")


def at_least(low: float, who: str, name: str, value: Any, fix: str) -> Any:
    """The value, if it is a finite number and not below `low`.

    Raises:
        ValueError: for anything else.

    Example:
        >>> at_least(0, "Adam", "epsilon", 1e-7, "1e-7")
        1e-07
    """
    fits = _is_finite(value) and value >= low
    return _plain(value, fits, who, f"{name}, a finite number of at least {low:g}", f"{name}={fix}")


def above_zero(who: str, name: str, value: Any, fix: str) -> Any:
    """The value, if it is a finite number above 0.

    Raises:
        ValueError: for anything else.

    Example:
        >>> above_zero("Adam", "clipnorm", 1, "1.0")
        1
    """
    fits = _is_finite(value) and value > 0
    return _plain(value, fits, who, f"{name}, a finite number above 0", f"{name}={fix}")


def _is_finite(value):
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return real and math.isfinite(value)


def _plain(value, fits, who, expected, fix):
    if not fits:
        raise refusal(who, expected, repr(value), fix)
    return value.item() if isinstance(value, np.generic) else value
