"""What readers of chapter 03 really wrote: wrong answers that once passed, or were told something untrue."""

import numpy as np
import pytest

from nnlearn.exercises import ch03, feedback

from .gates import judge

network_backward = ch03.network_backward.reference
numeric_gradient = ch03.numeric_gradient.reference


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def divided_by_three(y, z):
    return np.mean(np.logaddexp(0, z) - y * z), (sigmoid(z) - y) / 3


def first_three_rows(y, z):
    y, z = y[:3], z[:3]
    return np.mean(np.logaddexp(0, z) - y * z), (sigmoid(z) - y) / len(y)


def loss_of_probabilities_plus(little):
    def loss(y, z):
        p = sigmoid(z)
        return -np.mean(y * np.log(p + little) + (1 - y) * np.log(1 - p + little)), (p - y) / len(y)

    return loss


@pytest.mark.parametrize("answer", [divided_by_three, first_three_rows])
def test_a_loss_for_batches_of_three_only_is_not_right(answer):
    assert not judge(ch03.binary_crossentropy, answer).passed


@pytest.mark.parametrize("little", [1e-5, 1e-7, 1e-9, 1e-12, 1e-15, 1e-300])
def test_whatever_keeps_probabilities_from_0_is_told_the_same(little):
    verdict = judge(ch03.binary_crossentropy, loss_of_probabilities_plus(little))
    assert verdict.known_as == "the loss stops growing at large logits"


def slopes(step, left, flat=False):
    """Central where `left` is 1, one-sided where it is 0."""

    def gradient(f, w):
        g = np.zeros(w.size)
        for i in range(w.size):
            e = np.zeros(w.size)
            e[i] = step
            places = [w.ravel() + e, w.ravel() - left * e]
            up, down = places if flat else [place.reshape(w.shape) for place in places]
            g[i] = (f(up) - f(down)) / (step * (1 + left))
        return g.reshape(w.shape)

    return gradient


@pytest.mark.parametrize("step", [1e-4, 1e-5, 1e-6])
def test_central_differences_near_the_step_asked_for_pass(step):
    assert judge(ch03.numeric_gradient, slopes(step, 1)).passed


@pytest.mark.parametrize("step", [1e-3, 1e-4, 1e-6, 1e-7, 1e-10])
def test_one_sided_differences_with_another_step_are_nearly_right(step):
    assert judge(ch03.numeric_gradient, slopes(step, 0)).known_as.startswith("the slopes are nearly right")


@pytest.mark.parametrize("step", [1e-2, 1e-3, 1e-10, 1e-12])
def test_steps_too_long_or_too_short_are_nearly_right(step):
    assert judge(ch03.numeric_gradient, slopes(step, 1)).known_as.startswith("the slopes are nearly right")


def test_a_function_that_is_given_another_shape_says_so():
    assert "it was given: shape (6,)." in judge(ch03.numeric_gradient, slopes(1e-5, 1, flat=True)).headline
    nested = judge(ch03.numeric_gradient, lambda f, w: f(w.tolist()))
    assert "it was given: list." in nested.headline


def walking(pick, share):
    """A walk over `pick(parents)`, in which `share(gradients, parent, product)` is what the parent then has."""

    def walk_back(end, parents_of):
        order = []

        def visit(node):
            if node not in order:
                for parent, _ in parents_of(node):
                    visit(parent)
                order.append(node)

        visit(end)
        gradients = {end: 1}
        for node in reversed(order):
            for parent, slope in pick(parents_of(node)):
                gradients[parent] = share(gradients, parent, gradients[node] * slope)
        return order, gradients

    return walk_back


def added(gradients, parent, product):
    return gradients.get(parent, 0) + product


@pytest.mark.parametrize(
    ("pick", "share", "name"),
    [
        (set, added, "a parent that is used twice with the same slope counts once"),
        (lambda pairs: dict(pairs).items(), added, "a parent that one node uses twice counts once"),
        (list, lambda g, parent, product: product, "of several shares only the last is kept: overwritten, not added"),
        (
            list,
            lambda g, parent, product: g.get(parent, product),
            "of several shares only one is kept, and it is not always the last",
        ),
        (
            list,
            lambda g, parent, product: max(g.get(parent, -np.inf), product),
            "of several shares only one is kept, and it is not always the last",
        ),
    ],
    ids=["set", "dict", "last", "first", "largest"],
)
def test_lost_shares_are_told_apart(pick, share, name):
    assert judge(ch03.walk_back, walking(list, added)).passed
    assert judge(ch03.walk_back, walking(pick, share)).known_as == name


