"""Exercise 02.5: six activations and their derivatives."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def sigmoid(z):
    with np.errstate(over="ignore"):  # exp(1000) is inf, and 1 / inf is the 0 that we want
        return 1 / (1 + np.exp(-z))


RIGHT = {
    "sigmoid": lambda z: (sigmoid(z), sigmoid(z) * (1 - sigmoid(z))),
    "tanh": lambda z: (np.tanh(z), 1 - np.tanh(z) ** 2),
    "relu": lambda z: (np.maximum(z, 0), np.where(z > 0, 1.0, 0.0)),
    "leaky_relu": lambda z: (np.where(z > 0, z, 0.2 * z), np.where(z > 0, 1.0, 0.2)),
    "elu": lambda z: (np.where(z > 0, z, np.exp(z) - 1), np.where(z > 0, 1.0, np.exp(z))),
    "softplus": lambda z: (np.log(1 + np.exp(z)), sigmoid(z)),
}


def instead(**wrong):
    """The right functions with some of them replaced."""

    def activation(name, z):
        return {**RIGHT, **wrong}[name](z)

    return activation


class Activation(Exercise):
    """Six functions and their slopes."""

    id, name, points = "02.5", "activation", 2
    title = "six activations and their derivatives"
    allow, names = ("numpy",), ("np",)
    why = "Value and slope, side by side: the forward pass uses the first, and chapter 03 will send errors backwards through the second."
    hints = (
        "Take the functions one by one, each in two lines: the value, then what its picture's slope looks like on the left and on the right.",
        "$\\sigma' = \\sigma(1 - \\sigma)$, $\\tanh' = 1 - \\tanh^2$, softplus' $= \\sigma$. The other three have one formula for $z > 0$ and one for $z < 0$: `np.where`.",
        '`s = 1 / (1 + np.exp(-z))`; `if name == "sigmoid": return s, s * (1 - s)`; `if name == "elu": return np.where(z > 0, z, np.exp(z) - 1), np.where(z > 0, 1, np.exp(z))`.',
    )
    compare = Close(parts=("the function itself", "the derivative"))
    mistakes = (
        Mistake(
            instead(
                sigmoid=lambda z: (sigmoid(z), sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z)))),
                tanh=lambda z: (np.tanh(z), 1 - np.tanh(np.tanh(z)) ** 2),
            ),
            "the derivative is taken at the output, with the function applied twice",
            "Your s is σ(z) already. What does s(1 − s) still need?",
        ),
        Mistake(
            instead(sigmoid=lambda z: (sigmoid(z), z * (1 - z)), tanh=lambda z: (np.tanh(z), 1 - z**2)),
            "the derivative is taken at the input as if it were the output",
            "In σ(1 − σ), is σ the number that went in or the one that came out?",
        ),
        Mistake(
            instead(leaky_relu=lambda z: (np.where(z > 0, z, 0.01 * z), np.where(z > 0, 1.0, 0.01))),
            "a leaky slope of 0.01",
            "That is the slope of Maas, Hannun and Ng (2013). This course follows `keras.activations.leaky_relu`: which slope does the task state?",
            convention=True,
        ),
        Mistake(
            instead(elu=lambda z: (np.where(z > 0, z, np.exp(z)), np.where(z > 0, 1.0, np.exp(z)))),
            "the ELU jumps at 0",
            "Come from the left: what is your value close to 0, and what is it on the right? Which constant joins the two?",
        ),
        Mistake(
            instead(sigmoid=lambda z: (sigmoid(-z), sigmoid(z) * sigmoid(-z))),
            "the sigmoid falls instead of rising",
            "Put z = 10 in. Should the answer be near 1 or near 0? Which sign stands in the exponent?",
        ),
        Mistake(
            instead(tanh=lambda z: (np.tanh(z), 1 - np.tanh(z))),
            "the slope of tanh lacks its square",
            "At z = -3 tanh is nearly flat. Is your slope there near 0?",
        ),
        Mistake(
            instead(relu=lambda z: (np.maximum(z, 0), np.maximum(z, 0))),
            "the slope of ReLU is given as its value",
            "ReLU is a straight line on the right. How steep is it at z = 1, and at z = 4?",
        ),
        Mistake(
            instead(softplus=lambda z: (np.log(1 + np.exp(z)), 1 / (1 + np.exp(z)))),
            "the slope of softplus falls instead of rising",
            "Far to the right softplus climbs like a line of slope 1. And yours?",
        ),
        Mistake(
            instead(sigmoid=lambda z: (sigmoid(z), z * (1 - z))),
            "the slope of the sigmoid is taken at the input as if it were the output",
            "In σ(1 − σ), is σ the number that went in or the one that came out?",
        ),
        Mistake(
            instead(tanh=lambda z: (np.tanh(z), 1 - z**2)),
            "the slope of tanh is taken at the input as if it were the output",
            "In 1 − tanh², is the squared number the one that went in or the one that came out?",
        ),
        Mistake(
            instead(tanh=lambda z: (np.tanh(z), np.tanh(z) * (1 - np.tanh(z)))),
            "the sigmoid's slope is used for tanh",
            "tanh is steepest at 0, with slope 1. What does yours give there?",
        ),
        Mistake(
            instead(elu=lambda z: (np.where(z > 0, z, np.exp(z) - 1), np.where(z > 0, 1.0, np.exp(z) - 1))),
            "the slope of the ELU is given as its value",
            "The ELU climbs on the left. Can its slope there be negative?",
        ),
        Mistake(
            instead(softplus=lambda z: (np.log(1 + np.exp(z)), np.exp(z))),
            "the slope of softplus lacks the outer function's part",
            "Far to the right softplus climbs like a line of slope 1. And your slope?",
        ),
        Mistake(
            instead(leaky_relu=lambda z: (np.where(z > 0, z, 0.2 * z), np.where(z > 0, 1.0, 0.01))),
            "value and slope of the leaky ReLU do not belong together",
            "How much does your value change per unit of z on the left?",
        ),
        Mistake(
            instead(sigmoid=lambda z: (1 / 1 + np.exp(-z), sigmoid(z) * (1 - sigmoid(z)))),
            "brackets are missing in the sigmoid",
            "Python divides before it adds. What is `1 / 1 + np.exp(-z)` at z = 0?",
        ),
        Mistake(
            lambda name, z: RIGHT[name](z)[::-1],
            "value and derivative have changed places",
            "Which of the two does the task ask for first?",
        ),
    )

    def inputs(self, rng):
        names = list(RIGHT)
        return [{"name": name, "z": np.array([-2.0, -0.5, 0.5, 3.0])} for name in names] + [
            {"name": name, "z": rng.normal(size=(3, 4)) * 2} for name in names
        ]

    @staticmethod
    def reference(name, z):
        return RIGHT[name](z)


activation = Activation()
