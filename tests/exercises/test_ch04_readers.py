"""Chapter 04: answers that look right and are not, and the words for errors that Python words badly."""

import numpy as np
import pytest

from nnlearn.exercises import ch04, feedback

from .gates import judge

momentum, rmsprop, adam = (ch04.momentum_step.reference, ch04.rmsprop_step.reference, ch04.adam_step.reference)
REMEMBERED = {}


def uses_none(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return w, momentum * state


def asks_every_entry(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    if not state:
        state = np.zeros_like(w)
    return w + (momentum * state - learning_rate * g), momentum * state - learning_rate * g


def remembers_outside(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    velocity = momentum * REMEMBERED.get("velocity", 0) - learning_rate * g
    REMEMBERED["velocity"] = velocity
    return w + velocity, velocity


def with_default(rule, **defaults):
    return lambda w, g, state, learning_rate, *more: rule(w, g, state, learning_rate, *(more or defaults.values()))


def three_things(*given):
    return (*momentum(*given), 0)


def negative_root(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    mean = (0 if state is None else rho * state) - (1 - rho) * g**2
    return w - learning_rate * g / np.sqrt(mean + epsilon), mean


def too_late(step, warmup_steps, decay_steps, peak):
    return peak * step / warmup_steps if step <= warmup_steps else 0.0


def merged(X, y, batch_size, rng):
    batches = ch04.minibatches.reference(X, y, batch_size, rng)
    if len(batches) > 1 and len(batches[-1][1]) == 1:
        last = [np.concatenate(parts) for parts in zip(*batches[-2:], strict=True)]
        batches[-2:] = [last]
    return batches


def squeezed(X, y, batch_size, rng):
    return [(rows.squeeze(), answers) for rows, answers in ch04.minibatches.reference(X, y, batch_size, rng)]


def swapped(X, y, batch_size, rng):
    rows = np.arange(len(X))
    i, j = rng.choice(len(X), 2, replace=False)
    rows[[i, j]] = j, i
    return [(X[rows[k : k + batch_size]], y[rows[k : k + batch_size]]) for k in range(0, len(X), batch_size)]


def x_in_place(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    X[:], y = X[rows], y[rows]
    return [(X[k : k + batch_size].copy(), y[k : k + batch_size]) for k in range(0, len(X), batch_size)]


def he(change):
    return lambda n, units, rng: np.sqrt(2 / n) * change(rng.normal(size=(n, units)))


def with_bias(fan_in, units, rng):
    return rng.normal(size=(fan_in, units)), np.zeros(units)


@pytest.mark.parametrize(
    ("exercise", "answer", "status", "words"),
    [
        (ch04.momentum_step, uses_none, feedback.ERROR, "At the first step `state` is None"),
        (ch04.momentum_step, asks_every_entry, feedback.ERROR, "`state is None` asks"),
        (ch04.momentum_step, remembers_outside, feedback.WRONG, "must travel in the state"),
        (
            ch04.momentum_step,
            with_default(momentum, momentum=0.5),
            feedback.WRONG,
            "Step 1 is right. Step 2 differs. (Here",
        ),
        (
            ch04.momentum_step,
            with_default(momentum, momentum=0.9, nesterov=True),
            feedback.WRONG,
            "the defaults of your",
        ),
        (ch04.momentum_step, three_things, feedback.TYPE, "Yours gave 3 things."),
        (ch04.rmsprop_step, with_default(rmsprop, rho=0.99), feedback.WRONG, "the defaults of your"),
        (ch04.rmsprop_step, with_default(rmsprop, rho=0.9, epsilon=1e-8), feedback.WRONG, "the defaults of your"),
        (ch04.rmsprop_step, negative_root, feedback.WRONG, "root or the logarithm of a negative number"),
        (
            ch04.adam_step,
            with_default(adam, beta_1=0.9, beta_2=0.999, epsilon=1e-8),
            feedback.WRONG,
            "the defaults of your",
        ),
        (ch04.warm_cosine, too_late, feedback.ERROR, "is 0 below 0?"),
        (ch04.minibatches, merged, feedback.WRONG, "'sizes': [1, 1, 1, 1, 2]"),
        (ch04.minibatches, squeezed, feedback.TYPE, "(rows, 2) and (rows,) are expected"),
        (ch04.minibatches, swapped, feedback.WRONG, "most neighbours stay neighbours"),
        (ch04.minibatches, x_in_place, feedback.CHANGED, "`X` came back changed"),
        (ch04.he_normal, he(lambda draws: 0.96 * draws), feedback.WRONG, "standard deviation"),
        (ch04.he_normal, he(lambda draws: draws.clip(-2, 2)), feedback.WRONG, "standard deviation"),
        (ch04.he_normal, with_bias, feedback.TYPE, "the kernel, is asked for"),
    ],
)
def test_is_not_accepted_and_told_truly(exercise, answer, status, words):
    verdict = judge(exercise, answer)
    assert (verdict.status, words in verdict.to_text()) == (status, True), verdict.to_text()
