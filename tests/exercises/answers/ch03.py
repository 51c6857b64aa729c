"""Right answers to chapter 03, written otherwise than the references: functions, or the text of a whole cell."""

import math

import numpy as np


def binary_by_cases(y_true, logits):
    rows, slopes, n = [], [], len(y_true)
    for label, z in zip(y_true.ravel(), logits.ravel(), strict=True):
        signed = z if label == 1 else -z  # the logit of what happened
        rows.append(math.log1p(math.exp(-signed)) if signed > 0 else math.log1p(math.exp(signed)) - signed)
        p = 0.5 * (1 + math.tanh(z / 2))
        slopes.append([(p - label) / n])
    return sum(rows) / n, slopes


def binary_as_in_keras(y_true, logits):
    loss = np.maximum(logits, 0) - logits * y_true + np.log1p(np.exp(-np.abs(logits)))
    small = np.exp(-np.abs(logits))
    p = np.where(logits >= 0, 1 / (1 + small), small / (1 + small))
    return [loss.mean(), np.divide(p - y_true, y_true.size)]


def categorical_row_by_row(y_true, logits):
    total, slopes = 0.0, []
    for y, z in zip(y_true, logits, strict=True):
        top = z.max()
        rest = math.log(sum(math.exp(score - top) for score in z))
        k = int(np.argmax(y))
        total += top + rest - z[k]
        slopes.append([(math.exp(score - top - rest) - label) / len(y_true) for score, label in zip(z, y, strict=True)])
    return total / len(y_true), slopes


def categorical_by_logaddexp(y_true, logits):
    logs = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    return (-(y_true * logs).sum(axis=1).mean(), (np.exp(logs) - y_true) / logits.shape[0])


def numeric_over_a_flat_copy(f, w):
    flat, slopes, step = w.ravel().copy(), [], 1e-5
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + step
        up = f(flat.reshape(w.shape))
        flat[i] = kept - step
        slopes.append((up - f(flat.reshape(w.shape))) / (2 * step))
        flat[i] = kept
    return np.reshape(slopes, w.shape)


def numeric_with_a_finer_formula(f, w):
    def along(i):
        e = np.zeros(w.shape)
        e[i] = 1e-4
        return (8 * (f(w + e) - f(w - e)) - f(w + 2 * e) + f(w - 2 * e)) / 12e-4

    return np.array([along(i) for i in np.ndindex(w.shape)]).reshape(w.shape)


def numeric_in_place_and_back(f, w):
    slopes = np.zeros_like(w)
    for i in np.ndindex(*w.shape):
        old = w[i]
        w[i] = old + 1e-5
        up = f(w)
        w[i] = old - 1e-5
        down = f(w)
        w[i] = old
        slopes[i] = (up - down) / 2e-5
    return slopes


def walk_without_recursion(end, parents_of):
    order, todo = [], [(end, False)]
    while todo:
        node, ready = todo.pop()
        if node in order:
            continue
        if ready:
            order.append(node)
        else:
            todo.append((node, True))
            todo.extend((parent, False) for parent, _ in parents_of(node))
    gradients = dict.fromkeys(order, 0)
    gradients[end] = 1
    for node in order[::-1]:
        for parent, slope in parents_of(node):
            gradients[parent] = gradients[parent] + gradients[node] * slope
    return [order, gradients]


def walk_by_counting_users(end, parents_of):
    users, seen, todo = {end: 0}, [end], [end]
    while todo:
        for parent, _ in parents_of(todo.pop()):
            users[parent] = users.get(parent, 0) + 1
            if parent not in seen:
                seen.append(parent)
                todo.append(parent)
    from_the_end, gradients, free = [], {node: 0.0 for node in seen}, [end]
    gradients[end] = 1.0
    while free:
        node = free.pop(0)
        from_the_end.append(node)
        for parent, slope in parents_of(node):
            gradients[parent] += slope * gradients[node]
            users[parent] -= 1
            if users[parent] == 0:
                free.append(parent)
    return tuple(reversed(from_the_end)), gradients


def walk_over_what_is_ready(end, parents_of):
    """Looks again and again for a node all of whose users are done: slow, and right."""
    nodes = [end]
    for node in nodes:
        nodes += dict.fromkeys(parent for parent, _ in parents_of(node) if parent not in nodes)
    order, gradients = [], dict.fromkeys(nodes, 0) | {end: 1}
    while len(order) < len(nodes):
        waiting = [node for node in nodes if node not in order]
        blocked = {parent for node in waiting for parent, _ in parents_of(node)}
        node = next(node for node in waiting if node not in blocked)
        order.append(node)
        for parent, slope in parents_of(node):
            gradients[parent] += gradients[node] * slope
    return order[::-1], gradients


def activation_from_the_input(upstream, z, h, name):
    slopes = {
        "sigmoid": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        "tanh": lambda z: 1 / np.cosh(z) ** 2,
        "relu": lambda z: np.heaviside(z, 0),
    }
    return upstream * slopes[name](z)


