"""Losses: values by hand, gradients against central differences, extremes, weights, and Keras."""

import inspect

import numpy as np
import pytest
from harness import numeric_gradient
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch import losses

LOG2 = np.log(2)

SMOOTHING = [{}, {"label_smoothing": 0.1}, {"label_smoothing": 1.0}]
# loss, what its y_true and y_pred look like (see draw), its options
CASES = [
    (losses.MeanSquaredError, "numbers", {}),
    (losses.MeanAbsoluteError, "numbers", {}),
    (losses.Huber, "numbers", {}),
    (losses.Huber, "numbers", {"delta": 0.3}),
    (losses.Hinge, "signs", {}),
    (losses.KLDivergence, "distributions", {}),
    *[(losses.BinaryCrossentropy, "bits", options) for options in SMOOTHING],
    *[(losses.BinaryCrossentropy, "bit logits", {"from_logits": True, **options}) for options in SMOOTHING],
    *[(losses.CategoricalCrossentropy, "distributions", options) for options in SMOOTHING],
    *[(losses.CategoricalCrossentropy, "one-hot logits", {"from_logits": True, **o}) for o in SMOOTHING],
    (losses.SparseCategoricalCrossentropy, "classes", {}),
    (losses.SparseCategoricalCrossentropy, "class logits", {"from_logits": True}),
]


def name_of(value):
    if isinstance(value, dict):
        return ",".join(f"{k}={v}" for k, v in value.items()) or "defaults"
    return getattr(value, "__name__", str(value))


every_case = pytest.mark.parametrize(("kind", "data", "options"), CASES, ids=name_of)


def draw(data, rng, shape):
    """Labels and predictions of the kind that a loss takes; shape (..., outputs) with at least 2 outputs."""
    logits = rng.normal(scale=2, size=shape)
    shares = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    labels = rng.integers(shape[-1], size=shape[:-1])
    one_hot = np.eye(shape[-1])[labels]
    return {
        "numbers": (logits + rng.choice([-1, 1], shape) * rng.uniform(0.05, 2, shape), logits),
        "signs": (rng.choice([-1.0, 1.0], shape), logits),
        "distributions": (0.9 * one_hot + 0.1 / shape[-1], shares),
        "bits": (rng.integers(2, size=shape), 1 / (1 + np.exp(-logits))),
        "bit logits": (rng.uniform(size=shape), logits),
        "one-hot logits": (one_hot, logits),
        "classes": (labels, shares),
        "class logits": (labels, logits),
    }[data]


@pytest.mark.parametrize(
    ("name", "y_true", "y_pred", "values"),
    [
        ("mean_squared_error", [[0, 1], [2, 2]], [[1, 3], [2, 2]], [2.5, 0]),
        ("mean_absolute_error", [[0, 1], [2, 2]], [[1, 3], [2, 2]], [1.5, 0]),
        ("huber", [[0, 0], [0, 0]], [[0.5, 3], [-1, 1]], [(0.125 + 2.5) / 2, 0.5]),
        ("binary_crossentropy", [[1, 0], [0, 1]], [[0.5, 0.5], [0.75, 0.25]], [LOG2, 2 * LOG2]),
        ("categorical_crossentropy", [[1, 0], [0, 1]], [[0.5, 0.5], [0.75, 0.25]], [LOG2, 2 * LOG2]),
        ("categorical_crossentropy", [[1, 0], [0, 1]], [[0.25, 0.25], [0.6, 0.2]], [LOG2, 2 * LOG2]),
        ("sparse_categorical_crossentropy", [0, 1], [[0.5, 0.5], [0.75, 0.25]], [LOG2, 2 * LOG2]),
        ("hinge", [[1, -1], [1, 1]], [[3, 0], [0.5, -1]], [0.5, 1.25]),
        ("hinge", [[1, 0], [1, 1]], [[3, 0.5], [0.5, -1]], [0.75, 1.25]),
        ("kl_divergence", [[0.5, 0.5], [0.5, 0.5]], [[0.5, 0.5], [0.25, 0.25]], [0, LOG2]),
    ],
)
def test_values_are_those_worked_out_by_hand(name, y_true, y_pred, values):
    y_true, y_pred = np.array(y_true), np.array(y_pred, dtype=float)
    np.testing.assert_allclose(getattr(losses, name)(y_true, y_pred), values, rtol=1e-12, atol=1e-15)
    loss = losses.get(name)
    assert loss(y_true, y_pred) == pytest.approx(np.mean(values), rel=1e-12)
    assert type(loss)(reduction="sum")(y_true, y_pred) == pytest.approx(np.sum(values), rel=1e-12)
    assert type(loss(y_true, y_pred)) is float


