"""Activation functions side by side."""

from collections.abc import Callable, Mapping

import numpy as np

from nnlearn.plots._style import COLORS, PALE, new_row, styled


@styled
def activation_gallery(
    functions: Mapping[str, Callable[[np.ndarray], np.ndarray]],
    derivatives: Mapping[str, Callable[[np.ndarray], np.ndarray]] | None = None,
    *,
    axes=None,
    limits: tuple[float, float] = (-5.0, 5.0),
    columns: int = 3,
    threshold: float = 0.05,
    xlabel: str = "input $z$",
):
    """One picture per function: its value, its derivative, and grey where the derivative has all but
    vanished.

    Args:
        functions: dict name -> function of an array, elementwise.
        derivatives: dict name -> derivative, for all or some of the names.
        axes: one matplotlib axes per function; a new figure if None.
        limits: smallest and largest input.
        columns: pictures in a row.
        threshold: a unit counts as saturated where |derivative| is below this.
        xlabel: what the input is.

    Returns:
        The axes, an array as long as `functions`.

    Raises:
        ValueError: for no functions, derivatives of unknown names, or functions that change the shape.
    """
    derivatives = derivatives or {}
    if not functions or not set(derivatives) <= set(functions):
        raise ValueError(
            f"activation_gallery expects functions and derivatives of the same names, received {list(functions)} "
            f"and {list(derivatives)}. Fix: name each derivative after its function."
        )
    # An odd number of points has one at 0, where many of these functions bend.
    z = np.linspace(*limits, 401)
    axes = new_row("activation_gallery", axes, len(functions), columns, 2.25, 1.9)
    for ax, (name, function) in zip(axes, functions.items(), strict=True):
        value = _values(name, function, z)
        if name in derivatives:
            slope = _values(name, derivatives[name], z)
            _shade(ax, z, np.abs(slope) < threshold)
            ax.plot(z, slope, color=COLORS[1], linestyle="--", linewidth=1.7, label="derivative", zorder=3)
        ax.plot(z, value, color=COLORS[0], label="value", zorder=2.5)
        low, high = ax.get_ylim()
        # Cut at a common height: else a line through the picture hides what happens near 0.
        ax.set_ylim(max(min(low, -0.25), -2.0), min(max(high, 1.25), 3.0))
        ax.axhline(0, color="#555555", linewidth=0.7, zorder=1)
        ax.axvline(0, color="#555555", linewidth=0.7, zorder=1)
        ax.set(title=name, xlim=limits)
    _label(axes, columns, xlabel)
    if derivatives:
        _legend(axes[0].figure, axes, threshold)
    return axes


def _label(axes, columns, xlabel):
    """Labels at the left and at the lowest picture of each column; elsewhere they would only repeat."""
    for k, ax in enumerate(axes):
        ax.set_ylabel("output" if k % columns == 0 else "")
        lowest = k + columns >= len(axes)
        ax.set_xlabel(xlabel if lowest else "")
        ax.tick_params(labelbottom=lowest)


def _values(name, function, z):
    values = np.asarray(function(z.copy()), dtype=float)
    if values.shape != z.shape:
        raise ValueError(
            f"activation_gallery expects {name} to give shape {z.shape} for inputs of shape {z.shape}, "
            f"received {values.shape}. Fix: apply it to every entry."
        )
    return values


def _shade(ax, z, flat):
    edges = np.flatnonzero(np.diff(np.r_[False, flat, False].astype(int)))
    for k, (start, stop) in enumerate(zip(edges[::2], edges[1::2] - 1, strict=True)):
        ax.axvspan(z[start], z[stop], color=PALE, alpha=0.55, linewidth=0, label="_" * bool(k) + "flat", zorder=0)


def _legend(figure, axes, threshold):
    found: dict[str, object] = {}
    for ax in axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label.replace("flat", f"|derivative| < {threshold:g}"), handle)
    names = sorted(found, key=lambda name: (name != "value", name != "derivative"))
    figure.legend([found[name] for name in names], names, loc="outside lower center", ncols=len(names))
