"""What wrong gradients have in common, said only where the numbers leave no doubt."""

from typing import Any

import numpy as np

from nnlearn.scratch.gradcheck.numeric import Array


def diagnose_shape(claimed: Any, numeric: Array) -> str:
    """For a gradient that does not have the shape of what it is the gradient of."""
    if claimed is None:
        return "backward gives None. Is a return missing?"
    said = f"the gradient has shape {claimed.shape}, but there are {numeric.shape} numbers to change"
    if claimed.ndim == numeric.ndim + 1 and claimed.shape[1:] == numeric.shape and _alike(claimed.sum(axis=0), numeric):
        return f"{said}. Summed over the batch (axis 0) it is right"
    if claimed.T.shape == numeric.shape and _alike(claimed.T, numeric):
        return f"{said}. Transposed it is right"
    return said


def diagnose(claimed: Array, numeric: Array, wrong: Array, kink: Array, batch: int | None) -> str:
    """For a gradient of the right shape; "" if nothing is wrong or nothing is certain."""
    if not wrong.any():
        return ""
    if not np.isfinite(claimed).all():
        return f"{(~np.isfinite(claimed)).sum()} of {claimed.size} entries are not finite"
    if not claimed[~kink].any():
        return "zero everywhere"
    return (
        _ratio(claimed[~kink], numeric[~kink], batch)
        or _transposed(claimed, numeric, kink)
        or _pattern(wrong, kink)
        or ""
    )


def _ratio(claimed, numeric, batch):
    """One number times the right values, in at least two entries."""
    if (np.abs(numeric) > 1e-3 * np.abs(numeric).max()).sum() < 2:
        return None
    ratio = float((claimed * numeric).sum() / (numeric**2).sum())
    if not _alike(claimed, ratio * numeric) or abs(ratio - 1) < 1e-3:
        return None
    for factor, words in _factors(batch):
        if abs(ratio / factor - 1) < 1e-3:
            return words
    return f"{ratio:.3g} times the right values, everywhere"


def _factors(batch):
    several = batch is not None and batch > 1
    also = ", and 2 is the batch size" if batch == 2 else ""
    yield -1, "the right values with the sign flipped"
    yield 2, f"twice the right values{also}"
    yield 0.5, f"half the right values{also}"
    if several:
        yield batch, f"{batch} times the right values, and {batch} is the batch size. Is a 1 / batch missing?"
        yield 1 / batch, f"1/{batch} of the right values, and {batch} is the batch size. A mean in place of a sum?"


def _transposed(claimed, numeric, kink):
    square = claimed.ndim == 2 and claimed.shape[0] == claimed.shape[1] > 1
    if square and not kink.any() and _alike(claimed.T, numeric):
        return "transposed: rows and columns are exchanged"
    return None


def _pattern(wrong, kink):
    """Where the wrong entries are, if that is one place among several."""
    if wrong.sum() == 1 < wrong.size:
        return f"only entry {entry_text(np.argwhere(wrong)[0])} is wrong"
    for axis, word in enumerate(("row", "column")[: wrong.ndim] if wrong.ndim == 2 else ()):
        places = np.unique(np.nonzero(wrong)[axis])
        if len(places) == 1 < wrong.shape[axis]:
            return f"only {word} {places[0]} is wrong"
    return None


def entry_text(i: Any) -> str:
    """An index as it is written in code: [2, 1]."""
    return f"[{', '.join(str(int(k)) for k in i)}]"


def _alike(a, b):
    """Equal to a thousandth of the largest."""
    return bool(np.abs(a - b).max(initial=0) <= 1e-3 * np.abs(b).max(initial=0))
