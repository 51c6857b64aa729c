"""Exercise 01.5: the training loop."""

import numpy as np

from nnlearn.datasets import logic_gate, make_blobs_with_margin
from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


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


def total_never_set_back(X, y, max_epochs):
    w, b, mistakes, wrong = np.zeros(X.shape[1]), 0.0, [], 0
    for _ in range(max_epochs):
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def weights_start_anew(X, y, max_epochs):
    mistakes = []
    for _ in range(max_epochs):
        w, b, wrong = np.zeros(X.shape[1]), 0.0, 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def counted_after_the_update(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b = w + error * x_i, b + error
            wrong += int((x_i @ w + b >= 0) != y_i)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def strict_comparison(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b > 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def max_epochs_ignored(X, y, max_epochs):
    return perceptron(X, y, 30)


def last_row_skipped(X, y, max_epochs):
    return perceptron(X[:-1], y[:-1], max_epochs)


def errors_that_cancel(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        total = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, total = w + error * x_i, b + error, total + error
        mistakes.append(total)
        if total == 0:
            break
    return w, b, mistakes


def one_epoch_too_few(X, y, max_epochs):
    return perceptron(X, y, max_epochs - 1)


class Train(Exercise):
    """Epoch after epoch until nothing is wrong."""

    id, name, points = "01.5", "train", 3
    title = "the training loop"
    allow, names, needs = ("numpy",), ("np",), ("predict", "update")
    compare = Close(parts=("w", "b", "the mistakes"))
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
        Mistake(
            total_never_set_back,
            "the counter is never set back to 0",
            "Where does the counter start for the second epoch: at 0, or where the first one left it?",
        ),
        Mistake(
            weights_start_anew,
            "every epoch starts from zero weights",
            "Should the second epoch forget what the first one learned? Where do you set w to zero?",
        ),
        Mistake(
            counted_after_the_update,
            "mistakes are looked for after the update",
            "You let the neuron answer again when it has been corrected already. When was it wrong?",
        ),
        Mistake(
            strict_comparison,
            "a sum of exactly 0 is taken for a no",
            "The very first sum is 0, since all weights are. What does this course's neuron answer to it?",
        ),
        Mistake(max_epochs_ignored, "max_epochs is ignored", "On data that no line separates, what ends your loop?"),
        Mistake(
            last_row_skipped,
            "the last row is skipped",
            "How many rows has the table, and how many does your inner loop visit?",
        ),
        Mistake(
            errors_that_cancel,
            "misses and false alarms cancel each other",
            "An error of 1 and one of -1: how many mistakes are that together?",
        ),
        Mistake(
            one_epoch_too_few,
            "one epoch too few",
            "With max_epochs = 6 and no clean epoch, how many numbers belong into the list?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for gate, max_epochs in (("OR", 10), ("NAND", 10), ("XOR", 6)):
            X, y = logic_gate(gate)
            cases.append({"X": X, "y": y, "max_epochs": max_epochs})
        for n, dim, offset, max_epochs in ((12, 2, 1.0, 50), (16, 3, 1.0, 50), (30, 2, 2.0, 50), (30, 2, 3.0, 2)):
            X, y, _ = make_blobs_with_margin(n, 0.2, rng, dim=dim, offset=offset)
            cases.append({"X": X, "y": y, "max_epochs": max_epochs})
        return cases

    reference = staticmethod(perceptron)


train = Train()
