"""Sizes from layer to layer."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from nnlearn import plots

PANELS = {"tanh": {"He": [1.0, 0.1, 0.01], "zeros": [1.0, 0.0, 0.0]}, "relu": {"He": [1.0, 1.0, 1.0]}}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_by_layer_counts_layers_from_one_and_leaves_a_gap_for_zero():
    axes = plots.by_layer(PANELS, ylabel="size")
    assert [ax.get_title() for ax in axes] == ["tanh", "relu"]
    np.testing.assert_array_equal(axes[0].lines[0].get_xdata(), [1, 2, 3])
    assert np.isnan(axes[0].lines[1].get_ydata()[1:]).all()
    assert {ax.get_yscale() for ax in axes} == {"log"} and axes[0].get_ylabel() == "size"


def test_by_layer_says_who_is_nothing_but_zero_and_hides_no_mark_under_another():
    axes = plots.by_layer({"tanh": {"zeros": [0.0, 0.0], "He": [1.0, 1.0]}}, ylabel="size")
    lines = axes[0].lines
    assert [line.get_label() for line in lines] == ["zeros: 0", "He"]
    assert lines[0].get_markersize() > lines[1].get_markersize()
    assert {line.get_markerfacecolor() for line in lines} == {"none"}


def test_by_layer_draws_in_the_axes_it_is_given():
    figure, mine = plt.subplots(1, 2)
    assert list(plots.by_layer(PANELS, axes=mine, ylabel="size")) == list(mine)
    assert plt.get_fignums() == [figure.number]


@pytest.mark.parametrize(("panels", "says"), [({}, "at least one panel"), ({"a": {"b": [[1.0]]}}, r"shape \(n,\)")])
def test_by_layer_refuses_what_is_not_one_value_per_layer(panels, says):
    with pytest.raises(ValueError, match=says):
        plots.by_layer(panels, ylabel="size")
