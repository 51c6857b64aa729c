"""What the five optimizer exercises share: one step is a function of weights, gradient and state, judged over many steps."""

from typing import Any

import numpy as np

from nnlearn.exercises.base import Exercise
from nnlearn.exercises.compare import Close


class StepExercise(Exercise):
    """An optimizer as `step(w, g, state, learning_rate, ...) -> (w, state)`. What the state holds is the learner's choice.

    Only the weights are judged, one row per step: whatever carries them there is right.

    Attributes:
        settings: per case, in the order of the arguments, what comes after the learning rate.
    """

    allow: tuple[str, ...] = ("numpy",)
    names: tuple[str, ...] = ("np",)
    compare: Any = Close()
    settings: tuple[dict[str, Any], ...] = ()

    def inputs(self, rng):
        """One weight that is pushed by 2, three times; three weights; a table of weights; slopes of very different size."""
        size = np.array([3.0, 0.3, 0.03])
        cases = (
            (np.array([1.0]), np.full((3, 1), 2.0), 0.1),
            (rng.normal(size=3), rng.normal(size=(4, 3)), 0.05),
            (rng.normal(size=(2, 3)), rng.normal(size=(6, 2, 3)), 0.2),
            (rng.normal(size=3), rng.normal(size=(10, 3)) * size + 0.5 * size, 0.01),
        )
        return [
            {"w": w, "gradients": gradients, "learning_rate": rate, **more}
            for (w, gradients, rate), more in zip(cases, self.settings, strict=True)
        ]

    @staticmethod
    def probe(answer, w, gradients, learning_rate, **settings):
        place, state, places = w, None, []
        for g in gradients:
            step = answer(place, g, state, learning_rate, *settings.values())
            if not isinstance(step, (tuple, list)) or len(step) != 2:
                return step  # None, or the weights without a state: what was given is what is judged
            place, state = step
            places.append(np.array(place))
        return places