def test_options_are_worked_out_by_hand():
    zeros = np.zeros((1, 2))
    assert losses.BinaryCrossentropy(from_logits=True)(np.array([[1, 0]]), zeros) == pytest.approx(LOG2)
    assert losses.CategoricalCrossentropy(from_logits=True)(np.array([[1, 0]]), zeros) == pytest.approx(LOG2)
    assert losses.SparseCategoricalCrossentropy(from_logits=True)(np.array([1]), zeros) == pytest.approx(LOG2)
    # 1 becomes 0.9 and 0 becomes 0.1: gradient sigmoid - label over two outputs
    smooth = losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.2)
    np.testing.assert_allclose(smooth.gradient(np.array([[1, 0]]), zeros), [[-0.2, 0.2]])
    smooth = losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2)
    np.testing.assert_allclose(smooth.gradient(np.array([[1, 0]]), zeros), [[-0.4, 0.4]])
    assert losses.Huber(delta=2.0)(np.zeros((1, 1)), np.array([[10.0]])) == pytest.approx(18)


@every_case
@settings(max_examples=4, deadline=None)
@given(batch=st.integers(1, 4), outputs=st.integers(2, 4), deep=st.booleans(), seed=st.integers(0, 99))
def test_gradient_equals_central_differences(kind, data, options, batch, outputs, deep, seed):
    rng = np.random.default_rng(seed)
    y_true, y_pred = draw(data, rng, (batch, 2, outputs) if deep else (batch, outputs))
    y_pred = y_pred.clip(0.01, 0.99) if data in ("bits", "distributions", "classes") else y_pred
    weights = rng.uniform(0.5, 2, y_pred.shape[:-1])
    for reduction in ("sum_over_batch_size", "sum"):
        loss = kind(**options, reduction=reduction)
        numeric = numeric_gradient(lambda: loss(y_true, y_pred, weights), y_pred, h=1e-6)  # noqa: B023
        np.testing.assert_allclose(loss.gradient(y_true, y_pred, weights), numeric, rtol=1e-5, atol=1e-7)


@every_case
def test_inputs_are_untouched_and_float32_is_kept(kind, data, options):
    y_true, y_pred = draw(data, np.random.default_rng(0), (3, 4))
    before = y_true.copy(), y_pred.copy()
    loss, weights = kind(**options), np.array([1.0, 2.0, 0.0])
    gradient = loss.gradient(y_true, y_pred, weights)
    loss(y_true, y_pred, weights)
    np.testing.assert_array_equal(y_true, before[0])
    np.testing.assert_array_equal(y_pred, before[1])
    np.testing.assert_array_equal(weights, [1, 2, 0])
    assert gradient.dtype == np.float64 and gradient.shape == y_pred.shape
    single = y_pred.astype(np.float32)
    assert loss.gradient(y_true, single, weights).dtype == np.float32
    assert loss.call(y_true, single).dtype == np.float32
    np.testing.assert_allclose(loss.gradient(y_true, single, weights), gradient, rtol=1e-4, atol=1e-6)


def test_logits_of_a_thousand_give_finite_and_right_values_and_gradients():
    z = np.array([[1000.0, -1000.0], [-1000.0, 1000.0]])
    one_hot, classes = np.array([[1, 0], [1, 0]]), np.array([0, 0])
    with np.errstate(all="raise", under="ignore"):
        binary = losses.BinaryCrossentropy(from_logits=True)
        np.testing.assert_array_equal(binary.call(one_hot, z), [0, 1000])
        np.testing.assert_array_equal(binary.call_gradient(one_hot, z), [[0, 0], [-0.5, 0.5]])
        for loss, y_true in (
            (losses.CategoricalCrossentropy(from_logits=True), one_hot),
            (losses.SparseCategoricalCrossentropy(from_logits=True), classes),
        ):
            np.testing.assert_array_equal(loss.call(y_true, z), [0, 2000])
            np.testing.assert_array_equal(loss.call_gradient(y_true, z), [[0, 0], [-1, 1]])


def test_probabilities_of_0_and_1_give_finite_values_and_no_gradient():
    p, one_hot = np.array([[0.0, 1.0]]), np.array([[1, 0]])
    with np.errstate(all="raise", under="ignore"):
        for loss in (losses.BinaryCrossentropy(), losses.CategoricalCrossentropy(), losses.KLDivergence()):
            assert loss(one_hot, p) == pytest.approx(-np.log(1e-7), rel=1e-5)
        sparse = losses.SparseCategoricalCrossentropy()
        assert sparse(np.array([0]), p) == pytest.approx(-np.log(1e-7), rel=1e-5)
        np.testing.assert_array_equal(losses.BinaryCrossentropy().gradient(one_hot, p), [[0, 0]])
        np.testing.assert_array_equal(losses.CategoricalCrossentropy().gradient(one_hot, p), [[0, 0]])
        np.testing.assert_array_equal(sparse.gradient(np.array([0]), p), [[0, 0]])
        # KL clips at 1e-7 and 1: only the 0 is cut.
        np.testing.assert_allclose(losses.KLDivergence().gradient(one_hot, p), [[0, -1e-7]])
        assert losses.KLDivergence()(one_hot, one_hot.astype(float)) == 0


