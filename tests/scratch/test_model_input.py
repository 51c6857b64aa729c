"""What a model answers to data and settings that it cannot take: see also the refusals in test_model and test_sequential."""

import numpy as np
import pytest
from harness import HOUSE_FORM

from nnlearn.scratch import Dense, Dropout, Embedding, Sequential, metrics, optimizers
from nnlearn.scratch.autodiff import Variable
from nnlearn.scratch.callbacks import Callback, EarlyStopping

X = np.arange(12.0).reshape(6, 2) / 12
Y = X[:, :1]
LABELS = np.array([0, 1, 2, 0, 1, 2])
RAGGED = [[1.0, 2.0], [1.0]]


def regression(**options):
    model = Sequential([Dense(1, seed=0)])
    model.compile("sgd", "mse", **options)
    return model


def classifier():
    model = Sequential([Dense(3, "softmax", seed=0)])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def fitted(**options):
    return lambda: regression().fit(X, Y, verbose=0, **options)


def weighted(class_weight):
    return lambda: classifier().fit(X, LABELS, class_weight=class_weight, verbose=0)


@pytest.mark.parametrize(
    ("call", "received"),
    [
        (lambda: regression().fit(5.0, 1.0, verbose=0), "received 5.0"),
        (lambda: regression().fit(None, Y, verbose=0), "received None"),
        (lambda: regression().predict(5.0), "received 5.0"),
        (lambda: regression().evaluate(5.0, 5.0), "received 5.0"),
        (lambda: regression().fit(RAGGED, [0.0, 1.0], verbose=0), "rows of different lengths"),
        (lambda: regression().fit(X[:2], RAGGED, verbose=0), "rows of different lengths"),
        (lambda: Dense(1)(RAGGED), "rows of different lengths"),
        (lambda: Embedding(3, 2)([[0], [1, 2]]), "rows of different lengths"),
        (lambda: Variable(RAGGED), "rows of different lengths"),
        (fitted(epochs=2.5), "received 2.5"),
        (fitted(epochs="3"), "received '3'"),
        (fitted(epochs=-1), "received -1"),
        (fitted(initial_epoch=-1), "received -1"),
        (fitted(seed="a"), "received 'a'"),
        (fitted(seed=-1), "received -1"),
        (fitted(sample_weight=-np.ones(6)), "received -1.0 in row 0"),
        (fitted(sample_weight=[1, 1, np.nan, 1, 1, 1]), "received nan in row 2"),
        (fitted(sample_weight=list("abcdef")), "received dtype <U1"),
        (fitted(sample_weight=np.ones(5)), r"received shape \(5,\)"),
        (weighted([1.0, 2.0, 3.0]), r"received \[1.0, 2.0, 3.0\]"),
        (weighted({1: -1.0}), "received -1.0 in row 1"),
        (weighted({1: "much"}), "received dtype <U"),
        (lambda: classifier().fit(X, list("abcabc"), class_weight={0: 1.0}, verbose=0), "received dtype <U1"),
        (lambda: regression(metrics=["speed"]), "received 'speed'"),
        (lambda: regression(metrics=3), "received 3"),
        (lambda: Dense(1, seed="a"), "received 'a'"),
        (lambda: EarlyStopping(min_delta="a"), "min_delta.*received .a."),
        (lambda: Dropout(0.5, seed=1.5), "received 1.5"),
        (lambda: Embedding(2, 2, seed=-1), "received -1"),
    ],
)
def test_the_answer_says_what_came_and_what_was_expected(call, received):
    with pytest.raises(ValueError, match=received) as caught:
        call()
    assert str(caught.value).count("expects") == 1
    caught.match(HOUSE_FORM)


def test_no_epochs_change_nothing():
    model = regression()
    assert model.fit(X, Y, epochs=0, verbose=0).history == {}


@pytest.mark.parametrize("given", [metrics.MeanAbsoluteError(), metrics.MeanAbsoluteError, ["mean_absolute_error"]])
def test_a_single_metric_needs_no_list(given):
    model = regression(metrics=given)
    assert list(model.evaluate(X, Y, return_dict=True)) == ["loss", "mean_absolute_error"]


def test_no_metrics_may_be_none_as_in_keras():
    assert isinstance(regression(metrics=None).evaluate(X, Y), float)


def test_class_weight_is_for_training_and_not_for_validation():
    weighted, plain = classifier(), classifier()
    log = weighted.fit(X, LABELS, class_weight={2: 50.0}, validation_split=0.5, verbose=0).history
    assert log["val_loss"][0] == pytest.approx(weighted.evaluate(X[3:], LABELS[3:])), (
        "the validation loss is not that of evaluate: the weights of the classes got into it"
    )
    assert log["loss"] != plain.fit(X[:3], LABELS[:3], verbose=0).history["loss"], "class_weight was not used at all"


def test_a_training_that_ends_in_nan_is_told_what_to_change():
    model = Sequential([Dense(4, "relu", seed=0), Dense(3, "softmax", seed=1)])
    model.compile(optimizers.SGD(1e300), "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match=r"received nan in row 0 of the batch.*a smaller learning_rate"):
        model.fit(X, LABELS, epochs=5, verbose=0, seed=0)


class Watcher(Callback):
    """Evaluates in the middle of an epoch."""

    def on_train_batch_end(self, batch, logs):
        self.model.evaluate(X, Y)


@pytest.mark.parametrize("metric", ["mae", metrics.MeanAbsoluteError()])
def test_a_callback_that_evaluates_leaves_the_history_alone(metric):
    plain, watched = (
        regression(metrics=[metric]).fit(X, Y, batch_size=4, seed=0, verbose=0, callbacks=callbacks).history
        for callbacks in ([], [Watcher()])
    )
    assert watched == plain


def test_a_metric_that_has_seen_other_data_starts_afresh():
    used = metrics.MeanAbsoluteError()
    used.update_state(np.zeros((1, 1)), np.full((1, 1), 1e6))
    assert regression(metrics=[used]).evaluate(X, Y) == regression(metrics=["mae"]).evaluate(X, Y)
