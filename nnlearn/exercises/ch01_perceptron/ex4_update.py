"""Exercise 01.4: one step of learning."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def sign_flipped(w, b, x, y):
    error = int(x @ w + b >= 0) - y
    return w + error * x, b + error


def always_moves(w, b, x, y):
    return w + (2 * y - 1) * x, b + (2 * y - 1)


def bias_stays(w, b, x, y):
    error = y - int(x @ w + b >= 0)
    return w + error * x, b


def misses_only(w, b, x, y):
    miss = int(y == 1 and x @ w + b < 0)
    return w + miss * x, b + miss


def error_of_the_sum(w, b, x, y):
    error = y - (x @ w + b)
    return w + error * x, b + error


def input_forgotten(w, b, x, y):
    error = y - int(x @ w + b >= 0)
    return w + error, b + error


def moved_in_place(w, b, x, y):
    error = y - int(x @ w + b >= 0)
    w += error * x
    return w, b + error


def every_input_added(w, b, x, y):
    return w + x, b + 1


def zero_is_taken_for_no(w, b, x, y):
    error = y - int(x @ w + b > 0)
    return w + error * x, b + error


def bias_moved_by_the_input(w, b, x, y):
    error = y - int(x @ w + b >= 0)
    return w + error * x, b + error * x.sum()


def weights_scaled(w, b, x, y):
    error = y - int(x @ w + b >= 0)
    return w + error * w, b + error


def until_it_is_right(w, b, x, y):
    while (x @ w + b >= 0) != y:
        error = y - int(x @ w + b >= 0)
        w, b = w + error * x, b + error
    return w, b


def asked_again_for_the_bias(w, b, x, y):
    w = w + (y - int(x @ w + b >= 0)) * x
    return w, b + (y - int(x @ w + b >= 0))


def label_in_place_of_error(w, b, x, y):
    return w + y * x, b + y


def always_added_after_a_mistake(w, b, x, y):
    wrong = int((x @ w + b >= 0) != y)
    return w + wrong * x, b + wrong


class Update(Exercise):
    """One step of the learning rule."""

    id, name, points = "01.4", "update", 2
    title = "one update"
    allow, names, needs = ("numpy",), ("np",), ("predict",)
    compare = Close(parts=("w", "b"))
    why = "Rosenblatt's rule: only mistakes teach, and each pulls the weights towards, or pushes them from, the very input it failed on."
    hints = (
        "First let the neuron answer. Where the answer is right, nothing changes.",
        "$\\hat y = \\mathrm{step}(w \\cdot x + b)$, error $= y - \\hat y \\in \\{-1, 0, 1\\}$; new $w = w + \\text{error}\\; x$, new $b = b + \\text{error}$.",
        "`error = y - int(x @ w + b >= 0)`, then return `w + error * x` and `b + error`: new arrays, the old `w` stays as it is.",
    )
    mistakes = (
        Mistake(
            sign_flipped,
            "the update goes the wrong way",
            "The neuron should have fired and did not. Does your step raise or lower w·x + b?",
        ),
        Mistake(
            always_moves,
            "it also learns from right answers",
            "When ŷ = y, what is the error, and what should happen to w?",
        ),
        Mistake(
            bias_stays, "the bias does not learn", "The bias is a weight whose input is always 1. How should it move?"
        ),
        Mistake(
            misses_only,
            "false alarms are ignored",
            "The neuron fired and should not have: y = 0, ŷ = 1. What is y − ŷ?",
        ),
        Mistake(
            error_of_the_sum,
            "the error is taken of the sum, not of the answer",
            "That is another rule (Widrow and Hoff, 1960), for another purpose. Here the error is 1, 0 or -1: which step comes before the subtraction?",
        ),
        Mistake(
            input_forgotten,
            "the input is missing from the step",
            "Should the weight of an input that was 0 change? In your rule all weights move alike.",
        ),
        Mistake(
            moved_in_place,
            "`w` was changed in place",
            "The array that came in is changed, and the caller still needs it. Which expression makes a new one?",
        ),
        Mistake(
            every_input_added,
            "every input is added",
            "Which inputs should change the weights at all, and which of them should be subtracted?",
        ),
        Mistake(
            zero_is_taken_for_no,
            "a sum of exactly 0 is taken for a no",
            "In this course a neuron fires at the threshold too. Which comparison includes it?",
        ),
        Mistake(
            bias_moved_by_the_input,
            "the bias moves by the inputs",
            "The bias is a weight whose input is always 1. By how much should it move?",
        ),
        Mistake(
            weights_scaled,
            "the weights are added to themselves",
            "Your update moves w along w. Which vector did the neuron fail on?",
        ),
        Mistake(
            until_it_is_right,
            "it updates until the answer is right",
            "How many updates does one call make, by the task?",
        ),
        Mistake(
            asked_again_for_the_bias,
            "the neuron is asked again between w and b",
            "Both move by the same error. When do you compute it, and how often?",
        ),
        Mistake(
            label_in_place_of_error,
            "the label is used instead of the error",
            "When y = 1 and the answer is right already, what is y − ŷ?",
        ),
        Mistake(
            always_added_after_a_mistake,
            "the input is added after both kinds of mistake",
            "After a false alarm the sum was too high. Does adding x make it lower?",
        ),
    )

    def inputs(self, rng):
        cases = [
            {"w": np.array([0.0, 0.0]), "b": -1.0, "x": np.array([2.0, 1.0]), "y": 1},
            {"w": np.array([0.0, 0.0]), "b": 0.0, "x": np.array([1.0, 3.0]), "y": 0},
            {"w": np.array([1.0, -1.0]), "b": 0.0, "x": np.array([2.0, 2.0]), "y": 1},
        ]
        cases.append({"w": np.array([-5.0, 0.0]), "b": 0.0, "x": np.array([2.0, 1.0]), "y": 1})
        for d in (2, 3, 5, 5):
            for y in (0, 1):
                w, x = rng.normal(size=(2, d)).round(2)
                cases.append({"w": w, "b": round(float(rng.normal()), 2), "x": x, "y": y})
        return cases

    @staticmethod
    def reference(w, b, x, y):
        error = y - int(x @ w + b >= 0)
        return w + error * x, b + error


update = Update()
