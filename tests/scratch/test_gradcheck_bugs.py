"""Gradient checking: planted bugs are caught, and named where the pattern is certain."""

import numpy as np
import pytest

from nnlearn.scratch import activations, layers, losses
from nnlearn.scratch.gradcheck import check_gradients
from nnlearn.scratch.layers import Dense
from nnlearn.scratch.models import Sequential

RNG = np.random.default_rng(0)
X = RNG.normal(size=(4, 3))
P = np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])


class Planted(Dense):
    """A Dense layer with a bug in its backward pass."""

    bug = staticmethod(lambda layer, dx: dx)

    def backward(self, gradient):
        dx = super().backward(gradient)
        return self.bug(self, dx)


def planted(bug, activation="tanh", units=3):
    layer = Planted(units, activation, seed=1, bias_initializer="random_normal", name="dense")
    layer.bug = bug
    return layer


def change(k, f):
    """A bug that changes the k-th gradient: 0 kernel, 1 bias."""

    def bug(layer, dx):
        layer._gradients[k] = f(layer._gradients[k])
        return dx

    return bug


def at(i, by):
    def f(gradient):
        gradient[i] += by
        return gradient

    return f


def by_batch(layer, dz):
    """All three gradients of a dense layer, from that by its weighted sums."""
    layer.gradients = [layer._x.T @ dz, dz.sum(axis=0)]
    return dz @ layer.kernel.T


@pytest.mark.parametrize(
    ("bug", "wrong", "said"),
    [
        (change(1, lambda g: g / 4), ["bias"], "bias of dense: 1/4 of the right values, and 4 is the batch size"),
        (change(0, lambda g: g * 4), ["kernel"], "kernel of dense: 4 times the right values, and 4 is the batch size"),
        (change(0, lambda g: -g), ["kernel"], "kernel of dense: the right values with the sign flipped"),
        (change(0, lambda g: 2 * g), ["kernel"], "kernel of dense: twice the right values\n"),
        (change(1, lambda g: g / 2), ["bias"], "bias of dense: half the right values"),
        (change(1, lambda g: 1.5 * g), ["bias"], "bias of dense: 1.5 times the right values, everywhere"),
        (change(0, lambda g: g.T), ["kernel"], "kernel of dense: transposed: rows and columns are exchanged"),
        (change(0, lambda g: 0 * g), ["kernel"], "kernel of dense: zero everywhere"),
        (change(0, at((2, 1), 0.1)), ["kernel"], "kernel of dense: only entry [2, 1] is wrong"),
        (change(0, at(2, 0.1)), ["kernel"], "kernel of dense: only row 2 is wrong"),
        (change(0, at((slice(None), 1), 0.1)), ["kernel"], "kernel of dense: only column 1 is wrong"),
        (change(0, lambda g: np.where(g > 0, np.nan, g)), ["kernel"], "entries are not finite"),
        (change(1, lambda g: g[None] * np.full((4, 1), 0.25)), ["bias"], "Summed over the batch (axis 0) it is right"),
        (change(1, lambda g: g[None]), ["bias"], "shape (1, 3), but there are (3,) numbers to change"),
        (change(1, lambda g: np.stack([g, g])), ["bias"], "shape (2, 3), but there are (3,) numbers to change\n"),
        (lambda layer, dx: None, ["input"], "input of dense: backward gives None. Is a return missing?"),
        (lambda layer, dx: -dx, ["input"], "input of dense: the right values with the sign flipped"),
    ],
)
def test_planted_bug_is_caught_and_named(bug, wrong, said):
    report = check_gradients(planted(bug), X)
    assert not report.ok
    assert [v.claim.name for v in report.verdicts if v.wrong.any()] == wrong
    assert said in str(report) + "\n"


@pytest.mark.parametrize(
    "slope",
    [
        lambda layer, g: g,  # forgot the activation
        lambda layer, g: g * activations.tanh_derivative(np.tanh(layer._z)),  # slope at the output, not at the input
    ],
)
def test_wrong_slope_of_the_activation_shows_in_every_gradient(slope):
    class Wrong(Dense):
        def backward(self, gradient):
            return by_batch(self, slope(self, gradient))

    report = check_gradients(Wrong(3, "tanh", seed=1), X)
    assert not any(verdict.ok for verdict in report.verdicts)
    assert all(verdict.diagnosis == "" for verdict in report.verdicts), "a diagnosis that is not certain"