def test_slopes_at_the_corners_are_those_of_tensorflow():
    ones = np.ones((1, 1))
    np.testing.assert_array_equal(losses.Hinge().gradient(ones, ones), [[-1]])  # on the margin
    np.testing.assert_array_equal(losses.MeanAbsoluteError().gradient(ones, ones), [[0]])


def test_weighted_sum_is_divided_by_the_number_of_samples():
    loss, y_true, y_pred = losses.MeanSquaredError(), np.zeros((2, 1)), np.array([[1.0], [2.0]])
    assert loss(y_true, y_pred, np.array([3.0, 1.0])) == 3.5  # (3 * 1 + 1 * 4) / 2, not / 4
    np.testing.assert_array_equal(loss.gradient(y_true, y_pred, np.array([3.0, 1.0])), [[3], [2]])
    assert loss(y_true, y_pred, np.array([[3.0], [1.0]])) == 3.5
    assert loss(y_true, y_pred, 2) == 5
    np.testing.assert_array_equal(loss.gradient(y_true, y_pred, 2), [[2], [4]])


@pytest.mark.parametrize(
    ("shape", "weights", "fitted"),
    [
        ((2, 3, 4), (2, 3, 1), (2, 3)),
        ((2, 1, 4), (2,), (2, 1)),
        ((2, 4), (2, 1), (2,)),
        ((2, 4), (1,), (1,)),
        ((2, 4), (), (1,)),
    ],
)
def test_last_axis_of_weights_may_be_missing_or_too_many(shape, weights, fitted):
    rng = np.random.default_rng(0)
    y_true, y_pred, w = rng.normal(size=shape), rng.normal(size=shape), rng.uniform(size=weights)
    same = np.broadcast_to(w.reshape(fitted), shape[:-1])
    loss = losses.MeanSquaredError()
    assert loss(y_true, y_pred, w) == loss(y_true, y_pred, same)
    np.testing.assert_array_equal(loss.gradient(y_true, y_pred, w), loss.gradient(y_true, y_pred, same))


@pytest.mark.parametrize(
    ("true_shape", "pred_shape"),
    [((3,), (3, 1)), ((3, 1), (3,)), ((3, 2, 1), (3, 2)), ((3, 2), (3, 2, 1)), ((3,), (3,))],
)
def test_last_axis_of_length_1_may_be_missing(true_shape, pred_shape):
    rng = np.random.default_rng(0)
    y_true, y_pred = rng.normal(size=true_shape), rng.normal(size=pred_shape)
    loss = losses.MeanSquaredError()
    difference = y_pred.ravel() - y_true.ravel()
    assert loss(y_true, y_pred) == pytest.approx(np.mean(difference**2))
    gradient = loss.gradient(y_true, y_pred)
    np.testing.assert_allclose(gradient, (2 * difference / difference.size).reshape(pred_shape))


def test_log_sum_exp_equals_its_naive_form_where_that_works():
    z = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_allclose(losses.log_sum_exp(z), np.log(np.exp(z).sum(axis=-1, keepdims=True)))


def test_configuration_makes_the_same_loss_again():
    for loss in (losses.Huber(0.5, "sum", "mine"), losses.BinaryCrossentropy(True, 0.1), losses.KLDivergence()):
        again = type(loss).from_config(loss.get_config())
        assert again.get_config() == loss.get_config()
    assert losses.Huber(0.5, "sum", "mine").get_config() == {"delta": 0.5, "reduction": "sum", "name": "mine"}


def check_loss_against_keras(loss, twin, y_true, y_pred, weights, rtol):
    """Equal values and gradients; y_pred's own precision."""
    import tensorflow as tf

    with tf.GradientTape() as tape:
        inputs = tf.constant(y_pred)
        tape.watch(inputs)
        value = twin(y_true, inputs, sample_weight=weights)
    gradient = tape.gradient(value, inputs).numpy()
    np.testing.assert_allclose(loss(y_true, y_pred, weights), value.numpy(), rtol=rtol, atol=rtol * 1e-3)
    np.testing.assert_allclose(loss.gradient(y_true, y_pred, weights), gradient, rtol=rtol, atol=rtol * 1e-3)


@pytest.mark.keras
@every_case
@pytest.mark.parametrize("shape", [(1, 2), (5, 3), (2, 3, 4)])
@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum"])
def test_loss_equals_keras(kind, data, options, shape, reduction):
    import keras

    rng = np.random.default_rng(1)
    y_true, y_pred = draw(data, rng, shape)
    for dtype, rtol in (("float64", 1e-6), ("float32", 1e-5)):
        twin = getattr(keras.losses, kind.__name__)(**options, reduction=reduction, dtype=dtype)
        for weights in (None, rng.uniform(0, 2, shape[:-1]), rng.uniform(0, 2, (shape[0], *[1] * (len(shape) - 2)))):
            loss = kind(**options, reduction=reduction)
            check_loss_against_keras(loss, twin, y_true, y_pred.astype(dtype), weights, rtol)


