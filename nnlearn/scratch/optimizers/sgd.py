"""Gradient descent, with momentum if wanted."""

import numpy as np

from nnlearn.scratch.checks import number_between, true_or_false
from nnlearn.scratch.optimizers.base import Array, Optimizer
from nnlearn.scratch.optimizers.schedules import LearningRateSchedule


class SGD(Optimizer):
    """Downhill, in proportion to the slope: `w -= learning_rate * g`. Introduced in chapter 04.

    With momentum the step has a velocity, which every gradient pushes and every step slows down:

        m = momentum * m - learning_rate * g
        w += m

    With nesterov too, `w += momentum * m - learning_rate * g`, with the new m. Sutskever et al. take the gradient
    where the velocity is about to carry the weights, `w + momentum * m`; here, as in Keras, w itself stands for that
    place, so that a gradient at the present weights is enough.

    The name is short for stochastic gradient descent: the gradient is that of a batch drawn by chance. Robbins and
    Monro (1951); momentum: Polyak (1964); nesterov: Nesterov (1983), in the form of Sutskever, Martens, Dahl and
    Hinton (2013), On the importance of initialization and momentum in deep learning, equations 1-4.

    Args:
        learning_rate: number of at least 0, or a schedule.
        momentum: share of the velocity that is kept, in [0, 1]; 0 is none.
        nesterov: True for Nesterov's form.
        weight_decay: these and the following as for `Optimizer`.
        clipnorm: as there.
        clipvalue: as there.
        global_clipnorm: as there.

    Raises:
        ValueError: for numbers out of range.

    Example:
        >>> w = np.array([1.0])
        >>> optimizer = SGD(learning_rate=0.5, momentum=0.5)
        >>> optimizer.apply([np.array([1.0])], [w])
        >>> optimizer.apply([np.array([0.0])], [w])  # flat, but the velocity carries on
        >>> w
        array([0.25])
    """

    elementwise = True

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
    ):
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm)
        self.momentum = number_between("SGD", "momentum", momentum, 0, 1)
        self.nesterov = true_or_false("SGD", "nesterov", nesterov)

    def new_state(self, w: Array) -> dict[str, Array]:
        """With momentum m, the velocity, starting at 0."""
        return {"m": np.zeros_like(w)} if self.momentum else {}

    def update_step(self, g, w, learning_rate, m=None):
        """One step of one weight."""
        step = -learning_rate * g
        if m is not None:
            m[...] = self.momentum * m + step
            step = self.momentum * m + step if self.nesterov else m
        w += step
