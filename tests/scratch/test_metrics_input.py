"""What metrics answer to bad labels, predictions, weights and names."""

import numpy as np
import pytest

from nnlearn.scratch import metrics

ONES, HALF = np.ones((2, 1)), np.full((2, 2), 0.5)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: metrics.get("accuracy"), r"received 'accuracy'. Fix: accuracy_for\("),
        (lambda: metrics.get("acuracy"), "one of mean, binary_accuracy.*received 'acuracy'"),
        (lambda: metrics.get(None), "received None"),
        (lambda: metrics.accuracy_for((4,), (4,)), r"received \(4,\) and \(4,\)"),
        (lambda: metrics.accuracy_for((), (4, 1)), r"received \(\) and \(4, 1\)"),
        (lambda: metrics.BinaryAccuracy(threshold="a"), "threshold, a number, received 'a'"),
        (lambda: metrics.BinaryAccuracy().update_state(-ONES, ONES), "labels 0 and 1, received -1.0 in row 0"),
        (lambda: metrics.BinaryAccuracy().update_state(np.array([0, 1]), HALF), "same shape"),
        (lambda: metrics.CategoricalAccuracy().update_state([0, 1], HALF), "SparseCategoricalAccuracy"),
        (lambda: metrics.CategoricalAccuracy().update_state(ONES, ONES), "BinaryAccuracy"),
        (lambda: metrics.CategoricalAccuracy().update_state(HALF * np.nan, HALF), "received nan in row 0"),
        (lambda: metrics.SparseCategoricalAccuracy().update_state([0, 2], HALF), "from 0 to 1.*received 2 in row 1"),
        (lambda: metrics.SparseCategoricalAccuracy().update_state(HALF, HALF), "Fix: CategoricalAccuracy"),
        (lambda: metrics.Precision(1.5), "thresholds, a number in .*received 1.5"),
        (lambda: metrics.Recall([0.5, 0.7]), r"received \[0.5, 0.7\]"),
        (lambda: metrics.Precision().update_state(-ONES, ONES), "labels 0 and 1, received -1.0 in row 0"),
        (lambda: metrics.Precision().update_state(ONES, ONES, np.ones(3)), r"sample_weight.*received \(3,\)"),
        (lambda: metrics.MeanSquaredError().update_state([1, 2], HALF), "same shape"),
        (lambda: metrics.MeanSquaredError().update_state(ONES, ONES, np.ones(3)), r"sample_weight.*received \(3,\)"),
        (lambda: metrics.MeanSquaredError().update_state(ONES, ONES, np.ones((2, 2))), r"received \(2, 2\)"),
        (lambda: metrics.MeanSquaredError().update_state(ONES, ONES, [1, np.inf]), "received inf in row 1"),
        (lambda: metrics.RootMeanSquaredError().update_state(ONES * np.inf, ONES), "received inf in row 0"),
        (lambda: metrics.R2Score("mean"), "uniform_average.*received 'mean'"),
        (lambda: metrics.R2Score().update_state(np.ones(2), np.ones(2)), r"\(batch, outputs\), received \(2,\)"),
        (lambda: metrics.R2Score().update_state(ONES, ONES, np.ones(3)), r"\(2,\), received \(3,\)"),
        (lambda: metrics.R2Score().update_state(ONES, ONES, np.ones((2, 1, 2))), r"received \(2, 1, 2\)"),
        (lambda: metrics.Mean().update_state([]), r"at least one value, received shape \(0,\)"),
        (lambda: metrics.confusion_matrix([0, 1], HALF), r"received \(2, 2\). Fix: argmax"),
        (lambda: metrics.confusion_matrix([0, 1], [0, 0.5]), "received 0.5 in row 1"),
        (lambda: metrics.confusion_matrix([0, -1], [0, 0]), "received -1 in row 1"),
        (lambda: metrics.confusion_matrix([0, np.nan], [0, 0]), "received nan in row 1"),
        (lambda: metrics.confusion_matrix([0, 1], [0]), r"received \(2,\) and \(1,\)"),
        (lambda: metrics.confusion_matrix([], []), r"received \(0,\) and \(0,\)"),
        (lambda: metrics.confusion_matrix([0, 3], [0, 1], num_classes=3), "labels below 3, received label 3"),
        (lambda: metrics.confusion_matrix([0], [0], num_classes=0), "num_classes.*received 0"),
    ],
)
def test_bad_input_is_answered_in_house_form(call, says):
    with pytest.raises(ValueError, match=says) as error:
        call()
    assert error.match(r"^\w+ expects .*received .*Fix: ")


def test_r2_keeps_to_the_outputs_of_the_first_batch():
    metric = metrics.R2Score()
    metric.update_state(HALF, HALF)
    with pytest.raises(ValueError, match=r"\(batch, 2\), received \(2, 1\)"):
        metric.update_state(ONES, ONES)


def test_names_give_the_metrics_that_keras_has_by_them():
    assert type(metrics.get("mse")) is type(metrics.get("MeanSquaredError")) is metrics.MeanSquaredError
    assert type(metrics.get("MAE")) is type(metrics.get("mean_absolute_error")) is metrics.MeanAbsoluteError
    assert type(metrics.get("r2_score")) is type(metrics.get(metrics.R2Score)) is metrics.R2Score
    assert metrics.get("mse") is not metrics.get("mse")
    mine = metrics.Recall(name="found")
    assert metrics.get(mine) is mine
