"""Exercise 03.2: categorical cross-entropy from logits."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch03_backprop.surprises import Surprises


def log_softmax(Z, axis=1):
    Z = Z - Z.max(axis=axis, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=axis, keepdims=True))


def softmax(Z, axis=1):
    return np.exp(log_softmax(Z, axis))


def right_loss(y_true, logits):
    return -(y_true * log_softmax(logits)).sum() / len(y_true)


def right(y_true, logits):
    return right_loss(y_true, logits), (softmax(logits) - y_true) / len(y_true)


def wrong_axis(y_true, logits):
    logs = log_softmax(logits, axis=0)
    return -(y_true * logs).sum() / len(y_true), (np.exp(logs) - y_true) / len(y_true)


def wrong_axis_in_the_gradient(y_true, logits):
    return right_loss(y_true, logits), (softmax(logits, axis=0) - y_true) / len(y_true)


def one_softmax_for_all(y_true, logits):
    logs = logits - np.logaddexp.reduce(logits, axis=None)
    return -(y_true * logs).sum() / len(y_true), (np.exp(logs) - y_true) / len(y_true)


def gradient_of_the_sum(y_true, logits):
    return right_loss(y_true, logits), softmax(logits) - y_true


def summed(y_true, logits):
    return right_loss(y_true, logits) * len(y_true), softmax(logits) - y_true


def loss_summed(y_true, logits):
    return right_loss(y_true, logits) * len(y_true), (softmax(logits) - y_true) / len(y_true)


def divided_by_all_entries(y_true, logits):
    return -(y_true * log_softmax(logits)).mean(), (softmax(logits) - y_true) / y_true.size


def loss_divided_by_all_entries(y_true, logits):
    return -(y_true * log_softmax(logits)).mean(), (softmax(logits) - y_true) / len(y_true)


def divided_by_the_classes(y_true, logits):
    classes = y_true.shape[1]
    return -(y_true * log_softmax(logits)).sum() / classes, (softmax(logits) - y_true) / classes


def sign_flipped(y_true, logits):
    return right_loss(y_true, logits), (y_true - softmax(logits)) / len(y_true)


def minus_forgotten(y_true, logits):
    return -right_loss(y_true, logits), (softmax(logits) - y_true) / len(y_true)


def softmax_twice(y_true, logits):
    P = softmax(logits)
    return right_loss(y_true, P), (softmax(P) - y_true) / len(y_true)


def softmax_twice_in_the_loss(y_true, logits):
    P = softmax(logits)
    return right_loss(y_true, P), (P - y_true) / len(y_true)


def sigmoid_for_each_class(y_true, logits):
    P = np.exp(-np.logaddexp(0, -logits))
    each = np.logaddexp(0, logits) - y_true * logits
    return each.sum() / len(y_true), (P - y_true) / len(y_true)


def naive(y_true, logits):
    P = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -(y_true * np.log(P)).sum() / len(y_true), (P - y_true) / len(y_true)


def logarithm_of_zero(y_true, logits):
    P = softmax(logits)
    return -(y_true * np.log(P)).sum() / len(y_true), (P - y_true) / len(y_true)


def logarithm_of_zero_by_index(y_true, logits):
    P = softmax(logits)
    return -np.log(P[y_true == 1]).mean(), (P - y_true) / len(y_true)


def with_gradient_of_the_sum(wrong):
    """A second mistake on top: the gradient is not divided by the batch."""

    def both(y_true, logits):
        loss, gradient = wrong(y_true, logits)
        return loss, gradient * len(y_true)

    return both


def with_loss_over_all_entries(wrong):
    """A second mistake on top: the loss is a mean over examples and classes."""

    def both(y_true, logits):
        loss, gradient = wrong(y_true, logits)
        return loss / y_true.shape[1], gradient

    return both


def clipped(y_true, logits):
    P = softmax(logits)
    return -(y_true * np.log(np.clip(P, 1e-7, 1))).sum() / len(y_true), (P - y_true) / len(y_true)


def maximum_of_the_table(y_true, logits):
    Z = logits - logits.max()
    logs = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -(y_true * logs).sum() / len(y_true), (np.exp(logs) - y_true) / len(y_true)


def maximum_of_the_table_in_a_fraction(y_true, logits):
    E = np.exp(logits - logits.max())
    P = E / E.sum(axis=1, keepdims=True)
    return -(y_true * np.log(P)).sum() / len(y_true), (P - y_true) / len(y_true)


def own_class_only(y_true, logits):
    P = softmax(logits)
    return right_loss(y_true, logits), -y_true * (1 - P) / len(y_true)


def slope_by_the_probability(y_true, logits):
    with np.errstate(all="ignore"):
        return right_loss(y_true, logits), -y_true / softmax(logits) / len(y_true)


def sigmoid_slope_multiplied_in(y_true, logits):
    P = softmax(logits)
    return right_loss(y_true, logits), (P - y_true) * P * (1 - P) / len(y_true)


def probabilities_as_gradient(y_true, logits):
    return right_loss(y_true, logits), softmax(logits) / len(y_true)


class CategoricalCrossentropy(Exercise):
    """Which of several classes? Loss and slope."""

    id, name, points = "03.2", "categorical_crossentropy", 2
    title = "categorical cross-entropy from logits"
    allow, names = ("numpy",), ("np",)
    why = "Digits, words, moves in a game: whatever is chosen among many is trained by this loss, and its slope is again p − y."
    hints = (
        "Take logarithms before you code: what is the logarithm of $e^{z_k} / \\sum_j e^{z_j}$?",
        "$\\log p_k = z_k - \\log\\sum_j e^{z_j}$, row by row, with the row's maximum subtracted first. The loss is minus its mean over the *examples*, at the right class.",
        "`Z = logits - logits.max(axis=1, keepdims=True)`; `logs = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))`; the loss is `-(y_true * logs).sum() / n`, the gradient `(np.exp(logs) - y_true) / n`.",
    )
    compare = Surprises(right, "y_true", ("the loss", "the gradient"))
    mistakes = (
        Mistake(
            wrong_axis,
            "softmax over the wrong axis",
            "One row is one example. Which numbers compete with each other: those of a row, or those of a column?",
        ),
        Mistake(
            wrong_axis_in_the_gradient,
            "the gradient's softmax runs over the wrong axis",
            "What do the probabilities of one example add up to, and what do those in your gradient?",
        ),
        Mistake(
            one_softmax_for_all,
            "one softmax for the whole table",
            "Each example has probabilities of its own. What do those of your first row add up to?",
        ),
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
            divided_by_all_entries,
            "the mean is taken over all entries of the table",
            "How many surprises are there: one for each example, or one for each entry?",
        ),
        Mistake(
            loss_divided_by_all_entries,
            "the loss is the mean over all entries of the table",
            "How many surprises are there: one for each example, or one for each entry? Your gradient has the right count.",
        ),
        Mistake(
            divided_by_the_classes,
            "it divides by the number of classes",
            "The mean runs over the examples. Which axis of the table are they?",
        ),
        Mistake(
            sign_flipped,
            "the gradient's sign is flipped",
            "The right class has p = 0.3. If its logit rises, does the loss rise or fall? And what sign has yours there?",
        ),
        Mistake(
            minus_forgotten,
            "the loss's sign is flipped",
            "The logarithm of a probability is never positive. Can a surprise be negative?",
        ),
        Mistake(
            softmax_twice,
            "the softmax is applied twice",
            "`logits` go into your formula once. What does a second softmax do to numbers between 0 and 1?",
        ),
        Mistake(
            softmax_twice_in_the_loss,
            "the softmax is applied twice in the loss",
            "Your formula takes logits. What did you put in: the logits, or their softmax?",
        ),
        Mistake(
            sigmoid_for_each_class,
            "a sigmoid for each class",
            "That asks each class by itself, yes or no, and several may say yes. What must the probabilities of one example add up to here?",
        ),
        Mistake(
            naive,
            "it overflows at large logits",
            "e¹⁰⁰⁰ does not fit. What may you subtract from a whole row without changing its probabilities?",
        ),
        Mistake(
            logarithm_of_zero,
            "the loss is nan where a probability becomes 0",
            "A probability of e⁻¹⁰⁰⁰ is rounded to 0, and 0 · log 0 is nan. What is the logarithm of the softmax, written without the softmax?",
        ),
        Mistake(
            logarithm_of_zero_by_index,
            "the loss is infinite where a probability becomes 0",
            "A probability of e⁻¹⁰⁰⁰ is rounded to 0. What is the logarithm of the softmax, written without the softmax?",
        ),
        Mistake(
            with_gradient_of_the_sum(naive),
            "the gradient lacks the 1/batch, and large logits overflow",
            "First the gradient: the loss is a mean, so by how much does it move when one example's own loss moves by 1? Then: what may you subtract from a whole row?",
        ),
        Mistake(
            with_gradient_of_the_sum(logarithm_of_zero),
            "the gradient lacks the 1/batch, and the loss is nan where a probability becomes 0",
            "First the gradient: the loss is a mean, so by how much does it move when one example's own loss moves by 1? Then: what is the logarithm of the softmax, written without the softmax?",
        ),
        Mistake(
            with_loss_over_all_entries(naive),
            "the loss is the mean over all entries of the table, and large logits overflow",
            "How many surprises are there: one for each example, or one for each entry? Then: what may you subtract from a whole row without changing its probabilities?",
        ),
        Mistake(
            with_loss_over_all_entries(logarithm_of_zero),
            "the loss is the mean over all entries of the table, and nan where a probability becomes 0",
            "How many surprises are there: one for each example, or one for each entry? Then: what is the logarithm of the softmax, written without the softmax?",
        ),
        Mistake(
            clipped,
            "the loss stops growing where a probability becomes 0",
            "A probability of e⁻¹⁰⁰⁰ is a surprise of 1000. Keeping probabilities away from 0 saves the logarithm, but what becomes of the 1000? What is the logarithm of the softmax, written without the softmax?",
        ),
        Mistake(
            with_gradient_of_the_sum(clipped),
            "the gradient lacks the 1/batch, and the loss stops growing where a probability becomes 0",
            "First the gradient: the loss is a mean, so by how much does it move when one example's own loss moves by 1? Then: what is the logarithm of the softmax, written without the softmax?",
        ),
        Mistake(
            maximum_of_the_table,
            "a row of small logits is lost beside a row of large ones: its gradient is infinite",
            "One row has logits near 1000, another near 3. If 1000 is subtracted from both, what is left of e³? Whose maximum should a row lose?",
        ),
        Mistake(
            maximum_of_the_table_in_a_fraction,
            "a row of small logits is lost beside a row of large ones: its gradient is nan",
            "One row has logits near 1000, another near 3. If 1000 is subtracted from both, what is left of e³? Whose maximum should a row lose?",
        ),
        Mistake(
            own_class_only,
            "only the right class gets a gradient",
            "If the logit of a *wrong* class rises, what happens to the right one's probability?",
        ),
        Mistake(
            slope_by_the_probability,
            "the gradient is by the probabilities, not by the logits",
            "You know how the loss moves with p. Every p of a row moves with every z of that row: what do the two make together?",
        ),
        Mistake(
            sigmoid_slope_multiplied_in,
            "a slope p(1 − p) too many",
            "P − Y is the slope by the *logits* already. Where does your extra factor switch it off?",
        ),
        Mistake(
            probabilities_as_gradient,
            "the label is missing from the gradient",
            "When the network is right and sure, what should its gradient be? What is yours?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for n, classes, spread in ((2, 3, 1.0), (1, 3, 1.0), (4, 3, 2.0), (6, 5, 1.0)):
            labels = np.resize(rng.permutation(classes), n)
            cases.append({"y_true": np.eye(classes)[labels], "logits": spread * rng.normal(size=(n, classes))})
        far = np.array([[1000.0, 0, 990, 0], [-1000, 1000, 0, 5], [3, 1, 2, 0], [900, 905, 0, -900], [0, 0, 1000, 1]])
        last = {"y_true": np.eye(4)[[2, 0, 1, 1, 2]], "logits": far + rng.normal(size=far.shape)}
        return [*cases, last]

    reference = staticmethod(right)


categorical_crossentropy = CategoricalCrossentropy()
