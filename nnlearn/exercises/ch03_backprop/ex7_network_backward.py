"""Exercise 03.7: a whole network, forward and backward."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch03_backprop.surprises import Surprises


def passes(X, y, weights):
    """Everything that a right answer computes: (z1, h, z2, loss, p) and then (d2, dh, d1)."""
    W1, b1, W2, b2 = weights
    z1 = X @ W1 + b1
    h = np.tanh(z1)
    z2 = h @ W2 + b2
    loss = np.mean(np.logaddexp(0, z2) - y * z2)
    p = np.exp(-np.logaddexp(0, -z2))
    d2 = (p - y) / len(y)
    dh = d2 @ W2.T
    return z1, h, z2, loss, p, d2, dh, dh * (1 - h**2)


def gradients(X, h, d1, d2):
    return [X.T @ d1, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)]


def right(X, y, weights):
    _, h, _, loss, _, d2, _, d1 = passes(X, y, weights)
    return loss, gradients(X, h, d1, d2)


def batch_forgotten(X, y, weights):
    _, h, _, loss, _, d2, _, d1 = passes(X, y, weights)
    return loss, gradients(X, h, d1 * len(y), d2 * len(y))


def summed(X, y, weights):
    _, h, _, loss, _, d2, _, d1 = passes(X, y, weights)
    return loss * len(y), gradients(X, h, d1 * len(y), d2 * len(y))


def divided_in_every_layer(X, y, weights):
    loss, (dW1, db1, dW2, db2) = right(X, y, weights)
    return loss, [dW1 / len(y), db1 / len(y), dW2 / len(y), db2 / len(y)]


def sign_flipped(X, y, weights):
    loss, found = right(X, y, weights)
    return loss, [-g for g in found]


def slope_forgotten(X, y, weights):
    _, h, _, loss, _, d2, dh, _ = passes(X, y, weights)
    return loss, gradients(X, h, dh, d2)


def slope_at_the_output(X, y, weights):
    _, h, _, loss, _, d2, dh, _ = passes(X, y, weights)
    return loss, gradients(X, h, dh * (1 - np.tanh(h) ** 2), d2)


def slope_of_the_input(X, y, weights):
    z1, h, _, loss, _, d2, dh, _ = passes(X, y, weights)
    return loss, gradients(X, h, dh * (1 - z1**2), d2)


def slope_of_a_sigmoid(X, y, weights):
    _, h, _, loss, _, d2, dh, _ = passes(X, y, weights)
    return loss, gradients(X, h, dh * h * (1 - h), d2)


def upstream_forgotten(X, y, weights):
    _, h, _, loss, _, d2, dh, _ = passes(X, y, weights)
    return loss, gradients(X, h, np.ones(dh.shape) * (1 - h**2), d2)


def output_error_not_weighed(X, y, weights):
    _, h, _, loss, _, d2, _, _ = passes(X, y, weights)
    return loss, gradients(X, h, d2 * (1 - h**2), d2)


def sigmoid_slope_once_more(X, y, weights):
    _, h, _, loss, p, d2, _, _ = passes(X, y, weights)
    d2 = d2 * p * (1 - p)
    return loss, gradients(X, h, (d2 @ weights[2].T) * (1 - h**2), d2)


def sigmoid_twice(X, y, weights):
    _, h, _, _, p, _, _, _ = passes(X, y, weights)
    d2 = (1 / (1 + np.exp(-p)) - y) / len(y)
    return np.mean(np.logaddexp(0, p) - y * p), gradients(X, h, (d2 @ weights[2].T) * (1 - h**2), d2)


def sigmoid_twice_in_the_loss(X, y, weights):
    _, found = right(X, y, weights)
    p = passes(X, y, weights)[4]
    return np.mean(np.logaddexp(0, p) - y * p), found


def loss_by_probabilities(X, y, weights):
    _, found = right(X, y, weights)
    p = passes(X, y, weights)[4]
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), found


def loss_by_cases(X, y, weights):
    _, found = right(X, y, weights)
    p = passes(X, y, weights)[4]
    return -np.mean(np.log(np.where(y == 1, p, 1 - p))), found


def loss_by_clipped_probabilities(X, y, weights):
    _, found = right(X, y, weights)
    p = np.clip(passes(X, y, weights)[4], 1e-7, 1 - 1e-7)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), found


def slope_forgotten_in_the_kernel(X, y, weights):
    _, h, _, loss, _, d2, dh, d1 = passes(X, y, weights)
    return loss, [X.T @ dh, d1.sum(axis=0), h.T @ d2, d2.sum(axis=0)]


def slope_forgotten_in_the_bias(X, y, weights):
    _, h, _, loss, _, d2, dh, d1 = passes(X, y, weights)
    return loss, [X.T @ d1, dh.sum(axis=0), h.T @ d2, d2.sum(axis=0)]


def hidden_bias_averaged(X, y, weights):
    _, h, _, loss, _, d2, _, d1 = passes(X, y, weights)
    return loss, [X.T @ d1, d1.mean(axis=0), h.T @ d2, d2.sum(axis=0)]


def output_bias_averaged(X, y, weights):
    _, h, _, loss, _, d2, _, d1 = passes(X, y, weights)
    return loss, [X.T @ d1, d1.sum(axis=0), h.T @ d2, d2.mean(axis=0)]


def sums_into_the_last_layer(X, y, weights):
    z1, _, _, loss, _, d2, _, d1 = passes(X, y, weights)
    return loss, gradients(X, z1, d1, d2)


def tanh_on_the_output(X, y, weights):
    W1, b1, W2, b2 = weights
    h = np.tanh(X @ W1 + b1)
    z2 = np.tanh(h @ W2 + b2)
    p = np.exp(-np.logaddexp(0, -z2))
    d2 = (p - y) / len(y) * (1 - z2**2)
    return np.mean(np.logaddexp(0, z2) - y * z2), gradients(X, h, (d2 @ W2.T) * (1 - h**2), d2)


def no_activation(X, y, weights):
    W1, b1, W2, b2 = weights
    h = X @ W1 + b1
    z2 = h @ W2 + b2
    d2 = (np.exp(-np.logaddexp(0, -z2)) - y) / len(y)
    return np.mean(np.logaddexp(0, z2) - y * z2), gradients(X, h, d2 @ W2.T, d2)


def biases_averaged(X, y, weights):
    _, h, _, loss, _, d2, _, d1 = passes(X, y, weights)
    return loss, [X.T @ d1, d1.mean(axis=0), h.T @ d2, d2.mean(axis=0)]


def last_layer_first(X, y, weights):
    loss, (dW1, db1, dW2, db2) = right(X, y, weights)
    return loss, [dW2, db2, dW1, db1]


def weights_returned_moved(X, y, weights):
    loss, found = right(X, y, weights)
    return loss, [w - g for w, g in zip(weights, found, strict=True)]


class NetworkBackward(Exercise):
    """Loss and all gradients of a two-layer network."""

    id, name, points = "03.7", "network_backward", 3
    title = "a whole network, forward and backward"
    allow, names = ("numpy",), ("np",)
    needs = ("binary_crossentropy", "activation_backward", "dense_backward")
    why = "One walk forward, one back, and every weight knows its slope, at the price of two or three forward passes whatever their number."
    hints = (
        "Write the forward pass as four lines that keep what they compute: z1, h, z2, then the loss with its gradient. The backward pass is the same lines read from below.",
        "Backward: the loss gives `d2` (n, 1). `dense_backward(d2, h, W2)` gives `dh`, `dW2`, `db2`. `activation_backward` turns `dh` into `d1` (n, units). Which layer did `d1` come out of?",
        '`loss, d2 = binary_crossentropy(y, z2)`; `dh, dW2, db2 = dense_backward(d2, h, W2)`; `d1 = activation_backward(dh, z1, h, "tanh")`; one more `dense_backward`; `return loss, [dW1, db1, dW2, db2]`.',
    )
    compare = Surprises(right, "y", ("the loss", "the gradients"))
    mistakes = (
        Mistake(
            batch_forgotten,
            "the gradients lack the 1/batch",
            "The loss is a mean over the examples. Which line should have divided, and did it?",
        ),
        Mistake(
            summed,
            "the sum is taken where the mean is asked for",
            "Give your function every example twice. Should the loss double?",
        ),
        Mistake(
            divided_in_every_layer,
            "the gradients are divided by the batch twice",
            "The loss has divided by the batch already. Who does it again?",
        ),
        Mistake(
            sign_flipped,
            "the sign is flipped",
            "If you walk against your gradient, does the loss fall? Is it p − y or y − p?",
        ),
        Mistake(
            slope_forgotten,
            "the hidden activation's slope is forgotten",
            "A hidden unit at z = 5 hardly moves. How much of the error gets through it in yours?",
        ),
        Mistake(
            slope_at_the_output,
            "the hidden slope is taken at the output instead of the input",
            "tanh'(z) = 1 − tanh(z)², and your h is tanh(z). How often is tanh applied?",
        ),
        Mistake(
            slope_of_the_input,
            "the hidden slope has the input where the output belongs",
            "In 1 − h², h is what came out of tanh. What did you square?",
        ),
        Mistake(
            slope_of_a_sigmoid,
            "the sigmoid's slope in a network of tanh",
            "h(1 − h) belongs to another function. What is the slope of tanh at 0?",
        ),
        Mistake(
            upstream_forgotten,
            "the first layer hears nothing of the error",
            "On its way to W1 the error passes W2. Where is it in your d1?",
        ),
        Mistake(
            output_error_not_weighed,
            "the error reaches every hidden unit with the same weight",
            "A hidden unit with an output weight near 0 hardly matters to the loss. How much of the error should it get?",
        ),
        Mistake(
            sigmoid_slope_once_more,
            "the sigmoid's slope is multiplied in once more",
            "p − y is the slope by the logit already: the sigmoid's slope has cancelled. What does your extra factor do where the network is sure and wrong?",
        ),
        Mistake(
            sigmoid_twice,
            "the sigmoid is applied twice",
            "`binary_crossentropy` takes logits. What did you give it?",
        ),
        Mistake(
            sigmoid_twice_in_the_loss,
            "the sigmoid is applied twice in the loss",
            "Your gradients are right. But a loss that takes logits applies the sigmoid itself. What did you give it?",
        ),
        Mistake(
            loss_by_probabilities,
            "the loss is nan at large logits",
            "With large weights p is 1 or 0 to the last digit, and a computer makes nan of 0 · log 0. Which form of the loss needs no p? (03.1 has it.)",
        ),
        Mistake(
            loss_by_cases,
            "the loss is infinite at large logits",
            "With large weights p is 1 or 0 to the last digit. Which form of the loss needs no p? (03.1 has it.)",
        ),
        Mistake(
            loss_by_clipped_probabilities,
            "the loss stops growing at large logits",
            "Keeping probabilities away from 0 saves the logarithm, but a surprise of 800 is cut short. Which form of the loss needs no p? (03.1 has it.)",
        ),
        Mistake(
            slope_forgotten_in_the_kernel,
            "the hidden activation's slope is missing from dW1",
            "Your db1 is right. On its way from h to W1 the error passes z1, as it does on its way to b1. Which of your arrays stands for z1?",
        ),
        Mistake(
            slope_forgotten_in_the_bias,
            "the hidden activation's slope is missing from db1",
            "Your dW1 is right. On its way from h to b1 the error passes z1, as it does on its way to W1. Which of your arrays stands for z1?",
        ),
        Mistake(
            hidden_bias_averaged,
            "the gradient of b1 is a mean, not a sum",
            "The loss has divided by the batch already. Do shares that arrive on several ways add up, or average?",
        ),
        Mistake(
            output_bias_averaged,
            "the gradient of b2 is a mean, not a sum",
            "The loss has divided by the batch already. Do shares that arrive on several ways add up, or average?",
        ),
        Mistake(
            sums_into_the_last_layer,
            "dW2 is computed from z1 instead of h",
            "What did the last layer receive on the way forward?",
        ),
        Mistake(
            tanh_on_the_output,
            "the output is activated too",
            "A logit may be any number. Can yours be 5?",
        ),
        Mistake(
            no_activation,
            "the hidden layer is not activated",
            "What did chapter 02 say that two layers without a bend are worth?",
        ),
        Mistake(
            biases_averaged,
            "the gradients of the biases are means, not sums",
            "The loss has divided by the batch already. Do shares that arrive on several ways add up, or average?",
        ),
        Mistake(
            last_layer_first,
            "the gradients come in the wrong order",
            "You computed the last layer's first. In which order do `weights` stand?",
        ),
        Mistake(
            weights_returned_moved,
            "moved weights are returned, not gradients",
            "A step downhill is the next section's. What does this function hand to it?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for n, inputs, units in ((3, 1, 1), (4, 2, 2), (1, 3, 2), (6, 2, 4), (5, 3, 3)):
            shapes = ((inputs, units), (units,), (units, 1), (1,))
            y = rng.permutation(np.arange(n) % 2).astype(float)[:, None]
            cases.append({"X": rng.normal(size=(n, inputs)), "y": y, "weights": [rng.normal(size=s) for s in shapes]})
        # Logits of about -800 and 800, each with both labels.
        X = np.array([[-2.0, 0.5], [-2, 0.5], [2, -0.5], [2, -0.5], [-2, -0.5], [2, 0.5]]) + rng.normal(0, 0.1, (6, 2))
        far = [np.array([[1.0, 0.5], [0.5, -1]]), np.zeros(2), 400 * np.array([[1.0], [1]]), rng.normal(size=1)]
        return [*cases, {"X": X, "y": np.array([[0.0], [1], [0], [1], [0], [1]]), "weights": far}]

    reference = staticmethod(right)


network_backward = NetworkBackward()
