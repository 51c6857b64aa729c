"""Exercise 01.5: the training loop."""

import numpy as np

from nnlearn.datasets import logic_gate, make_blobs_with_margin
from nnlearn.exercises.base import Exercise, Mistake


def perceptron(X, y, max_epochs):
    """The perceptron as the lesson has it: shared by the references of this chapter."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            if error:
                w, b, wrong = w + error * x_i, b + error, wrong + 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def batch_updates(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        error = y - (X @ w + b >= 0)
        w, b = w + error @ X, b + error.sum()
        mistakes.append(int(np.abs(error).sum()))
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


def clean_epoch_left_out(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        if wrong == 0:
            break
        mistakes.append(wrong)
    return w, b, mistakes


def never_stops(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        mistakes.append(wrong)
    return w, b, mistakes


def running_total(X, y, max_epochs):
    w, b, mistakes, wrong = np.zeros(X.shape[1]), 0.0, [], 0
    for _ in range(max_epochs):
        before = wrong
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        mistakes.append(wrong)
        if wrong == before:
            break
    return w, b, mistakes


def mistakes_after_the_epoch(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b = w + error * x_i, b + error
        mistakes.append(int(np.abs(y - (X @ w + b >= 0)).sum()))
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


def bias_not_trained(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, wrong = w + error * x_i, wrong + abs(error)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def returns_after_one_epoch(X, y, max_epochs):
    w, b, wrong = np.zeros(X.shape[1]), 0.0, 0
    for x_i, y_i in zip(X, y, strict=True):
        error = y_i - int(x_i @ w + b >= 0)
        w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
    return w, b, [wrong]


class Train(Exercise):
    """Epoch after epoch until nothing is wrong."""

    id, name, points = "01.5", "train", 3
    title = "the training loop"
    allow, names, needs = ("numpy",), ("np",), ("predict", "update")
    why = "This loop (walk through the data, correct, count, stop when clean) is the skeleton of every training loop to come."
    hints = (
        "Two loops: the outer one counts epochs, the inner one walks through the rows in order and corrects after each one.",
        "Zero weights, zero bias. Per epoch: a fresh counter; per row: was the answer wrong? then count it and update. After the rows: note the count, stop at 0.",
        "Inner loop: `new_w, new_b = update(w, b, x_i, y_i)`; a row was wrong when `new_b != b`. After it: `mistakes.append(wrong)`, then `if wrong == 0: break`.",
    )
    mistakes = (
        Mistake(
            batch_updates,
            "all rows of an epoch are judged by the same weights",
            "After the first wrong row, which weights meet the second row: the old ones or the corrected ones?",
        ),
        Mistake(
            clean_epoch_left_out,
            "the clean epoch is missing from the list",
            "The last epoch makes 0 mistakes, and that is how you know you are done. Is its 0 in your list?",
        ),
        Mistake(
            never_stops,
            "it goes on after a clean epoch",
            "Once a whole epoch made no mistake, what can the next one change?",
        ),
        Mistake(
            running_total,
            "the counter is never set back",
            "How many mistakes did the second epoch make by itself? Where does your counter start it?",
        ),
        Mistake(
            mistakes_after_the_epoch,
            "mistakes are counted after the epoch, not while walking through it",
            "A row was wrong when you met it, even if a later correction mends it. When do you count?",
        ),
        Mistake(
            bias_not_trained,
            "the bias stays 0",
            "Is every line that your neuron can draw forced through the origin?",
        ),
        Mistake(
            returns_after_one_epoch,
            "it stops after the first epoch",
            "How far is your `return` (or `break`) indented: inside the loop over epochs or behind it?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for gate, max_epochs in (("OR", 10), ("NAND", 10), ("XOR", 6)):
            X, y = logic_gate(gate)
            cases.append({"X": X, "y": y, "max_epochs": max_epochs})
        for n, offset in ((12, 1.0), (30, 2.0)):
            X, y, _ = make_blobs_with_margin(n, 0.2, rng, offset=offset)
            cases.append({"X": X, "y": y, "max_epochs": 50})
        return cases

    reference = staticmethod(perceptron)


train = Train()