def test_bias_gradient_that_is_not_summed_is_named():
    class NotSummed(Dense):
        def backward(self, gradient):
            dx = super().backward(gradient)
            self.gradients = [self._gradients[0], gradient]
            return dx

    report = check_gradients(NotSummed(3, seed=1, name="dense"), X)
    assert "bias of dense: the gradient has shape (4, 3), but there are (3,) numbers to change." in str(report)
    assert "Summed over the batch (axis 0) it is right" in str(report)
    assert report.largest == np.inf and report.worst is not None


def test_kernel_gradient_of_exchanged_shape_is_named():
    report = check_gradients(planted(change(0, lambda g: g.T), units=2), X)
    assert "shape (2, 3), but there are (3, 2) numbers to change. Transposed it is right" in str(report)


def test_missing_one_over_batch_in_a_loss_is_named():
    class NotDivided(losses.MeanSquaredError):
        def gradient(self, y_true, y_pred):
            return super().gradient(y_true, y_pred) * len(y_pred)

    report = check_gradients(NotDivided(), P[[0, 1, 0, 1]], X)
    assert "y_pred of mean_squared_error: 4 times the right values, and 4 is the batch size. Is a 1 / batch" in str(
        report
    )
    twice = check_gradients(NotDivided(), P, X[:2])
    assert "twice the right values, and 2 is the batch size" in str(twice)


def test_bug_in_a_model_is_traced_to_its_layer():
    model = Sequential([Dense(3, "tanh", seed=0), planted(change(0, lambda g: -g))])
    model.compile("sgd", "mse")
    for report in (check_gradients(model, X, P[[0, 1, 0, 1]]), check_gradients(model, X)):
        assert [v.claim.label for v in report.verdicts if v.wrong.any()] == ["kernel of dense_1"]
        assert report.worst[0].claim.owner == "dense_1"


def test_model_that_forgets_its_regularizers_is_caught():
    class Forgetful(Sequential):
        def add_penalty_gradients(self):
            pass

    model = Forgetful([Dense(3, kernel_regularizer="l2", seed=0)])
    model.compile("sgd", "mse")
    report = check_gradients(model, X, P[[0, 1, 0, 1]])
    assert [v.claim.name for v in report.verdicts if v.wrong.any()] == ["kernel"]


def test_report_of_a_bug_is_the_same_to_the_byte():
    layer = planted(change(0, lambda g: g / 2), None, units=2)
    layer.build((None, 2))
    layer.set_weights([np.ones((2, 2)), np.zeros(2)])
    assert str(check_gradients(layer, np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 5.0]]), seed=1)) == (
        "gradients of dense: wrong\n"
        "  input of dense   right in 6 entries\n"
        "  kernel of dense  wrong in 4 of 4 entries\n"
        "  bias of dense    right in 2 entries\n"
        "kernel[1, 0] of dense: backward says 3.27, differences say 6.54\n"
        "kernel of dense: half the right values\n"
        "kernel[1, 0] of dense: the error stays, however small the step, as it does for a wrong gradient"
    )


def test_error_of_a_wrong_gradient_stays():
    report = check_gradients(planted(change(0, at((2, 1), 0.1))), X)
    np.testing.assert_allclose(report.errors, 0.1, rtol=0.01)
    assert report.order == pytest.approx(0, abs=0.01)
    assert report.worst[1] == (2, 1) and "the error stays, however small the step" in str(report)
    assert report.largest == pytest.approx(0.1)


def test_slightly_wrong_smooth_gradient_is_not_taken_for_a_kink():
    report = check_gradients(planted(change(1, lambda g: g * (1 + 1e-5)), "sigmoid"), X)
    assert [v.claim.name for v in report.verdicts if v.wrong.any()] == ["bias"]
    assert not any(v.kink.any() for v in report.verdicts)
    assert report.verdicts[2].diagnosis == ""


def test_one_number_is_too_few_for_a_diagnosis():
    report = check_gradients(planted(change(1, lambda g: 2 * g), units=1), X)
    assert [v.claim.name for v in report.verdicts if v.wrong.any()] == ["bias"]
    assert report.verdicts[2].diagnosis == ""


class NotDropped(layers.Dropout):
    """A planted bug: backward lets everything through."""

    def backward(self, gradient):
        return gradient


def test_bug_that_shows_in_training_only_is_caught_there():
    layer, y = NotDropped(0.5, seed=0), P[[0, 1, 0, 1]]
    assert check_gradients(layer, X).ok and not check_gradients(layer, X, training=True).ok
    model = Sequential([Dense(3, seed=0), layer])
    model.compile("sgd", "mse")
    assert check_gradients(model, X, y).ok and not check_gradients(model, X, y, training=True).ok
