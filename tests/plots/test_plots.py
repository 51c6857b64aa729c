"""Every plot: right artists, labels, palette, data untouched, the given axes used, bad shapes refused."""

import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from nnlearn import plots
from nnlearn.datasets import logic_gate
from nnlearn.scratch import activations

X, Y = logic_gate("XOR")
KERNEL = np.array([[1.0, 1.0], [1.0, 1.0]])
BIAS = np.array([-0.5, -1.5])
HISTORY = [(np.array([0.0, 0.0]), 0.0), (np.array([1.0, 0.5]), -0.5), (np.array([1.0, 1.0]), -1.5)]


def hidden(x):
    return activations.relu(x @ KERNEL + np.array([0.0, -1.0]))


def above(x):
    return (x.sum(axis=1) > 1).astype(int)


PLANE = {
    "points": lambda ax=None: plots.points(X, Y, ax),
    "decision_boundary": lambda ax=None: plots.decision_boundary(above, X, Y, ax),
    "separating_lines": lambda ax=None: plots.separating_lines(HISTORY, X, Y, ax),
}
CURVES = {
    "learning_curve": lambda ax=None: plots.learning_curve({"train": [3, 2, 1], "test": [3, 2.5, 2]}, ax),
    "error_curve": lambda ax=None: plots.error_curve([1, 2, 4], {"a": [1, 0, 0.1]}, ax, xlabel="n", ylabel="error"),
    "function_fit": lambda ax=None: plots.function_fit([0, 1, 2], [0, 1, 0], [0, 0.9, 0.1], ax, parts=[[0, 1, 0]]),
    "bars": lambda ax=None: plots.bars({"AND": 3, "XOR": 9}, ax, xlabel="gate", ylabel="mistakes"),
    "scatter_bound": lambda ax=None: plots.scatter_bound({"a": [1, 9]}, {"a": [10, 90]}, ax),
}
DIAGRAMS = {
    "network": lambda ax=None: plots.network([KERNEL, np.ones((2, 1))], ax),
    "neuron": lambda ax=None: plots.neuron([1.0, 1.0], -1.5, ax, inputs=[1, 0]),
}
ROWS = {
    "activation_gallery": (
        2,
        lambda axes=None: plots.activation_gallery({"relu": activations.relu, "tanh": np.tanh}, axes=axes),
    ),
    "folded_space": (2, lambda axes=None: plots.folded_space(X, hidden(X), Y, hidden, axes=axes)),
    "images": (2, lambda axes=None: plots.images(np.eye(4).reshape(2, 2, 4), axes=axes)),
    "half_planes": (2, lambda axes=None: plots.half_planes(KERNEL, BIAS, X, Y, axes=axes)),
}
SINGLE = PLANE | CURVES | DIAGRAMS


def colors_of(ax):
    """Colours of everything that is not ink, grey or white."""
    found = {to_hex(line.get_color()) for line in ax.lines} | {
        to_hex(c) for s in ax.collections for c in s.get_facecolor()
    }
    return {color for color in found if len({color[1:3], color[3:5], color[5:]}) > 1}


