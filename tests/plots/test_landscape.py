"""Walks on landscapes, and measurements over seeds."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from nnlearn import plots

PATHS = {"a": np.array([[1.0, 1.0], [0.5, 0.5], [0.0, 0.0]]), "b": np.array([[1.0, 1.0], [np.inf, 3.0]])}
LIMITS = (-2.0, 2.0, -1.0, 1.5)


def bowl(w):
    return (np.asarray(w) ** 2).sum()


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_landscape_draws_each_path_on_the_same_ground_and_tells_its_end():
    axes = plots.landscape(bowl, PATHS, limits=LIMITS, lowest=[0, 0])
    np.testing.assert_array_equal(axes[0].lines[0].get_xydata(), PATHS["a"])
    assert [ax.get_title() for ax in axes] == ["a: below 0.0001", "b: off the map"]
    assert {ax.get_xlim() for ax in axes} == {LIMITS[:2]} and {ax.get_ylim() for ax in axes} == {LIMITS[2:]}
    assert axes[0].get_ylabel() and all(ax.get_xlabel() for ax in axes)


def test_landscape_marks_a_saddle_with_a_cross():
    (ax, _) = plots.landscape(bowl, PATHS, limits=LIMITS, saddle=[0.5, -0.5])
    crosses = [line for line in ax.lines if line.get_marker() == "X"]
    assert [line.get_xydata().tolist() for line in crosses] == [[[0.5, -0.5]]]


def test_landscape_takes_axes_and_colours_of_the_palette():
    figure, mine = plt.subplots(1, 2)
    axes = plots.landscape(bowl, PATHS, axes=mine, limits=LIMITS)
    assert list(axes) == list(mine) and plt.get_fignums() == [figure.number]
    assert [to_hex(ax.lines[0].get_color()) for ax in axes] == [color.lower() for color in plots.COLORS[:2]]


def test_walk_on_curve_numbers_the_first_places_that_can_be_seen():
    axes = plots.walk_on_curve(lambda w: w**2, {"in": [2.0, 1.0, 0.5], "out": [2.0, -9.0]}, limits=(-3, 3))
    assert [text.get_text() for text in axes[0].texts] == ["0", "1", "2"]
    assert [text.get_text() for text in axes[1].texts] == ["0"]
    np.testing.assert_array_equal(axes[0].lines[1].get_ydata(), [4, 1, 0.25])


def test_runs_shows_every_run_and_the_median():
    ax = plots.runs({"a": [1.0, 2.0, 9.0], "b": [3.0, 3.0, 4.0]}, xlabel="loss")
    np.testing.assert_array_equal(ax.collections[0].get_offsets()[:, 0], [1, 2, 9])
    assert [line.get_xdata()[0] for line in ax.lines] == [2, 3]
    assert ax.get_xlabel() == "loss"


def test_sweep_draws_the_median_and_puts_what_blew_up_at_the_top():
    grid = np.array([[1.0, 2.0, 3.0], [0.5, 0.6, 0.7], [np.nan, np.inf, 8.0]])
    ax = plots.sweep([0.01, 0.1, 1.0], {"sgd": grid}, xlabel="rate", ylabel="loss")
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), [2, 0.6, 8])
    assert ax.get_xscale() == "log" == ax.get_yscale()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: plots.landscape(bowl, {}, limits=LIMITS), "landscape expects at least one path"),
        (lambda: plots.landscape(bowl, {"a": np.zeros(3)}, limits=LIMITS), r"landscape expects X of shape \(n, 2\)"),
        (lambda: plots.walk_on_curve(bowl, {}, limits=(0, 1)), "walk_on_curve expects at least one walk"),
        (lambda: plots.runs({}, xlabel="loss"), "runs expects at least one name"),
        (lambda: plots.sweep([1, 2], {"a": np.ones((3, 2))}, xlabel="x", ylabel="y"), r"sweep expects 'a' of shape"),
    ],
)
def test_wrong_shapes_are_refused(call, says):
    with pytest.raises(ValueError, match=says):
        call()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.landscape(bowl, PATHS, limits=LIMITS)[0],
        lambda: plots.walk_on_curve(lambda w: w**2, {"in": [2.0, 1.0]}, limits=(-3, 3))[0],
        lambda: plots.runs({"a": [1.0, 2.0]}, xlabel="loss"),
        lambda: plots.sweep([1, 2], {"a": np.ones((2, 3))}, xlabel="x", ylabel="y"),
    ],
)
def test_saved_picture_is_small_enough_for_a_notebook(draw, tmp_path):
    file = tmp_path / "plot.png"
    draw().figure.savefig(file, bbox_inches="tight")
    assert file.stat().st_size < 60_000
