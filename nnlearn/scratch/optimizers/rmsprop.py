"""RMSprop: AdaGrad that forgets."""

import numpy as np

from nnlearn.scratch.checks import at_least, number_between, true_or_false
from nnlearn.scratch.optimizers.base import Array, Optimizer
from nnlearn.scratch.optimizers.schedules import LearningRateSchedule


class RMSprop(Optimizer):
    """Divides each step by the root of a running mean of squared gradients. Introduced in chapter 04.

        v = rho * v + (1 - rho) * g ** 2
        w -= learning_rate * g / sqrt(v + epsilon)

    With `centered`, v becomes a variance: `v - mean ** 2`, with a running mean of g. With momentum the steps add up,
    `m = momentum * m + step`, and `w -= m`. Hinton's slides have no epsilon; here, as in Keras, it stands inside the
    root. Tieleman and Hinton (2012), Neural networks for machine learning (Coursera), lecture 6.5; the centered form:
    Graves (2013), Generating sequences with recurrent neural networks.

    Args:
        learning_rate: number of at least 0, or a schedule.
        rho: share of the running mean that is kept, in [0, 1].
        momentum: share of the last step that is kept, in [0, 1]; 0 is none.
        epsilon: keeps the quotient finite, at least 0.
        centered: True to subtract the square of the mean gradient.
        weight_decay: these and the following as for `Optimizer`.
        clipnorm: as there.
        clipvalue: as there.
        global_clipnorm: as there.

    Raises:
        ValueError: for numbers out of range.

    Example:
        >>> w = np.array([1.0, 1.0])
        >>> RMSprop(0.5, rho=0.75, epsilon=0.0).apply([np.array([100.0, 0.01])], [w])
        >>> w
        array([0., 0.])
    """

    elementwise = True

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
    ):
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm)
        self.rho = number_between("RMSprop", "rho", rho, 0, 1)
        self.momentum = number_between("RMSprop", "momentum", momentum, 0, 1)
        self.epsilon = at_least(0, "RMSprop", "epsilon", epsilon, "1e-7")
        self.centered = true_or_false("RMSprop", "centered", centered)

    def new_state(self, w: Array) -> dict[str, Array]:
        """The mean square v; with momentum m, the running step; if centered mean, that of the gradients."""
        state = {"v": np.zeros_like(w)}
        if self.momentum:
            state["m"] = np.zeros_like(w)
        if self.centered:
            state["mean"] = np.zeros_like(w)
        return state

    def update_step(self, g, w, learning_rate, v, m=None, mean=None):
        """One step of one weight."""
        v[...] = self.rho * v + (1 - self.rho) * g**2
        if mean is not None:
            mean[...] = self.rho * mean + (1 - self.rho) * g
            v = v - mean**2
        step = learning_rate * g / np.sqrt(v + self.epsilon)
        if m is not None:
            m[...] = self.momentum * m + step
            step = m
        w -= step
