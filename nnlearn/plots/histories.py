"""Training and validation beside each other, for several trainings."""

from collections.abc import Mapping, Sequence

import numpy as np

from nnlearn.plots._style import COLORS, GREY, check_line, new_row, styled


@styled
def histories(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    axes=None,
    *,
    columns: int = 3,
    guess: float | None = None,
    top: float | None = None,
    xlabel: str = "epoch",
    ylabel: str = "loss",
):
    """Small pictures of one scale: training solid, validation dashed, what a guess would get dotted.

    Args:
        curves: dict title -> (training, validation), each of shape (epochs,).
        axes: matplotlib axes to draw in; a new figure if None.
        columns: pictures in a row.
        guess: loss of somebody who knows nothing; no line if None.
        top: upper end of the y axis; higher values leave the picture. None for the largest value.
        xlabel: what is counted.
        ylabel: what is measured.

    Returns:
        The axes as a flat array.

    Raises:
        ValueError: for no curves, or two curves of different lengths.

    Example:
        >>> axes = histories({"A": ([2, 1], [2, 1.5]), "B": ([2, 2], [2, 2])}, guess=2.3)
        >>> axes[0].get_title(), axes[1].get_xlabel()
        ('A', 'epoch')
    """
    if not curves:
        raise ValueError("histories expects at least one training, received none. Fix: {'A': (train, validation)}.")
    pairs = {}
    for title, (train, validation) in curves.items():
        line = check_line("histories", f"the training curve of {title!r}", train)
        pairs[title] = line, check_line("histories", f"the validation curve of {title!r}", validation, len(line))
    axes = new_row("histories", axes, len(pairs), columns, 2.55, 2.0, sharey=True)
    highest = max(line[np.isfinite(line)].max(initial=0) for pair in pairs.values() for line in pair)
    for k, (ax, (title, (own, new))) in enumerate(zip(axes, pairs.items(), strict=True)):
        epochs = np.arange(1, len(own) + 1)
        if guess is not None:
            ax.axhline(guess, color=GREY, linestyle=":", linewidth=1.4, label="guess")
        ax.plot(epochs, own, color=COLORS[0], label="training")
        ax.plot(epochs, new, color=COLORS[1], linestyle="--", label="validation")
        ax.set(title=title, xlabel=xlabel, ylim=(0, 1.05 * (top or max(highest, guess or 0))))
        if k % columns == 0:
            ax.set_ylabel(ylabel)
    handles, names = axes[0].get_legend_handles_labels()
    axes[0].figure.legend(handles, names, loc="outside upper center", ncols=len(names))
    return axes
