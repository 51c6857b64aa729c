"""Learning curves keep what their generator promises, whatever is drawn."""

import numpy as np
import pytest

from nnlearn.datasets import CAUSES, make_learning_curves

GUESS = float(np.log(5))


def curves(cause, epochs=40):
    rng = np.random.default_rng(7)
    for _ in range(100):
        train, validation = make_learning_curves(cause, rng, epochs, GUESS)
        yield train / GUESS, validation / GUESS


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("epochs", [40, 60])
def test_curves_are_losses_of_the_asked_length(cause, epochs):
    for train, validation in curves(cause, epochs):
        assert train.shape == validation.shape == (epochs,)
        assert np.isfinite(train).all() and (train > 0).all() and (validation > 0).all()


def test_a_rate_too_high_jumps_and_gets_nowhere():
    for train, _ in curves("rate too high"):
        assert np.diff(train).max() > 0.1 and train[-1] >= 0.5


def test_a_rate_too_low_falls_evenly_and_hardly():
    for train, validation in curves("rate too low"):
        assert (np.diff(train) < 0).all() and min(train[-1], validation[-1]) > 0.75


def test_an_overfitted_network_was_good_once():
    for train, validation in curves("overfitting"):
        assert train[-1] < 0.1 and validation.min() < 0.5
        assert validation[-1] > validation.min() * 4 / 3


def test_a_network_too_small_stays_level():
    for train, validation in curves("too small"):
        assert 0.35 < train[-1] < 0.7 and abs(train[-1] - train[-10]) < 0.1
        assert validation[-1] > 0.95 * train[-1]


def test_a_network_held_back_validates_better_than_it_trains():
    for train, validation in curves("held back in training"):
        assert train[-1] < 0.4 and validation[-1] < 0.85 * train[-1]


def test_where_there_is_nothing_to_learn_validation_hardly_beats_the_guess():
    for train, validation in curves("nothing to learn"):
        assert train[-1] < 0.7 and validation.min() > 0.95


@pytest.mark.parametrize("arguments", [{"cause": "bad luck"}, {"epochs": 5}, {"guess": 0.0}])
def test_what_cannot_be_drawn_is_refused(arguments):
    with pytest.raises(ValueError, match="make_learning_curves expects"):
        make_learning_curves(**{"cause": "overfitting", "rng": 0} | arguments)
