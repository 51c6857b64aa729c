"""What losses answer to bad labels, predictions, weights and names."""

import re

import numpy as np
import pytest

from nnlearn.scratch import losses
from nnlearn.scratch.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    Huber,
    KLDivergence,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)

NAN, INF = np.nan, np.inf
HALF = [[0.5, 0.5], [0.5, 0.5]]
SCORES = [[1.0, -3.0], [2.0, 0.0]]
ROWS = [[1, 0], [0, 1]]

BAD_BATCHES = [
    # loss, y_true, y_pred, what the message says
    (MeanSquaredError(), [1, 2, 3, 4], [[1, 2, 3]] * 4, r"same shape, received \(4,\) and \(4, 3\)"),
    (MeanSquaredError(), [[1], [2]], HALF, r"received \(2, 1\) and \(2, 2\)"),
    (MeanSquaredError(), [1, 2, 3], [[1], [2]], r"received \(3,\) and \(2, 1\)"),
    (MeanSquaredError(), np.zeros((0, 1)), np.zeros((0, 1)), r"received \(0, 1\) and \(0, 1\).*at least one row"),
    (MeanSquaredError(), 1.0, 2.0, r"shape \(batch, outputs\), received \(\) and \(\)"),
    (MeanSquaredError(), [[0], [NAN]], [[1.0], [1.0]], "finite numbers in y_true, received nan in row 1"),
    (MeanAbsoluteError(), [[0], [INF]], [[1.0], [1.0]], "received inf in row 1"),
    (Huber(), [[0], [-INF]], [[1.0], [1.0]], "received -inf in row 1"),
    (MeanSquaredError(), [["a"]], [[1.0]], "y_true to hold real numbers, received dtype"),
    (MeanSquaredError(), [[1.0]], [[1j]], "y_pred to hold real numbers, received dtype complex"),
    (MeanSquaredError(), [[1], [1, 2]], [[1.0], [1.0]], "rows of different lengths"),
    (
        BinaryCrossentropy(),
        [[1], [0]],
        [[0.5], [1.5]],
        "y_pred between 0 and 1, received 1.5 in row 1.*from_logits=True",
    ),
    (BinaryCrossentropy(), [[1], [0]], [[NAN], [0.5]], "received nan in row 0.*from_logits=True"),
    (BinaryCrossentropy(), [[-1], [1]], [[0.5], [0.5]], "y_true between 0 and 1, received -1.0 in row 0"),
    (BinaryCrossentropy(True), [[NAN], [1]], [[0.5], [0.5]], "y_true .*received nan in row 0"),
    (BinaryCrossentropy(), [1, 2], HALF, "same shape"),
    (CategoricalCrossentropy(), [1, 0], HALF, r"received \(2,\).*Fix: SparseCategoricalCrossentropy"),
    (CategoricalCrossentropy(), [[1], [0]], HALF, r"received \(2, 1\).*Fix: SparseCategoricalCrossentropy"),
    (CategoricalCrossentropy(), ROWS, SCORES, "received -3.0 in row 0.*from_logits=True"),
    (CategoricalCrossentropy(), ROWS, [[0.5, NAN], [0.5, 0.5]], "received nan in row 0.*from_logits=True"),
    (CategoricalCrossentropy(), ROWS, [[0.5, 0.5], [0, 0]], "only zeros, sum 0.0 in row 1"),
    (CategoricalCrossentropy(), [[1, 0], [1, 1]], HALF, "sum to 1, received a sum of 2.0 in row 1.*BinaryCrossentropy"),
    (CategoricalCrossentropy(True), [[2, -1], [1, 0]], SCORES, "y_true between 0 and 1, received 2.0 in row 0"),
    (CategoricalCrossentropy(), [[NAN, 0], [1, 0]], HALF, "y_true .*received nan in row 0"),
    (CategoricalCrossentropy(), [[1], [1]], [[0.5], [0.5]], r"at least 2 classes.*\(2, 1\).*BinaryCrossentropy"),
    (CategoricalCrossentropy(), np.zeros((0, 2)), np.zeros((0, 2)), "at least one row"),
    (CategoricalCrossentropy(), [[1, 0]], HALF, r"received \(1, 2\) and \(2, 2\)"),
    (SparseCategoricalCrossentropy(), [0, 2], HALF, "from 0 to 1, as y_pred has 2 classes, received 2 in row 1"),
    (SparseCategoricalCrossentropy(), [-1, 0], HALF, "received -1 in row 0"),
    (SparseCategoricalCrossentropy(), [0.0, 0.5], HALF, "whole labels, received 0.5 in row 1"),
    (SparseCategoricalCrossentropy(), [0.0, NAN], HALF, "received nan in row 1"),
    (SparseCategoricalCrossentropy(), [0.0, 1e300], HALF, r"received 1e\+300 in row 1"),
    (SparseCategoricalCrossentropy(), ROWS, HALF, r"received \(2, 2\).*Fix: CategoricalCrossentropy"),
    (SparseCategoricalCrossentropy(), [0, 1, 1], HALF, r"received \(3,\).*as many labels as rows"),
    (SparseCategoricalCrossentropy(), [0, 1], SCORES, "y_pred .*received -3.0 in row 0.*from_logits=True"),
    (SparseCategoricalCrossentropy(), [0, 0], [[0.5], [0.5]], "BinaryCrossentropy"),
    (SparseCategoricalCrossentropy(), [], np.zeros((0, 2)), "at least one row"),
    (Hinge(), [[1], [2]], [[1.0], [1.0]], "labels -1 and 1, or 0 and 1, received 2.0 in row 1"),
    (Hinge(), [[0], [-1]], [[1.0], [1.0]], "received 0.0 in row 0"),
    (Hinge(), [[NAN], [1]], [[1.0], [1.0]], "received nan in row 0"),
    (KLDivergence(), [[2.0, 0], [1, 0]], HALF, "y_true between 0 and 1, received 2.0 in row 0"),
    (KLDivergence(), ROWS, SCORES, "y_pred between 0 and 1, received -3.0 in row 0"),
]


