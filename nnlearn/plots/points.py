"""Points in the plane, one marker per class."""

from collections.abc import Sequence

import numpy as np

from nnlearn.plots._style import COLORS, MARKERS, check_classes, check_plane, legend_beside, new_axes, styled


@styled
def points(
    X: np.ndarray,
    y: np.ndarray,
    ax=None,
    *,
    labels: Sequence[str] | None = None,
    xlabel: str = "$x_1$",
    ylabel: str = "$x_2$",
    title: str | None = None,
    legend: bool = True,
):
    """Points in the plane; each class has a colour and a shape.

    Args:
        X: shape (n, 2).
        y: shape (n,), at most 8 different classes.
        ax: matplotlib axes to draw in; a new figure if None.
        labels: names of the classes in ascending order; "class 0", ... if None.
        xlabel: label of the first column, with its unit.
        ylabel: label of the second column, with its unit.
        title: above the picture.
        legend: False leaves the names of the classes out.

    Returns:
        The axes.

    Raises:
        ValueError: for wrong shapes or too many classes.
    """
    X, y = check_plane("points", X, y)
    ax = new_axes(ax, 4.6, 3.5)
    draw_points(ax, X, y, check_classes("points", np.unique(y)), labels)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    if legend:
        legend_beside(ax)
    return ax


def draw_points(ax, X, y, classes, labels=None):
    """The markers alone, over whatever the axes hold; many points are drawn smaller."""
    if labels is not None and len(labels) < len(classes):
        raise ValueError(f"plots expect {len(classes)} labels, received {len(labels)}. Fix: name every class.")
    size = float(np.clip(2000 / len(X), 18, 80))
    for k, name in enumerate(classes):
        here = X[y == name]
        ax.scatter(
            here[:, 0],
            here[:, 1],
            s=size,
            color=COLORS[k],
            marker=MARKERS[k],
            edgecolor="white",
            linewidth=0.8 if size > 30 else 0.4,
            label=labels[k] if labels is not None else f"class {name}",
            zorder=3,
        )
