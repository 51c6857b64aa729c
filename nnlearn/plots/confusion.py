"""Who is taken for whom."""

from collections.abc import Sequence

import numpy as np

from nnlearn.plots._style import COLORS, INK, new_axes, styled


@styled
def confusion_matrix(
    matrix: np.ndarray,
    labels: Sequence[str] | None = None,
    ax=None,
    *,
    xlabel: str = "read as",
    ylabel: str = "truth",
    title: str | None = None,
):
    """A confusion matrix: right answers framed on the diagonal, errors the darker the more there are; 0 is left out.

    Only errors have a colour, since the many right answers would hide them.

    Args:
        matrix: counts, shape (classes, classes); a row is one true class.
        labels: what the classes are called; 0, 1, 2, ... if None.
        ax: matplotlib axes to draw in; a new figure if None.
        xlabel: what the columns are.
        ylabel: what the rows are.
        title: above the picture.

    Returns:
        The axes.

    Raises:
        ValueError: for a matrix that is not square, or another number of labels.

    Example:
        >>> ax = confusion_matrix([[5, 1], [0, 4]], ["no", "yes"])
        >>> sorted(text.get_text() for text in ax.texts)
        ['1', '4', '5']
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    counts = np.asarray(matrix)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.size:
        raise ValueError(
            f"confusion_matrix expects shape (classes, classes), received {counts.shape}. Fix: one row and column a class."
        )
    names = [str(k) for k in range(len(counts))] if labels is None else [str(label) for label in labels]
    if len(names) != len(counts):
        raise ValueError(f"confusion_matrix expects {len(counts)} labels, received {len(names)}. Fix: one per class.")
    size = 1.4 + 0.36 * len(counts)
    ax = new_axes(ax, size + 0.2, size)
    errors = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    shades = LinearSegmentedColormap.from_list("errors", ["white", COLORS[4], COLORS[1]])
    ax.imshow(errors, cmap=shades, vmin=0, vmax=max(errors.max(), 1))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            right = row == column
            ax.text(
                column, row, f"{count:g}", ha="center", va="center", color=INK, weight="normal" if right else "bold"
            )
        if row == column:
            ax.add_patch(
                Rectangle((column - 0.47, row - 0.47), 0.94, 0.94, fill=False, edgecolor=COLORS[0], linewidth=1.2)
            )
    ax.set_xticks(range(len(counts)), names)
    ax.set_yticks(range(len(counts)), names)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    ax.grid(False)
    ax.spines[["top", "right"]].set_visible(True)
    return ax
