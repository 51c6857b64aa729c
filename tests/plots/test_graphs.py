"""The picture of a computation graph, the tangent, curves with their slopes: what is written where, data untouched, bad input refused."""

from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.text import Annotation

from nnlearn import plots
from nnlearn.scratch.autodiff import Variable, graph

DRAWN = {
    "computation_graph": lambda ax=None: plots.computation_graph(six(), ax),
    "tangent": lambda ax=None: plots.tangent(lambda w: w**2, 1.0, 2.0, ax),
}


def six():
    x, w, b = Variable(2.0, "$x$"), Variable(0.5, "$w$"), Variable(-1.0, "$b$")
    y = x * w + b
    y.backward()
    return y


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


@pytest.mark.parametrize("name", DRAWN)
def test_draws_in_the_axes_it_is_given_and_shows_nothing(name, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("a plot called show"))
    figure, (mine, other) = plt.subplots(1, 2)
    before = len(other.get_children())
    assert DRAWN[name](mine) is mine
    assert plt.get_fignums() == [figure.number] and len(other.get_children()) == before


@pytest.mark.parametrize("name", DRAWN)
def test_reader_settings_neither_matter_nor_change(name):
    with matplotlib.rc_context({"figure.facecolor": "black"}):
        assert to_hex(DRAWN[name]().figure.get_facecolor()) == "#ffffff"
        assert matplotlib.rcParams["figure.facecolor"] == "black"


@pytest.mark.parametrize("name", DRAWN)
def test_saved_picture_is_small_enough_for_a_notebook(name, tmp_path):
    path = tmp_path / "picture.png"
    DRAWN[name]().figure.savefig(path)
    assert 4_000 < path.stat().st_size < 60_000


def test_graph_writes_value_above_and_gradient_below_every_node():
    end = six()
    ax = plots.computation_graph(end)
    places = {text.get_text(): text.get_position() for text in ax.texts}
    assert len(ax.patches) == len(graph(end)) == 5
    for name, value, gradient in (("$x$", "2", "0.5"), ("$w$", "0.5", "2"), ("$b$", "\N{MINUS SIGN}1", "1")):
        column, row = places[name]
        near = [t for t in ax.texts if t.get_text() and np.hypot(*(np.array(t.get_position()) - [column, row])) < 0.5]
        assert [t.get_text() for t in sorted(near, key=lambda t: -t.get_position()[1])] == [value, name, gradient]
    assert words(ax).count("0.5") == 2  # the value of w, and the gradient of x


def test_graph_before_the_walk_has_no_gradients_and_says_nothing_of_them():
    ax = plots.computation_graph(Variable(2.0, "a") * Variable(3.0, "b"))
    assert not any("gradient" in word for word in words(ax))
    assert "6" in words(ax) and "1" not in words(ax)


def test_graph_places_every_parent_left_of_its_users():
    end = six()
    ax = plots.computation_graph(end)
    columns = {text.get_text(): text.get_position()[0] for text in ax.texts}
    assert columns["$x$"] == columns["$w$"] < columns["$b$"] < columns["+"]


def test_graph_draws_each_way_of_a_number_that_is_used_twice():
    a = Variable(3.0, "a")
    once, twice = plots.computation_graph(a * Variable(3.0, "b")), plots.computation_graph(a * a)
    assert len(twice.patches) == 2 and len(once.patches) == 3
    bends = [text.arrow_patch.get_connectionstyle().rad for text in twice.texts if isinstance(text, Annotation)]
    assert sorted(bends) == [-0.3, 0.3]


def test_graph_writes_slopes_where_the_nodes_have_them():
    a = SimpleNamespace(value=3.0, gradient=6.0, parents=(), slopes=(), operation="", name="a")
    y = SimpleNamespace(value=9.0, gradient=1.0, parents=(a, a), slopes=(3.0, -3.0), operation="*")
    ax = plots.computation_graph(y)
    found = words(ax)
    italic = [text.get_text() for text in ax.texts if text.get_style() == "italic"]
    assert sorted(italic) == ["3", "\N{MINUS SIGN}3"]  # no sign of an operation: that is what stands in the nodes
    assert any("slope" in word for word in found)


def test_graph_leaves_the_nodes_as_they_were():
    end = six()
    before = [(node.value.copy(), np.copy(node.gradient)) for node in graph(end)]
    plots.computation_graph(end)
    for node, (value, gradient) in zip(graph(end), before, strict=True):
        np.testing.assert_array_equal(node.value, value)
        np.testing.assert_array_equal(node.gradient, gradient)


def test_graph_of_arrays_writes_their_shapes():
    assert "(2, 3)" in words(plots.computation_graph(Variable(np.ones((2, 3)), "X").sum()))


def test_tangent_touches_the_curve_with_its_slope():
    ax = plots.tangent(lambda w: w**2, 1.0, 2.0, reach=0.5)
    curve, line, point = ax.lines
    assert point.get_xydata().tolist() == [[1.0, 1.0]]
    (x0, y0), (x1, y1) = line.get_xydata()
    assert (y1 - y0) / (x1 - x0) == pytest.approx(2.0) and (y0 + y1) / 2 == pytest.approx(1.0)
    assert curve.get_xdata().min() == 0.5 and ax.get_xlabel() and ax.get_ylabel()


def test_curves_stand_left_and_their_slopes_right_with_the_same_lines():
    axes = plots.curves_and_slopes({"a": np.sin, "b": np.exp}, {"b": np.exp, "a": np.cos}, limits=(-1, 1))
    z = axes[0].lines[0].get_xdata()
    for ax, expected in zip(axes, ((np.sin, np.exp), (np.cos, np.exp)), strict=True):
        for line, function in zip(ax.lines, expected, strict=False):
            np.testing.assert_allclose(line.get_ydata(), function(z))
    assert [line.get_linestyle() for line in axes[0].lines[:2]] == [line.get_linestyle() for line in axes[1].lines[:2]]
    assert axes[0].get_legend() is not None and all(ax.get_xlabel() and ax.get_ylabel() for ax in axes)


def too_large():
    y = Variable(1.0)
    for _ in range(50):
        y = y + 1.0
    return y


BAD = {
    "a number for a node": lambda: plots.computation_graph(3.0),
    "a graph of a hundred nodes": lambda: plots.computation_graph(too_large()),
    "slopes of other names": lambda: plots.curves_and_slopes({"a": np.sin}, {"b": np.cos}),
    "a reach of 0": lambda: plots.tangent(np.sin, 0.0, 1.0, reach=0),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_answered_in_house_form(case):
    with pytest.raises(ValueError, match=r"(?s)expects? .*received .*Fix: "):
        BAD[case]()
