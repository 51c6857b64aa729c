"""What the losses of this chapter are judged by: losses that stop growing are one mistake, whatever their bound."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlearn.exercises.compare import Close

ALL_GROW = 50  # a mean surprise that no bound of a probability in float64 reaches


class Surprises(Close):
    """A loss and its gradients. Two answers also do the same where both are right but for surprises that are cut short.

    Args:
        right: gives the exact loss and gradients of a case.
        labels: which argument holds the labels, one row per example.
        parts: what the entries of an expected tuple are called.
    """

    def __init__(self, right: Callable[..., Any], labels: str, parts: tuple[str, ...]):
        super().__init__(parts=parts)
        self.right, self.labels = right, labels

    def same(self, got: Any, other: Any, case: dict[str, Any]) -> bool:
        """True for equal numbers, and for the same kind of nearly right ones."""
        kind = self._kind(got, case)
        return super().same(got, other, case) or (kind is not None and kind == self._kind(other, case))

    def _kind(self, got: Any, case: dict[str, Any]) -> tuple[str, str] | None:
        exact, n = _numbers(self.right(**case)), len(case[self.labels])
        try:
            found = _numbers(got)
        except (TypeError, ValueError):
            return None
        if found.shape != exact.shape:
            return None
        sizes = {"right": exact[1:], "n times": n * exact[1:]}
        size = next((word for word, gradient in sizes.items() if _near(found[1:], gradient)), None)
        if size is None or not np.isfinite(found[0]):
            return None
        if _near(found[:1], exact[:1]):
            return "right", size
        return ("cut short", size) if 0 <= found[0] < exact[0] and exact[0] > ALL_GROW else None


def _numbers(value: Any) -> np.ndarray:
    """The loss, then every entry of the gradients, in one row."""
    loss, gradients = value
    parts = gradients if isinstance(gradients, (list, tuple)) else [gradients]
    return np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in (loss, *parts)])


def _near(a: np.ndarray, b: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.allclose(a, b, rtol=1e-3, atol=1e-3 * np.abs(b).max(initial=0)))
