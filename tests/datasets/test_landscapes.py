"""Landscapes: the slope is the slope of the loss, and each keeps the promise of its story."""

import numpy as np
import pytest

from nnlearn.datasets import landscapes

MAKERS = {
    "ravine": lambda: landscapes.ravine(20),
    "turned ravine": lambda: landscapes.ravine(50, angle=30),
    "saddle": landscapes.saddle,
    "cliff": landscapes.cliff,
}


@pytest.mark.parametrize("name", MAKERS)
def test_gradient_is_the_slope_of_the_loss(name):
    place = MAKERS[name]()
    for w in np.random.default_rng(0).normal(size=(20, 2)):
        h = 1e-6 * np.eye(2)
        slopes = [(place.loss(w + h[i]) - place.loss(w - h[i])) / 2e-6 for i in range(2)]
        np.testing.assert_allclose(place.gradient(w), slopes, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", MAKERS)
def test_loss_of_many_places_is_the_loss_of_each(name):
    place = MAKERS[name]()
    grid = np.random.default_rng(1).normal(size=(3, 4, 2))
    assert place.loss(grid).shape == (3, 4)
    assert place.loss(grid)[2, 1] == pytest.approx(float(place.loss(grid[2, 1])))


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_lies_below_the_lowest_place(name):
    place = MAKERS[name]()
    around = np.random.default_rng(2).uniform(-5, 5, size=(2000, 2))
    assert (place.loss(around) >= place.loss(place.lowest) - 1e-12).all()
    np.testing.assert_allclose(place.gradient(place.lowest), 0, atol=1e-12)


@pytest.mark.parametrize("name", MAKERS)
def test_start_and_lowest_place_are_in_the_picture_and_the_start_is_fresh(name):
    place = MAKERS[name]()
    left, right, bottom, top = place.limits
    for w in (place.start, place.lowest):
        assert left < w[0] < right and bottom < w[1] < top
    place.start[0] = 99.0
    assert MAKERS[name]().start[0] != 99.0


def test_ravine_is_stable_below_two_over_its_steepness_and_not_above():
    for share, grows in ((0.99, False), (1.01, True)):
        place = landscapes.ravine(30, angle=20)
        w = place.start
        for _ in range(2000):
            w = w - share * (2 / 30) * place.gradient(w)
        assert (place.loss(w) > place.loss(place.start)) == grows


@pytest.mark.parametrize("make", [landscapes.ravine, landscapes.cliff])
def test_steepness_below_one_is_refused(make):
    with pytest.raises(ValueError, match="steepness of at least 1"):
        make(0.5)
