"""Checks at the entrance, shared by the generators."""

import numpy as np


def check_count(caller: str, n: int, least: int = 2) -> int:
    """The count as an int of at least `least`."""
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < least:
        raise ValueError(f"{caller} expects n, a whole number of at least {least}, received {n!r}. Fix: n={least}.")
    return int(n)


def check_range(caller: str, name: str, value: float, low: float, high: float = np.inf) -> float:
    """The value as a float in [low, high]."""
    fine = isinstance(value, int | float | np.integer | np.floating) and low <= value <= high
    if not fine or not np.isfinite(value):
        limits = f"of at least {low:g}" if high == np.inf else f"from {low:g} to {high:g}"
        raise ValueError(f"{caller} expects {name} {limits}, received {value!r}. Fix: {name}={low:g}.")
    return float(value)
