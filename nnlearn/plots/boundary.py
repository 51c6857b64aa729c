"""What a classifier answers everywhere in the plane."""

from collections.abc import Callable, Sequence

import numpy as np

from nnlearn.plots._style import (
    COLORS,
    INK,
    check_classes,
    check_plane,
    frame,
    legend_beside,
    new_axes,
    sample_plane,
    set_frame,
    styled,
)
from nnlearn.plots.points import draw_points

TINT = 0.72  # share of white in a region, so that markers of the same colour stand out


@styled
def decision_boundary(
    predict: Callable[[np.ndarray], np.ndarray],
    X: np.ndarray,
    y: np.ndarray,
    ax=None,
    *,
    labels: Sequence[str] | None = None,
    title: str | None = None,
    pad: float = 0.4,
    resolution: int = 200,
    legend: bool = True,
):
    """The regions that a classifier gives to each class, with the data on top.

    Labels fill flat regions with a line between them. Scores blend from one class to the other, with lines
    where the score is 0.1, 0.5 and 0.9.

    Args:
        predict: takes inputs of shape (m, 2); gives labels (m,), or scores of the second class in [0, 1] of
            shape (m,) or (m, 1), or one score per class (m, classes), of which the largest wins.
        X: shape (n, 2).
        y: shape (n,), at most 8 different classes.
        ax: matplotlib axes to draw in; a new figure if None.
        labels: names of the classes in ascending order.
        title: above the picture.
        pad: how far the picture reaches beyond the data, in the data's units.
        resolution: how often each axis is sampled.
        legend: False where a neighbouring picture has one.

    Returns:
        The axes.

    Raises:
        ValueError: for wrong shapes, or for numbers that are neither labels nor scores.

    Example:
        >>> X = np.array([[0.0, 0.0], [1.0, 1.0]])
        >>> ax = decision_boundary(lambda x: (x.sum(axis=1) > 1).astype(int), X, np.array([0, 1]))
        >>> ax.get_xlabel()
        '$x_1$'
    """
    X, y = check_plane("decision_boundary", X, y)
    limits = frame(X, pad)
    columns, rows, grid = sample_plane(limits, resolution)
    classes, share = _shares(predict(grid), len(grid), np.unique(y))
    ax = new_axes(ax, 4.6, 3.5)
    share = share.reshape(resolution, resolution, len(classes))
    colors = np.array([_rgb(color) for color in COLORS[: len(classes)]])
    picture = TINT + (1 - TINT) * (share @ colors)
    ax.imshow(picture, extent=limits, origin="lower", aspect="auto", interpolation="nearest", zorder=0)
    _draw_borders(ax, columns, rows, share, X)
    draw_points(ax, X, y, classes, labels)
    set_frame(ax, limits)
    ax.grid(False)
    ax.set_title(title)
    if legend:
        legend_beside(ax)
    return ax


def _shares(answer, count, classes):
    """The classes, and how much of each class every grid point has: shape (count, classes), rows sum to 1."""
    answer = np.asarray(answer)
    if answer.shape == (count, 1):
        answer = answer[:, 0]
    if answer.ndim == 2 and len(answer) == count:
        answer = answer.argmax(axis=1)
        classes = np.arange(answer.max() + 1) if len(classes) <= answer.max() else classes
        answer = classes[answer]
    if answer.shape != (count,):
        raise ValueError(
            f"decision_boundary expects predict to give shape ({count},) for inputs of shape ({count}, 2), "
            f"received {answer.shape}. Fix: predict all rows at once."
        )
    if np.issubdtype(answer.dtype, np.floating) and (answer != np.round(answer)).any():
        return _score_shares(answer, classes)
    classes = check_classes("decision_boundary", np.union1d(classes, answer))
    return classes, (answer[:, None] == classes).astype(float)


def _score_shares(score, classes):
    if len(classes) > 2 or not (score >= 0).all() or not (score <= 1).all():
        raise ValueError(
            f"decision_boundary expects labels, or scores in [0, 1] for two classes, received numbers from "
            f"{score.min():.3g} to {score.max():.3g} for {len(classes)} classes. Fix: pass the scores through a sigmoid."
        )
    classes = classes if len(classes) == 2 else np.array([0, 1])
    return classes, np.stack([1 - score, score], axis=1)


def _draw_borders(ax, columns, rows, share, X):
    soft = ((share > 0) & (share < 1)).any()
    if soft:
        lines = ax.contour(columns, rows, share[..., 1], levels=[0.1, 0.5, 0.9], colors=INK, linewidths=[0.8, 1.8, 0.8])
        if places := _free_places(lines.allsegs, columns, rows, X):
            ax.clabel(lines, fmt="%g", fontsize=8, manual=places)
        return
    for k in range(1 if share.shape[2] == 2 else 0, share.shape[2]):
        if 0 < share[..., k].mean() < 1:
            ax.contour(columns, rows, share[..., k], levels=[0.5], colors=INK, linewidths=1.4)


def _free_places(lines, columns, rows, X):
    """For each line the place furthest from points, edges and the places of the lines before it."""
    low, size = np.array([columns[0], rows[0]]), np.array([np.ptp(columns), np.ptp(rows)])
    taken, places = list((X - low) / size), []
    for segments in lines:
        spots = np.concatenate([(np.asarray(s) - low) / size for s in segments if len(s)] or [np.empty((0, 2))])
        if not len(spots):
            continue
        edge = np.minimum(spots, 1 - spots).min(axis=1)
        room = np.min([np.hypot(*(spots - spot).T) for spot in taken], axis=0)
        best = spots[np.minimum(1.5 * edge, room).argmax()]
        taken.append(best)
        places.append(tuple(low + size * best))
    return places


def _rgb(color):
    from matplotlib.colors import to_rgb

    return to_rgb(color)
