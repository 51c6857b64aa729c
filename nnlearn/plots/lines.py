"""Lines that weights draw through the plane: a perceptron that learns, and the units of a hidden layer."""

from collections.abc import Sequence

import numpy as np

from nnlearn.plots._style import (
    COLORS,
    INK,
    check_classes,
    check_plane,
    frame,
    legend_beside,
    new_axes,
    new_row,
    set_frame,
    styled,
)
from nnlearn.plots.points import draw_points


@styled
def separating_lines(
    history: Sequence[tuple[np.ndarray, float]],
    X: np.ndarray,
    y: np.ndarray,
    ax=None,
    *,
    title: str | None = None,
    pad: float = 0.4,
):
    """The line `w[0] x1 + w[1] x2 + b = 0` after each update of a perceptron.

    Lines darken with time; the last is drawn strong, with the arrow of its weight vector, which points to
    class 1. The number at a line's end is its place in the history, written where there is room. Zero
    weights draw no line.

    Args:
        history: pairs (w, b) with w of shape (2,), the oldest first.
        X: shape (n, 2).
        y: shape (n,), at most 8 different classes.
        ax: matplotlib axes to draw in; a new figure if None.
        title: above the picture.
        pad: how far the picture reaches beyond the data, in the data's units.

    Returns:
        The axes.

    Raises:
        ValueError: for wrong shapes or an empty history.
    """
    X, y = check_plane("separating_lines", X, y)
    history = [_check_pair(w, b) for w, b in history]
    if not history:
        raise ValueError("separating_lines expects at least one pair (w, b), received none. Fix: [(w, b)].")
    ax = new_axes(ax, 4.6, 3.5)
    limits = frame(X, pad)
    last = len(history) - 1
    numbered: list[np.ndarray] = []
    for k in range(last, -1, -1):  # the last line first, so that its number has the first choice of place
        ends = clip_line(*history[k], limits)
        if ends is None:
            continue
        age = 0.6 * (last - k) / max(last, 1)  # 0 for the newest
        ax.plot(
            *ends.T, color=INK if k == last else str(age + 0.05), linewidth=2.6 if k == last else 1.3, zorder=2 - age
        )
        if last:
            _write_number(ax, k, ends, limits, numbered)
    draw_arrow(ax, *history[last], X, limits, name="w")
    draw_points(ax, X, y, check_classes("separating_lines", np.unique(y)))
    set_frame(ax, limits)
    ax.set_title(title, pad=16 if last else None)
    legend_beside(ax, gap=0.06 if last else 0.0)
    return ax


@styled
def half_planes(
    kernel: np.ndarray,
    bias: np.ndarray,
    X: np.ndarray,
    y: np.ndarray,
    *,
    axes=None,
    names: Sequence[str] | None = None,
    pad: float = 0.4,
):
    """Where each unit of a layer fires: one picture per unit, hatched where `X @ kernel + bias >= 0`.

    Args:
        kernel: shape (2, units).
        bias: shape (units,).
        X: shape (n, 2).
        y: shape (n,), at most 8 different classes.
        axes: one matplotlib axes per unit; a new figure if None.
        names: one per unit; "unit 1", ... if None.
        pad: how far the pictures reach beyond the data, in the data's units.

    Returns:
        The axes, an array of length units.

    Raises:
        ValueError: for wrong shapes.
    """
    X, y = check_plane("half_planes", X, y)
    kernel, bias = np.asarray(kernel, dtype=float), np.asarray(bias, dtype=float)
    if kernel.ndim != 2 or kernel.shape[0] != 2 or bias.shape != kernel.shape[1:]:
        raise ValueError(
            f"half_planes expects kernel (2, units) and bias (units,), received {kernel.shape} and {bias.shape}. "
            "Fix: one column of the kernel per unit."
        )
    units = kernel.shape[1]
    names = names or [f"unit {k + 1}" for k in range(units)]
    if len(names) != units:
        raise ValueError(f"half_planes expects {units} names, received {len(names)}. Fix: name every unit.")
    axes = new_row("half_planes", axes, units, 3, 2.7, 2.9)
    limits = frame(X, pad)
    for ax, w, b, name in zip(axes, kernel.T, bias, names, strict=True):
        _draw_half_plane(ax, w, b, X, limits)
        draw_points(ax, X, y, check_classes("half_planes", np.unique(y)))
        set_frame(ax, limits)
        ax.grid(False)
        ax.set_title(f"{name}\n{equation(w, b)}", fontsize=10)
    legend_beside(axes[-1])
    return axes


