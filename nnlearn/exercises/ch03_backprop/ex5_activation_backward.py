"""Exercise 03.5: backward through an activation."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake


def slope_by_output(h, name):
    return {"sigmoid": h * (1 - h), "tanh": 1 - h**2, "relu": 1.0 * (h > 0)}[name]


def value(z, name):
    return {"sigmoid": 1 / (1 + np.exp(-z)), "tanh": np.tanh(z), "relu": np.maximum(z, 0)}[name]


def right(upstream, z, h, name):
    return upstream * slope_by_output(h, name)


def at_the_output(upstream, z, h, name):
    return upstream * slope_by_output(value(h, name), name)


def input_taken_for_output(upstream, z, h, name):
    return upstream * slope_by_output(z, name)


def input_taken_for_output_in_sigmoid(upstream, z, h, name):
    return upstream * slope_by_output(z if name == "sigmoid" else h, name)


def input_taken_for_output_in_tanh(upstream, z, h, name):
    return upstream * slope_by_output(z if name == "tanh" else h, name)


def at_the_output_in_sigmoid(upstream, z, h, name):
    return upstream * slope_by_output(value(h, name) if name == "sigmoid" else h, name)


def at_the_output_in_tanh(upstream, z, h, name):
    return upstream * slope_by_output(value(h, name) if name == "tanh" else h, name)


def upstream_forgotten(upstream, z, h, name):
    return slope_by_output(h, name) * np.ones(upstream.shape)


def slope_forgotten(upstream, z, h, name):
    return upstream.copy()


def multiplied_by_the_output(upstream, z, h, name):
    return upstream * h


def forward_once_more(upstream, z, h, name):
    return value(upstream, name)


def added(upstream, z, h, name):
    return upstream + slope_by_output(h, name)


def relu_of_the_gradient(upstream, z, h, name):
    return np.maximum(upstream, 0) if name == "relu" else right(upstream, z, h, name)


def relu_lets_all_through(upstream, z, h, name):
    return upstream.copy() if name == "relu" else right(upstream, z, h, name)


def square_missing(upstream, z, h, name):
    return upstream * (1 - h) if name == "tanh" else right(upstream, z, h, name)


def slope_of_sigmoid_for_all(upstream, z, h, name):
    return upstream * h * (1 - h)


def slopes_exchanged(upstream, z, h, name):
    return right(upstream, z, h, {"sigmoid": "tanh", "tanh": "sigmoid"}.get(name, name))


def brackets_missing(upstream, z, h, name):
    return upstream * 1 - h**2 if name == "tanh" else right(upstream, z, h, name)


def sign_flipped(upstream, z, h, name):
    return -right(upstream, z, h, name)


def divided_by_the_batch(upstream, z, h, name):
    return right(upstream, z, h, name) / len(z)


def summed_over_the_batch(upstream, z, h, name):
    return right(upstream, z, h, name).sum(axis=0)


def divided_by_the_slope(upstream, z, h, name):
    with np.errstate(all="ignore"):
        return upstream / slope_by_output(h, name)


class ActivationBackward(Exercise):
    """One factor per entry."""

    id, name, points = "03.5", "activation_backward", 1
    title = "backward through an activation"
    allow, names = ("numpy",), ("np",)
    why = "Every entry is scaled by its own slope, so a saturated unit lets next to nothing through."
    hints = (
        "The activation works entry by entry, so its backward pass does: arriving gradient times slope, each entry for itself.",
        "Slopes from the output $h$: $h(1-h)$ for the sigmoid, $1-h^2$ for tanh. For ReLU: 1 where $z > 0$, else 0.",
        '`if name == "sigmoid": return upstream * h * (1 - h)`; the other two in the same way; `(z > 0)` is an array of True and False, which multiply as 1 and 0.',
    )
    mistakes = (
        Mistake(
            at_the_output,
            "the slope is taken at the output instead of the input",
            "σ'(z) = σ(z)(1 − σ(z)). Your h *is* σ(z): what happens if the function is applied to it again?",
        ),
        Mistake(
            input_taken_for_output,
            "the input is put in where the output belongs",
            "In h(1 − h) and 1 − h², is the squared number the one that went in or the one that came out?",
        ),
        Mistake(
            at_the_output_in_sigmoid,
            "the sigmoid's slope is taken at the output instead of the input",
            "σ'(z) = σ(z)(1 − σ(z)). Your h *is* σ(z): how often is σ applied?",
        ),
        Mistake(
            at_the_output_in_tanh,
            "the slope of tanh is taken at the output instead of the input",
            "tanh'(z) = 1 − tanh(z)². Your h *is* tanh(z): how often is tanh applied?",
        ),
        Mistake(
            input_taken_for_output_in_sigmoid,
            "the sigmoid's slope has the input where the output belongs",
            "At z = 5, h is 0.993. Which of the two gives a slope near 0 in s(1 − s)?",
        ),
        Mistake(
            input_taken_for_output_in_tanh,
            "the slope of tanh has the input where the output belongs",
            "At z = 3, h is 0.995. Which of the two gives a slope near 0 in 1 − s²?",
        ),
        Mistake(
            upstream_forgotten,
            "the upstream gradient is forgotten",
            "You say how much h moves with z. How much does the loss move with h, and where is that in your answer?",
        ),
        Mistake(
            slope_forgotten,
            "the activation's slope is forgotten",
            "A unit at z = 10 hardly moves its h. What arrives in front of it from yours?",
        ),
        Mistake(
            multiplied_by_the_output,
            "the gradient is multiplied by the output, not by the slope",
            "A sigmoid at z = 10 has h near 1. How steep is it there?",
        ),
        Mistake(
            forward_once_more,
            "the activation is applied to the gradient",
            "That is a forward pass. Backward a unit does only one thing to what arrives: it multiplies. By what?",
        ),
        Mistake(
            added,
            "gradient and slope are added",
            "z moves h twice as fast, h moves the loss three times as fast. How fast does z move the loss?",
        ),
        Mistake(
            relu_of_the_gradient,
            "ReLU's backward pass looks at the gradient's sign",
            "What decides whether a ReLU is open: what went in on the way forward, or what comes back?",
        ),
        Mistake(
            relu_lets_all_through,
            "ReLU lets every gradient through",
            "Where z is negative, how does the output move with z?",
        ),
        Mistake(square_missing, "the slope of tanh lacks its square", "At h = −0.9 tanh is nearly flat. Is yours?"),
        Mistake(
            slope_of_sigmoid_for_all,
            "the sigmoid's slope is used for all three",
            "tanh is steepest at z = 0, with slope 1. What do you get there?",
        ),
        Mistake(
            slopes_exchanged,
            "the slopes of sigmoid and tanh have changed places",
            "How steep is tanh at 0, and how steep the sigmoid? Which of h(1 − h) and 1 − h² can reach 1?",
        ),
        Mistake(
            brackets_missing,
            "for tanh, h² is subtracted from the gradient",
            "Put in an upstream gradient of 0: nothing should come back. Which brackets does your product need?",
        ),
        Mistake(
            sign_flipped,
            "the sign is flipped",
            "All three functions rise. Can any of their slopes be negative?",
        ),
        Mistake(
            divided_by_the_batch,
            "a 1/batch too many",
            "The loss has divided by the batch already. Does each layer do it again?",
        ),
        Mistake(
            summed_over_the_batch,
            "the examples are added up",
            "Each example has a z of its own. How many gradients should come back?",
        ),
        Mistake(
            divided_by_the_slope,
            "the gradient is divided by the slope",
            "Where the unit is flat, should much come through or little?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for shape in ((2, 2), (1, 2), (4, 3)):
            for name in ("sigmoid", "tanh", "relu"):
                z = 2 * rng.normal(size=shape)
                z[0, 0], z[-1, -1] = -abs(z[0, 0]), abs(z[-1, -1])  # a ReLU that is shut and one that is open
                cases.append({"upstream": rng.normal(size=shape), "z": z, "h": value(z, name), "name": name})
        return cases

    reference = staticmethod(right)


activation_backward = ActivationBackward()
