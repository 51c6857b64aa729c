"""Wrong answers to exercise 01.5, as learners give them: each is recognised by what it computes."""

import numpy as np

from nnlearn.exercises.ch01_perceptron.perceptron import one_epoch, perceptron


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
        w, b, wrong = one_epoch(X, y, w, b)
        if wrong == 0:
            break
        mistakes.append(wrong)
    return w, b, mistakes


def never_stops(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        w, b, wrong = one_epoch(X, y, w, b)
        mistakes.append(wrong)
    return w, b, mistakes


def running_total(X, y, max_epochs):
    w, b, mistakes, total = np.zeros(X.shape[1]), 0.0, [], 0
    for _ in range(max_epochs):
        w, b, wrong = one_epoch(X, y, w, b)
        total += wrong
        mistakes.append(total)
        if wrong == 0:
            break
    return w, b, mistakes


def mistakes_after_the_epoch(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        w, b, _ = one_epoch(X, y, w, b)
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
    w, b, wrong = one_epoch(X, y, np.zeros(X.shape[1]), 0.0)
    return w, b, [wrong]


def total_never_set_back(X, y, max_epochs):
    w, b, mistakes, total = np.zeros(X.shape[1]), 0.0, [], 0
    for _ in range(max_epochs):
        w, b, wrong = one_epoch(X, y, w, b)
        total += wrong
        mistakes.append(total)
        if total == 0:
            break
    return w, b, mistakes


def weights_start_anew(X, y, max_epochs):
    mistakes = []
    for _ in range(max_epochs):
        w, b, wrong = one_epoch(X, y, np.zeros(X.shape[1]), 0.0)
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


def update_not_kept(X, y, max_epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    wrong = int((y != (X @ w + b >= 0)).sum())
    return w, b, [wrong] * max_epochs


def counted_before_the_epoch(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        mistakes.append(int(np.abs(y - (X @ w + b >= 0)).sum()))
        if mistakes[-1] == 0:
            break
        w, b, _ = one_epoch(X, y, w, b)
    return w, b, mistakes


def one_epoch_too_many(X, y, max_epochs):
    return perceptron(X, y, max_epochs + 1)


def mistakes_seen_in_w_only(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            new_w, b = w + error * x_i, b + error
            wrong, w = wrong + int((new_w != w).any()), new_w
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes
