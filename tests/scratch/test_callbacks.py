"""Callbacks: the history, early stopping, the progress line."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch import Dense, Sequential
from nnlearn.scratch.callbacks import EarlyStopping, History


class Dummy:
    """Stands for a model whose one weight is the epoch."""

    stop_training = False
    weight = copies = 0

    def get_weights(self):
        self.copies += 1
        return [self.weight]

    def set_weights(self, weights):
        self.weight = weights[0]


def run(callback, values, name="val_loss"):
    callback.model = Dummy()
    callback.on_train_begin()
    for epoch, value in enumerate(values):
        callback.model.weight = epoch
        callback.on_epoch_end(epoch, {name: value})
        if callback.model.stop_training:
            break
    callback.on_train_end()
    return callback.model


def test_early_stopping_waits_its_patience_and_no_longer():
    callback = EarlyStopping(patience=2)
    assert run(callback, [5, 3, 4, 4, 1]).stop_training
    assert (callback.best_epoch, callback.stopped_epoch) == (1, 3)
    callback = EarlyStopping(patience=3)
    assert not run(callback, [5, 3, 4, 4, 1]).stop_training
    assert (callback.best_epoch, callback.stopped_epoch) == (4, 0)


def test_early_stopping_restores_the_best_weights_only_if_asked():
    assert run(EarlyStopping(patience=2, restore_best_weights=True), [5, 3, 4, 4]).weight == 1
    assert run(EarlyStopping(patience=2), [5, 3, 4, 4]).weight == 3
    assert run(EarlyStopping(patience=9, restore_best_weights=True), [5, 3, 4, 4]).weight == 1


def test_early_stopping_copies_the_weights_only_if_it_is_to_restore_them():
    assert run(EarlyStopping(patience=2), [5, 3, 4, 2]).copies == 0
    assert run(EarlyStopping(patience=2, restore_best_weights=True), [5, 3, 4, 2]).copies == 3


def test_the_first_epoch_is_the_best_until_another_is_better():
    for restore in (False, True):
        callback = EarlyStopping(patience=9, start_from_epoch=2, restore_best_weights=restore)
        model = run(callback, [1, 1, np.nan, np.nan])
        assert callback.best_epoch == 2 and model.weight == (2 if restore else 3)


def test_early_stopping_counts_only_improvements_beyond_min_delta():
    assert run(EarlyStopping(patience=1, min_delta=0.5), [5, 4.6, 4.5]).stop_training
    assert not run(EarlyStopping(patience=1), [5, 4.6, 4.5]).stop_training


@pytest.mark.parametrize("name", ["accuracy", "val_accuracy", "val_binary_accuracy", "precision", "val_recall"])
def test_auto_mode_lets_accuracies_rise(name):
    assert not run(EarlyStopping(name), [0.1, 0.2, 0.3], name).stop_training
    assert run(EarlyStopping(name), [0.3, 0.2, 0.1], name).stop_training
    assert not run(EarlyStopping(name, mode="min"), [0.3, 0.2, 0.1], name).stop_training


def test_early_stopping_starts_late_if_asked_and_afresh_at_each_fit():
    callback = EarlyStopping(start_from_epoch=3)
    assert not run(callback, [1, 2, 3, 9, 8]).stop_training
    assert run(callback, [1, 2, 3, 9, 9]).stop_training
    assert callback.best_epoch == 3


def test_a_loss_that_becomes_nan_counts_as_no_improvement():
    callback = EarlyStopping(patience=2, restore_best_weights=True)
    model = run(callback, [2, 1, np.nan, np.nan, np.nan])
    assert model.stop_training and model.weight == 1 and callback.stopped_epoch == 3


def test_a_first_nan_is_not_the_best_value():
    callback = EarlyStopping(patience=1, restore_best_weights=True)
    assert run(callback, [np.nan, 2, 1, 3]).weight == 2 and callback.best_epoch == 2


@pytest.mark.keras
@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.integers(0, 4).map(float) | st.just(np.nan), min_size=1, max_size=9),
    patience=st.integers(0, 3),
    min_delta=st.sampled_from([0, 0.5, 1]),
    start=st.integers(0, 2),
)
def test_early_stopping_equals_keras(values, patience, min_delta, start):
    import keras

    if np.isnan(values[min(start, len(values) - 1)]):
        values = [1.0] * len(values)  # Keras takes a first NaN for the best value ever; ours does not, see below
    options = {"patience": patience, "min_delta": min_delta, "start_from_epoch": start, "restore_best_weights": True}
    mine, theirs = EarlyStopping(**options), keras.callbacks.EarlyStopping(**options)
    model = run(mine, values)
    dummy = Dummy()
    theirs.set_model(dummy)
    theirs.on_train_begin()
    for epoch, value in enumerate(values):
        dummy.weight = epoch
        theirs.on_epoch_end(epoch, {"val_loss": value})
        if dummy.stop_training:
            break
    theirs.on_train_end()
    assert (model.stop_training, model.weight) == (dummy.stop_training, dummy.weight)
    assert mine.stopped_epoch == theirs.stopped_epoch


def test_history_collects_every_name():
    history = History()
    history.on_epoch_end(3, {"loss": 1.0})
    history.on_epoch_end(4, {"loss": 0.5, "val_loss": 2.0})
    assert history.epoch == [3, 4] and history.history == {"loss": [1.0, 0.5], "val_loss": [2.0]}


@pytest.mark.parametrize(
    "call",
    [
        lambda: EarlyStopping(patience=-1),
        lambda: EarlyStopping(patience=1.5),
        lambda: EarlyStopping(mode="up"),
        lambda: EarlyStopping(restore_best_weights="no"),
        lambda: EarlyStopping(start_from_epoch=-1),
        lambda: run(EarlyStopping("val_acc"), [1.0]),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        call()


def test_early_stopping_works_inside_fit():
    x = np.linspace(-1, 1, 20)[:, None]
    model = Sequential([Dense(1, seed=0)])
    model.compile("sgd", "mse")
    stopper = EarlyStopping(min_delta=1e-3, patience=2, restore_best_weights=True)
    history = model.fit(x, x, epochs=500, validation_split=0.25, callbacks=[stopper], verbose=0, seed=0)
    assert 2 < len(history.epoch) < 500 and history.epoch[-1] == stopper.stopped_epoch
    best = np.argmin(history.history["val_loss"][: stopper.best_epoch + 1])
    assert best == stopper.best_epoch
    assert model.evaluate(x[15:], x[15:]) == pytest.approx(history.history["val_loss"][stopper.best_epoch])
