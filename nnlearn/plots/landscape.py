"""Losses to walk on: contours and paths in the plane, and steps on a curve."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnlearn.plots._style import COLORS, GREY, INK, check_plane, minus, new_row, sample_plane, styled

Array = np.ndarray
BANDS = tuple(str(grey) for grey in np.linspace(1.0, 0.76, 7).round(3))  # white is low


@styled
def landscape(
    f: Callable[[Array], float],
    paths: Mapping[str, Array],
    *,
    axes=None,
    limits: tuple[float, float, float, float],
    lowest: Sequence[float] | None = None,
    saddle: Sequence[float] | None = None,
    columns: int = 3,
    width: float = 2.9,
    height: float = 2.3,
    resolution: int = 61,
    xlabel: str = "$w_1$",
    ylabel: str = "$w_2$",
):
    """Contours of a loss of two weights, one picture per path: same ground, same frame, so that the paths can be compared.

    Pale is low. A white circle is the start, a dot each step, a square the end; a star marks the lowest place, a cross the
    saddle, if they are given. Above each picture stand the path's name and the loss at its end.

    Args:
        f: from weights of shape (2,) to the loss, a number.
        paths: dict name -> places of shape (steps + 1, 2), the start first.
        axes: one matplotlib axes per path; a new figure if None.
        limits: what is shown: (left, right, bottom, top).
        lowest: a place to mark with a star, shape (2,).
        saddle: a place to mark with a cross, shape (2,).
        columns: pictures in a row.
        width: of one picture, in inches.
        height: of one picture, in inches.
        resolution: places along each side where f is asked.
        xlabel: what the first weight is.
        ylabel: what the second weight is.

    Returns:
        The axes, an array as long as `paths`.

    Raises:
        ValueError: for no paths, or places that are not (n, 2).
    """
    if not paths:
        raise ValueError("landscape expects at least one path, received none. Fix: {'start': w[None]}.")
    checked = {name: check_plane("landscape", path)[0] for name, path in paths.items()}
    axes = new_row("landscape", axes, len(checked), columns, width, height)
    xs, ys, places = sample_plane(limits, resolution)
    heights = np.array([float(f(place)) for place in places]).reshape(resolution, resolution)
    low, high = heights.min(), heights.max()
    marks = low + (high - low) * np.linspace(0, 1, len(BANDS) + 1)[1:] ** 2  # closer together where the ground is flat
    for k, (ax, (name, path)) in enumerate(zip(axes, checked.items(), strict=True)):
        # Bands instead of lines: neighbouring greys need no smoothing, and the picture stays a third of the size.
        ax.contourf(xs, ys, heights, levels=[low - 1e-9, *marks], colors=BANDS, antialiased=False)
        _walk(ax, path, COLORS[k % 5])
        if lowest is not None:
            ax.plot(*lowest, marker="*", markersize=10, color=INK, markeredgecolor="white", zorder=5)
        if saddle is not None:
            ax.plot(*saddle, marker="X", markersize=8, color=INK, markeredgecolor="white", linestyle="none", zorder=2.5)
        end = float(f(path[-1])) if np.isfinite(path[-1]).all() else np.inf
        ax.set_title(f"{name}: {_end(end)}", fontsize=9.5)
        ax.set(xlim=limits[:2], ylim=limits[2:])
        ax.set_xlabel(xlabel if k + columns >= len(axes) else "")
        ax.set_ylabel(ylabel if k % columns == 0 else "")
        ax.locator_params(nbins=5)
        ax.tick_params(labelleft=k % columns == 0)
        ax.grid(False)
    return axes


def _walk(ax, path, color):
    """The path with its start and its end; far-off places are cut, or matplotlib would draw them in vain."""
    inside = np.clip(np.nan_to_num(path, nan=1e6, posinf=1e6, neginf=-1e6), -1e6, 1e6)
    ax.plot(*inside.T, color=color, linewidth=1.2, marker="o", markersize=2.6, zorder=3)
    ax.plot(*inside[0], marker="o", markersize=7, color="white", markeredgecolor=INK, zorder=4)
    ax.plot(*inside[-1], marker="s", markersize=6, color=color, markeredgecolor="white", zorder=4)


def _end(loss):
    """The loss at the end in a few characters."""
    if not np.isfinite(loss) or abs(loss) >= 1e7:
        return "off the map"
    return "below 0.0001" if 0 <= loss < 1e-4 else minus(loss, 2)


@styled
def walk_on_curve(
    f: Callable[..., Any],
    walks: Mapping[str, Sequence[float]],
    *,
    axes=None,
    limits: tuple[float, float],
    columns: int = 5,
    xlabel: str = "weight $w$",
    ylabel: str = "loss",
):
    """Steps on the curve of a loss of one weight, one picture per walk; the first places are numbered from 0,
    where there is room.

    Args:
        f: from weights of any shape to losses of that shape.
        walks: dict name -> weights, the start first, shape (steps + 1,).
        axes: one matplotlib axes per walk; a new figure if None.
        limits: smallest and largest weight shown.
        columns: pictures in a row.
        xlabel: what the weight is.
        ylabel: what is measured.

    Returns:
        The axes, an array as long as `walks`.

    Raises:
        ValueError: for no walks.
    """
    if not walks:
        raise ValueError("walk_on_curve expects at least one walk, received none. Fix: {'start': [1.0]}.")
    axes = new_row("walk_on_curve", axes, len(walks), columns, 1.8, 2.0, sharey=True)
    w = np.linspace(*limits, 201)
    top = float(np.max(f(w)))
    for k, (ax, (name, walk)) in enumerate(zip(axes, walks.items(), strict=True)):
        places = np.asarray(walk, dtype=float)
        ax.plot(w, f(w), color=GREY, linewidth=1.4)
        ax.plot(places, f(places), color=COLORS[k % 5], linewidth=1.0, marker="o", markersize=4, zorder=3)
        apart = 0.07 * (limits[1] - limits[0])
        for step, place in list(enumerate(places))[:4]:
            crowded = bool((np.abs(places[:step] - place) < apart).any())
            if limits[0] <= place <= limits[1] and f(place) <= 1.05 * top and not crowded:
                side = 1 if place >= 0 else -1
                ax.annotate(
                    str(step), (place, f(place)), (6 * side, 3), textcoords="offset points", ha="center", fontsize=8
                )
        ax.set(title=name, xlim=limits, ylim=(-0.05 * top, 1.1 * top))
        ax.set_xlabel(xlabel if k + columns >= len(axes) else "")
        ax.set_ylabel(ylabel if k % columns == 0 else "")
        ax.grid(False)
    return axes
