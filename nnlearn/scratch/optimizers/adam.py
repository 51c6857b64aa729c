"""Adam: momentum and a step size for each weight, both from running means; and AdamW, with weight decay."""

from math import sqrt

import numpy as np

from nnlearn.scratch.checks import at_least, number_between, refusal, true_or_false
from nnlearn.scratch.optimizers.base import Array, Optimizer
from nnlearn.scratch.optimizers.schedules import LearningRateSchedule


class Adam(Optimizer):
    """Running mean of the gradient over the root of the running mean of its square. Introduced in chapter 04.

        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g ** 2
        w -= alpha * m / (sqrt(v) + epsilon)

    Both means start at 0, hence too small in the first steps t = 1, 2, ...; the factor in
    `alpha = learning_rate * sqrt(1 - beta_2 ** t) / (1 - beta_1 ** t)` corrects that. Algorithm 1 of the paper
    corrects m and v each and then adds epsilon: `(m / (1 - beta_1 ** t)) / (sqrt(v / (1 - beta_2 ** t)) + epsilon)`.
    This form, Keras', is the one at the end of its section 2, where the small number is called epsilon-hat; the two
    differ only where a gradient is hardly larger than epsilon. Keras rounds the betas in alpha to float32 even where
    weights are float64, which with its defaults makes its step differ from this one by up to 7e-6 of it. Kingma and Ba
    (2015), Adam: a method for stochastic optimization.

    Args:
        learning_rate: number of at least 0, or a schedule.
        beta_1: share of the mean gradient that is kept, in [0, 1).
        beta_2: share of the mean square that is kept, in [0, 1).
        epsilon: keeps the quotient finite, at least 0.
        amsgrad: True to divide by the largest v so far, so that steps cannot grow again. Reddi, Kale and Kumar (2018),
            On the convergence of Adam and beyond, algorithm 2, here with the correction of the first steps.
        weight_decay: these and the following as for `Optimizer`.
        clipnorm: as there.
        clipvalue: as there.
        global_clipnorm: as there.

    Raises:
        ValueError: for numbers out of range.

    Example:
        >>> w = np.array([1.0, 1.0])
        >>> Adam(learning_rate=0.25).apply([np.array([100.0, -0.01])], [w])
        >>> w.round(3)  # the first step is learning_rate * sign(g), however steep
        array([0.75, 1.25])
    """

    elementwise = True

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
    ):
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm)
        who = type(self).__name__
        self.beta_1 = number_between(who, "beta_1", beta_1, 0, 1, below_high=True)
        self.beta_2 = number_between(who, "beta_2", beta_2, 0, 1, below_high=True)
        self.epsilon = at_least(0, who, "epsilon", epsilon, "1e-7")
        self.amsgrad = true_or_false(who, "amsgrad", amsgrad)

    def new_state(self, w: Array) -> dict[str, Array]:
        """The means m and v, starting at 0; with amsgrad v_hat, the largest v so far."""
        letters = ("m", "v", "v_hat") if self.amsgrad else ("m", "v")
        return {letter: np.zeros_like(w) for letter in letters}

    def update_step(self, g, w, learning_rate, m, v, v_hat=None):
        """One step of one weight."""
        t = self.iterations + 1
        alpha = learning_rate * sqrt(1 - self.beta_2**t) / (1 - self.beta_1**t)
        m += (g - m) * (1 - self.beta_1)
        v += (g**2 - v) * (1 - self.beta_2)
        if v_hat is not None:
            v = np.maximum(v, v_hat, out=v_hat)
        w -= alpha * m / (np.sqrt(v) + self.epsilon)


class AdamW(Adam):
    """Adam in which every weight also shrinks: first `w -= learning_rate * weight_decay * w`, then Adam's step.

    An L2 penalty would pass through the gradient, and Adam would divide it away where gradients are large; this decay is
    decoupled from it. In the paper the decay is multiplied by the schedule alone; here, as in Keras, by the whole
    learning rate. Loshchilov and Hutter (2019), Decoupled weight decay regularization, algorithm 2; chapter 04.

    Args:
        learning_rate: number of at least 0, or a schedule.
        weight_decay: at least 0.
        beta_1: this and the following as for `Adam`.
        beta_2: as there.
        epsilon: as there.
        amsgrad: as there.
        clipnorm: these and the following as for `Optimizer`.
        clipvalue: as there.
        global_clipnorm: as there.

    Raises:
        ValueError: for numbers out of range, and for no weight decay, which is Adam.

    Example:
        >>> w = np.array([1.0])
        >>> AdamW(learning_rate=0.5, weight_decay=0.5).apply([np.array([0.0])], [w])
        >>> w
        array([0.75])
    """

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
    ):
        if weight_decay is None:
            raise refusal("AdamW", "weight_decay, a number of at least 0", "None", "weight_decay=0.004, or Adam")
        super().__init__(
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
            amsgrad,
            weight_decay,
            clipnorm,
            clipvalue,
            global_clipnorm,
        )