@pytest.mark.parametrize(
    ("loss", "y_true", "y_pred", "says"), BAD_BATCHES, ids=lambda v: v if isinstance(v, str) else ""
)
@pytest.mark.filterwarnings("error")
def test_bad_batch_is_refused_by_value_and_gradient_in_house_form(loss, y_true, y_pred, says):
    for call in (loss, loss.gradient):
        with pytest.raises(ValueError, match=r"expects .*received .*Fix: ") as error:
            call(y_true, np.array(y_pred))
        assert re.search(says, str(error.value)), str(error.value)


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        (np.ones(2), r"sample_weight of shape \(3,\), received \(2,\)"),
        (np.ones((3, 2)), r"received \(3, 2\)"),
        (np.ones((1, 3)), r"received \(1, 3\)"),
        ([1, NAN, 1], "finite numbers in sample_weight, received nan in row 1"),
        (["a", "b", "c"], "sample_weight to hold real numbers"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights, says):
    loss, y_true, y_pred = MeanSquaredError(), np.zeros((3, 2)), np.ones((3, 2))
    for call in (loss, loss.gradient):
        with pytest.raises(ValueError, match=says) as error:
            call(y_true, y_pred, weights)
        assert re.match(r"MeanSquaredError expects .*received .*Fix: ", str(error.value))


def test_weights_per_sample_do_not_spread_over_steps():
    # 2 samples of 2 steps: NumPy would take the weights for those of the steps.
    with pytest.raises(ValueError, match=r"shape \(2, 2\), received \(2,\)"):
        MeanSquaredError()(np.zeros((2, 2, 3)), np.ones((2, 2, 3)), np.ones(2))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: MeanSquaredError("none"), "MeanSquaredError expects reduction .*received 'none'"),
        (lambda: MeanSquaredError(None), "received None"),
        (lambda: MeanSquaredError("mean_with_sample_weight"), "received 'mean_with_sample_weight'"),
        (lambda: Huber(0), "delta, a finite number above 0, received 0"),
        (lambda: Huber(NAN), "received nan"),
        (lambda: Huber("sum"), "received 'sum'"),
        (lambda: losses.huber(np.zeros((1, 1)), np.ones((1, 1)), delta=-1.0), "received -1.0"),
        (lambda: BinaryCrossentropy(label_smoothing=1.5), "label_smoothing.*received 1.5"),
        (lambda: CategoricalCrossentropy(label_smoothing=-0.1), "received -0.1"),
        (lambda: BinaryCrossentropy("sum"), "from_logits, True or False, received 'sum'"),
        (lambda: SparseCategoricalCrossentropy(1), "from_logits, True or False, received 1"),
        (lambda: losses.get("mse2"), "one of mean_squared_error.*received 'mse2'"),
        (lambda: losses.get(None), "received None"),
        (lambda: losses.get(np.mean), "received <function mean"),
    ],
)
def test_bad_argument_is_answered_in_house_form(make, says):
    with pytest.raises(ValueError, match=says) as error:
        make()
    assert re.match(r"\w+ expects .*received .*Fix: ", str(error.value))


def test_names_give_the_losses_that_keras_has_by_them():
    assert type(losses.get("mse")) is type(losses.get("MSE")) is MeanSquaredError
    assert type(losses.get("mae")) is type(losses.get("mean_absolute_error")) is MeanAbsoluteError
    assert type(losses.get("bce")) is type(losses.get("BinaryCrossentropy")) is BinaryCrossentropy
    assert type(losses.get("kld")) is type(losses.get("kl_divergence")) is KLDivergence
    assert type(losses.get("huber")) is type(losses.get(Huber)) is Huber
    mine = Hinge(reduction="sum")
    assert losses.get(mine) is mine


def test_a_loss_of_ones_own_needs_only_its_two_methods():
    class Cube(losses.Loss):
        def call(self, y_true, y_pred):
            return (np.abs(y_pred - y_true) ** 3).sum(axis=-1)

    assert Cube().name == "cube"
    assert Cube()(np.zeros((2, 1)), np.array([[1.0], [2.0]])) == 4.5
    with pytest.raises(NotImplementedError, match="Cube has no call_gradient"):
        Cube().gradient(np.zeros((2, 1)), np.ones((2, 1)))


def test_predictions_that_have_diverged_pass_through_as_nan():
    # Only probabilities are checked: a NaN score is for the model to report, as in Keras.
    assert np.isnan(MeanSquaredError()(np.zeros((1, 1)), np.array([[NAN]])))
    assert np.isnan(CategoricalCrossentropy(from_logits=True)(np.array([[1, 0]]), np.array([[NAN, 0.0]])))


@pytest.mark.parametrize(
    "loss",
    [
        Huber(np.float64(0.5)),
        BinaryCrossentropy(label_smoothing=np.float64(0.5)),
        CategoricalCrossentropy(label_smoothing=np.float64(0.5)),
    ],
)
def test_a_numpy_number_as_argument_leaves_float32_alone(loss):
    assert loss.gradient(np.eye(2), np.full((2, 2), 0.5, np.float32)).dtype == np.float32
