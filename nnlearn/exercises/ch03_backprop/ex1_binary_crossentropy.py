"""Exercise 03.1: binary cross-entropy from logits."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch03_backprop.surprises import Surprises


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def losses(y_true, logits):
    """One loss per example, at any logit."""
    return np.logaddexp(0, logits) - y_true * logits


def right(y_true, logits):
    return np.mean(losses(y_true, logits)), (sigmoid(logits) - y_true) / len(y_true)


def summed(y_true, logits):
    return losses(y_true, logits).sum(), sigmoid(logits) - y_true


def gradient_of_the_sum(y_true, logits):
    return losses(y_true, logits).mean(), sigmoid(logits) - y_true


def loss_summed(y_true, logits):
    return losses(y_true, logits).sum(), (sigmoid(logits) - y_true) / len(y_true)


def sign_flipped(y_true, logits):
    return losses(y_true, logits).mean(), (y_true - sigmoid(logits)) / len(y_true)


def minus_forgotten(y_true, logits):
    return -losses(y_true, logits).mean(), (sigmoid(logits) - y_true) / len(y_true)


def sigmoid_twice(y_true, logits):
    p = sigmoid(logits)
    return losses(y_true, p).mean(), (sigmoid(p) - y_true) / len(y_true)


def sigmoid_twice_in_the_loss(y_true, logits):
    p = sigmoid(logits)
    return losses(y_true, p).mean(), (p - y_true) / len(y_true)


def sigmoid_twice_in_the_gradient(y_true, logits):
    return losses(y_true, logits).mean(), (sigmoid(sigmoid(logits)) - y_true) / len(y_true)


def no_sigmoid_in_the_gradient(y_true, logits):
    return losses(y_true, logits).mean(), (logits - y_true) / len(y_true)


def naive(y_true, logits):
    p = 1 / (1 + np.exp(-logits))
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).mean(), (p - y_true) / len(y_true)


def naive_by_cases(y_true, logits):
    p = 1 / (1 + np.exp(-logits))
    return -np.log(np.where(y_true == 1, p, 1 - p)).mean(), (p - y_true) / len(y_true)


def with_gradient_of_the_sum(wrong):
    """A second mistake on top: the gradient is not divided by the batch."""

    def both(y_true, logits):
        loss, gradient = wrong(y_true, logits)
        return loss, gradient * len(y_true)

    return both


def exponential_overflows(y_true, logits):
    p = 1 / (1 + np.exp(-logits))
    return (np.log(1 + np.exp(logits)) - y_true * logits).mean(), (p - y_true) / len(y_true)


def clipped_at(smallest):
    def clipped(y_true, logits):
        p = 1 / (1 + np.exp(-logits))
        q = np.clip(p, smallest, 1 - smallest)
        return -(y_true * np.log(q) + (1 - y_true) * np.log(1 - q)).mean(), (p - y_true) / len(y_true)

    return clipped


def falling_sigmoid(y_true, logits):
    p = 1 / (1 + np.exp(logits))
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).mean(), (p - y_true) / len(y_true)


def falling_sigmoid_in_the_gradient(y_true, logits):
    return losses(y_true, logits).mean(), (sigmoid(-logits) - y_true) / len(y_true)


def slope_by_the_probability(y_true, logits):
    p = sigmoid(logits)
    return losses(y_true, logits).mean(), (p - y_true) / (p * (1 - p)) / len(y_true)


def slope_of_the_sigmoid_twice(y_true, logits):
    p = sigmoid(logits)
    return losses(y_true, logits).mean(), (p - y_true) * p * (1 - p) / len(y_true)


def squared_error(y_true, logits):
    p = sigmoid(logits)
    return np.mean((p - y_true) ** 2), 2 * (p - y_true) * p * (1 - p) / len(y_true)


def zeros_forgotten(y_true, logits):
    return np.mean(y_true * np.logaddexp(0, -logits)), (sigmoid(logits) - y_true) / len(y_true)


def zeros_forgotten_twice(y_true, logits):
    return np.mean(y_true * np.logaddexp(0, -logits)), y_true * (sigmoid(logits) - y_true) / len(y_true)


def labels_turned_round(y_true, logits):
    return losses(1 - y_true, logits).mean(), (sigmoid(logits) - 1 + y_true) / len(y_true)


class BinaryCrossentropy(Exercise):
    """A loss and its slope, at any logit."""

    id, name, points = "03.1", "binary_crossentropy", 2
    title = "binary cross-entropy from logits"
    allow, names = ("numpy",), ("np",)
    why = "Loss and slope in one pass, and no logit breaks them: networks that answer yes or no are trained with this pair."
    hints = (
        "Do not compute the probability and then its logarithm. Put $\\sigma$ into $-\\log$ and simplify before you code.",
        "$-y\\log\\sigma(z) - (1-y)\\log(1-\\sigma(z)) = \\log(1 + e^z) - yz$. And `np.logaddexp(0, z)` is $\\log(e^0 + e^z)$ at any $z$. The slope of one example's own surprise is $\\sigma(z) - y$; how much of it is left in a *mean* of n?",
        "`loss = np.mean(np.logaddexp(0, logits) - y_true * logits)`; the gradient is `(p - y_true) / len(y_true)` with `p = np.exp(-np.logaddexp(0, -logits))`, a sigmoid that never overflows.",
    )
    compare = Surprises(right, "y_true", ("the loss", "the gradient"))
    mistakes = (
        Mistake(
            gradient_of_the_sum,
            "the gradient lacks the 1/batch",
            "The loss is a mean over the batch. By how much does it move when one example's own loss moves by 1?",
        ),
        Mistake(
            summed,
            "the sum is taken where the mean is asked for",
            "Give your function every example twice. Should the loss of a batch double then?",
        ),
        Mistake(
            loss_summed,
            "the loss is a sum, the gradient that of the mean",
            "Your two parts belong to different losses. Which of them is divided by the number of examples?",
        ),
        Mistake(
            sign_flipped,
            "the gradient's sign is flipped",
            "The label is 1 and p is 0.3. If the logit rises, does the loss rise or fall? And what sign has yours there?",
        ),
        Mistake(
            minus_forgotten,
            "the loss's sign is flipped",
            "The logarithm of a probability is never positive. Can a surprise be negative?",
        ),
        Mistake(
            sigmoid_twice,
            "the sigmoid is applied twice",
            "`logits` go into your formula once. What does a formula that starts from logits do with a probability?",
        ),
        Mistake(
            sigmoid_twice_in_the_loss,
            "the sigmoid is applied twice in the loss",
            "Your formula takes a logit. What did you put in: the logit, or its sigmoid?",
        ),
        Mistake(
            sigmoid_twice_in_the_gradient,
            "the sigmoid is applied twice in the gradient",
            "In p − y, p is σ(z). How often was σ applied to yours?",
        ),
        Mistake(
            no_sigmoid_in_the_gradient,
            "the gradient lacks the sigmoid",
            "A logit of 800 is a probability of 1. How large can p − y be at most, and how large is yours?",
        ),
        Mistake(
            naive,
            "the loss is nan at large logits",
            "Near a logit of −750 p is 0 to the last digit, near 750 it is 1 − p. What does a computer make of 0 · log 0, and which form needs no p?",
        ),
        Mistake(
            naive_by_cases,
            "the loss is infinite at large logits",
            "At a logit of −800 with label 1 the surprise is 800. To what was e⁻⁸⁰⁰ rounded on the way, and which form needs no p?",
        ),
        Mistake(
            with_gradient_of_the_sum(naive),
            "the gradient lacks the 1/batch, and the loss is nan at large logits",
            "First the gradient: the loss is a mean, so by how much does it move when one example's own loss moves by 1? Then: which form of the loss needs no p, and so no log 0?",
        ),
        Mistake(
            with_gradient_of_the_sum(naive_by_cases),
            "the gradient lacks the 1/batch, and the loss is infinite at large logits",
            "First the gradient: the loss is a mean, so by how much does it move when one example's own loss moves by 1? Then: which form of the loss needs no p, and so no log 0?",
        ),
        Mistake(
            with_gradient_of_the_sum(exponential_overflows),
            "the gradient lacks the 1/batch, and exp overflows at large logits",
            "First the gradient: the loss is a mean, so by how much does it move when one example's own loss moves by 1? Then: which NumPy function adds in the exponent?",
        ),
        Mistake(
            exponential_overflows,
            "exp overflows at large logits",
            "The formula is right, but e⁸⁰⁰ does not fit. Which NumPy function adds in the exponent, for log(e⁰ + e^z)?",
        ),
        Mistake(
            clipped_at(1e-7),
            "the loss stops growing at large logits",
            "At a logit of −800 with label 1 the surprise is 800. A probability that is kept away from 0 (clipped, or with a little added) saves the logarithm, but what becomes of the 800? Which form needs no probability?",
        ),
        Mistake(
            with_gradient_of_the_sum(clipped_at(1e-7)),
            "the gradient lacks the 1/batch, and the loss stops growing at large logits",
            "First the gradient: the loss is a mean, so by how much does it move when one example's own loss moves by 1? Then: the surprise at a logit of −800 with label 1 is 800. Which form reaches it?",
        ),
        Mistake(
            falling_sigmoid,
            "p falls where the logit rises",
            "At a logit of 5 the network says yes. How large is your p there: is it 1/(1 + e⁵) or 1/(1 + e⁻⁵)?",
        ),
        Mistake(
            falling_sigmoid_in_the_gradient,
            "the gradient's p falls where the logit rises",
            "At a logit of 5 the network says yes. How large is the p in your gradient: is it 1/(1 + e⁵) or 1/(1 + e⁻⁵)?",
        ),
        Mistake(
            slope_by_the_probability,
            "the gradient is by the probability, not by the logit",
            "You know how the loss moves with p. How does p move with z, and what do the two make together?",
        ),
        Mistake(
            slope_of_the_sigmoid_twice,
            "the sigmoid's slope is multiplied in once too often",
            "p − y is the slope by the *logit* already. At which logits does your extra factor switch it off?",
        ),
        Mistake(
            squared_error,
            "this is the squared error",
            "For an example that is confidently wrong, how steep is your loss? The text asked for the surprise instead.",
        ),
        Mistake(
            zeros_forgotten,
            "examples with label 0 have no loss",
            "With label 0 and p = 0.99 the network is badly wrong. What does your loss say of it?",
        ),
        Mistake(
            zeros_forgotten_twice,
            "examples with label 0 count neither in the loss nor in the gradient",
            "With label 0 and p = 0.99 the network is badly wrong. Which probability did it give to what happened?",
        ),
        Mistake(
            labels_turned_round,
            "the labels are turned round",
            "The label is 1 and the logit 5: is the network right? Should its loss be near 0 or near 5?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for labels, spread in (((1, 0), 1.0), ((0,), 1.0), ((0, 1, 0), 3.0), ((1, 1, 0, 1, 0), 2.0)):
            y = np.array(labels, dtype=float)[:, None]
            cases.append({"y_true": y, "logits": spread * rng.normal(size=y.shape)})
        for side in (-1, 1):
            far = side * np.array([[800.0], [750.0], [0.5], [-1.0]]) + rng.normal(size=(4, 1))
            cases.append({"y_true": np.array([[1.0], [0.0], [1.0], [0.0]]), "logits": far})
        return cases

    reference = staticmethod(right)


binary_crossentropy = BinaryCrossentropy()
