"""Exercise 04.6: RMSprop."""

import numpy as np

from nnlearn.exercises.base import Mistake
from nnlearn.exercises.ch04_optimizers.steps import StepExercise


def scaled(w, g, state, learning_rate, rho, epsilon, keep=None, start=0.0, divide=None, old=False, correct=False):
    """RMSprop with every choice that a mistake may change."""
    before, t = (np.full(np.shape(w), start), 1) if state is None else state
    mean = rho * before + (1 - rho) * g**2 if keep is None else keep(before, g)
    used = before if old else mean / (1 - rho**t) if correct else mean
    below = np.sqrt(used + epsilon) if divide is None else divide(used, epsilon)
    return w - learning_rate * g / below, (mean, t + 1)


def epsilon_outside(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, divide=lambda v, e: np.sqrt(v) + e)


def no_epsilon(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, 0.0)


def never_forgets(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, keep=lambda v, g: v + g**2)


def whole_square(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, keep=lambda v, g: rho * v + g**2)


def shares_swapped(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, 1 - rho, epsilon)


def never_loses(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, keep=lambda v, g: v + (1 - rho) * g**2)


def square_of_the_mean(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    mean = (1 - rho) * g + (0 if state is None else rho * state)
    return w - learning_rate * g / np.sqrt(mean**2 + epsilon), mean


def not_squared(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, keep=lambda v, g: rho * v + (1 - rho) * g)


def no_root(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, divide=lambda v, e: v + e)


def corrected(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, correct=True)


def state_lost(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, None, learning_rate, rho, epsilon)


def starts_at_the_first_square(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, (g**2, 1) if state is None else state, learning_rate, rho, epsilon)


def starts_at_a_tenth(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, start=0.1)


def starts_at_one(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, start=1.0)


def mean_from_before(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, old=True)


def one_rate_for_all(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, keep=lambda v, g: rho * v + (1 - rho) * np.mean(g**2))


def uphill(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, -g, state, learning_rate, rho, epsilon)


def still_adagrad(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, keep=lambda v, g: v + g**2, start=0.1)


def bracket_missing(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon, keep=lambda v, g: rho * v + 1 - rho * g**2)


def weights_only(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    return scaled(w, g, state, learning_rate, rho, epsilon)[0]


def in_place(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    new, state = scaled(w, g, state, learning_rate, rho, epsilon)
    w += new - w
    return w, state


class RmspropStep(StepExercise):
    """AdaGrad that forgets."""

    id, name, points = "04.6", "rmsprop_step", 1
    title = "RMSprop, AdaGrad that forgets"
    why = "One factor below 1 lets old slopes fade, and the steps stop shrinking for ever."
    hints = (
        "Take your AdaGrad and let the old sum fade: keep a share of it, and give the new square the rest.",
        "$v \\leftarrow \\rho v + (1 - \\rho) g^2$ starting from 0, then $w \\leftarrow w - \\eta\\, g / \\sqrt{v + \\epsilon}$.",
        "`v = rho * (0 if state is None else state) + (1 - rho) * g**2`; `return w - learning_rate * g / np.sqrt(v + epsilon), v`.",
    )
    settings = (
        {"rho": 0.9, "epsilon": 1e-7},
        {"rho": 0.9, "epsilon": 0.01},
        {"rho": 0.7, "epsilon": 1e-7},
        {"rho": 0.8, "epsilon": 0.001},
    )
    mistakes = (
        Mistake(
            epsilon_outside,
            "epsilon stands outside the root",
            "So it does in PyTorch. Keras adds it inside: the root of (mean + epsilon). Where do your brackets close?",
            convention=True,
        ),
        Mistake(
            no_epsilon,
            "epsilon is left out",
            "Hinton's slide has none either. What do you divide by when every gradient so far was 0? Keras adds epsilon inside the root.",
            convention=True,
        ),
        Mistake(
            never_forgets,
            "the squares are added up and never fade: this is AdaGrad, started at 0",
            "Which factor makes old squares count less and less?",
        ),
        Mistake(
            whole_square,
            "the new square enters whole, not as its share",
            "For a mean the two shares must add up to 1. Which share does g² get?",
        ),
        Mistake(
            shares_swapped,
            "the two shares have changed places",
            "With rho = 0.9 the memory should be long. How much of the old mean do you keep?",
        ),
        Mistake(
            never_loses,
            "the old mean is kept whole",
            "If you add a share of the new, which share of the old must stay?",
        ),
        Mistake(
            square_of_the_mean,
            "the mean gradient is squared, instead of the squares being averaged",
            "For the gradients 1 and -1: what is the square of their mean, and what is the mean of their squares?",
        ),
        Mistake(
            not_squared,
            "the gradients are averaged without being squared",
            "For the gradients 1 and -1, how large are they on average by your count?",
        ),
        Mistake(
            no_root,
            "the root is missing",
            "RMS is the root of the mean square. Which letter is missing in yours?",
        ),
        Mistake(
            corrected,
            "the mean is corrected for its start at 0",
            "That is Adam's idea, two exercises early. RMSprop in Keras divides by the mean as it is: what do you divide it by?",
            convention=True,
        ),
        Mistake(
            state_lost,
            "every step starts with an empty mean",
            "The third equal gradient should give another step than the first. What do you return as state, and is it used?",
        ),
        Mistake(
            starts_at_the_first_square,
            "the mean starts at the first square",
            "A sensible start. Keras starts at 0, so that the first steps are longer: where does your state begin?",
            convention=True,
        ),
        Mistake(
            starts_at_a_tenth,
            "the mean starts at 0.1",
            "0.1 is where Keras starts AdaGrad. And RMSprop?",
        ),
        Mistake(
            starts_at_one,
            "the mean starts at 1",
            "Some older libraries did so. Where does Keras start it?",
            convention=True,
        ),
        Mistake(
            mean_from_before,
            "the step divides by the mean from before this gradient",
            "Which comes first: taking this square into the mean, or making the step?",
        ),
        Mistake(
            one_rate_for_all,
            "all weights share one mean",
            "The idea is a rate for each weight. What shape must the mean have?",
        ),
        Mistake(uphill, "the walk goes uphill", "The gradient is 2, so the loss rises with w. Which way should w go?"),
        Mistake(
            still_adagrad,
            "this is still AdaGrad: the sum starts at 0.1 and nothing fades",
            "Two things change: where the memory starts, and what share of it is left at each step. Where does `rho` enter?",
        ),
        Mistake(
            bracket_missing,
            "the mean grows by 1 - rho·g² instead of (1 - rho)·g²",
            "With rho = 0.9 and g = 2: what is 1 - 0.9 * 2**2, and what is (1 - 0.9) * 2**2? Which of the two can be under a root?",
        ),
        Mistake(weights_only, "only the weights come back", "What must the next call be told, besides the weights?"),
        Mistake(
            in_place,
            "the caller's `w` is changed in place",
            "Whoever called you may still need the old weights. Which way of writing makes a new array?",
        ),
    )

    @staticmethod
    def reference(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
        return scaled(w, g, state, learning_rate, rho, epsilon)


rmsprop_step = RmspropStep()
