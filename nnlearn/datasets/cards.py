"""Punched cards with a mark on the left or on the right."""

import numpy as np

from nnlearn.datasets._check import check_count, check_range

ROWS, COLUMNS, MARK = 4, 12, 2


def make_cards(n: int, rng: np.random.Generator | int, noise: float = 0.02) -> tuple[np.ndarray, np.ndarray]:
    """Cards of 4 x 12 places, marked on the left (class 0) or on the right (class 1), with stray holes.

    The story: a side is drawn, then a 2 x 2 mark is punched somewhere on that side, then every place is turned
    round with probability `noise`. Best possible score without noise: 1. The task is that of the perceptron's
    public showing (Cornell, July 1958); size and noise are ours.

    Args:
        n: number of cards, at least 2.
        rng: generator or seed.
        noise: probability that a place is punched by mistake, or missed, from 0 to 0.5.

    Returns:
        X: shape (n, 4, 12), 1 where there is a hole, else 0.
        y: shape (n,), 0 for left and 1 for right.

    Raises:
        ValueError: for an argument outside its range.

    Example:
        >>> X, y = make_cards(3, rng=0, noise=0)
        >>> X.shape, int(X[0].sum())
        ((3, 4, 12), 4)
    """
    n, noise = check_count("make_cards", n), check_range("make_cards", "noise", noise, 0.0, 0.5)
    rng = np.random.default_rng(rng)
    side = rng.integers(0, 2, size=n)
    top = rng.integers(0, ROWS - MARK + 1, size=n)
    left = rng.integers(0, COLUMNS // 2 - MARK + 1, size=n) + side * COLUMNS // 2
    row, column = np.arange(ROWS)[None, :, None], np.arange(COLUMNS)[None, None, :]
    inside = (row >= top[:, None, None]) & (row < top[:, None, None] + MARK)
    inside = inside & (column >= left[:, None, None]) & (column < left[:, None, None] + MARK)
    stray = rng.uniform(size=(n, ROWS, COLUMNS)) < noise
    return (inside != stray).astype(float), side
