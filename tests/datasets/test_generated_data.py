"""Generated data: the promises of each generator's story."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.datasets import (
    logic_gate,
    make_blobs_with_margin,
    make_cards,
    make_circles,
    make_moons,
    make_spirals,
    render_glyphs,
)

MAKERS = {
    "blobs": lambda n, rng: make_blobs_with_margin(n, 0.1, rng)[:2],
    "moons": lambda n, rng: make_moons(n, 0.1, rng),
    "circles": lambda n, rng: make_circles(n, 0.1, rng),
    "spirals": lambda n, rng: make_spirals(n, 0.1, rng),
}


def perceptron_mistakes(X, y, epochs):
    """Rosenblatt's rule from zero weights, the bias learned as the weight of an appended 1."""
    inputs, w, mistakes = np.c_[X, np.ones(len(X))], np.zeros(X.shape[1] + 1), 0
    for _ in range(epochs):
        before = mistakes
        for x, target in zip(inputs, y, strict=True):
            error = target - (w @ x >= 0)
            w += error * x
            mistakes += abs(int(error))
        if mistakes == before:
            return mistakes
    raise AssertionError("the perceptron did not converge: the test's data is harder than meant")


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("AND", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("NAND", lambda a, b: not (a and b)),
        ("NOR", lambda a, b: not (a or b)),
        ("XOR", lambda a, b: a != b),
        ("xnor", lambda a, b: a == b),
    ],
)
def test_logic_gate_is_its_truth_table(name, rule):
    X, y = logic_gate(name)
    np.testing.assert_array_equal(X, [[0, 0], [0, 1], [1, 0], [1, 1]])
    assert [bool(rule(*row)) for row in X] == list(y == 1)


@pytest.mark.parametrize("name", MAKERS)
def test_maker_gives_n_points_of_two_classes_repeatably(name):
    X, y = MAKERS[name](51, 7)
    again, y_again = MAKERS[name](51, np.random.default_rng(7))
    other, _ = MAKERS[name](51, 8)
    assert X.shape == (51, 2) and y.shape == (51,) and set(y) == {0, 1}
    assert abs(int(y.sum()) - 25.5) == 0.5, "the classes are not as even as 51 points allow"
    np.testing.assert_array_equal(X, again)
    np.testing.assert_array_equal(y, y_again)
    assert not np.array_equal(X, other)


@settings(max_examples=40, deadline=None)
@given(
    n=st.integers(2, 60),
    share=st.floats(0.001, 0.99),
    dim=st.integers(2, 30),
    offset=st.floats(-50, 50),
    radius=st.floats(0.1, 10),
    seed=st.integers(0, 1000),
)
def test_blobs_keep_the_promised_margin_on_the_promised_side(n, share, dim, offset, radius, seed):
    X, y, separator = make_blobs_with_margin(n, share * radius, seed, dim, offset, radius)
    signed = (X @ separator.normal + separator.bias) * np.where(y == 1, 1, -1)
    tolerance = 1e-12 * (radius + abs(offset))
    assert abs(np.linalg.norm(separator.normal) - 1) < 1e-12
    assert signed.min() >= separator.margin - tolerance
    for k in (0, 1):
        assert abs(signed[y == k].min() - separator.margin) <= tolerance, "no point of this class stands at the margin"
    assert np.linalg.norm(X - offset * separator.normal, axis=1).max() <= radius + tolerance
    np.testing.assert_array_equal(separator.predict(X), y)


def test_blobs_fill_their_half_balls_evenly():
    X, _y, separator = make_blobs_with_margin(40_000, 1e-6, rng=0)
    across = X @ np.array([-separator.normal[1], separator.normal[0]])
    # Half a disc of radius 1: the mean distance from its straight edge is 4 / (3 pi), each coordinate's
    # variance 1/4.
    assert abs(np.abs(X @ separator.normal).mean() - 4 / (3 * np.pi)) < 0.01
    assert abs(across.mean()) < 0.01 and abs(across.var() - 0.25) < 0.01