EDGE = np.array([0.0, 1e-9, 1e-7, 2e-7, 0.5, 1 - 2e-7, 1 - 1e-7, 1 - 1e-9, 1.0])


@pytest.mark.keras
def test_clipping_corners_and_extremes_equal_keras():
    import keras

    far = np.array([[1000.0, -1000.0], [-1000.0, 1000.0], [0.0, 0.0], [40.0, -40.0]])
    pairs = np.stack([EDGE, 1 - EDGE], axis=-1)  # (9, 2)
    first, second = np.zeros(9, int), np.ones(9, int)
    hot = [np.eye(2)[classes] for classes in (first, second)]
    for name, options, y_true, y_pred in [
        *[("BinaryCrossentropy", {}, bits, EDGE[:, None]) for bits in (first[:, None], second[:, None])],
        *[("CategoricalCrossentropy", {}, rows, pairs) for rows in hot],
        *[("CategoricalCrossentropy", {}, rows, pairs * 0.3) for rows in hot],  # rows that sum to 0.3
        *[("SparseCategoricalCrossentropy", {}, classes, pairs) for classes in (first, second)],
        *[("KLDivergence", {}, rows, pairs) for rows in hot],
        ("BinaryCrossentropy", {"from_logits": True}, np.eye(2)[[0, 0, 1, 1]], far),
        ("CategoricalCrossentropy", {"from_logits": True}, np.eye(2)[[0, 0, 1, 1]], far),
        ("SparseCategoricalCrossentropy", {"from_logits": True}, np.array([0, 0, 1, 1]), far),
        ("Hinge", {}, np.array([[1], [1], [-1], [-1]]), np.array([[1.0], [2.0], [-1.0], [0.0]])),
        ("Hinge", {}, np.array([[1], [1], [0], [0]]), np.array([[1.0], [2.0], [-1.0], [0.0]])),
        ("Hinge", {}, np.array([[1], [1]]), np.array([[0.5], [2.0]])),
        ("MeanAbsoluteError", {}, np.array([[1.0], [2.0]]), np.array([[1.0], [3.0]])),
        ("Huber", {}, np.array([[1.0], [2.0]]), np.array([[2.0], [0.0]])),
    ]:
        twin = getattr(keras.losses, name)(**options, dtype="float64")
        check_loss_against_keras(getattr(losses, name)(**options), twin, y_true, y_pred, None, 1e-6)


@pytest.mark.keras
@pytest.mark.parametrize(
    ("true_shape", "pred_shape"), [((3,), (3, 1)), ((3, 1), (3,)), ((3, 2), (3, 2, 1)), ((3,), (3,))]
)
@pytest.mark.parametrize("name", ["MeanSquaredError", "BinaryCrossentropy", "Hinge"])
def test_missing_last_axis_equals_keras(name, true_shape, pred_shape):
    import keras

    rng = np.random.default_rng(2)
    y_true, y_pred = rng.integers(2, size=true_shape), rng.uniform(0.1, 0.9, pred_shape)
    twin = getattr(keras.losses, name)(dtype="float64")
    check_loss_against_keras(getattr(losses, name)(), twin, y_true, y_pred, None, 1e-6)


@pytest.mark.keras
def test_labels_in_a_column_equal_keras():
    import keras

    y_true, y_pred = np.array([[1], [0]]), np.array([[0.2, 0.8], [0.5, 0.5]])
    twin = keras.losses.SparseCategoricalCrossentropy(dtype="float64")
    check_loss_against_keras(losses.SparseCategoricalCrossentropy(), twin, y_true, y_pred, np.array([2.0, 1.0]), 1e-6)


ABSENT = {"dtype", "axis", "ignore_class"}  # arguments of Keras' that are not here


@pytest.mark.keras
@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in CASES}, key=name_of), ids=name_of)
def test_arguments_their_order_and_defaults_are_those_of_keras(kind):
    import keras

    snake = next(name for name in losses.__all__ if name == losses.get(kind).name.removesuffix("_loss"))
    for mine, theirs in (
        (kind, getattr(keras.losses, kind.__name__)),
        (getattr(losses, snake), getattr(keras.losses, snake)),
    ):
        arguments = [(p.name, p.default) for p in inspect.signature(mine).parameters.values()]
        expected = [(p.name, p.default) for p in inspect.signature(theirs).parameters.values()]
        assert arguments == [argument for argument in expected if argument[0] not in ABSENT]
