"""Claimed against measured, entry by entry: right, wrong, or at a kink."""

from dataclasses import dataclass

import numpy as np

from nnlearn.scratch.gradcheck.diagnosis import diagnose, diagnose_shape
from nnlearn.scratch.gradcheck.numeric import Array, Index, numeric_gradient, slope, slopes_of_both_sides
from nnlearn.scratch.gradcheck.things import Claim

EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Verdict:
    """What central differences say about one claim.

    Attributes:
        claim: what was claimed.
        numeric: the gradient by central differences, shaped like w.
        error: |claimed - numeric|, shaped like w; infinite where nothing fit to compare was claimed.
        tolerance: how large the error may be, shaped like w.
        wrong: bool, shaped like w.
        kink: bool, shaped like w: the slopes to the left and right differ, so there is no gradient to compare with.
        diagnosis: what the wrong entries have in common, where that is certain; else "".
    """

    claim: Claim
    numeric: Array
    error: Array
    tolerance: Array
    wrong: Array
    kink: Array
    diagnosis: str

    @property
    def ok(self) -> bool:
        """Nothing is wrong, and something could be judged."""
        return not self.wrong.any() and not (self.kink.size and self.kink.all())


def judge(claim: Claim, h: float, rtol: float, atol: float) -> Verdict:
    """Measure the gradient and compare."""
    numeric = numeric_gradient(claim.f, claim.w, h)
    tolerance = rtol * np.abs(numeric) + atol * np.abs(numeric).max(initial=0) + rounding(claim, h)
    claimed = None if claim.gradient is None else np.asarray(claim.gradient)
    if claimed is None or claimed.shape != numeric.shape:
        everywhere, nowhere = np.ones(numeric.shape, bool), np.zeros(numeric.shape, bool)
        error = np.full(numeric.shape, np.inf)
        return Verdict(claim, numeric, error, tolerance, everywhere, nowhere, diagnose_shape(claimed, numeric))
    error = np.abs(claimed - numeric)
    wrong, kink = ~(error <= tolerance), np.zeros(numeric.shape, bool)  # written so that NaN is wrong
    for i in zip(*np.nonzero(wrong), strict=True):
        kink[i] = _at_kink(claim, i, h, tolerance[i])
    wrong &= ~kink
    return Verdict(claim, numeric, error, tolerance, wrong, kink, diagnose(claimed, numeric, wrong, kink, claim.batch))


def rounding(claim: Claim, h: float) -> float:
    """How far rounding in f can move a central difference."""
    return 20 * EPSILON * claim.size / h


def _at_kink(claim: Claim, i: Index, h: float, tolerance: float) -> bool:
    """Is the disagreement the measurement's fault?

    Near a corner, a smaller step that does not reach it agrees. On a corner, the slopes of both sides differ, and the gap
    does not close as the step shrinks (where f is smooth it is `h * f''`). A claim far outside both slopes is no proof
    against that: behind a ReLU at 0, every gradient is 0 by convention, whatever the slopes are.
    """
    claimed = float(claim.gradient[i])
    for step in (h / 10, h / 100):
        if abs(claimed - slope(claim.f, claim.w, i, step)) <= tolerance + rounding(claim, step):
            return True
    gaps = [right - left for left, right in (slopes_of_both_sides(claim.f, claim.w, i, step) for step in (h, h / 10))]
    error = abs(claimed - slope(claim.f, claim.w, i, h))
    return abs(gaps[1]) > max(abs(gaps[0]) / 2, error / 1000, 10 * rounding(claim, h / 10))
