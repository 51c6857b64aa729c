"""The plane as a hidden layer sees it."""

from collections.abc import Callable, Sequence

import numpy as np

from nnlearn.plots._style import (
    COLORS,
    INK,
    check_classes,
    check_plane,
    frame,
    legend_beside,
    new_row,
    sample_plane,
    set_frame,
    styled,
)
from nnlearn.plots.lines import clip_line
from nnlearn.plots.points import draw_points

GRID = 11  # grid lines in each direction


@styled
def folded_space(
    X: np.ndarray,
    H: np.ndarray,
    y: np.ndarray,
    hidden: Callable[[np.ndarray], np.ndarray] | None = None,
    *,
    axes=None,
    names: Sequence[str] | None = None,
    separator: tuple[np.ndarray, float] | None = None,
    units: tuple[int, int] = (0, 1),
):
    """The input plane beside the hidden plane: the same points, and a grid that the hidden layer bends and
    folds.

    Args:
        X: inputs, shape (n, 2).
        H: what the hidden layer makes of them, shape (n, hidden units).
        y: shape (n,), at most 8 different classes.
        hidden: the layer as a function (m, 2) -> (m, hidden units); without it no grid is drawn.
        axes: two matplotlib axes; a new figure if None.
        names: one per point, written beside it; points that fall together share a place: "01, 10".
        separator: (w, b) of the output unit, w of shape (hidden units,): its line in the hidden plane (when
            w uses the two units that are drawn) and, given `hidden`, the curve in the input plane that
            becomes this line.
        units: the two hidden units to draw, counted from 0.

    Returns:
        The axes, an array of length 2.

    Raises:
        ValueError: for wrong shapes.
    """
    X, y = check_plane("folded_space", X, y)
    H = np.asarray(H, dtype=float)
    if H.ndim != 2 or len(H) != len(X) or not 0 <= min(units) <= max(units) < H.shape[1]:
        raise ValueError(
            f"folded_space expects H of shape ({len(X)}, hidden units) with units {units} in it, received {H.shape}. "
            "Fix: H = hidden(X)."
        )
    if names is not None and len(names) != len(X):
        raise ValueError(f"folded_space expects {len(X)} names, received {len(names)}. Fix: one name per row of X.")
    axes = new_row("folded_space", axes, 2, 2, 3.5, 3.1)
    limits = frame(X, 0.35 * float(np.ptp(X, axis=0).max() or 1))
    plane = H[:, list(units)]
    images = [plane]
    if hidden is not None:
        images += _draw_grid(axes, hidden, limits, units)
    reach = np.concatenate(images)
    pad = 0.12 * float(np.ptp(reach, axis=0).max() or 1)
    if separator is not None:
        _draw_separator(axes, separator, hidden, limits, frame(reach, pad), units, H.shape[1])
    classes = check_classes("folded_space", np.unique(y))
    for ax, place in zip(axes, (X, plane), strict=True):
        draw_points(ax, place, y, classes)
        if names is not None:
            _write_names(ax, place, names)
        ax.grid(False)
    set_frame(axes[0], limits)
    set_frame(axes[1], frame(reach, pad), f"$h_{{{units[0] + 1}}}$", f"$h_{{{units[1] + 1}}}$")
    for ax in axes:  # two squares of one size, however the layer stretches its plane
        ax.set_aspect("auto")
        ax.set_box_aspect(1)
    axes[0].set_title("input plane")
    axes[1].set_title("hidden plane")
    legend_beside(axes[1], gap=0.14)
    return axes


def _draw_grid(axes, hidden, limits, units):
    """Both families of grid lines in both planes; gives the lines of the hidden plane."""
    left, right, bottom, top = limits
    fine = np.linspace(0, 1, 200)
    images = []
    for share in np.linspace(0, 1, GRID):
        across = np.stack([left + fine * (right - left), np.full(200, bottom + share * (top - bottom))], axis=1)
        up = np.stack([np.full(200, left + share * (right - left)), bottom + fine * (top - bottom)], axis=1)
        for line, color, style in ((across, COLORS[5], "-"), (up, COLORS[4], "--")):
            image = np.asarray(hidden(line), dtype=float)[:, list(units)]  # (200, 2)
            for ax, shape in zip(axes, (line, image), strict=True):
                ax.plot(*shape.T, color=color, linestyle=style, linewidth=0.9, zorder=1)
            images.append(image)
    return images


def _draw_separator(axes, separator, hidden, limits, hidden_limits, units, count):
    w, b = np.asarray(separator[0], dtype=float).ravel(), float(np.asarray(separator[1]).reshape(-1)[0])
    if w.shape != (count,):
        raise ValueError(f"folded_space expects a separator w of shape ({count},), received {w.shape}. Fix: w.ravel().")
    others = np.delete(w, list(units))
    ends = clip_line(w[list(units)], b, hidden_limits) if not others.any() else None
    if ends is not None:
        axes[1].plot(*ends.T, color=INK, linewidth=2.2, zorder=2)
    if hidden is not None:
        columns, rows, grid = sample_plane(limits, 200)
        z = (np.asarray(hidden(grid), dtype=float) @ w + b).reshape(200, 200)
        if z.min() < 0 < z.max():
            axes[0].contour(columns, rows, z, levels=[0], colors=INK, linewidths=2.2, zorder=2)


def _write_names(ax, place, names):
    shared: dict[tuple, list[str]] = {}
    for point, name in zip(np.round(place, 6), names, strict=True):
        shared.setdefault(tuple(point), []).append(str(name))
    box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    for point, together in shared.items():
        text = ", ".join(together)
        ax.annotate(text, point, (7, 7), textcoords="offset points", fontsize=9, bbox=box, zorder=5)