def activation_entry_by_entry(upstream, z, h, name):
    def one(g, value):
        if name == "sigmoid":
            return g * value * (1 - value)
        return g * (1 - value * value) if name == "tanh" else g * (value > 0)

    return [[one(g, value) for g, value in zip(*rows, strict=True)] for rows in zip(upstream, h, strict=True)]


def dense_by_einsum(upstream, X, W):
    dX = np.einsum("nu,iu->ni", upstream, W)
    dW = np.einsum("ni,nu->iu", X, upstream)
    return [dX, dW, np.einsum("nu->u", upstream)]


def dense_by_loops(upstream, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n, g in enumerate(upstream):
        dX[n] = W @ g
        dW = dW + np.outer(X[n], g)
        db = db + g
    return dX, dW, db


def network_in_one(X, y, weights):
    W1, b1, W2, b2 = weights
    h = np.tanh(X @ W1 + b1)
    z = h @ W2 + b2
    loss = np.logaddexp(0, np.where(y == 1, -z, z)).mean()
    d2 = (1 / (1 + np.exp(-z)) - y) / len(y)
    d1 = d2 * W2.ravel() * (1 - h * h)
    return loss, (X.T @ d1, d1.sum(0), h.T @ d2, d2.sum(0))


NETWORK_BY_PARTS = """
def network_backward(X, y, weights):
    layers = [weights[:2], weights[2:]]
    kept, table = [], X
    for k, (W, b) in enumerate(layers):
        z = table @ W + b
        h = z if k else np.tanh(z)
        kept.append((table, W, z, h))
        table = h
    loss, upstream = binary_crossentropy(y, table)
    found = []
    for k in (1, 0):
        before, W, z, h = kept[k]
        if k == 0:
            upstream = activation_backward(upstream, z, h, "tanh")
        upstream, dW, db = dense_backward(upstream, before, W)
        found = [dW, db] + found
    return loss, found
"""

TRAIN_BY_PIECES = """
def train_xor(X, y, weights, steps):
    weights = [np.array(w) for w in weights]
    loss, done = np.inf, 0
    while loss > 0.05 and done < steps:
        loss, gradients = network_backward(X, y, weights)
        for w, g in zip(weights, gradients):
            w -= 0.5 * g
        done += 1
    return tuple(weights)
"""


def train_with_momentum(X, y, weights, steps):
    moves = [0 * w for w in weights]
    for _ in range(min(steps, 600)):
        _, gradients = network_in_one(X, y, weights)
        moves = [0.9 * m - 0.3 * g for m, g in zip(moves, gradients, strict=True)]
        weights = [w + m for w, m in zip(weights, moves, strict=True)]
    return weights


WRONG_BY_NAME = """
def wrong_gradients(forward, backward, upstream, X, W, b):
    dX, dW, db = backward(upstream, X, W, b)
    def f(X, W, b):
        return (upstream * forward(X, W, b)).sum()
    found = {
        "X": (dX, numeric_gradient(lambda a: f(a, W, b), X)),
        "W": (dW, numeric_gradient(lambda a: f(X, a, b), W)),
        "b": (db, numeric_gradient(lambda a: f(X, W, a), b)),
    }
    return [
        claim.shape != right.shape or bool((abs(claim - right) > abs(right).max() / 1000).any())
        for claim, right in found.values()
    ]
"""


def wrong_by_own_differences(forward, backward, upstream, X, W, b):
    claims, arrays, verdicts = backward(upstream, X, W, b), [X, W, b], []
    for k in range(3):
        right = np.zeros(arrays[k].shape)
        for i in np.ndindex(right.shape):
            ends = []
            for step in (1e-4, -1e-4):
                moved = [a.copy() for a in arrays]
                moved[k][i] += step
                ends.append(np.vdot(upstream, forward(*moved)))
            right[i] = (ends[0] - ends[1]) / 2e-4
        off = np.inf if np.shape(claims[k]) != right.shape else np.max(np.abs(claims[k] - right))
        verdicts.append(off > 1e-3 * np.max(np.abs(right)))
    return np.array(verdicts)


RIGHT = {
    "03.1": [binary_by_cases, binary_as_in_keras],
    "03.2": [categorical_row_by_row, categorical_by_logaddexp],
    "03.3": [numeric_over_a_flat_copy, numeric_with_a_finer_formula, numeric_in_place_and_back],
    "03.4": [walk_without_recursion, walk_by_counting_users, walk_over_what_is_ready],
    "03.5": [activation_from_the_input, activation_entry_by_entry],
    "03.6": [dense_by_einsum, dense_by_loops],
    "03.7": [network_in_one, NETWORK_BY_PARTS],
    "03.8": [TRAIN_BY_PIECES, train_with_momentum],
    "03.9": [WRONG_BY_NAME, wrong_by_own_differences],
}
