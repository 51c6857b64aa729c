"""Drawings of networks: circles for units, lines for weights."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from nnlearn.plots._style import COLORS, GREY, INK, minus, new_axes, styled

MOST = 8  # units of a layer that are drawn; of a larger layer the first and the last few
NUMBERS = 16  # weights that are written on their lines; more would hide each other
RADIUS = 0.17
WIDE = 2.3  # between layers, at least; units of a layer are 1 apart


@styled
def network(
    layers: Sequence[int] | Sequence[np.ndarray],
    ax=None,
    *,
    biases: Sequence[np.ndarray] | None = None,
    labels: Sequence[Sequence[str] | None] | None = None,
    title: str | None = None,
):
    """A dense network: one column of circles per layer, one line per weight.

    A positive weight is a solid blue line, a negative one dashed orange, a zero one thin dots; the width
    grows with the size. A small network has its weights and biases written on it. A large layer is shortened.

    Args:
        layers: sizes such as [2, 3, 1], or the kernels, each of shape (units before, units after).
        ax: matplotlib axes to draw in; a new figure if None.
        biases: one array of shape (units,) per kernel.
        labels: for each layer, input first, the names in its circles, or None.
        title: above the picture.

    Returns:
        The axes.

    Raises:
        ValueError: for kernels that do not fit each other, or biases and labels that do not fit the kernels.

    Example:
        >>> ax = network([np.ones((2, 1))], biases=[[-1.5]], labels=[["$x_1$", "$x_2$"], ["y"]])
        >>> sorted(text.get_text() for text in ax.texts)[:3]
        ['$x_1$', '$x_2$', '1']
    """
    sizes, kernels = _read_layers(layers)
    _check_extras(sizes, biases, labels)
    shown = [_shown(size) for size in sizes]
    tallest = max(len(rows) for rows in shown)
    wide = max(WIDE, 0.55 * tallest)
    ax = new_axes(ax, min(1.2 + 1.5 * len(sizes), 8.0), np.clip(0.7 * tallest + 0.9, 2.4, 3.8))
    places = [[(wide * column, (len(rows) - 1) / 2 - k) for k in range(len(rows))] for column, rows in enumerate(shown)]
    count = sum(before * after for before, after in pairwise(sizes))
    for column in range(len(sizes) - 1):
        kernel = None if kernels is None else kernels[column]
        _draw_weights(ax, kernel, shown[column : column + 2], places[column : column + 2], count <= NUMBERS)
    for column, rows in enumerate(shown):
        names = labels[column] if labels is not None and labels[column] is not None else None
        bias = biases[column - 1] if biases is not None and column and count <= NUMBERS else None
        _draw_layer(ax, rows, places[column], names, bias)
        role = "input" if column == 0 else "output" if column == len(sizes) - 1 else "hidden"
        ax.text(
            wide * column, (tallest - 1) / 2 + 0.55, f"{role} ({sizes[column]})", ha="center", color=INK, fontsize=9
        )
    ax.set(xlim=(-0.5, wide * (len(sizes) - 1) + 0.5), ylim=(-(tallest - 1) / 2 - 0.55, (tallest - 1) / 2 + 0.8))
    ax.set_aspect("equal")
    ax.axis("off")
    ax.set_title(title)
    return ax


def _read_layers(layers):
    """Sizes of the layers, and the kernels if there are any."""
    layers = list(layers)
    if layers and all(isinstance(size, int | np.integer) and size > 0 for size in layers):
        if len(layers) < 2:
            raise ValueError(f"network expects at least 2 layers, received {layers}. Fix: [inputs, units].")
        return [int(size) for size in layers], None
    kernels = [np.asarray(kernel, dtype=float) for kernel in layers]
    fits = kernels and all(kernel.ndim == 2 and kernel.size for kernel in kernels)
    if not fits or any(a.shape[1] != b.shape[0] for a, b in pairwise(kernels)):
        raise ValueError(
            "network expects sizes above 0, or kernels (units before, units after) that fit each other, received "
            f"shapes {[kernel.shape for kernel in kernels]}. Fix: network([2, 3, 1])."
        )
    return [kernels[0].shape[0]] + [kernel.shape[1] for kernel in kernels], kernels


def _check_extras(sizes, biases, labels):
    if biases is not None and [np.shape(bias) for bias in biases] != [(size,) for size in sizes[1:]]:
        raise ValueError(
            f"network expects biases of shapes {[(size,) for size in sizes[1:]]}, received "
            f"{[np.shape(bias) for bias in biases]}. Fix: one bias per unit, none for the input."
        )
    if labels is not None and (
        len(labels) != len(sizes)
        or any(names is not None and len(names) != size for names, size in zip(labels, sizes, strict=True))
    ):
        raise ValueError(
            f"network expects labels for layers of sizes {sizes}, received lengths "
            f"{[names and len(names) for names in labels]}. Fix: one list of names, or None, per layer."
        )


def _shown(size):
    """Indices of the units to draw; None stands for the gap."""
    return list(range(size)) if size <= MOST else [*range(2), None, *range(size - 2, size)]


def _draw_weights(ax, kernel, shown, places, numbers):
    largest = 1.0 if kernel is None else float(np.abs(kernel).max() or 1)
    taken: list[np.ndarray] = []
    for i, start in zip(shown[0], places[0], strict=True):
        for j, stop in zip(shown[1], places[1], strict=True):
            if i is None or j is None:
                continue
            if kernel is None:
                ax.plot(*zip(start, stop, strict=True), color=GREY, linewidth=0.8, zorder=1)
                continue
            weight = kernel[i, j]
            color, dash = (COLORS[0], "-") if weight > 0 else (COLORS[1], "--") if weight < 0 else (GREY, ":")
            width = 0.6 + 3.0 * abs(weight) / largest
            ax.plot(*zip(start, stop, strict=True), color=color, linestyle=dash, linewidth=width, zorder=1)
            if numbers:
                _write_weight(ax, weight, np.array(start), np.array(stop), taken)


def _write_weight(ax, weight, start, stop, taken):
    """The number on its line: where it starts to be alone, else where it is farthest from the others."""
    # A third of the way lines from one unit have parted and lines from its neighbours have not yet met them.
    shares = sorted(np.linspace(0.24, 0.76, 14), key=lambda share: abs(share - 0.34))
    spots = [start + share * (stop - start) for share in shares]
    room = [min((np.abs((spot - other) / (0.45, 0.24)).max() for other in taken), default=2.0) for spot in spots]
    spot = next((spot for spot, free in zip(spots, room, strict=True) if free >= 1), spots[int(np.argmax(room))])
    taken.append(spot)
    box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
    ax.text(*spot, minus(weight), ha="center", va="center", fontsize=9, color=INK, bbox=box, zorder=2)


def _draw_layer(ax, rows, places, names, bias):
    from matplotlib.patches import Circle

    for index, place in zip(rows, places, strict=True):
        if index is None:
            ax.text(*place, "$\\vdots$", ha="center", va="center", fontsize=14, color=INK)
            continue
        ax.add_patch(Circle(place, RADIUS, facecolor="white", edgecolor=INK, linewidth=1.5, zorder=3))
        if names is not None:
            ax.text(*place, names[index], ha="center", va="center", fontsize=9, color=INK, zorder=4)
        if bias is not None:
            below = (place[0], place[1] - RADIUS - 0.14)
            ax.text(*below, f"b = {minus(bias[index])}", ha="center", va="center", fontsize=8.5, color=INK, zorder=4)
