"""What the four optimizer exercises share: one step is a function of weights, gradient and state, judged over many steps."""

from typing import Any

import numpy as np

from nnlearn.exercises.base import Exercise
from nnlearn.exercises.compare import Close, Difference


class Steps(Close):
    """The weights after each step, and last the first step made once more. Says at which step they part."""

    def difference(self, got: Any, expected: Any, case: dict[str, Any]) -> Difference | None:
        """Compare the walks; show the steps, without the one made again."""
        if isinstance(got, dict):
            says = f"A step gives two things, `return w, state`. Yours gave {_count(got['returned'])}."
            return Difference("type", says, got["returned"], _table(expected[:-1]))
        found = super().difference(got, expected, case)
        if found is None or found.kind != "value":
            return found
        rows, right = list(got), list(expected)
        if super().difference(rows[-1], rows[0], case) is not None:
            says = "From the same weights and gradient, both times with the state None, the first step came out in two ways: "
            says += "what your function remembers must travel in the state, and what it is given, w and g, must stay as it was."
            return Difference("value", says, _table([rows[0], rows[-1]]), _table([right[0], right[-1]]))
        apart = [super(Steps, self).difference(a, b, case) for a, b in zip(rows, right, strict=True)]
        step = next((k for k, part in enumerate(apart) if part is not None), 0)
        before = {0: "", 1: "Step 1 is right. "}.get(step, f"The first {step} steps are right. ")
        _, yours, note = found.message.partition(" Yours is ")  # where it came to no number
        says = f"{before}Step {step + 1} differs.{yours + note if 'there:' in note else ''}{_circumstances(case)}"
        return Difference("value", says, _table(rows[:-1]), _table(right[:-1]))

    def same(self, got: Any, other: Any, case: dict[str, Any]) -> bool:
        """Two answers are the same when they gave the same, step by step."""
        return super().difference(got, other, case) is None


def _table(rows: list[Any]) -> Any:
    """The rows below each other, as long as they have one shape."""
    return np.array(rows) if len({np.shape(row) for row in rows}) == 1 else rows


def _count(returned: Any) -> str:
    if not isinstance(returned, (tuple, list)):
        return "one thing"
    return f"{len(returned)} things" if len(returned) != 1 else "one thing"


def _circumstances(case: dict[str, Any]) -> str:
    """What is new in this case, where an answer that has passed the others may stumble."""
    says = ""
    if np.ndim(case["learning_rate"]):
        says += " (Here the learning rate changes from step to step.)"
    if "w_shrinks_by" in case:
        says += " (Here the caller shrinks the weights before each step, by that share.)"
    if not set(case) - {"w", "gradients", "learning_rate", "w_shrinks_by"}:
        says += " (Here nothing is given after the learning rate: the defaults of your `def` line count.)"
    return says


class StepExercise(Exercise):
    """An optimizer as `step(w, g, state, learning_rate, ...) -> (w, state)`. What the state holds is the learner's choice.

    Only the weights are judged, one row per step: whatever carries them there is right.

    Attributes:
        settings: per case, in the order of the arguments, what comes after the learning rate; the last case leaves it out.
    """

    allow: tuple[str, ...] = ("numpy",)
    names: tuple[str, ...] = ("np",)
    compare: Any = Steps()
    settings: tuple[dict[str, Any], ...] = ()
    tips = (
        (
            "TypeError",
            "NoneType",
            "At the first step `state` is None, and None is no number and holds none. What stands in for it then?",
        ),
        (
            "ValueError",
            "truth value of an array",
            "Where the state is an array, `if not state`, `state or ...` and `state == None` ask each of its entries. "
            "`state is None` asks whether there is a state.",
        ),
    )

    def inputs(self, rng):
        """One weight that is pushed by 2, three times; rates that change; a table; a caller who shrinks w; the defaults."""
        size = np.array([3.0, 0.3, 0.03])
        cases = (
            {"w": np.array([1.0]), "gradients": np.full((3, 1), 2.0), "learning_rate": 0.1},
            {
                "w": rng.normal(size=3),
                "gradients": rng.normal(size=(4, 3)),
                "learning_rate": np.array([0.1, 0.1, 0.02, 0.05]),
            },
            {"w": rng.normal(size=(2, 3)), "gradients": rng.normal(size=(6, 2, 3)), "learning_rate": 0.2},
            {
                "w": rng.normal(size=3),
                "gradients": rng.normal(size=(10, 3)) * size + 0.5 * size,
                "learning_rate": 0.01,
                "w_shrinks_by": 0.1,
            },
            {"w": rng.normal(size=3), "gradients": rng.normal(size=(5, 3)) * [1.0, 1e-3, 1.0], "learning_rate": 0.05},
        )
        return [{**case, **more} for case, more in zip(cases, (*self.settings, {}), strict=True)]

    @staticmethod
    def probe(answer, w, gradients, learning_rate, w_shrinks_by=0.0, **settings):
        rates = np.broadcast_to(learning_rate, len(gradients))
        start, place, state, places = np.array(w), w, None, []
        for g, rate in zip(gradients, rates, strict=True):
            step = answer(
                place * (1 - w_shrinks_by) if w_shrinks_by else place, g, state, float(rate), *settings.values()
            )
            if step is None:
                return None
            if not isinstance(step, (tuple, list)) or len(step) != 2:
                return {"returned": step}
            place, state = step
            places.append(np.array(place))
        again = answer(start * (1 - w_shrinks_by), gradients[0], None, float(rates[0]), *settings.values())
        return [*places, np.array(again[0])]
