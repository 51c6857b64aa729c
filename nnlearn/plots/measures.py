"""Measured numbers: as bars, and against a bound."""

from collections.abc import Mapping, Sequence

import numpy as np

from nnlearn.plots._style import COLORS, INK, MARKERS, PALE, check_line, new_axes, styled


@styled
def bars(
    values: Mapping[str, float],
    ax=None,
    *,
    xlabel: str,
    ylabel: str,
    title: str | None = None,
    fmt: str = "{:g}",
):
    """One bar per name, its number written on it.

    Args:
        values: dict name -> number.
        ax: matplotlib axes to draw in; a new figure if None.
        xlabel: what the names are.
        ylabel: what is measured, with its unit.
        title: above the picture.
        fmt: how the numbers are written, for `str.format`.

    Returns:
        The axes.

    Raises:
        ValueError: for no values.

    Example:
        >>> ax = bars({"AND": 4, "XOR": 100}, xlabel="gate", ylabel="mistakes")
        >>> len(ax.patches)
        2
    """
    heights = check_line("bars", "values", list(values.values()))
    ax = new_axes(ax)
    drawn = ax.bar(list(values), heights, color=COLORS[0], width=0.6)
    ax.bar_label(drawn, labels=[fmt.format(height) for height in values.values()], padding=3, color=INK)
    ax.margins(y=0.12)
    ax.grid(False, axis="x")
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    return ax


@styled
def scatter_bound(
    measured: Sequence[float] | Mapping[str, Sequence[float]],
    bound: Sequence[float] | Mapping[str, Sequence[float]],
    ax=None,
    *,
    xlabel: str = r"bound $(R/\gamma)^2$",
    ylabel: str = "mistakes",
    title: str | None = None,
):
    """What was measured against the most that theory allows; no point can lie in the grey above the line.

    Both axes are logarithmic, except that a measured 0 is shown at the bottom.

    Args:
        measured: shape (n,), at least 0; or a dict name -> such an array.
        bound: the same shape, above 0; a dict with the same names if `measured` is one.
        ax: matplotlib axes to draw in; a new figure if None.
        xlabel: what the bound is.
        ylabel: what was measured.
        title: above the picture.

    Returns:
        The axes.

    Raises:
        ValueError: for different lengths or names, or numbers out of range.
    """
    groups = _pair(measured, bound)
    ax = new_axes(ax)
    for k, (name, (count, limit)) in enumerate(groups.items()):
        style = {"color": COLORS[k % len(COLORS)], "marker": MARKERS[k % len(MARKERS)]}
        ax.scatter(limit, count, s=42, edgecolor="white", linewidth=0.6, label=name or None, zorder=3, **style)
    limits = np.concatenate([limit for _, limit in groups.values()])
    counts = np.concatenate([count for count, _ in groups.values()])
    ends = np.array([min(limits.min(), max(counts[counts > 0], default=1)) / 2, max(limits.max(), counts.max()) * 2])
    ax.plot(ends, ends, color=INK, linewidth=1.4, zorder=2)
    ax.fill_between(ends, ends, ends[1] * 10, color=PALE, alpha=0.5, linewidth=0, zorder=1)
    ax.annotate("more than the bound allows", (0.04, 0.91), xycoords="axes fraction", color=INK, fontsize=9)
    bottom = max(counts.min() / 2, 0.5) if counts.min() else 0
    ax.set(xscale="log", xlim=(limits.min() / 1.5, limits.max() * 1.5), xlabel=xlabel, ylabel=ylabel, title=title)
    ax.set_yscale("log") if bottom else ax.set_yscale("symlog", linthresh=1)
    ax.set_ylim(bottom, ends[1])
    if set(groups) != {""}:
        ax.legend(loc="lower right")
    return ax


def _pair(measured, bound):
    """Dict name -> (measured, bound), checked."""
    if isinstance(measured, Mapping) != isinstance(bound, Mapping):
        raise ValueError("scatter_bound expects two arrays or two dicts, received one of each. Fix: dict(all=...).")
    measured = measured if isinstance(measured, Mapping) else {"": measured}
    bound = bound if isinstance(bound, Mapping) else {"": bound}
    if set(measured) != set(bound):
        raise ValueError(
            f"scatter_bound expects the same names twice, received {sorted(measured)} and {sorted(bound)}. "
            "Fix: one bound per measured array."
        )
    groups = {}
    for name, counts in measured.items():
        counts = check_line("scatter_bound", "measured", counts)
        limits = check_line("scatter_bound", "bound", bound[name], len(counts))
        if (counts < 0).any() or not (limits > 0).all():
            raise ValueError(
                f"scatter_bound expects measured >= 0 and bound > 0, received {counts.min():g} and {limits.min():g}. "
                "Fix: leave such points out."
            )
        groups[name] = counts, limits
    return groups
