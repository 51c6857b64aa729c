"""Checks that several classes make of their arguments, with the house's one form of an error."""

from typing import Any

import numpy as np


def refusal(who: str, expected: str, received: Any, fix: str) -> ValueError:
    """The error to raise: who expected what, what came, how to mend it.

    Example:
        >>> print(refusal("Dense", "units of at least 1", 0, "Dense(1)"))
        Dense expects units of at least 1, received 0. Fix: Dense(1).
    """
    return ValueError(f"{who} expects {expected}, received {received}. Fix: {fix}.")


def whole_number(who: str, name: str, value: Any, at_least: int = 1) -> int:
    """The value as an int.

    Raises:
        ValueError: for anything but a whole number of at least `at_least`; True and False are none.

    Example:
        >>> whole_number("Dense", "units", np.int64(3))
        3
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < at_least:
        raise refusal(who, f"{name}, a whole number of at least {at_least}", repr(value), f"{name}={max(at_least, 1)}")
    return int(value)


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