def test_margin_appended_is_measured_on_inputs_with_a_one():
    X, y, separator = make_blobs_with_margin(30, 0.2, rng=1, offset=3.0)
    weights = np.r_[separator.normal, separator.bias]
    signed = np.c_[X, np.ones(30)] @ weights * np.where(y == 1, 1, -1) / np.linalg.norm(weights)
    assert separator.margin_appended == pytest.approx(signed.min())
    assert separator.margin_appended == pytest.approx(0.2 / np.sqrt(10))
    longest = max(np.linalg.norm(row) for row in np.c_[X, np.ones(30)])
    assert separator.novikoff_bound(X) == pytest.approx((longest / signed.min()) ** 2)


@pytest.mark.parametrize("offset", [0.0, 1.5])
@pytest.mark.parametrize("seed", range(3))
def test_perceptron_makes_no_more_mistakes_than_the_bound(offset, seed):
    X, y, separator = make_blobs_with_margin(40, 0.2, seed, offset=offset)
    assert 0 < perceptron_mistakes(X, y, epochs=5000) <= separator.novikoff_bound(X)


def test_offset_raises_the_bound_of_the_same_picture():
    bounds = [
        separator.novikoff_bound(X)
        for X, _, separator in (make_blobs_with_margin(40, 0.2, 0, offset=o) for o in (0, 2))
    ]
    assert bounds[1] > 10 * bounds[0]


def test_spirals_without_noise_follow_their_formula():
    X, y = make_spirals(60, 0.0, rng=0, turns=2.0, classes=3)
    radius = np.hypot(*X.T)
    turn = np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) - 2.0 * radius
    arm = np.round((turn % 1) * 3) % 3
    np.testing.assert_array_equal(arm, y)
    assert radius.max() <= 1


def test_circles_without_noise_lie_on_their_circles():
    X, y = make_circles(40, 0.0, rng=0, factor=0.3)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y == 1, 0.3, 1.0))


def test_noise_moves_the_moons_by_its_own_size():
    still, _ = make_moons(4000, 0.0, rng=5)
    moved, _ = make_moons(4000, 0.2, rng=5)
    assert abs((moved - still).std() - 0.2) < 0.01


def test_glyphs_are_pictures_from_0_to_1_and_repeat():
    X, y = render_glyphs(64, rng=3, characters="AB7", size=20)
    again, _ = render_glyphs(64, rng=3, characters="AB7", size=20)
    assert X.shape == (64, 20, 20) and X.dtype == np.float32
    assert X.min() >= 0 and X.max() <= 1 and set(y) == {0, 1, 2}
    np.testing.assert_array_equal(X, again)


def test_glyphs_show_what_their_label_says():
    X, y = render_glyphs(1200, rng=0)
    means = np.stack([X[:1000][y[:1000] == k].mean(axis=0).ravel() for k in range(10)])
    nearest = ((X[1000:].reshape(200, 1, -1) - means) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == y[1000:]).mean() > 0.6, "the nearest mean picture should read most digits; chance is 0.1"


def test_glyphs_without_changes_stand_upright_in_the_middle():
    X, _y = render_glyphs(200, 0, "H", rotation=0, shear=0, scale=0, shift=0, noise=0)
    assert len(np.unique(X.reshape(200, -1), axis=0)) == 15, "one picture per font is expected"
    rows = X.max(axis=2) > 0.5
    heights = rows.sum(axis=1)
    assert heights.min() >= 16 and heights.max() <= 20, "a capital is to be 0.64 of 28 pixels high"
    centre = (X.sum(axis=2) * np.arange(28)).sum(axis=1) / X.sum(axis=(1, 2))
    np.testing.assert_allclose(centre, 13.5, atol=1.0)


