"""Losses of two weights that can be drawn: each with its slope, a place to start and a frame to look at."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnlearn.datasets._check import check_range

Array = np.ndarray


@dataclass(frozen=True)
class Landscape:
    """A loss of two weights.

    Attributes:
        name: what it is called.
        loss: from weights of shape (..., 2) to heights of shape (...).
        gradient: from weights (2,) to the slopes (2,) there.
        start: where a walk begins, shape (2,); a fresh array at each call of the maker.
        lowest: a place of least loss, shape (2,).
        limits: what a picture shows: (left, right, bottom, top).
    """

    name: str
    loss: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    start: Array
    lowest: Array
    limits: tuple[float, float, float, float]


def ravine(steepness: float = 20.0, angle: float = 0.0) -> Landscape:
    """A long valley: curvature 1 along its floor, `steepness` across it; the least loss, 0, lies at the origin.

    The loss is `w @ A @ w / 2` and its gradient `A @ w`, with a symmetric A whose eigenvalues are 1 and `steepness`:
    gradient descent is stable below a learning rate of 2 / steepness.

    Args:
        steepness: curvature across the valley, at least 1; also the condition number.
        angle: by which the floor is turned against the first weight's axis, in degrees.

    Raises:
        ValueError: for a steepness below 1.

    Example:
        >>> ravine(10).gradient(np.array([1.0, 1.0]))
        array([ 1., 10.])
    """
    steepness = check_range("ravine", "steepness", steepness, 1.0)
    turn = np.deg2rad(check_range("ravine", "angle", angle, -360.0, 360.0))
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])  # columns: along, across
    matrix = axes @ np.diag([1.0, steepness]) @ axes.T

    def loss(w):
        w = np.asarray(w, dtype=float)
        return 0.5 * ((w @ matrix) * w).sum(axis=-1)

    def gradient(w):
        return matrix @ np.asarray(w, dtype=float)

    limits = (-4.6, 2.6, -1.8, 1.8) if turn == 0 else (-4.6, 4.6, -4.6, 4.6)
    return Landscape("ravine", loss, gradient, axes @ [-4.0, 1.0], np.zeros(2), limits)


def saddle() -> Landscape:
    """A pass between two valleys: up along the first weight, down along the second, then up again.

    The loss is `w1 ** 2 / 2 - w2 ** 2 / 2 + w2 ** 4 / 4`. The gradient vanishes at the origin, which is no minimum; the two
    valleys lie at (0, 1) and (0, -1), with a loss of -1/4. The start is a hair beside the ridge that leads to the pass.

    Example:
        >>> pass_ = saddle()
        >>> pass_.gradient(np.zeros(2)), float(pass_.loss(pass_.lowest))
        (array([0., 0.]), -0.25)
    """

    def loss(w):
        w = np.asarray(w, dtype=float)
        return 0.5 * w[..., 0] ** 2 - 0.5 * w[..., 1] ** 2 + 0.25 * w[..., 1] ** 4

    def gradient(w):
        w = np.asarray(w, dtype=float)
        return np.array([w[0], w[1] ** 3 - w[1]])

    return Landscape("saddle", loss, gradient, np.array([-1.5, 0.01]), np.array([0.0, 1.0]), (-1.8, 1.2, -0.6, 1.4))


def cliff(steepness: float = 100.0) -> Landscape:
    """A plain that slopes gently down to the left and ends at a wall.

    Right of 0 the loss rises by 0.1 per unit of the first weight, left of it by `steepness * w1 ** 2 / 2`; the second weight adds
    a shallow bowl, `0.05 * w2 ** 2`. One step that ends in the wall meets a slope that throws it far back. Such walls in
    the loss of recurrent networks: Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural
    networks, figure 6.

    Args:
        steepness: curvature of the wall, at least 1.

    Raises:
        ValueError: for a steepness below 1.

    Example:
        >>> cliff().gradient(np.array([2.0, 0.0])), cliff().gradient(np.array([-0.1, 0.0]))
        (array([0.1, 0. ]), array([-9.9,  0. ]))
    """
    steepness = check_range("cliff", "steepness", steepness, 1.0)

    def loss(w):
        w = np.asarray(w, dtype=float)
        wall = np.where(w[..., 0] < 0, 0.5 * steepness * w[..., 0] ** 2, 0.0)
        return 0.1 * w[..., 0] + wall + 0.05 * w[..., 1] ** 2

    def gradient(w):
        w = np.asarray(w, dtype=float)
        return np.array([0.1 + steepness * min(w[0], 0.0), 0.1 * w[1]])

    lowest = np.array([-0.1 / steepness, 0.0])
    return Landscape("cliff", loss, gradient, np.array([1.5, 1.0]), lowest, (-0.6, 10.0, -1.5, 1.5))
