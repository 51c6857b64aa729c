"""Curves: learning, errors, functions and what approximates them."""

from collections.abc import Mapping, Sequence

import numpy as np

from nnlearn.plots._style import COLORS, GREY, INK, LINES, MARKERS, check_line, minus, new_axes, styled


@styled
def learning_curve(
    values: Sequence[float] | Mapping[str, Sequence[float]],
    ax=None,
    *,
    x: Sequence[float] | None = None,
    xlabel: str = "epoch",
    ylabel: str = "loss",
    title: str | None = None,
    log: bool = False,
):
    """One number per epoch, or several named ones; the last number of each is written at its end.

    Args:
        values: shape (epochs,), or a dict name -> shape (epochs,).
        ax: matplotlib axes to draw in; a new figure if None.
        x: where the values stand, shape (epochs,); 1, 2, 3, ... if None.
        xlabel: what is counted.
        ylabel: what is measured, with its unit.
        title: above the picture.
        log: True for a logarithmic y axis.

    Returns:
        The axes.

    Raises:
        ValueError: for values that are not one number per epoch.

    Example:
        >>> ax = learning_curve([4, 2, 1, 0], ylabel="mistakes")
        >>> ax.get_xlabel(), ax.get_ylabel()
        ('epoch', 'mistakes')
    """
    from matplotlib.ticker import MaxNLocator

    given = values if isinstance(values, Mapping) else {"": values}
    named = {name: check_line("learning_curve", "values", line) for name, line in given.items()}
    ax = new_axes(ax)
    ends = []
    for k, (name, line) in enumerate(named.items()):
        places = np.arange(1, len(line) + 1) if x is None else check_line("learning_curve", "x", x, len(line))
        ends.append((places[-1], line[-1]))
        ax.plot(
            places,
            line,
            label=name,
            color=COLORS[k % len(COLORS)],
            linestyle=LINES[k % len(LINES)],
            marker=MARKERS[k % len(MARKERS)] if len(line) <= 30 else None,
            markersize=5,
        )
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if log:
        ax.set_yscale("log")
    elif min(line.min() for line in named.values()) >= 0:
        top = max(line.max() for line in named.values()) or 1.0
        ax.set_ylim(-0.04 * top, 1.06 * top)
    _write_ends(ax, ends)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    if len(named) > 1 or "" not in named:
        ax.legend()
    return ax


def _write_ends(ax, ends):
    """The last number of each line beside its end, pushed up where two would overlap."""
    ax.margins(x=0.07)
    lowest = -np.inf
    for end in sorted(ends, key=lambda end: end[1]):
        height = ax.transData.transform(end)[1] * 72 / ax.figure.dpi  # in points
        lowest = max(height, lowest + 11)
        ax.annotate(minus(end[1]), end, (7, lowest - height), textcoords="offset points", va="center", color=INK)


@styled
def error_curve(
    x: Sequence[float],
    curves: Mapping[str, Sequence[float]],
    ax=None,
    *,
    xlabel: str,
    ylabel: str,
    title: str | None = None,
    equal: bool = False,
):
    """Errors against a size, both axes logarithmic: a power law is a straight line. An error of 0 leaves a
    gap.

    Args:
        x: shape (n,), above 0.
        curves: dict name -> errors of shape (n,), at least 0.
        ax: matplotlib axes to draw in; a new figure if None.
        xlabel: what is varied, with its unit.
        ylabel: what is measured, with its unit.
        title: above the picture.
        equal: True for a factor of ten equally long on both axes, so that a slope is seen as it is.

    Returns:
        The axes.

    Raises:
        ValueError: for different lengths, sizes that are not above 0, errors below 0.

    Example:
        >>> ax = error_curve([1, 10, 100], {"halving": [0.4, 0.2, 0.1]}, xlabel="width", ylabel="error")
        >>> ax.get_xscale(), ax.get_yscale()
        ('log', 'log')
    """
    from matplotlib.ticker import LogLocator, NullLocator

    sizes = check_line("error_curve", "x", x)
    if not (sizes > 0).all():
        raise ValueError(f"error_curve expects x above 0, received {sizes.min():g}. Fix: leave that point out.")
    checked = {name: check_line("error_curve", f"curves[{name!r}]", line, len(sizes)) for name, line in curves.items()}
    for name, line in checked.items():
        if (line < 0).any():
            raise ValueError(
                f"error_curve expects errors of at least 0, received {line.min():g} in {name!r}. Fix: take abs()."
            )
    ax = new_axes(ax)
    for k, (name, line) in enumerate(checked.items()):
        ax.plot(
            sizes,
            np.where(line > 0, line, np.nan),
            label=name,
            color=COLORS[k % len(COLORS)],
            linestyle=LINES[k % len(LINES)],
            marker=MARKERS[k % len(MARKERS)],
            markersize=5,
        )
    ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel=ylabel, title=title)
    if equal:
        ax.set_aspect("equal")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=30))
            axis.set_major_formatter("{x:g}")
            axis.set_minor_locator(NullLocator())
    ax.legend()
    return ax


@styled
def function_fit(
    x: np.ndarray,
    target: np.ndarray,
    fit: np.ndarray,
    ax=None,
    *,
    parts: Sequence[np.ndarray] | None = None,
    xlabel: str = "x",
    ylabel: str = "y",
    title: str | None = None,
):
    """A function, what approximates it, and the parts that the approximation is the sum of.

    Args:
        x: shape (n,), ascending.
        target: the function at x, shape (n,).
        fit: its approximation at x, shape (n,).
        ax: matplotlib axes to draw in; a new figure if None.
        parts: arrays of shape (n,), such as bumps.
        xlabel: what x is, with its unit.
        ylabel: what the function gives, with its unit.
        title: above the picture.

    Returns:
        The axes.

    Raises:
        ValueError: for different lengths.
    """
    x = check_line("function_fit", "x", x)
    target, fit = (check_line("function_fit", name, line, len(x)) for name, line in (("target", target), ("fit", fit)))
    parts = [check_line("function_fit", "each part", part, len(x)) for part in (() if parts is None else parts)]
    ax = new_axes(ax)
    for k, part in enumerate(parts):
        ax.fill_between(x, part, color=COLORS[5], alpha=0.25, linewidth=0)
        ax.plot(x, part, color=COLORS[5], linewidth=0.9, label="parts" if k == 0 else None)
    ax.plot(x, target, color=GREY, linewidth=4, alpha=0.7, label="target", solid_capstyle="round")
    ax.plot(x, fit, color=COLORS[1], linestyle="--", label="fit")
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2)
    return ax