def words(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("name", SINGLE)
def test_plot_draws_in_the_axes_it_is_given(name):
    figure, (mine, other) = plt.subplots(1, 2)
    before = len(other.get_children())
    assert SINGLE[name](mine) is mine
    assert plt.get_fignums() == [figure.number], "a second figure was opened"
    assert len(other.get_children()) == before


@pytest.mark.parametrize("name", ROWS)
def test_row_of_plots_draws_in_the_axes_it_is_given(name):
    count, draw = ROWS[name]
    figure, mine = plt.subplots(1, count)
    assert list(draw(mine)) == list(mine)
    assert plt.get_fignums() == [figure.number]
    with pytest.raises(ValueError, match=rf"{name} expects {count} axes, received 1"):
        draw(mine[0])


@pytest.mark.parametrize("name", PLANE | CURVES)
def test_plot_opens_one_labelled_figure_and_shows_nothing(name, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("a plot called show"))
    ax = SINGLE[name]()
    assert len(plt.get_fignums()) == 1
    assert ax.get_xlabel() and ax.get_ylabel()


@pytest.mark.parametrize("name", [row for row in ROWS if row != "images"])  # pixels have no units
def test_row_of_plots_is_labelled_along_its_left_and_lower_edge(name):
    axes = ROWS[name][1]()
    assert axes[0].get_ylabel() and all(ax.get_xlabel() for ax in axes)


@pytest.mark.parametrize("name", SINGLE)
def test_colours_come_from_the_palette(name):
    allowed = {to_hex(color) for color in plots.COLORS}
    assert colors_of(SINGLE[name]()) <= allowed


@pytest.mark.parametrize("name", SINGLE)
def test_reader_settings_neither_matter_nor_change(name):
    with matplotlib.rc_context({"axes.labelsize": 33.0, "axes.labelcolor": "red", "figure.facecolor": "black"}):
        ax = SINGLE[name]()
        assert matplotlib.rcParams["axes.labelsize"] == 33.0
    assert ax.xaxis.label.get_size() == 10.0
    assert to_hex(ax.figure.get_facecolor()) == "#ffffff"


@pytest.mark.parametrize("name", SINGLE | ROWS)
def test_saved_picture_is_small_enough_for_a_notebook(name, tmp_path):
    figure = SINGLE[name]().figure if name in SINGLE else ROWS[name][1]()[0].figure
    file = tmp_path / "plot.png"
    figure.savefig(file, bbox_inches="tight")
    assert file.stat().st_size < 60_000
    assert plt.imread(file)[..., :3].std() > 0.01, "the picture is blank"


def test_no_plot_changes_its_data():
    arrays = [array.copy() for array in (X, KERNEL, BIAS, HISTORY[1][0])]
    for draw in SINGLE.values():
        draw()
    for _, draw in ROWS.values():
        draw()
    for array, before in zip((X, KERNEL, BIAS, HISTORY[1][0]), arrays, strict=True):
        np.testing.assert_array_equal(array, before)


def test_use_style_applies_the_sheet_for_good():
    with matplotlib.rc_context():
        plots.use_style()
        assert matplotlib.rcParams["axes.grid"] is True
        assert to_hex(matplotlib.rcParams["axes.prop_cycle"].by_key()["color"][0]) == plots.COLORS[0].lower()


def test_classes_differ_in_marker_not_only_in_colour():
    ax = plots.points(np.arange(12.0).reshape(6, 2), np.arange(6) % 3)
    shapes = {s.get_paths()[0].vertices.tobytes() for s in ax.collections}
    assert len(shapes) == 3
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["class 0", "class 1", "class 2"]


def test_points_are_drawn_where_they_are_under_the_given_names():
    ax = plots.points(X, Y, labels=["same", "different"])
    np.testing.assert_array_equal(ax.collections[1].get_offsets(), X[Y == 1])
    assert ax.collections[1].get_label() == "different"


def test_decision_boundary_fills_each_side_with_its_class():
    ax = plots.decision_boundary(above, X, Y)
    picture = ax.images[0].get_array()
    lower_left, upper_right = picture[0, 0], picture[-1, -1]
    assert lower_left[2] > lower_left[0], "class 0 is blue"
    assert upper_right[0] > upper_right[2], "class 1 is orange"


def test_decision_boundary_line_lies_where_the_answer_changes():
    ax = plots.decision_boundary(above, X, Y)
    line = np.concatenate([path.vertices for s in ax.collections for path in s.get_paths() if len(path.vertices) > 100])
    assert len(line) and np.abs(line.sum(axis=1) - 1).max() < 0.03


@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
def test_decision_boundary_of_scores_marks_one_half(shape):
    ax = plots.decision_boundary(lambda x: activations.sigmoid(4 * x.sum(axis=1) - 4).reshape(shape), X, Y)
    assert {"0.1", "0.5", "0.9"} >= set(words(ax)) >= {"0.5"}
    assert len(np.unique(ax.images[0].get_array()[:, 0, 0])) > 20, "scores should blend"
    lower_left, upper_right = ax.images[0].get_array()[[0, -1], [0, -1]]
    assert lower_left[2] > lower_left[0] and upper_right[0] > upper_right[2], "high scores are class 1, orange"


def test_decision_boundary_keeps_the_words_on_its_lines_away_from_points_and_edges():
    ax = plots.decision_boundary(lambda x: activations.sigmoid(4 * x.sum(axis=1) - 4), X, Y)
    places = [text.get_position() for text in ax.texts if text.get_text() in ("0.1", "0.5", "0.9")]
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert len(places) == 3
    for x, y in places:
        assert min(np.hypot(*(X - [x, y]).T)) > 0.15 * (right - left)
        assert left + 0.05 * (right - left) < x < right - 0.05 * (right - left)
        assert bottom + 0.05 * (top - bottom) < y < top - 0.05 * (top - bottom)


def test_decision_boundary_leaves_its_legend_to_a_neighbour():
    assert plots.decision_boundary(above, X, Y).get_legend() is not None
    assert plots.decision_boundary(above, X, Y, legend=False).get_legend() is None


def test_decision_boundary_of_probabilities_takes_the_largest():
    inputs = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])

    def probabilities(x):
        return activations.softmax(-((x[:, :1] - np.array([0.0, 1.0, 2.0])) ** 2))

    ax = plots.decision_boundary(probabilities, inputs, np.array([0, 1, 2]))
    colors = np.unique(np.round(ax.images[0].get_array().reshape(-1, 3), 6), axis=0)
    assert len(colors) == 3


