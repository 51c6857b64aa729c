"""What happens to a signal from layer to layer."""

from collections.abc import Mapping, Sequence

import numpy as np

from nnlearn.plots._style import COLORS, MARKERS, check_line, legend_beside, new_row, styled


@styled
def by_layer(
    panels: Mapping[str, Mapping[str, Sequence[float]]],
    *,
    axes=None,
    ylabel: str,
    columns: int = 2,
    width: float = 3.0,
    height: float = 1.8,
):
    """One picture per title, one kind of mark per name, a value per layer on a logarithmic axis; a value of 0 leaves a gap,
    and a name that has nothing else is said to be 0 in the legend.

    Args:
        panels: dict title -> dict name -> values of shape (layers,), layer 1 first.
        axes: one matplotlib axes per title; a new figure if None.
        ylabel: what is measured.
        columns: pictures in a row.
        width: of one picture, in inches.
        height: of one picture, in inches.

    Returns:
        The axes, an array as long as `panels`.

    Raises:
        ValueError: for no panels, or values that are not one per layer.
    """
    if not panels:
        raise ValueError("by_layer expects at least one panel, received none. Fix: {'tanh': {'He': sizes}}.")
    axes = new_row("by_layer", axes, len(panels), columns, width, height)
    empty = {name for lines in panels.values() for name in lines}
    empty -= {name for lines in panels.values() for name, values in lines.items() if np.any(values)}
    for k, (ax, (title, lines)) in enumerate(zip(axes, panels.items(), strict=True)):
        for j, (name, values) in enumerate(lines.items()):
            sizes = check_line("by_layer", f"panels[{title!r}][{name!r}]", values)
            ax.plot(
                np.arange(1, len(sizes) + 1),
                np.where(sizes > 0, sizes, np.nan),
                label=f"{name}: 0" if name in empty else name,
                color=COLORS[j % len(COLORS)],
                linestyle="none",
                marker=MARKERS[j % len(MARKERS)],
                markersize=7 - 4 * j / max(len(lines) - 1, 1),  # hollow and of different size: none hides another
                markerfacecolor="none",
            )
        ax.set(title=title, yscale="log")
        ax.locator_params(axis="y", numticks=5)
        ax.set_xticks([1, len(sizes) // 2, len(sizes)])
        ax.set_xlabel("layer" if k + columns >= len(axes) else "")
        ax.set_ylabel(ylabel if k % columns == 0 else "")
    legend_beside(axes[min(columns, len(panels)) - 1])
    return axes
