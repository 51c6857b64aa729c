"""The report: what was checked, what is wrong, and how the error depends on the step."""

from dataclasses import dataclass

import numpy as np

from nnlearn.scratch.gradcheck.diagnosis import entry_text
from nnlearn.scratch.gradcheck.judge import Verdict, rounding
from nnlearn.scratch.gradcheck.numeric import Array, Index, slope

STEPS = 10.0 ** -np.arange(2, 9)
TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True)
class GradientReport:
    """What `check_gradients` found. `print(report)` says it in words.

    Attributes:
        thing: name of what was checked.
        verdicts: one for each input and each weight.
        worst: (verdict, index) of the entry that is furthest off, measured by its tolerance; if all are right, of one
            with a large gradient and a large error at the largest step; None if no entry could be judged.
        steps: step sizes, 1e-2 to 1e-8.
        errors: at the worst entry, |claimed - central difference| for each of the steps; NaN where the thing refuses to
            be moved so far. Over the steps, in log-log axes, a right gradient draws a V, a wrong one a level line.
    """

    thing: str
    verdicts: tuple[Verdict, ...]
    worst: tuple[Verdict, Index] | None
    steps: Array
    errors: Array

    @property
    def ok(self) -> bool:
        """True if no entry is wrong and, of each input and weight, some entry could be judged."""
        return all(verdict.ok for verdict in self.verdicts)

    @property
    def largest(self) -> float:
        """The largest |claimed - numeric|, kinks left out; infinite for a missing gradient or one of another shape."""
        return max((float(v.error[~v.kink].max(initial=0)) for v in self.verdicts), default=0.0)

    @property
    def order(self) -> float:
        """The power of the step with which the worst entry's error falls from 1e-2 to 1e-4; NaN if it is rounding only.

        2 for a right gradient: a hundredth of the error for a tenth of the step. 0 for a wrong one.
        """
        if self.worst is None:
            return float("nan")
        clear = [k for k in range(3) if self.errors[k] > 5 * rounding(self.worst[0].claim, self.steps[k])]
        if len(clear) < 2:
            return float("nan")
        rise = np.log10(self.errors[clear[0]] / self.errors[clear[-1]])
        return float(rise / (clear[-1] - clear[0]))

    def __str__(self):
        width = max((len(v.claim.label) for v in self.verdicts), default=0)
        lines = [f"gradients of {self.thing}: {self._headline()}"]
        lines += [f"  {v.claim.label:<{width}}  {_summary(v)}" for v in self.verdicts]
        lines += [line for v in self.verdicts for line in _details(v)]
        return "\n".join([*lines, *self._about_the_step()])

    def _headline(self):
        if any(v.wrong.any() for v in self.verdicts):
            return "wrong"
        return "right" if self.ok else "undecided"

    def _about_the_step(self):
        if self.worst is None or self._headline() == "undecided":
            return []
        verdict, i = self.worst
        where = _entry(verdict, i)
        if verdict.wrong[i]:
            if self.order > 0.5:
                return [f"{where}: the error falls with the step, but too slowly for a right gradient"]
            return [f"{where}: the error stays, however small the step, as it does for a wrong gradient"]
        if np.isnan(self.order):
            return ["whatever the step, the error is rounding alone: the function is not bent where it was checked"]
        return [f"{where}: the error falls as step ** {self.order:.1f}, as it does for a right gradient (step ** 2)"]


def _summary(verdict):
    wrong, kink, size = int(verdict.wrong.sum()), int(verdict.kink.sum()), verdict.wrong.size
    judged = f"wrong in {wrong} of {_count(size)}" if wrong else f"right in {_count(size - kink)}"
    unjudged = f"{kink} at a kink: not judged"
    return judged if not kink else unjudged if kink == size else f"{judged}, {unjudged}"


def _details(verdict):
    """What is known about a wrong or an unjudged gradient, in a line each."""
    label, wrong = verdict.claim.label, verdict.wrong & np.isfinite(verdict.error)
    if wrong.any():
        i = tuple(int(k) for k in np.unravel_index(np.argmax(np.where(wrong, verdict.error, -1)), wrong.shape))
        claimed, numeric = np.asarray(verdict.claim.gradient)[i], verdict.numeric[i]
        says = f"{verdict.claim.source} says {claimed:.3g}, differences say {numeric:.3g}"
        yield f"{_entry(verdict, i)}: {says}"
    if verdict.diagnosis:
        yield f"{label}: {verdict.diagnosis}"
    if verdict.kink.size and verdict.kink.all():
        yield f"{label}: every entry is at a kink, so there is nothing to compare with. Fix: move the inputs off it"


def _entry(verdict, i):
    owner = f" of {verdict.claim.owner}" if verdict.claim.owner else ""
    return f"{verdict.claim.name}{entry_text(i) if i else ''}{owner}"


def _count(n):
    return f"{n} entr{'y' if n == 1 else 'ies'}"


def make_report(thing: str, verdicts: list[Verdict]) -> GradientReport:
    """A report on these verdicts, with the error over the step at one telling entry."""
    worst = _worst(verdicts)
    errors = np.array([_error(worst, step) for step in STEPS]) if worst else np.full(STEPS.shape, np.nan)
    return GradientReport(thing, tuple(verdicts), worst, STEPS.copy(), errors)


def _worst(verdicts):
    """The entry furthest off, by its tolerance; where all are right, the one most bent among the largest slopes."""
    entries = [(v, i) for v in verdicts for i in np.ndindex(v.error.shape) if np.isfinite(v.error[i]) and not v.kink[i]]
    if any(v.wrong[i] for v, i in entries):
        return max(entries, key=lambda entry: entry[0].error[entry[1]] / (entry[0].tolerance[entry[1]] + TINY))
    steepest = sorted(entries, key=lambda entry: -abs(entry[0].numeric[entry[1]]))[:10]
    return max(steepest, key=lambda entry: np.nan_to_num(_error(entry, STEPS[0])), default=None)


def _error(entry, step):
    verdict, i = entry
    try:
        return abs(float(verdict.claim.gradient[i]) - slope(verdict.claim.f, verdict.claim.w, i, step))
    except ValueError:  # a probability may not be moved past 1
        return np.nan
