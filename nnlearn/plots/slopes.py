"""Curves and their slopes: at one place, and everywhere."""

from collections.abc import Callable, Mapping

import numpy as np

from nnlearn.plots._style import COLORS, INK, LINES, minus, new_axes, new_row, styled

Function = Callable[[np.ndarray], np.ndarray]


@styled
def tangent(
    f: Callable[[float], float],
    at: float,
    slope: float,
    ax=None,
    *,
    reach: float = 1.0,
    xlabel: str = "weight $w$",
    ylabel: str = "loss",
    title: str | None = None,
):
    """A function of one number, a point on it, and the straight line through the point with the slope that is claimed.

    Args:
        f: takes a number, gives a number.
        at: where the line touches.
        slope: of the line.
        ax: matplotlib axes to draw in; a new figure if None.
        reach: how far the picture goes to either side, above 0.
        xlabel: what is varied, with its unit.
        ylabel: what is measured, with its unit.
        title: above the picture.

    Returns:
        The axes.

    Raises:
        ValueError: for a reach that is not above 0.

    Example:
        >>> ax = tangent(lambda w: w**2, at=1.0, slope=2.0)
        >>> ax.texts[0].get_text()
        'slope 2'
    """
    if not reach > 0:
        raise ValueError(f"tangent expects a reach above 0, received {reach!r}. Fix: reach=1.0.")
    ax = new_axes(ax, 5.0, 3.0)
    x = np.linspace(at - reach, at + reach, 201)
    y = np.array([float(f(value)) for value in x])
    height = float(f(at))
    near = np.array([at - 0.55 * reach, at + 0.55 * reach])
    ax.plot(x, y, color=COLORS[0], zorder=2)
    ax.plot(near, height + slope * (near - at), color=COLORS[1], linestyle="--", zorder=3)
    ax.plot([at], [height], marker="o", color=INK, linestyle="none", zorder=4)
    end = (near[1], height + slope * (near[1] - at))
    ax.annotate(f"slope {minus(slope)}", end, (6, 0), textcoords="offset points", color=INK, va="center")
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    return ax


@styled
def curves_and_slopes(
    functions: Mapping[str, Function],
    slopes: Mapping[str, Function],
    *,
    axes=None,
    limits: tuple[float, float] = (-5.0, 5.0),
    xlabel: str = "logit $z$",
    ylabel: str = "loss",
):
    """Several functions in one picture, their derivatives in a second one beside it, with the same lines.

    Args:
        functions: dict name -> function of an array, elementwise.
        slopes: the same names -> derivatives.
        axes: two matplotlib axes; a new figure if None.
        limits: smallest and largest input.
        xlabel: what the input is.
        ylabel: what the functions give.

    Returns:
        The two axes.

    Raises:
        ValueError: for slopes of other names than the functions', or none.

    Example:
        >>> left, right = curves_and_slopes({"square": lambda z: z**2}, {"square": lambda z: 2 * z})
        >>> left.get_ylabel(), right.get_ylabel()
        ('loss', 'slope of the loss')
    """
    if not functions or set(slopes) != set(functions):
        raise ValueError(
            f"curves_and_slopes expects functions and slopes of the same names, received {list(functions)} and "
            f"{list(slopes)}. Fix: name each slope after its function."
        )
    axes = new_row("curves_and_slopes", axes, 2, 2, 3.7, 2.9)
    z = np.linspace(*limits, 401)
    for ax, drawn, label in zip(axes, (functions, slopes), (ylabel, f"slope of the {ylabel}"), strict=True):
        for k, name in enumerate(functions):
            ax.plot(z, drawn[name](z), color=COLORS[k % len(COLORS)], linestyle=LINES[k % len(LINES)], label=name)
        ax.axhline(0, color="#555555", linewidth=0.7, zorder=1)
        ax.set(xlim=limits, xlabel=xlabel, ylabel=label)
    axes[0].legend()
    return axes