def test_decision_boundary_of_one_answer_everywhere_is_one_colour():
    ax = plots.decision_boundary(lambda x: np.zeros(len(x), dtype=int), X, Y)
    assert len(np.unique(ax.images[0].get_array().reshape(-1, 3), axis=0)) == 1


def test_separating_lines_lie_on_their_equations_and_the_last_is_strongest():
    ax = plots.separating_lines(HISTORY, X, Y)
    assert len(ax.lines) == 2, "zero weights draw no line"
    widths = {}
    for line in ax.lines:
        ends = line.get_xydata()
        k = next(k for k, (w, b) in enumerate(HISTORY) if w.any() and np.allclose(ends @ w + b, 0))
        widths[k] = line.get_linewidth()
    assert widths[2] > widths[1]
    assert {"1", "2", "w"} <= set(words(ax))


def test_arrow_of_the_weights_points_to_class_one():
    ax = plots.separating_lines(HISTORY[-1:], X, Y)
    arrow = next(text for text in ax.texts if getattr(text, "arrow_patch", None) is not None)
    along = np.array(arrow.xy) - np.array(arrow.xyann)
    np.testing.assert_allclose(along / np.linalg.norm(along), np.array([1, 1]) / np.sqrt(2), atol=1e-9)


def test_line_outside_the_picture_is_left_out():
    ax = plots.separating_lines([(np.array([1.0, 0.0]), 100.0)], X, Y)
    assert not ax.lines


def test_half_planes_write_each_unit_as_a_condition():
    axes = plots.half_planes(KERNEL * [1, -2], BIAS, X, Y, names=["OR", "neither"])
    assert axes[0].get_title() == "OR\n$\\,x_1 + \\,x_2 - 0.5 \\geq 0$"
    assert axes[1].get_title() == "neither\n$-2\\,x_1 - 2\\,x_2 - 1.5 \\geq 0$"


def test_activation_gallery_shades_where_the_derivative_vanishes():
    axes = plots.activation_gallery({"tanh": np.tanh}, {"tanh": activations.tanh_derivative})
    edges = sorted(x for patch in axes[0].patches for x in (patch.get_x(), patch.get_x() + patch.get_width()))
    at = float(np.arccosh(np.sqrt(1 / 0.05)))  # where 1 - tanh(z)^2 = 0.05
    np.testing.assert_allclose(edges, [-5, -at, at, 5], atol=0.03)
    labels = [text.get_text() for text in axes[0].figure.legends[0].get_texts()]
    assert labels == ["value", "derivative", "|derivative| < 0.05"]


def test_activation_gallery_hides_spare_panels():
    axes = plots.activation_gallery({str(k): np.tanh for k in range(4)})
    assert len(axes) == 4 and sum(ax.get_visible() for ax in axes[0].figure.axes) == 4


def test_folded_space_names_points_that_fall_together_once():
    axes = plots.folded_space(X, hidden(X), Y, hidden, names=["00", "01", "10", "11"])
    assert words(axes[0]) == ["00", "01", "10", "11"]
    assert words(axes[1]) == ["00", "01, 10", "11"]


def test_folded_space_draws_the_separator_in_both_planes():
    plain = plots.folded_space(X, hidden(X), Y, hidden)
    axes = plots.folded_space(X, hidden(X), Y, hidden, separator=(np.array([1.0, -2.0]), -0.5))
    assert len(axes[1].lines) == len(plain[1].lines) + 1
    np.testing.assert_allclose(axes[1].lines[-1].get_xydata() @ [1.0, -2.0], 0.5)
    curve = np.concatenate([path.vertices for path in axes[0].collections[0].get_paths()])
    np.testing.assert_allclose(hidden(curve) @ [1.0, -2.0], 0.5, atol=0.02)


