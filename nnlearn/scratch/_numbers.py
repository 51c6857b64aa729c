"""Numbers that an optimizer, schedule or initializer is given, as plain Python numbers.

Plain, because a NumPy float64 scalar would turn float32 weights into float64; a Python float does not.
"""

import math
from typing import Any

import numpy as np

from nnlearn.scratch.checks import refusal


def finite(who: str, name: str, value: Any, fix: str) -> Any:
    """The value, if it is a finite number.

    Raises:
        ValueError: for anything else; `fix` is a value that is right.

    Example:
        >>> finite("Constant", "value", np.float32(0.5), "0.0")
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
