"""Right answers to chapter 02, written otherwise than the references: functions, values, or the text of a whole cell."""

import functools
import math

import numpy as np


def forward_recursive(X, layers, activation):
    kernel, bias = layers[0]
    Z = np.einsum("ni,iu->nu", X, kernel) + bias
    return Z if len(layers) == 1 else forward_recursive(activation(Z), layers[1:], activation)


def forward_by_reduce(X, layers, activation):
    *hidden, (kernel, bias) = layers
    H = functools.reduce(lambda table, layer: activation(table.dot(layer[0]) + layer[1]), hidden, X)
    return H.dot(kernel) + bias


def forward_row_by_row(X, layers, activation):
    rows = []
    for x in X:
        for k in range(len(layers)):
            if k:
                x = activation(x)
            kernel, bias = layers[k]
            x = np.array([sum(x[i] * kernel[i, u] for i in range(len(x))) + bias[u] for u in range(len(bias))])
        rows.append(x)
    return rows


def count_by_index(sizes):
    count = 0
    for i in range(1, len(sizes)):
        count += sizes[i - 1] * sizes[i] + sizes[i]
    return count


def count_kernels_then_biases(sizes):
    return sum(map(lambda a, b: a * b, sizes[:-1], sizes[1:])) + sum(sizes) - sizes[0]


def collapse_from_the_end(layers):
    kernel, bias = layers[-1]
    for before, its_bias in reversed(layers[:-1]):
        bias = its_bias @ kernel + bias
        kernel = before @ kernel
    return [kernel, bias]


def collapse_by_asking(layers):
    def run(X):
        for kernel, bias in layers:
            X = X @ kernel + bias
        return X

    inputs = layers[0][0].shape[0]
    bias = run(np.zeros((1, inputs)))[0]
    return run(np.eye(inputs)) - bias, bias


def activation_by_branches(name, z):
    if name == "sigmoid":
        s = 0.5 * (1 + np.tanh(z / 2))
        return s, s - s**2
    if name == "tanh":
        return np.tanh(z), 1 / np.cosh(z) ** 2
    if name == "relu":
        return z.clip(0), np.heaviside(z, 0)
    if name == "leaky_relu":
        return np.maximum(z, 0.2 * z), np.where(z < 0, 0.2, 1)
    if name == "elu":
        low = np.expm1(np.minimum(z, 0))
        return np.maximum(z, 0) + low, 1 + low
    return np.logaddexp(0, z), 1 / (1 + np.exp(-z))


def activation_by_differences(name, z):
    functions = {
        "sigmoid": lambda v: 1 / (1 + math.exp(-v)),
        "tanh": math.tanh,
        "relu": lambda v: max(v, 0.0),
        "leaky_relu": lambda v: v if v > 0 else 0.2 * v,
        "elu": lambda v: v if v > 0 else math.expm1(v),
        "softplus": lambda v: math.log1p(math.exp(v)),
    }
    f, h = functions[name], 1e-5
    values = np.vectorize(f)(z)
    return values, np.vectorize(lambda v: (8 * (f(v + h) - f(v - h)) - f(v + 2 * h) + f(v - 2 * h)) / (12 * h))(z)


def softmax_by_rows(Z):
    rows = []
    for z in Z:
        top = max(z)
        e = [math.exp(score - top) for score in z]
        rows.append([value / sum(e) for value in e])
    return rows


def softmax_by_logarithm(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, None])


def bump_by_tanh(x, left, right, steepness):
    return 0.5 * (np.tanh(steepness * (x - left) / 2) - np.tanh(steepness * (x - right) / 2))


def bump_as_a_layer(x, left, right, steepness):
    edges = np.array([left, right])
    hidden = 1 / (1 + np.exp(-steepness * (np.asarray(x)[..., None] - edges)))
    return hidden @ np.array([1.0, -1.0])


ERRORS_BY_BUMP = """
def error_by_width(f, widths):
    x = np.linspace(0, 1, 1001)

    def wall(n):
        edges = np.linspace(0, 1, n + 1)
        middles = 0.5 * (edges[1:] + edges[:-1])
        return sum(h * bump(x, a, b, 20 * n) for h, a, b in zip(f(middles), edges, edges[1:]))

    return [np.abs(wall(n) - f(x)).mean() for n in widths]
"""


def errors_by_matrix(f, widths):
    x = np.linspace(0, 1, 1001)
    errors = []
    for n in widths:
        edges = np.arange(n + 1) / n
        steps = 0.5 * (1 + np.tanh(10 * n * (x[:, None] - edges)))  # (1001, n + 1)
        fit = (steps[:, :-1] - steps[:, 1:]) @ f(edges[:-1] + 0.5 / n)
        errors.append(np.abs(fit - f(x)).sum() / len(x))
    return np.array(errors)


RIGHT = {
    "02.1": [
        (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5),  # OR and not AND
        ([[1, -1], [-1, 1]], [-1, -1], [1, 1], -1),  # one or the other alone
        ([[1, -1, 1], [1, -1, 0]], [-0.5, 1.5, 5], [[2], [2], [0]], [-3]),  # a third unit without a say
    ],
    "02.2": [forward_recursive, forward_by_reduce, forward_row_by_row],
    "02.3": [count_by_index, count_kernels_then_biases],
    "02.4": [collapse_from_the_end, collapse_by_asking],
    "02.5": [activation_by_branches, activation_by_differences],
    "02.6": [softmax_by_rows, softmax_by_logarithm],
    "02.7": [bump_by_tanh, bump_as_a_layer],
    "02.8": [ERRORS_BY_BUMP, errors_by_matrix],
}