def equation(w, b):
    r"""The condition under which a unit with two inputs fires, as text: "$x_1 + 2 x_2 - 0.5 \geq 0$"."""
    text = ""
    for value, name in zip([*w, b], (r"\,x_1", r"\,x_2", ""), strict=True):
        if value == 0:
            continue
        size = "" if abs(value) == 1 and name else f"{abs(value):.3g}"
        sign = (" - " if value < 0 else " + ") if text else ("-" if value < 0 else "")
        text += sign + size + name
    return f"${text or 0} \\geq 0$"


def clip_line(w, b, limits):
    """The ends, shape (2, 2), of the part of `w @ x + b = 0` inside the limits; None if there is none."""
    length = np.linalg.norm(w)
    if length == 0:
        return None
    left, right, bottom, top = limits
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    start = middle - (w @ middle + b) / length**2 * w  # the point of the line nearest the middle
    along = np.array([-w[1], w[0]]) / length
    low, high = -np.inf, np.inf
    for axis, (least, most) in enumerate(((left, right), (bottom, top))):
        if abs(along[axis]) < 1e-12:
            if not least <= start[axis] <= most:
                return None
            continue
        cuts = sorted(((least - start[axis]) / along[axis], (most - start[axis]) / along[axis]))
        low, high = max(low, cuts[0]), min(high, cuts[1])
    return np.array([start + low * along, start + high * along]) if low < high else None


def draw_arrow(ax, w, b, X, limits, name=None):
    """The weight vector, standing on its line; its length is fixed, its direction true.

    It starts at the point of the line nearest the middle of the data, or beside it if it would leave the
    picture.
    """
    ends = clip_line(w, b, limits)
    if ends is None:
        return
    left, right, bottom, top = limits
    unit = w / np.linalg.norm(w)
    arrow = (0.2 if name else 0.16) * min(right - left, top - bottom) * unit
    middle = X.mean(axis=0)
    starts = [middle - (unit @ middle + b / np.linalg.norm(w)) * unit]
    starts += [ends[0] + share * (ends[1] - ends[0]) for share in (0.5, 0.35, 0.65, 0.2, 0.8)]
    low, high = np.array([left, bottom]), np.array([right, top])
    inside = [
        s for s in starts if ((low <= s) & (s <= high) & (low <= s + 1.4 * arrow) & (s + 1.4 * arrow <= high)).all()
    ]
    start = inside[0] if inside else starts[1]
    style = {"arrowstyle": "-|>", "color": COLORS[2], "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", start + arrow, start, arrowprops=style, zorder=2.5, annotation_clip=False)
    if name:
        box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
        place = start + 1.3 * arrow
        ax.text(*place, name, color="#006B4F", weight="bold", ha="center", va="center", bbox=box, zorder=4)


def _check_pair(w, b):
    w, b = np.asarray(w, dtype=float), np.asarray(b, dtype=float)
    if w.shape != (2,) or b.size != 1:
        raise ValueError(
            f"separating_lines expects pairs of w (2,) and b, a number, received {w.shape} and {b.shape}. "
            "Fix: history.append((w.copy(), b))."
        )
    return w, float(b.reshape(()))


def _write_number(ax, k, ends, limits, numbered):
    """The number beyond the line's end at the top or right edge, unless another number stands there."""
    left, right, bottom, top = limits
    spans = np.array([right - left, top - bottom])
    for end in ends:
        on_top, on_right = top - end[1] < 1e-9 * spans[1], right - end[0] < 1e-9 * spans[0]
        if not (on_top or on_right) or any((np.abs(end - other) / spans < 0.05).all() for other in numbered):
            continue
        numbered.append(end)
        shift = (0, 6) if on_top else (7, 0)
        ax.annotate(str(k), end, shift, textcoords="offset points", ha="center", va="center", fontsize=8, color=INK)
        return


def _draw_half_plane(ax, w, b, X, limits):
    left, right, bottom, top = limits
    columns, rows = np.meshgrid(np.linspace(left, right, 200), np.linspace(bottom, top, 200))
    z = w[0] * columns + w[1] * rows + b
    ends = clip_line(w, b, limits)
    if (z >= 0).any():
        ax.contourf(columns, rows, z, levels=[0, np.inf], colors=["#DFF1EB"], hatches=["//"], zorder=0)
    if ends is not None:
        ax.plot(*ends.T, color=INK, zorder=2)
        draw_arrow(ax, w, b, X, limits)
