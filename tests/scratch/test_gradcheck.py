"""Gradient checking: right backward passes pass, kinks are told apart, nothing is changed, bad input is answered."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch import activations, layers, losses
from nnlearn.scratch.gradcheck import check_function, check_gradients, numeric_gradient
from nnlearn.scratch.layers import Dense, Layer
from nnlearn.scratch.models import Sequential

RNG = np.random.default_rng(0)
X = RNG.normal(size=(4, 3))
X3 = RNG.normal(size=(2, 3, 4))


def chain():
    return Sequential(
        [
            Dense(5, "tanh", kernel_regularizer="l2", seed=1),
            layers.BatchNormalization(),
            layers.Dropout(0.5, seed=2),
            Dense(3, "softmax", bias_regularizer="l1", bias_initializer="ones", seed=3),
        ]
    )


RIGHT = {
    **{name: (Dense(3, name, seed=1), X) for name in activations.NAMES if name != "step"},
    "Dense without bias": (Dense(3, use_bias=False, seed=1), X),
    "Activation": (layers.Activation("softmax"), X3),
    "BatchNormalization": (layers.BatchNormalization(), X),
    "LayerNormalization": (layers.LayerNormalization(), X3),
    "Dropout": (layers.Dropout(0.5, seed=1), X),
    "Flatten": (layers.Flatten(), X3),
    "Reshape": (layers.Reshape((4, -1)), X3),
    "Embedding": (layers.Embedding(5, 3, "random_normal", seed=1), np.array([[1, 4], [4, 4]])),
    "Add": (layers.Add(), [X, X + 1]),
    "Concatenate": (layers.Concatenate(), [X, 2 * X]),
    "Residual": (layers.Residual([Dense(4, "tanh", seed=1), Dense(3, seed=2)]), X),
    "Sequential": (chain(), X),
    "whole numbers": (Dense(3, "tanh", seed=1), np.array([[1, 2], [0, 1]])),
}


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("name", RIGHT)
def test_right_layer_passes(name, training):
    report = check_gradients(*RIGHT[name], training=training)
    assert report.ok, str(report)
    assert report.largest < 1e-6
    assert sum(verdict.wrong.size for verdict in report.verdicts) > 0


@settings(max_examples=15, deadline=None)
@given(
    batch=st.integers(1, 4),
    inputs=st.integers(1, 4),
    units=st.integers(1, 4),
    scale=st.sampled_from([1e-3, 1, 1e3]),
    seed=st.integers(0, 99),
)
def test_right_layer_passes_whatever_shape_and_scale(batch, inputs, units, scale, seed):
    x = scale * np.random.default_rng(seed).normal(size=(batch, inputs))
    report = check_gradients(Dense(units, "softplus", seed=seed), x, seed=seed)
    assert report.ok, str(report)


P = np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
ONE_HOT = np.array([[0, 1, 0], [1, 0, 0]])


@pytest.mark.parametrize(
    ("loss", "y_true", "y_pred"),
    [
        (losses.MeanSquaredError(), P, X[:2]),
        (losses.Huber(), P, 3 * X[:2]),
        (losses.BinaryCrossentropy(), ONE_HOT, P),
        (losses.BinaryCrossentropy(from_logits=True), ONE_HOT, X[:2]),
        (losses.CategoricalCrossentropy(label_smoothing=0.1), ONE_HOT, P),
        (losses.SparseCategoricalCrossentropy(from_logits=True), np.array([1, 0]), X[:2]),
        (losses.KLDivergence(reduction="sum"), P, P[:, ::-1]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, losses.Loss) else "",
)
def test_right_loss_passes(loss, y_true, y_pred):
    report = check_gradients(loss, y_true, y_pred)
    assert report.ok, str(report)
    assert report.verdicts[0].claim.label == f"y_pred of {loss.name}"


@pytest.mark.parametrize("training", [False, True])
def test_right_model_passes_with_its_loss_and_regularizers(training):
    model = chain()
    model.compile("sgd", "mse")
    report = check_gradients(model, X, P[[0, 1, 0, 1]], training=training)
    assert report.ok, str(report)
    assert [v.claim.label for v in report.verdicts] == [
        "kernel of dense",
        "bias of dense",
        "gamma of batchnormalization",
        "beta of batchnormalization",
        "kernel of dense_1",
        "bias of dense_1",
    ]


def test_error_of_a_right_gradient_falls_a_hundredfold_per_decade_and_draws_a_v():
    report = check_gradients(Dense(3, "tanh", seed=0), X)
    np.testing.assert_allclose(report.steps, [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8])
    falls = report.errors[:2] / report.errors[1:3]
    np.testing.assert_allclose(falls, 100, rtol=0.1)
    assert report.order == pytest.approx(2, abs=0.05)
    assert report.errors[-1] > 10 * report.errors.min(), "rounding should take over at the smallest steps"
    assert "falls as step ** 2.0" in str(report)


def test_straight_function_has_no_error_but_rounding():
    report = check_gradients(Dense(3, seed=0), X)
    assert report.ok and np.isnan(report.order) and "rounding alone" in str(report)


CORNER = np.array([[0.0, 1.0, -1.0], [2.0, -3.0, 0.0]])


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
@pytest.mark.parametrize("aside", [0.0, 3e-6, 7e-7, 3e-7, -8e-8])
def test_entry_at_a_kink_is_not_called_wrong(name, aside):
    report = check_gradients(layers.Activation(name), CORNER + aside)
    (verdict,) = report.verdicts
    assert report.ok and not verdict.wrong.any()
    np.testing.assert_array_equal(verdict.kink, CORNER == 0)
    assert "right in 4 entries, 2 at a kink: not judged" in str(report)


def test_kink_does_not_hide_a_wrong_gradient_elsewhere():
    class Wrong(layers.Activation):
        def backward(self, gradient):
            return super().backward(gradient) * 1.5

    (verdict,) = check_gradients(Wrong("relu"), CORNER).verdicts
    np.testing.assert_array_equal(verdict.wrong, CORNER > 0)
    assert verdict.diagnosis == "1.5 times the right values, everywhere"


def test_kink_everywhere_proves_nothing():
    report = check_gradients(layers.Activation("relu"), np.zeros((2, 3)))
    assert not report.ok and report.worst is None and np.isnan(report.errors).all()
    assert "activation: undecided\n  input of activation  6 at a kink: not judged\n" in str(report)
    partly = check_gradients(Dense(3, "relu", kernel_initializer="zeros"), X)  # the input alone could be judged
    assert not partly.ok and "dense: undecided" in str(partly) and "rounding" not in str(partly)
    assert "every entry is at a kink, so there is nothing to compare with. Fix: move the inputs off it" in str(report)


def test_small_kink_does_not_excuse_a_large_error():
    report = check_function(lambda w: (w + 1e-3 * abs(w)).sum(), np.array([5.0, 5.0]), np.zeros(2))
    assert report.verdicts[0].wrong.all() and not report.verdicts[0].kink.any()


def test_sharp_bend_is_not_taken_for_a_kink():
    w = np.zeros(2)
    report = check_function(lambda w: np.exp(50 * w).sum(), np.full(2, 50 * (1 + 1e-5)), w)
    assert report.verdicts[0].wrong.all() and not report.verdicts[0].kink.any()


def test_rounding_of_large_numbers_is_not_taken_for_an_error():
    far = 1e6 + X  # when the mean is subtracted, six of the sixteen digits are lost
    assert check_gradients(layers.BatchNormalization(), far, training=True).ok
    logits = 1e6 + np.array([[0.0, 1.0], [-2.0, 0.5]])
    assert check_gradients(losses.CategoricalCrossentropy(from_logits=True), np.eye(2), logits).ok


def test_what_is_checked_comes_back_unchanged():
    model = chain()
    model(X, training=True)
    model.compile("sgd", "mse")
    x, y = X.copy(), P[[0, 1, 0, 1]]
    before = copy.deepcopy(model)
    check_gradients(model, x, training=True)
    check_gradients(model, x, y, training=True)
    for mine, kept in zip(model.weights, before.weights, strict=True):
        np.testing.assert_array_equal(mine, kept)
    np.testing.assert_array_equal(x, X)
    assert len(model.gradients) == len(before.gradients)
    np.testing.assert_array_equal(model(X, training=True), before(X, training=True))  # the next mask is the same
    fresh = Dense(2)
    check_gradients(fresh, X)
    assert not fresh.built


def test_numeric_gradient_is_that_worked_out_by_hand():
    w = np.array([[1.0, -2.0], [0.5, 3.0]])
    kept = w.copy()
    np.testing.assert_allclose(numeric_gradient(lambda w: (w**3).sum(), w), 3 * w**2, rtol=1e-8)
    np.testing.assert_array_equal(w, kept)
    assert numeric_gradient(lambda w: w**2, 3.0) == pytest.approx(6)
    # The error of x ** 3 is exactly h ** 2.
    assert numeric_gradient(lambda w: w**3, 2.0, h=0.01) == pytest.approx(12.0001, rel=1e-9)


def test_numeric_gradient_is_safe_from_a_function_that_changes_its_argument():
    def careless(w):
        w *= 2
        return w.sum()

    w = np.ones(3)
    np.testing.assert_allclose(numeric_gradient(careless, w), 2, rtol=1e-9)
    np.testing.assert_array_equal(w, 1)


def test_own_function_is_checked_with_array_or_function_as_gradient():
    def f(w):
        return np.sin(w).sum()

    w = np.array([0.1, 2.0])
    assert check_function(f, np.cos, w).ok and check_function(f, np.cos(w), w).ok
    report = check_function(f, lambda w: -np.cos(w), w, name="angles")
    assert "angles[0]: gradient says -0.995, differences say 0.995" in str(report)
    assert "angles: the right values with the sign flipped" in str(report)


def test_numbers_at_the_end_of_their_range_are_answered_with_the_cure():
    with pytest.raises(ValueError, match=r"y_pred of binary_crossentropy that can be moved by h = 1e-05.*Fix: numbers"):
        check_gradients(losses.BinaryCrossentropy(), [[1.0]], [[1.0]])
    report = check_gradients(losses.BinaryCrossentropy(), [[1.0]], [[0.995]])  # too near for the largest step only
    assert report.ok and np.isnan(report.errors[0]) and np.isfinite(report.errors[1:]).all()


class Two(Layer):
    """A layer that forgets to name its gradients."""

    def build(self, input_shape):
        self.scale = self.add_weight((3,), lambda shape, rng: np.ones(shape))
        super().build(input_shape)

    def forward(self, x, training=False):
        return x * self.scale

    def backward(self, gradient):
        return gradient * self.scale


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: check_gradients(Two(), X), r"1 trainable weights of two \(scale of two\), received 0 gradients"),
        (lambda: check_gradients(Dense(2, dtype="float32"), X), "received float32 in dense"),
        (lambda: check_gradients(Dense(2), X, P), "no y for a layer"),
        (lambda: check_gradients(Sequential([Dense(3)]), X, P), "compiled"),
        (lambda: check_gradients(losses.MeanSquaredError(), P), "y_true and y_pred"),
        (lambda: check_gradients(np.sin, X), "check_function"),
        (lambda: check_gradients("dense", X), "received 'dense'"),
        (lambda: check_gradients(Dense(2), [["a"]]), "real numbers"),
        (lambda: check_gradients(Dense(2), X, h=0), "h, a number above 0"),
        (lambda: check_gradients(Dense(2), X * np.inf), "finite"),
        (lambda: numeric_gradient(np.sin, np.ones(3)), r"received shape \(3,\)"),
        (lambda: numeric_gradient(np.sum, ["a"]), "real numbers"),
        (lambda: numeric_gradient(np.sum, np.ones(3), h=-1), "above 0"),
        (lambda: check_function(np.log, np.log, -1.0), "finite"),
    ],
)
def test_bad_input_is_answered_in_house_form(call, message):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=r"expects? .*received .*Fix: ") as caught:
        call()
    assert caught.match(message)


def test_check_function_speaks_in_its_own_name():
    with pytest.raises(ValueError, match=r"^check_function expects h"):
        check_function(np.sum, np.ones_like, [1.0], h=0)
