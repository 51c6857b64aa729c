"""Exercise 04.7: Adam."""

import numpy as np

from nnlearn.exercises.base import Mistake
from nnlearn.exercises.ch04_optimizers.steps import StepExercise


def moments(g, state, beta_1, beta_2):
    m, v, t = (0.0, 0.0, 0) if state is None else state
    return beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2, t + 1


def adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step=None, time=lambda t: t, update=moments):
    """Adam with every choice that a mistake may change; `step(m, v, c1, c2)` is what the learning rate multiplies."""
    m, v, t = update(g, state, beta_1, beta_2)
    c1, c2 = 1 - beta_1 ** time(t), 1 - beta_2 ** time(t)
    move = np.sqrt(c2) / c1 * m / (np.sqrt(v) + epsilon) if step is None else step(m, v, c1, c2)
    return w - learning_rate * move, (m, v, t)


def paper(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return m / c1 / (np.sqrt(v / c2) + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def epsilon_inside(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return np.sqrt(c2) / c1 * m / np.sqrt(v + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def epsilon_inside_corrected(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return m / c1 / np.sqrt(v / c2 + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def no_correction(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, lambda m, v, c1, c2: m / (np.sqrt(v) + epsilon))


def only_m_corrected(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return m / c1 / (np.sqrt(v) + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def only_v_corrected(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return np.sqrt(c2) * m / (np.sqrt(v) + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def correction_without_root(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return c2 / c1 * m / (np.sqrt(v) + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def correction_multiplied(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return c1 / np.sqrt(c2) * m / (np.sqrt(v) + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def t_from_zero(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    with np.errstate(all="ignore"):
        m, v, t = moments(g, state, beta_1, beta_2)
        c1, c2 = np.float64(1 - beta_1 ** (t - 1)), np.float64(1 - beta_2 ** (t - 1))
        return w - learning_rate * (m / c1) / (np.sqrt(v / c2) + epsilon), (m, v, t)


def t_from_zero_refused(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v, t = moments(g, state, beta_1, beta_2)
    alpha = learning_rate * (1 - beta_2 ** (t - 1)) ** 0.5 / (1 - beta_1 ** (t - 1))
    return w - alpha * m / (np.sqrt(v) + epsilon), (m, v, t)


def t_always_one(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, time=lambda t: 1)


def t_one_ahead(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, time=lambda t: t + 1)


def betas_swapped(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam(w, g, state, learning_rate, beta_2, beta_1, epsilon)


def no_root(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return np.sqrt(c2) / c1 * m / (v + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def with_moments(first, second):
    """Adam whose two running means are updated by these rules."""

    def update(g, state, beta_1, beta_2):
        m, v, t = (0.0, 0.0, 0) if state is None else state
        m = first(m, g, beta_1)
        return m, second(v, g, m, beta_2), t + 1

    def adam_step(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, update=update)

    return adam_step


def mean(m, g, beta):
    return beta * m + (1 - beta) * g


square_of_the_mean = with_moments(mean, lambda v, g, m, b: b * v + (1 - b) * m**2)
mean_not_squared = with_moments(mean, lambda v, g, m, b: b * v + (1 - b) * np.abs(g))
whole_gradients = with_moments(lambda m, g, b: b * m + g, lambda v, g, m, b: b * v + g**2)
no_momentum = with_moments(lambda m, g, b: (1 - b) * g, lambda v, g, m, b: b * v + (1 - b) * g**2)
squares_never_fade = with_moments(mean, lambda v, g, m, b: v + (1 - b) * g**2)


def gradient_instead_of_m(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return np.sqrt(c2) * g / (np.sqrt(v) + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


def corrected_means_carried(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v, t = moments(g, state, beta_1, beta_2)
    c1, c2 = 1 - beta_1**t, 1 - beta_2**t
    return w - learning_rate * (m / c1) / (np.sqrt(v / c2) + epsilon), (m / c1, v / c2, t)


def state_lost(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam(w, g, None, learning_rate, beta_1, beta_2, epsilon)


def uphill(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam(w, -g, state, learning_rate, beta_1, beta_2, epsilon)


def no_epsilon(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam(w, g, state, learning_rate, beta_1, beta_2, 0.0)


def no_root_corrected(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    def step(m, v, c1, c2):
        return m / c1 / (v / c2 + epsilon)

    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon, step)


one_rate_for_all = with_moments(mean, lambda v, g, m, b: b * v + (1 - b) * np.mean(g**2))
one_sum_for_all = with_moments(mean, lambda v, g, m, b: b * v + (1 - b) * np.sum(g**2))
bracket_missing = with_moments(lambda m, g, b: b * m + 1 - b * g, lambda v, g, m, b: b * v + 1 - b * g**2)


def rate_inside_m(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v, t = (0.0, 0.0, 0) if state is None else state
    m, v, t = beta_1 * m + (1 - beta_1) * learning_rate * g, beta_2 * v + (1 - beta_2) * g**2, t + 1
    return w - np.sqrt(1 - beta_2**t) / (1 - beta_1**t) * m / (np.sqrt(v) + epsilon), (m, v, t)


def four_things(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    w, (m, v, t) = adam(w, g, state, learning_rate, beta_1, beta_2, epsilon)
    return w, m, v, t


def weights_only(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon)[0]


def own_weights(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    own, before = (w, None) if state is None else state
    new, after = adam(own, g, before, learning_rate, beta_1, beta_2, epsilon)
    return new, (new, after)


def in_place(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    new, state = adam(w, g, state, learning_rate, beta_1, beta_2, epsilon)
    w += new - w
    return w, state


class AdamStep(StepExercise):
    """Momentum, a rate for every weight, and a fair start."""

    id, name, points = "04.7", "adam_step", 3
    title = "Adam"
    why = "Four letters in Keras, adam, and you have written what stands behind them, down to where epsilon stands."
    hints = (
        "Three things travel in the state: the mean of the gradients m, the mean of their squares v, and the number t of steps made. At the first step: 0, 0, and t becomes 1.",
        "Update m and v first. Then $\\alpha = \\eta \\sqrt{1 - \\beta_2^t} / (1 - \\beta_1^t)$ and $w \\leftarrow w - \\alpha\\, m / (\\sqrt v + \\epsilon)$.",
        "`m, v, t = (0, 0, 0) if state is None else state`; `t = t + 1`; `m = beta_1 * m + (1 - beta_1) * g`; `v` likewise with `g**2`; `alpha = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)`; return the new weights and `(m, v, t)`.",
    )
    settings = (
        {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
        {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.1},
        {"beta_1": 0.9, "beta_2": 0.99, "epsilon": 1e-7},
        {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.01},
    )
    mistakes = (
        Mistake(
            paper,
            "epsilon is added after the correction, as in algorithm 1 of the paper",
            "Right by the paper (Kingma and Ba 2015, algorithm 1). Keras does what their section 2 calls faster: it moves both corrections into the learning rate and adds epsilon to the root of v itself. What changes?",
            convention=True,
        ),
        Mistake(
            epsilon_inside,
            "epsilon stands inside the root",
            "That is where Keras' RMSprop has it. In Adam the root is taken first: where do your brackets close?",
        ),
        Mistake(
            epsilon_inside_corrected,
            "epsilon stands inside the root of the corrected mean",
            "In which order do Keras' Adam and yours take the root, correct, and add epsilon?",
        ),
        Mistake(
            no_correction,
            "the start at 0 is not corrected",
            "After one gradient of 2, m is 0.2 and v is 0.004. How long is your first step, measured in learning rates? It should be 1.",
        ),
        Mistake(
            only_m_corrected,
            "m is corrected and v is not",
            "v starts at 0, too, and fills up far more slowly. How long is your first step, measured in learning rates?",
        ),
        Mistake(
            only_v_corrected,
            "v is corrected and m is not",
            "m starts at 0, too. How long is your first step, measured in learning rates?",
        ),
        Mistake(
            correction_without_root,
            "the correction of v lacks its root",
            "v is divided by 1 - beta_2^t, and then the root is taken. What is the root of the correction?",
        ),
        Mistake(
            correction_multiplied,
            "the correction works the wrong way round",
            "m is too small at first. Does dividing by 1 - beta_1^t make it larger, or multiplying?",
        ),
        Mistake(
            t_from_zero,
            "t is 0 at the first step, and 0 is divided by 0",
            "What is 1 - beta^0? With which number must the count begin?",
        ),
        Mistake(
            t_from_zero_refused,
            "t is 0 at the first step, and Python refuses to divide by 0",
            "What is 1 - beta^0? With which number must the count begin?",
        ),
        Mistake(
            t_always_one,
            "t stays 1",
            "At step 10 the means are nearly full, and little is left to correct. Does your t travel in the state?",
        ),
        Mistake(t_one_ahead, "t is one ahead", "In the first step t should be 1. What is yours when you use it?"),
        Mistake(
            betas_swapped,
            "the two betas have changed places",
            "Which mean has the longer memory: that of the gradients (0.9) or that of the squares (0.999)?",
        ),
        Mistake(
            no_root,
            "the root of v is missing",
            "Make all gradients ten times as large: Adam's step should stay the same. Does yours?",
        ),
        Mistake(
            square_of_the_mean,
            "v averages the square of the mean gradient instead of the gradient's square",
            "For the gradients 1 and -1 the mean is 0. Are the gradients small? Which of the two goes into v: g or m?",
        ),
        Mistake(
            mean_not_squared,
            "v averages sizes instead of squares",
            "Its root is taken afterwards. Which power belongs under a root?",
        ),
        Mistake(
            whole_gradients,
            "the new gradient enters both means whole, not as its share",
            "For a mean the two shares must add up to 1. Which share does the new one get?",
        ),
        Mistake(
            no_momentum,
            "m forgets the earlier gradients",
            "What is m after the gradients 2 and 0? Which part of the old m should be left?",
        ),
        Mistake(
            squares_never_fade,
            "v keeps the old mean whole",
            "If you add a share of the new square, which share of the old must stay?",
        ),
        Mistake(
            gradient_instead_of_m,
            "the step uses this gradient instead of the mean m",
            "You have worked out m. Where does it enter the step?",
        ),
        Mistake(
            corrected_means_carried,
            "the corrected means travel in the state",
            "At the next step they are corrected once more. Which m and v must the state hold: before or after the correction?",
        ),
        Mistake(
            state_lost,
            "every step is a first step",
            "With alternating gradients 1 and -1 your weights jump to and fro at full length. What do you return as state, and is it used?",
        ),
        Mistake(uphill, "the walk goes uphill", "The gradient is 2, so the loss rises with w. Which way should w go?"),
        Mistake(
            no_epsilon,
            "epsilon does not count",
            "What keeps the division possible where v is 0? Add it to the root of v.",
        ),
        Mistake(
            no_root_corrected,
            "the root of the corrected mean is missing",
            "Make all gradients ten times as large: Adam's step should stay the same. Does yours?",
        ),
        Mistake(
            one_rate_for_all,
            "all weights share one v, the mean of their squares",
            "The idea is a rate for each weight. What shape must v have?",
        ),
        Mistake(
            one_sum_for_all,
            "all weights share one v, the sum of their squares",
            "The idea is a rate for each weight. What shape must v have?",
        ),
        Mistake(
            bracket_missing,
            "both means grow by 1 - beta·(...) instead of (1 - beta)·(...)",
            "With beta = 0.9 and g = 2: what is 1 - 0.9 * 2, and what is (1 - 0.9) * 2?",
        ),
        Mistake(
            rate_inside_m,
            "the learning rate is in m",
            "While the rate stays the same nothing differs. When it falls, should old gradients keep their old rate? In Keras m holds gradients alone: where does the rate come in?",
        ),
        Mistake(
            four_things,
            "four things come back instead of two",
            "`w, state = adam_step(...)` wants a pair. How do m, v and t become one thing?",
        ),
        Mistake(weights_only, "only the weights come back", "What must the next call be told, besides the weights?"),
        Mistake(
            own_weights,
            "from the second step on, the weights that are given do not count",
            "Between two steps the caller may have changed `w`. From where must the step start?",
        ),
        Mistake(
            in_place,
            "the caller's `w` is changed in place",
            "Whoever called you may still need the old weights. Which way of writing makes a new array?",
        ),
    )

    @staticmethod
    def reference(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        return adam(w, g, state, learning_rate, beta_1, beta_2, epsilon)


adam_step = AdamStep()
