"""What chance does to a measurement: one run per seed, all of them shown."""

from collections.abc import Mapping, Sequence

import numpy as np

from nnlearn.plots._style import COLORS, INK, LINES, MARKERS, check_line, new_axes, styled


@styled
def runs(
    values: Mapping[str, Sequence[float]],
    ax=None,
    *,
    xlabel: str,
    ylabel: str = "",
    title: str | None = None,
    log: bool = False,
):
    """A row per name, a mark per run, a bar at the median: is a difference larger than the differences of chance?

    Args:
        values: dict name -> one number per run, shape (runs,).
        ax: matplotlib axes to draw in; a new figure if None.
        xlabel: what is measured, with its unit.
        ylabel: what the names are.
        title: above the picture.
        log: True for a logarithmic x axis.

    Returns:
        The axes.

    Raises:
        ValueError: for no names, or values that are not one number per run.

    Example:
        >>> ax = runs({"a": [0.1, 0.2, 0.4], "b": [0.3, 0.5, 0.4]}, xlabel="loss")
        >>> [label.get_text() for label in ax.get_yticklabels()]
        ['a', 'b']
    """
    if not values:
        raise ValueError("runs expects at least one name, received none. Fix: {'adam': losses}.")
    rows = [check_line("runs", f"values[{name!r}]", line) for name, line in values.items()]
    ax = new_axes(ax, height=0.9 + 0.36 * len(rows))
    for k, row in enumerate(rows):
        style = {"color": COLORS[k % 6], "marker": MARKERS[k % len(MARKERS)]}
        ax.scatter(row, np.full(len(row), k), s=34, alpha=0.8, edgecolor="white", linewidth=0.5, zorder=3, **style)
        ax.plot([np.median(row)] * 2, [k - 0.32, k + 0.32], color=INK, linewidth=2, zorder=2)
    ax.set_yticks(range(len(rows)), list(values))
    ax.set(ylim=(len(rows) - 0.4, -0.6), xlabel=xlabel, ylabel=ylabel, title=title)
    ax.grid(False, axis="y")
    if log:
        ax.set_xscale("log")
    return ax


@styled
def sweep(
    x: Sequence[float],
    values: Mapping[str, np.ndarray],
    ax=None,
    *,
    xlabel: str,
    ylabel: str,
    title: str | None = None,
    log: bool = True,
    top: float | None = None,
):
    """A measurement against a setting: the median of the runs as a line, the span from least to most as a band.

    Args:
        x: the settings, shape (n,), above 0; drawn on a logarithmic axis.
        values: dict name -> measurements of shape (n, runs); what is not finite is drawn at the top.
        ax: matplotlib axes to draw in; a new figure if None.
        xlabel: what is varied, with its unit.
        ylabel: what is measured, with its unit.
        title: above the picture.
        log: False for an ordinary y axis.
        top: largest value shown; higher ones are drawn there. None for the largest finite one.

    Returns:
        The axes.

    Raises:
        ValueError: for measurements that are not (n, runs).
    """
    sizes = check_line("sweep", "x", x)
    ax = new_axes(ax, 5.2, 3.0)
    grids = {name: np.asarray(grid, dtype=float) for name, grid in values.items()}
    for name, grid in grids.items():
        if grid.ndim != 2 or len(grid) != len(sizes):
            raise ValueError(f"sweep expects {name!r} of shape ({len(sizes)}, runs), received {grid.shape}. Fix: .T?")
    if top is None:
        top = max(float(grid[np.isfinite(grid)].max(initial=-np.inf)) for grid in grids.values())
    for k, (name, grid) in enumerate(grids.items()):
        seen = np.minimum(np.where(np.isfinite(grid), grid, top), top)
        color = COLORS[k % 6]
        ax.fill_between(sizes, seen.min(axis=1), seen.max(axis=1), color=color, alpha=0.2, linewidth=0)
        ax.plot(
            sizes,
            np.median(seen, axis=1),
            label=name,
            color=color,
            linestyle=LINES[k % len(LINES)],
            marker=MARKERS[k % len(MARKERS)],
            markersize=5,
        )
    ax.set(xscale="log", yscale="log" if log else "linear", xlabel=xlabel, ylabel=ylabel, title=title)
    ax.legend()
    return ax
