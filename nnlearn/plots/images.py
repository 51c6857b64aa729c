"""Small pictures side by side: inputs, or the weights that look at them."""

from collections.abc import Sequence

import numpy as np

from nnlearn.plots._style import new_row, styled


@styled
def images(
    pictures: np.ndarray | Sequence[np.ndarray],
    titles: Sequence[str] | None = None,
    *,
    axes=None,
    columns: int = 5,
    signed: bool = False,
    width: float = 1.7,
):
    """Pictures in a grid, all in one scale of grey, or of two colours about 0 for signed values.

    Args:
        pictures: shape (n, height, width), or a sequence of (height, width).
        titles: one per picture.
        axes: matplotlib axes to draw in; a new figure if None.
        columns: pictures in a row.
        signed: True for weights: 0 is white, the colour says the sign, a bar says the size.
        width: of one picture, in inches.

    Returns:
        The axes as a flat array.

    Raises:
        ValueError: for pictures that are not (height, width), or too few titles.
    """
    pictures = [np.asarray(picture, dtype=float) for picture in pictures]
    if not pictures or any(picture.ndim != 2 for picture in pictures):
        shapes = [picture.shape for picture in pictures]
        raise ValueError(f"images expects pictures of shape (n, height, width), received {shapes}. Fix: picture[None].")
    if titles is not None and len(titles) != len(pictures):
        raise ValueError(f"images expects {len(pictures)} titles, received {len(titles)}. Fix: one per picture.")
    height = width * pictures[0].shape[0] / pictures[0].shape[1] + (0.3 if titles else 0.1)
    axes = new_row("images", axes, len(pictures), columns, width, height)
    top = max(float(np.abs(picture).max()) for picture in pictures) or 1.0
    style = {"cmap": "PuOr_r", "vmin": -top, "vmax": top} if signed else {"cmap": "Greys", "vmin": 0, "vmax": top}
    for k, (ax, picture) in enumerate(zip(axes, pictures, strict=True)):
        drawn = ax.imshow(picture, **style)
        ax.set(xticks=[], yticks=[], title=titles[k] if titles else None)
        ax.grid(False)
        ax.spines[["top", "right"]].set_visible(True)
    if signed:
        axes[0].figure.colorbar(drawn, ax=list(axes), label="weight", shrink=0.8)
    return axes
