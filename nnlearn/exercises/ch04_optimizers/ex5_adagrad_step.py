"""Exercise 04.5: AdaGrad."""

import numpy as np

from nnlearn.exercises.base import Mistake
from nnlearn.exercises.ch04_optimizers.steps import StepExercise


def scaled(w, g, state, learning_rate, epsilon, add=lambda a, g, t: a + g**2, start=0.1, divide=None, old=False):
    """AdaGrad with every choice that a mistake may change; t counts from 1."""
    total, t = (np.full(np.shape(w), start), 1) if state is None else state
    new = add(total, g, t)
    used = total if old else new
    below = np.sqrt(used + epsilon) if divide is None else divide(used, epsilon)
    return w - learning_rate * g / below, (new, t + 1)


def outside(a, epsilon):
    return np.sqrt(a) + epsilon


def paper(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, start=0.0, divide=outside)


def starts_at_zero(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, start=0.0)


def epsilon_outside(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, divide=outside)


def uphill(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, -g, state, learning_rate, epsilon)


def no_root(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, divide=lambda a, e: a + e)


def not_squared(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, add=lambda a, g, t: a + g)


def sizes_added(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, add=lambda a, g, t: a + np.abs(g))


def forgets(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, add=lambda a, g, t: 0.9 * a + 0.1 * g**2)


def last_square_only(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, None, learning_rate, epsilon)


def last_square_without_start(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, add=lambda a, g, t: g**2)


def mean_of_squares(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, add=lambda a, g, t: a + (g**2 - a) / t, start=0.0)


def one_rate_for_all(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, add=lambda a, g, t: a + (g**2).sum())


def sum_from_before(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, old=True)


def epsilon_in_the_sum(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(
        w, g, state, learning_rate, epsilon, add=lambda a, g, t: a + g**2 + epsilon, divide=lambda a, e: np.sqrt(a)
    )


def start_in_every_step(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon, add=lambda a, g, t: a + g**2 + (0.1 if t > 1 else 0.0))


def gradient_not_used(w, g, state, learning_rate, epsilon=1e-7):
    total = (0.1 if state is None else state) + g**2
    return w - learning_rate / np.sqrt(total + epsilon), total


def no_epsilon(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, 0.0)


def weights_only(w, g, state, learning_rate, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, epsilon)[0]


def own_weights(w, g, state, learning_rate, epsilon=1e-7):
    own, total = (w, None) if state is None else state
    new, total = scaled(own, g, total, learning_rate, epsilon)
    return new, (new, total)


def in_place(w, g, state, learning_rate, epsilon=1e-7):
    new, state = scaled(w, g, state, learning_rate, epsilon)
    w += new - w
    return w, state


class AdagradStep(StepExercise):
    """A learning rate of its own for each weight."""

    id, name, points = "04.5", "adagrad_step", 1
    title = "AdaGrad, a rate for every weight"
    why = "A weight that is seldom pushed keeps long steps, and nobody had to choose a rate for it."
    hints = (
        "Keep one sum per weight of all squared gradients so far, this one included. Divide the step by its root.",
        "$a \\leftarrow a + g^2$ starting from 0.1, then $w \\leftarrow w - \\eta\\, g / \\sqrt{a + \\epsilon}$, entry by entry.",
        "`a = (0.1 if state is None else state) + g**2`; `return w - learning_rate * g / np.sqrt(a + epsilon), a`.",
    )
    settings = ({"epsilon": 1e-7}, {"epsilon": 0.01}, {"epsilon": 1e-7}, {"epsilon": 0.001})
    mistakes = (
        Mistake(
            paper,
            "the sum starts at 0 and epsilon stands outside the root",
            "Right by the paper (Duchi, Hazan and Singer 2011). Keras starts the sum at 0.1 and takes the root of sum plus epsilon: which two places change?",
            convention=True,
        ),
        Mistake(
            starts_at_zero,
            "the sum starts at 0",
            "So it does in the paper. Keras starts it at 0.1, which tames the first steps: where does your state begin?",
            convention=True,
        ),
        Mistake(
            epsilon_outside,
            "epsilon stands outside the root",
            "So it does in the paper. Keras adds it inside: the root of (sum + epsilon). Where do your brackets close?",
            convention=True,
        ),
        Mistake(uphill, "the walk goes uphill", "The gradient is 2, so the loss rises with w. Which way should w go?"),
        Mistake(
            no_root,
            "the root is missing",
            "Measure all gradients in other units, ten times as large: the step should stay nearly what it was. Does yours?",
        ),
        Mistake(
            not_squared,
            "the gradients are added without being squared",
            "What is the sum after the gradients 1 and -1? Should two pushes count as none?",
        ),
        Mistake(
            sizes_added,
            "the sizes of the gradients are added, not their squares",
            "Which power of the gradient goes into the sum, so that the root makes sense?",
        ),
        Mistake(
            forgets,
            "the sum forgets: this is a running mean, as in RMSprop",
            "AdaGrad remembers everything. Is there a factor below 1 in front of your old sum?",
        ),
        Mistake(
            last_square_only,
            "every step starts from 0.1 again",
            "The third equal gradient should give a shorter step than the first. What do you return as state, and is it used?",
        ),
        Mistake(
            last_square_without_start,
            "only the last gradient's square is kept",
            "Divide a gradient by its own size: what is left of it? Where did the earlier squares go?",
        ),
        Mistake(
            mean_of_squares,
            "the squares are averaged, not added",
            "AdaGrad's steps shrink as the sum grows. Does a mean grow?",
        ),
        Mistake(
            one_rate_for_all,
            "all weights share one sum",
            "The idea is a rate for each weight. What shape must the sum have?",
        ),
        Mistake(
            sum_from_before,
            "the step divides by the sum from before this gradient",
            "Which comes first: adding this square, or making the step?",
        ),
        Mistake(
            epsilon_in_the_sum,
            "epsilon is added to the sum at every step",
            "After a thousand steps, how often has your sum got epsilon? It is meant for the division only.",
        ),
        Mistake(
            start_in_every_step,
            "0.1 is added at every step",
            "0.1 is where the sum starts. How often should it be added?",
        ),
        Mistake(gradient_not_used, "the step does not contain the gradient", "What tells a weight which way to go?"),
        Mistake(
            no_epsilon,
            "epsilon does not count",
            "What keeps the division possible where the sum is 0? Add it where Keras does, to the sum, under the root.",
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
    def reference(w, g, state, learning_rate, epsilon=1e-7):
        return scaled(w, g, state, learning_rate, epsilon)


adagrad_step = AdagradStep()
