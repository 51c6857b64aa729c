"""The perceptron as the lesson has it: the reference of 01.5, on which others of this chapter build."""

import numpy as np


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