def test_network_draws_a_unit_per_circle_and_writes_its_numbers():
    ax = plots.network([KERNEL, np.array([[1.0], [-2.0]])], biases=[BIAS, [0.25]], labels=[["a", "b"], None, ["y"]])
    assert len(ax.patches) == 5 and len(ax.lines) == 6
    assert words(ax).count("1") == 5
    assert {"\N{MINUS SIGN}2", "b = \N{MINUS SIGN}0.5", "b = \N{MINUS SIGN}1.5", "b = 0.25", "a", "b", "y"} <= set(
        words(ax)
    )


def test_network_shows_sign_by_dash_and_size_by_width():
    ax = plots.network([np.array([[1.0], [-2.0], [0.0]])])
    styles = [line.get_linestyle() for line in ax.lines]
    widths = [line.get_linewidth() for line in ax.lines]
    assert styles == ["-", "--", ":"] and widths[1] > widths[0] > widths[2]


def test_network_shortens_large_layers_but_says_their_size():
    ax = plots.network([784, 3])
    assert len(ax.patches) == 4 + 3 and "input (784)" in words(ax)


def test_neuron_works_its_sum_and_output_out():
    assert {"$z = -0.5$", "$\\hat{y}$ = $0$"} <= set(words(plots.neuron([1, 1], -1.5, inputs=[1, 0])))
    letters = words(plots.neuron(["$w_1$"], "$b$"))
    assert {"$w_1$", "$z$", "$\\hat{y}$"} <= set(letters)


def test_learning_curve_starts_at_one_and_writes_its_last_value():
    ax = plots.learning_curve([8, 4, 0.12345])
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [1, 2, 3])
    assert words(ax) == ["0.123"] and ax.get_legend() is None


@pytest.mark.parametrize(
    ("last", "written"),
    [(1000, "1000"), (-31415.9, "\N{MINUS SIGN}31416"), (999.6, "1000"), (0.000012345, "1.23e\N{MINUS SIGN}05")],
)
def test_numbers_are_written_short(last, written):
    assert words(plots.learning_curve([0, last])) == [written]


def test_learning_curve_stands_at_the_places_it_is_given():
    ax = plots.learning_curve([8, 4, 2], x=[10, 20, 40], xlabel="step")
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), [10, 20, 40])
    assert ax.texts[0].xy == (40, 2)


def test_images_share_one_scale_and_carry_their_titles():
    axes = plots.images(np.array([[[0, 1.0]], [[0, 4.0]]]), ["low", "high"])
    assert [ax.get_title() for ax in axes] == ["low", "high"]
    assert {ax.images[0].get_clim() for ax in axes} == {(0, 4)}
    np.testing.assert_array_equal(axes[1].images[0].get_array(), [[0, 4]])


def test_images_of_weights_are_centred_on_zero():
    axes = plots.images([[[-3.0, 1.0]]], signed=True)
    assert axes[0].images[0].get_clim() == (-3, 3)


def test_learning_curves_that_end_together_keep_their_numbers_apart():
    ax = plots.learning_curve({"a": [1, 0.5], "b": [1, 0.5], "c": [1, 0.501]})
    heights = sorted(text.xyann[1] for text in ax.texts)
    assert np.diff(heights).min() > 8


def test_error_curve_leaves_a_gap_where_the_error_is_zero():
    ax = CURVES["error_curve"]()
    assert np.isnan(ax.lines[0].get_ydata()[1]) and ax.get_yscale() == "log"


def test_error_curve_shows_a_slope_as_it_is_where_it_is_asked_to():
    ax = plots.error_curve([1, 100], {"a": [4, 0.4]}, xlabel="n", ylabel="error", equal=True)
    ax.figure.canvas.draw()
    (left, top), (right, bottom) = (ax.transData.transform(point) for point in ((1, 4), (100, 0.4)))
    assert (bottom - top) / (right - left) == pytest.approx(-0.5)
    assert {"0.5", "1", "2"} <= {label.get_text() for label in ax.get_yticklabels()}


def test_bars_carry_their_numbers():
    ax = CURVES["bars"]()
    assert [patch.get_height() for patch in ax.patches] == [3, 9] and words(ax) == ["3", "9"]


def test_scatter_bound_shows_a_measured_zero():
    ax = plots.scatter_bound([0, 5], [10, 20])
    assert ax.get_yscale() == "symlog" and ax.get_ylim()[0] <= 0


def test_scatter_bound_draws_the_line_of_equality():
    ax = CURVES["scatter_bound"]()
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), ax.lines[0].get_ydata())
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), [[10, 1], [90, 9]])


BAD = {
    "points with three columns": lambda: plots.points(np.ones((4, 3)), Y),
    "points with y of another length": lambda: plots.points(X, Y[:3]),
    "points of nine classes": lambda: plots.points(np.ones((9, 2)), np.arange(9)),
    "points with too few labels": lambda: plots.points(X, Y, labels=["one"]),
    "no points": lambda: plots.points(np.empty((0, 2)), np.empty(0)),
    "predict of one row": lambda: plots.decision_boundary(lambda x: 1, X, Y),
    "scores above 1": lambda: plots.decision_boundary(lambda x: x.sum(axis=1) * 9.7, X, Y),
    "scores of NaN": lambda: plots.decision_boundary(lambda x: np.full(len(x), np.nan), X, Y),
    "no history": lambda: plots.separating_lines([], X, Y),
    "history of three weights": lambda: plots.separating_lines([(np.ones(3), 0.0)], X, Y),
    "kernel transposed": lambda: plots.half_planes(np.ones((3, 2)), np.ones(3), X, Y),
    "too few names of units": lambda: plots.half_planes(KERNEL, BIAS, X, Y, names=["OR"]),
    "no functions": lambda: plots.activation_gallery({}),
    "derivative of another": lambda: plots.activation_gallery({"a": np.tanh}, {"b": np.tanh}),
    "function to a number": lambda: plots.activation_gallery({"a": np.sum}),
    "hidden of another length": lambda: plots.folded_space(X, np.ones((3, 2)), Y),
    "hidden of one unit": lambda: plots.folded_space(X, np.ones((4, 1)), Y),
    "too few point names": lambda: plots.folded_space(X, hidden(X), Y, names=["00"]),
    "separator of three": lambda: plots.folded_space(X, hidden(X), Y, separator=([1, 1, 1], 0)),
    "one layer": lambda: plots.network([3]),
    "no layers": lambda: plots.network([]),
    "kernels that do not fit": lambda: plots.network([np.ones((2, 3)), np.ones((2, 1))]),
    "biases that do not fit": lambda: plots.network([KERNEL], biases=[np.ones(3)]),
    "labels that do not fit": lambda: plots.network([2, 1], labels=[["a"], ["b"]]),
    "neuron without inputs": lambda: plots.neuron([], 0),
    "inputs of another length": lambda: plots.neuron([1, 1], 0, inputs=[1]),
    "softmax of one unit": lambda: plots.neuron([1], 0, activation="softmax"),
    "unknown activation": lambda: plots.neuron([1], 0, activation="rely"),
    "no pictures": lambda: plots.images([]),
    "one picture": lambda: plots.images(np.ones((2, 2))),
    "too few titles": lambda: plots.images(np.ones((2, 2, 2)), ["one"]),
    "places of another length": lambda: plots.learning_curve([1, 2], x=[1]),
    "no epochs": lambda: plots.learning_curve([]),
    "curve of another length": lambda: plots.error_curve([1, 2], {"a": [1]}, xlabel="x", ylabel="y"),
    "size of 0": lambda: plots.error_curve([0, 2], {"a": [1, 1]}, xlabel="x", ylabel="y"),
    "negative error": lambda: plots.error_curve([1, 2], {"a": [1, -1]}, xlabel="x", ylabel="y"),
    "fit of another length": lambda: plots.function_fit([0, 1], [0, 1], [0]),
    "no bars": lambda: plots.bars({}, xlabel="x", ylabel="y"),
    "bounds of other names": lambda: plots.scatter_bound({"a": [1]}, {"b": [1]}),
    "one dict": lambda: plots.scatter_bound({"a": [1]}, [1]),
    "bound of 0": lambda: plots.scatter_bound([1], [0]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_answered_in_house_form(case):
    with pytest.raises(ValueError, match=r"(?s)expects? .*received .*Fix: "):
        BAD[case]()


def test_importing_plots_does_not_load_pyplot():
    code = "import sys, nnlearn.plots; print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
