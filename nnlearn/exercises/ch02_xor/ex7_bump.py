"""Exercise 02.7: a bump from two sigmoids."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch02_xor.ex5_activation import sigmoid


def sum_of_steps(x, left, right, steepness):
    return 1 / (1 + np.exp(-steepness * (x - left))) + 1 / (1 + np.exp(-steepness * (x - right)))


def turned_over(x, left, right, steepness):
    return 1 / (1 + np.exp(-steepness * (x - right))) - 1 / (1 + np.exp(-steepness * (x - left)))


def product_of_steps(x, left, right, steepness):
    return 1 / (1 + np.exp(-steepness * (x - left))) * (1 - 1 / (1 + np.exp(-steepness * (x - right))))


def shifted_the_wrong_way(x, left, right, steepness):
    return 1 / (1 + np.exp(-steepness * (x + left))) - 1 / (1 + np.exp(-steepness * (x + right)))


def steepness_outside(x, left, right, steepness):
    return steepness * (1 / (1 + np.exp(-(x - left))) - 1 / (1 + np.exp(-(x - right))))


def only_x_is_scaled(x, left, right, steepness):
    return 1 / (1 + np.exp(-(steepness * x - left))) - 1 / (1 + np.exp(-(steepness * x - right)))


def steepness_forgotten(x, left, right, steepness):
    return 1 / (1 + np.exp(-(x - left))) - 1 / (1 + np.exp(-(x - right)))


def left_step_only(x, left, right, steepness):
    return 1 / (1 + np.exp(-steepness * (x - left)))


def tanh_in_place_of_sigmoid(x, left, right, steepness):
    return np.tanh(steepness * (x - left)) - np.tanh(steepness * (x - right))


def hard_edges(x, left, right, steepness):
    return np.where((x >= left) & (x <= right), 1.0, 0.0)


class Bump(Exercise):
    """Up at the left edge, down at the right one."""

    id, name, points = "02.7", "bump", 1
    title = "a bump from two sigmoids"
    allow, names = ("numpy",), ("np",)
    why = "Two hidden units make one brick, and with bricks one can build any wall: that is the whole idea of universal approximation."
    hints = (
        "One sigmoid climbs from 0 to 1. A second one, further right, taken away from it, brings the sum back to 0.",
        "$\\sigma(k(x - \\text{left})) - \\sigma(k(x - \\text{right}))$ with the steepness $k$ inside the brackets.",
        "Write `def sigmoid(z): return 1 / (1 + np.exp(-z))` inside the cell, then one line: the difference of two calls.",
    )
    mistakes = (
        Mistake(
            sum_of_steps,
            "the steps are added",
            "Far to the right of both edges, what does your bump give, and what should it?",
        ),
        Mistake(
            turned_over,
            "the bump hangs upside down",
            "Between the edges, which of the two steps has happened already? And which sign stands in your exponent?",
        ),
        Mistake(
            product_of_steps,
            "a product of two steps",
            "Nearly the same picture, but a layer can only add weighted outputs. With which weights does it add these two?",
        ),
        Mistake(
            shifted_the_wrong_way,
            "the edges stand on the wrong side of 0",
            "At which x is x + left equal to 0?",
        ),
        Mistake(
            steepness_outside,
            "the steepness scales the height",
            "How high should the bump be when it is twice as steep?",
        ),
        Mistake(
            only_x_is_scaled,
            "the steepness moves the edges",
            "Where is k x - left equal to 0? Where should the edge be?",
        ),
        Mistake(
            steepness_forgotten,
            "the steepness has no effect",
            "Where does k stand in the formula, and where in your code?",
        ),
        Mistake(left_step_only, "only the left step is there", "What brings the bump down again at its right edge?"),
        Mistake(
            tanh_in_place_of_sigmoid,
            "tanh is used instead of the sigmoid",
            "tanh climbs from -1 to 1. How high does a bump of two become?",
        ),
        Mistake(
            hard_edges,
            "the edges are hard",
            "A step has no slope to learn from. Which soft function does the task name?",
        ),
    )

    def inputs(self, rng):
        cases = [{"x": np.array([0.0, 0.5, 1.0]), "left": 0.25, "right": 0.75, "steepness": 20.0}]
        cases.append({"x": np.array([[-2.0, -1.0], [0.5, 2.0]]), "left": -1.5, "right": 0.25, "steepness": 4.0})
        for n, steepness in ((9, 3.0), (40, 10.0), (40, 50.0)):
            left, right = np.sort(rng.uniform(0.1, 0.9, size=2) + [0.0, 0.1])
            case = {"x": np.linspace(-0.5, 1.5, n), "left": float(left), "right": float(right), "steepness": steepness}
            cases.append(case)
        return cases

    @staticmethod
    def reference(x, left, right, steepness):
        return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))


bump = Bump()
