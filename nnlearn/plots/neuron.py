"""One artificial neuron, drawn."""

from collections.abc import Sequence

import numpy as np

from nnlearn.plots._style import COLORS, INK, minus, new_axes, styled
from nnlearn.scratch import activations

SUM, BOX, OUT = 2.3, 3.9, 5.2  # where the sum, the activation and the output stand, from the inputs at 0


@styled
def neuron(
    weights: Sequence[float | str],
    bias: float | str,
    ax=None,
    *,
    inputs: Sequence[float] | None = None,
    activation: str = "step",
    title: str | None = None,
):
    """Inputs, weights, sum, activation, output: with letters, or with numbers that are worked out.

    Args:
        weights: one per input, numbers or text ("$w_1$"); 1 to 8 of them.
        bias: a number or text.
        ax: matplotlib axes to draw in; a new figure if None.
        inputs: one number per weight. With numbers for weights and bias, the sum and the output are written
            too.
        activation: a name that `nnlearn.scratch.activations` knows, but softmax, which needs a whole layer.
        title: above the picture.

    Returns:
        The axes.

    Raises:
        ValueError: for no weights, inputs of another length, or an unknown activation.

    Example:
        >>> ax = neuron([1.0, 1.0], -1.5, inputs=[1, 0])
        >>> [text.get_text() for text in ax.texts if text.get_text().startswith("$z")]
        ['$z = -0.5$']
    """
    weights = list(weights)
    if not 1 <= len(weights) <= 8 or (inputs is not None and len(inputs) != len(weights)):
        raise ValueError(
            f"neuron expects 1 to 8 weights and as many inputs, received {len(weights)} weights and "
            f"{'no' if inputs is None else len(inputs)} inputs. Fix: neuron([1, 1], -1.5, inputs=[0, 1])."
        )
    if activation == "softmax":
        raise ValueError("neuron expects an activation of one unit, received 'softmax'. Fix: 'sigmoid'.")
    function = activations.get(activation)
    ax = new_axes(ax, 6.2, max(2.5, 0.62 * len(weights) + 1.1))
    letters = any(isinstance(value, str) for value in [*weights, bias])
    z = None if inputs is None or letters else float(np.dot(inputs, weights) + bias)
    rows = [(len(weights) - 1) / 2 - k for k in range(len(weights))]
    for k, (weight, row) in enumerate(zip(weights, rows, strict=True)):
        name = f"$x_{k + 1}$" if inputs is None else minus(inputs[k])
        _arrow(ax, (0, row), (SUM, 0))
        _circle(ax, (0, row), 0.27, name)
        _write(ax, (0.42 * SUM, 0.58 * row), _text(weight), box=True)
        if inputs is not None:
            ax.text(-0.38, row, f"$x_{k + 1}$", ha="right", va="center", color=INK)
    low = min(rows[-1], -0.9) - 0.35
    _arrow(ax, (SUM, low + 0.2), (SUM, 0))
    _write(ax, (SUM, low), f"bias {_text(bias)}")
    _circle(ax, (SUM, 0), 0.33, r"$\Sigma$", size=15)
    _arrow(ax, (SUM, 0), (BOX, 0), start=0.33, stop=0.4)
    _write(ax, (SUM + 0.77, 0.2), f"$z = {z:.4g}$" if z is not None else "$z$")
    _activation(ax, activation, function)
    _arrow(ax, (BOX, 0), (OUT, 0), start=0.4, stop=0.0)
    output = "" if z is None else f" = ${float(function(np.array([z]))[0]):.4g}$"
    ax.text(OUT + 0.08, 0, rf"$\hat{{y}}${output}", va="center", color=INK, fontsize=12)
    ax.set(xlim=(-0.75, OUT + 0.95), ylim=(low - 0.2, max(rows[0], 0.6) + 0.45))
    ax.set_aspect("equal")
    ax.axis("off")
    ax.set_title(title)
    return ax


def _text(value):
    return value if isinstance(value, str) else minus(value)


def _write(ax, place, text, box=False):
    background = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"} if box else None
    ax.text(*place, text, ha="center", va="center", color=INK, bbox=background, zorder=2)


def _circle(ax, place, radius, text, size=10):
    from matplotlib.patches import Circle

    ax.add_patch(Circle(place, radius, facecolor="white", edgecolor=INK, linewidth=1.5, zorder=3))
    ax.text(*place, text, ha="center", va="center", fontsize=size, color=INK, zorder=4)


def _arrow(ax, tail, head, start=0.0, stop=0.33):
    """An arrow that leaves `start` after its tail and ends `stop` before its head."""
    tail, head = np.array(tail, dtype=float), np.array(head, dtype=float)
    along = (head - tail) / np.linalg.norm(head - tail)
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", head - stop * along, tail + start * along, arrowprops=style, zorder=1)


def _activation(ax, name, function):
    """A box with the shape of the activation in it and its name below."""
    from matplotlib.patches import Rectangle

    ax.add_patch(Rectangle((BOX - 0.4, -0.4), 0.8, 0.8, facecolor="white", edgecolor=INK, linewidth=1.5, zorder=3))
    z = np.linspace(-3, 3, 121)
    value = function(z)
    span = float(np.ptp(value)) or 1.0
    ax.plot(BOX + 0.1 * z, 0.55 * (value - value.min()) / span - 0.275, color=COLORS[0], linewidth=2, zorder=4)
    _write(ax, (BOX, -0.58), name)
