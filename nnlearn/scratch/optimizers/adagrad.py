"""AdaGrad: each weight has its own step size, which shrinks as its gradients add up."""

import numpy as np

from nnlearn.scratch.checks import at_least
from nnlearn.scratch.optimizers.base import Array, Optimizer
from nnlearn.scratch.optimizers.schedules import LearningRateSchedule


class Adagrad(Optimizer):
    """Divides each step by the size of all gradients so far. Introduced in chapter 04.

        a += g ** 2
        w -= learning_rate * g / sqrt(a + epsilon)

    Weights that are seldom pushed keep long steps. The sum never falls, so all steps shrink for ever, which is what
    RMSprop mends. In the paper the sum starts at 0 and the small number stands outside the root,
    `g / (delta + sqrt(a))`; here, as in Keras, it starts at `initial_accumulator_value`, and epsilon stands inside.
    Duchi, Hazan and Singer (2011), Adaptive subgradient methods for online learning and stochastic optimization.

    Args:
        learning_rate: number of at least 0, or a schedule.
        initial_accumulator_value: where the sum a starts, at least 0.
        epsilon: keeps the quotient finite, at least 0.
        weight_decay: these and the following as for `Optimizer`.
        clipnorm: as there.
        clipvalue: as there.
        global_clipnorm: as there.

    Raises:
        ValueError: for numbers out of range.

    Example:
        >>> w = np.array([1.0, 1.0])
        >>> Adagrad(0.5, initial_accumulator_value=0.0, epsilon=0.0).apply([np.array([100.0, 0.01])], [w])
        >>> w
        array([0.5, 0.5])
    """

    elementwise = True

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
    ):
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm)
        self.initial_accumulator_value = at_least(
            0, "Adagrad", "initial_accumulator_value", initial_accumulator_value, "0.1"
        )
        self.epsilon = at_least(0, "Adagrad", "epsilon", epsilon, "1e-7")

    def new_state(self, w: Array) -> dict[str, Array]:
        """The sum a of squared gradients."""
        return {"a": np.full_like(w, self.initial_accumulator_value)}

    def update_step(self, g, w, learning_rate, a):
        """One step of one weight."""
        a += g**2
        w -= learning_rate * g / np.sqrt(a + self.epsilon)