def test_glyph_shift_moves_the_picture():
    still, _ = render_glyphs(300, 1, "8", rotation=0, shear=0, scale=0, shift=0, noise=0)
    moved, _ = render_glyphs(300, 1, "8", rotation=0, shear=0, scale=0, shift=0.2, noise=0)
    centre = [(X.sum(axis=1) * np.arange(28)).sum(axis=1) / X.sum(axis=(1, 2)) for X in (still, moved)]
    assert centre[0].std() < 0.5
    assert abs(centre[1].std() - 0.2 * 28 / np.sqrt(3)) < 0.5, "an even shift of up to 5.6 pixels has this spread"


@pytest.mark.parametrize("extreme", [{"rotation": 180.0, "shear": 1.0, "scale": 0.5, "shift": 0.5}, {"noise": 1.0}])
def test_glyphs_stay_within_0_and_1_at_the_limits(extreme):
    X, _ = render_glyphs(100, 0, "W0g", **extreme)
    assert np.isfinite(X).all() and X.min() >= 0 and X.max() <= 1


def test_cards_without_noise_hold_one_square_on_the_side_of_their_class():
    X, y = make_cards(300, rng=0, noise=0)
    assert X.shape == (300, 4, 12) and set(y) == {0, 1}
    for card, side in zip(X, y, strict=True):
        rows, columns = np.nonzero(card)
        assert len(rows) == 4 and np.ptp(rows) == 1 and np.ptp(columns) == 1, "the mark is a 2 x 2 square"
        assert (columns >= 6).all() if side else (columns < 6).all()
    assert X.any(axis=0).all(), "every place is punched on some card"


def test_card_noise_turns_its_share_of_the_places_round():
    clean, _ = make_cards(2000, rng=1, noise=0)
    noisy, _ = make_cards(2000, rng=1, noise=0.1)
    assert abs((clean != noisy).mean() - 0.1) < 0.005


@pytest.mark.parametrize(
    "call",
    [
        lambda: make_cards(0, 0),
        lambda: make_cards(5, 0, noise=0.6),
        lambda: logic_gate("IMPLY"),
        lambda: logic_gate(3),
        lambda: make_blobs_with_margin(1, 0.1, 0),
        lambda: make_blobs_with_margin(True, 0.1, 0),
        lambda: make_blobs_with_margin(10, 0.0, 0),
        lambda: make_blobs_with_margin(10, 1.0, 0),
        lambda: make_blobs_with_margin(10, float("nan"), 0),
        lambda: make_blobs_with_margin(10, "0.1", 0),
        lambda: make_blobs_with_margin(10, 0.1, 0, dim=1),
        lambda: make_blobs_with_margin(10, 0.1, 0, offset=float("inf")),
        lambda: make_blobs_with_margin(10, 0.1, 0, radius=-1),
        lambda: make_moons(10.5, 0.1, 0),
        lambda: make_moons(10, -0.1, 0),
        lambda: make_circles(10, 0.1, 0, factor=1.5),
        lambda: make_spirals(10, 0.1, 0, turns=0),
        lambda: make_spirals(10, 0.1, 0, classes=1),
        lambda: make_spirals(2, 0.1, 0, classes=3),
        lambda: render_glyphs(0, 0),
        lambda: render_glyphs(5, 0, characters=""),
        lambda: render_glyphs(5, 0, characters="AA"),
        lambda: render_glyphs(5, 0, characters="é"),
        lambda: render_glyphs(5, 0, size=4),
        lambda: render_glyphs(5, 0, rotation=-1),
        lambda: render_glyphs(5, 0, noise=2),
    ],
)
def test_bad_input_is_answered_with_what_came_what_was_expected_and_a_fix(call):
    with pytest.raises(ValueError, match=r"(?s)expects .*received .*Fix: "):
        call()


def test_importing_datasets_loads_no_heavy_library():
    code = "import sys, nnlearn.datasets; print([m for m in ('sklearn', 'scipy', 'matplotlib', 'PIL') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
