"""The perceptron as the lesson has it: the reference of 01.5, on which others of this chapter build."""

import numpy as np


def one_epoch(X, y, w, b):
    """Walk through the rows once: the weights after it, and the mistakes met on the way."""
    wrong = 0
    for x_i, y_i in zip(X, y, strict=True):
        error = y_i - int(x_i @ w + b >= 0)
        w, b, wrong = w + error * x_i, b + error, wrong + int(abs(error))
    return w, b, wrong


def perceptron(X, y, max_epochs):
    """Epoch after epoch until one is clean."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        w, b, wrong = one_epoch(X, y, w, b)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes
