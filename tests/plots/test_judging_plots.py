"""The pictures that judge a trained network: confusion matrix and learning curves side by side."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from nnlearn import plots

MATRIX = np.array([[5, 1, 0], [0, 4, 0], [2, 0, 9]])
CURVES = {"A": ([2.0, 1.0, 0.5], [2.0, 1.5, 1.6]), "B": ([2.0, 1.9, 1.8], [2.0, 1.9, 1.9])}


class TestConfusionMatrix:
    def test_counts_stand_in_their_cells_and_zeros_are_left_out(self):
        ax = plots.confusion_matrix(MATRIX)
        written = {tuple(map(int, text.get_position())): text.get_text() for text in ax.texts}
        assert written == {(0, 0): "5", (1, 0): "1", (1, 1): "4", (0, 2): "2", (2, 2): "9"}

    def test_only_errors_have_a_colour(self):
        shown = plots.confusion_matrix(MATRIX).images[0].get_array()
        assert shown.diagonal().tolist() == [0, 0, 0] and shown[2, 0] == 2

    def test_the_diagonal_is_framed(self):
        assert [patch.get_xy() for patch in plots.confusion_matrix(MATRIX).patches] == [
            (k - 0.47,) * 2 for k in range(3)
        ]

    def test_axes_are_labelled_with_the_classes(self):
        ax = plots.confusion_matrix(MATRIX, ["ant", "bee", "cat"])
        assert [label.get_text() for label in ax.get_yticklabels()] == ["ant", "bee", "cat"]
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("read as", "truth")

    def test_draws_in_the_axes_it_is_given_and_leaves_the_matrix(self):
        before = MATRIX.copy()
        _, mine = plt.subplots()
        assert plots.confusion_matrix(MATRIX, ax=mine) is mine
        np.testing.assert_array_equal(MATRIX, before)
        assert len(plt.get_fignums()) == 1

    @pytest.mark.parametrize("matrix", [np.ones((2, 3)), np.ones(4), np.zeros((0, 0))])
    def test_what_is_not_square_is_refused(self, matrix):
        with pytest.raises(ValueError, match="classes, classes"):
            plots.confusion_matrix(matrix)

    def test_another_number_of_labels_is_refused(self):
        with pytest.raises(ValueError, match="expects 3 labels, received 2"):
            plots.confusion_matrix(MATRIX, ["a", "b"])


class TestHistories:
    def test_a_picture_for_each_training_with_its_two_curves(self):
        axes = plots.histories(CURVES, guess=2.3)
        assert [ax.get_title() for ax in axes] == ["A", "B"]
        for ax, pair in zip(axes, CURVES.values(), strict=True):
            named = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
            assert named["training"] == pair[0] and named["validation"] == pair[1]
            assert named["guess"] == [2.3, 2.3]

    def test_curves_differ_by_line_as_well_as_colour(self):
        train, validation = plots.histories(CURVES)[0].lines
        assert train.get_linestyle() != validation.get_linestyle()
        assert {to_hex(line.get_color()) for line in (train, validation)} <= {to_hex(c) for c in plots.COLORS}

    def test_all_have_one_scale_and_labels(self):
        axes = plots.histories(CURVES, top=4.0)
        assert {ax.get_ylim() for ax in axes} == {(0, 4.2)}
        assert axes[0].get_ylabel() == "loss" and all(ax.get_xlabel() == "epoch" for ax in axes)

    def test_a_training_that_exploded_is_drawn(self):
        axes = plots.histories({"A": ([1.0, np.nan, np.inf], [1.0, 2.0, np.nan])})
        assert np.isfinite(axes[0].get_ylim()).all()

    def test_draws_in_the_axes_it_is_given(self):
        _, mine = plt.subplots(1, 2)
        assert list(plots.histories(CURVES, mine)) == list(mine)

    def test_nothing_and_different_lengths_are_refused(self):
        with pytest.raises(ValueError, match="at least one training"):
            plots.histories({})
        with pytest.raises(ValueError, match="validation curve of 'A'"):
            plots.histories({"A": ([1, 2], [1, 2, 3])})


@pytest.mark.parametrize("draw", [lambda: plots.confusion_matrix(MATRIX), lambda: plots.histories(CURVES)[0]])
def test_saved_picture_is_small_enough_for_a_notebook(draw, tmp_path):
    draw().figure.savefig(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").stat().st_size < 60_000
