"""Reading back what an optimizer's `get_state` gave."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlearn.scratch.checks import refusal

Array = np.ndarray
FIX = "the list from get_state() of the same optimizer"


def read_steps(who: str, state: Sequence[Any]) -> int:
    """The number of steps, which comes first.

    Raises:
        ValueError: if it is no whole number of at least 0.
    """
    steps = np.asarray(state[0] if len(state) else None)
    if steps.shape != () or steps.dtype.kind not in "iu" or steps < 0:
        raise refusal(who, "a list that begins with the number of steps", steps, FIX)
    return int(steps)


def read_arrays(who: str, state: Sequence[Any], letters: Sequence[str]) -> list[dict[str, Array]]:
    """For each weight its arrays by letter, as copies.

    Raises:
        ValueError: if the number of arrays does not come out even, or the arrays of a weight differ in shape or dtype.
    """
    arrays = [np.array(array, order="C") for array in state[1:]]
    if len(arrays) % len(letters) if letters else arrays:
        raise refusal(who, f"{len(letters)} arrays for each weight", f"{len(arrays)} in all", FIX)
    groups = [arrays[k : k + len(letters)] for k in range(0, len(arrays), len(letters) or 1)]
    for group in groups:
        if len({kind(array) for array in group}) > 1:
            raise refusal(who, "arrays of one shape for each weight", listed(map(kind, group)), FIX)
    return [dict(zip(letters, group, strict=True)) for group in groups]


def kind(array: Array) -> tuple[tuple[int, ...], np.dtype]:
    """By what the optimizer knows a weight again: shape and dtype."""
    return array.shape, array.dtype


def listed(kinds: Any) -> str:
    """Kinds in words, for an error.

    Example:
        >>> listed([kind(np.ones((2, 3)))])
        '(2, 3) float64'
    """
    return ", ".join(f"{shape} {dtype}" for shape, dtype in kinds) or "none"