def test_a_visit_of_every_way_does_not_end_in_praise():
    def walk_back(end, parents_of):
        order = []

        def visit(node):
            for parent, _ in parents_of(node):
                visit(parent)
            if node not in order:
                order.append(node)

        visit(end)
        gradients = dict.fromkeys(order, 0) | {end: 1}
        for node in reversed(order):
            for parent, slope in parents_of(node):
                gradients[parent] += gradients[node] * slope
        return order, gradients

    assert judge(ch03.walk_back, walk_back).known_as == "every way is walked, not every node once"


def test_a_network_with_the_naive_loss_is_not_right():
    def naive(X, y, weights):
        p = sigmoid(np.tanh(X @ weights[0] + weights[1]) @ weights[2] + weights[3])
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), network_backward(X, y, weights)[1]

    assert judge(ch03.network_backward, naive).known_as == "the loss is nan at large logits"


def training(step, start=lambda weights: list(weights)):
    def train_xor(X, y, weights, steps):
        weights = start(weights)
        for _ in range(steps):
            step(weights, network_backward(X, y, weights)[1])
        return weights

    return train_xor


def replace(weights, gradients):
    for k in range(4):
        weights[k] = weights[k] - gradients[k]


def write(weights, gradients):
    for w, g in zip(weights, gradients, strict=True):
        w -= g


def test_the_callers_list_and_the_callers_arrays_are_told_apart():
    assert judge(ch03.train_xor, training(replace)).passed
    assert "list holds other arrays" in judge(ch03.train_xor, training(replace, lambda weights: weights)).known_as
    assert "own weights" in judge(ch03.train_xor, training(write)).known_as


def test_training_on_other_points_is_not_told_that_its_sign_is_wrong():
    corners, labels = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])

    def train_xor(X, y, weights, steps):
        for _ in range(steps):
            weights = [w - g for w, g in zip(weights, network_backward(corners, labels, weights)[1], strict=True)]
        return weights

    verdict = judge(ch03.train_xor, train_xor)
    assert not verdict.passed
    assert "gradients that belong to other points" in " ".join(verdict.lines)


def judging(rule):
    def wrong_gradients(forward, backward, upstream, X, W, b):
        arrays, verdicts = [X, W, b], []
        for k, claimed in enumerate(backward(upstream, X, W, b)):
            measured = numeric_gradient(
                lambda a, k=k: np.sum(upstream * forward(*arrays[:k], a, *arrays[k + 1 :])), arrays[k]
            )
            verdicts.append(claimed.shape != measured.shape or bool(rule(claimed, measured)))
        return verdicts

    return wrong_gradients


@pytest.mark.parametrize(
    "rule",
    [
        lambda c, m: abs(c - m).max() > 1e-3,
        lambda c, m: abs(c - m).max() > 1e-6,
        lambda c, m: not np.allclose(c, m),
        lambda c, m: not np.allclose(c, m, atol=1e-4),
        lambda c, m: not np.allclose(c, m, rtol=1e-3, atol=0),
        lambda c, m: abs(c - m).mean() > 1e-3 * abs(m).max(),
    ],
    ids=["1e-3", "1e-6", "allclose", "atol 1e-4", "rtol alone", "mean"],
)
def test_other_tolerances_than_the_task_asks_for_have_a_name(rule):
    assert judge(ch03.wrong_gradients, judging(lambda c, m: abs(c - m).max() > 1e-3 * abs(m).max())).passed
    assert judge(ch03.wrong_gradients, judging(rule)).status == feedback.MISTAKE


@pytest.mark.parametrize("value", [True, ["wrong", "right", "right"], {"dX": True, "dW": False, "db": False}])
def test_something_else_than_three_verdicts_is_told_what_is_expected(value):
    verdict = judge(ch03.wrong_gradients, lambda *_: value)
    assert verdict.lines[0] == "Three verdicts are expected, each True or False: on dX, on dW, on db."
