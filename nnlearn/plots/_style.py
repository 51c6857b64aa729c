"""The look that every plot shares, and the checks at their entrance."""

from collections.abc import Callable, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import Any

import numpy as np

STYLE = Path(__file__).with_name("style.mplstyle")

# Okabe and Ito (2008): eight colours that the colour-blind can tell apart. Class k has COLORS[k] and
# MARKERS[k].
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")
MARKERS = ("o", "^", "s", "D", "P", "v", "X", "*")
LINES = ("-", "--", "-.", ":")
INK = "#222222"
GREY = "#8A8A8A"
PALE = "#D0D0D0"


def use_style() -> None:
    """Give every later figure the course's look, drawn by nnlearn or not."""
    import matplotlib

    matplotlib.rcParams.update(matplotlib.rc_params_from_file(STYLE, use_default_template=False))


@cache
def _load_backend() -> None:
    """Load the backend now: a notebook's turns interactive mode on, which the end of a context would undo."""
    import matplotlib.pyplot as plt

    plt.draw_if_interactive()


def styled(plot: Callable) -> Callable:
    """A plot drawn in the course's look, whatever the reader's settings are; those stay as they were."""

    @wraps(plot)
    def drawn(*args: Any, **kwargs: Any) -> Any:
        import matplotlib

        _load_backend()
        with matplotlib.rc_context(fname=STYLE):
            return plot(*args, **kwargs)

    return drawn


def new_axes(ax=None, width=5.6, height=3.5):
    """The caller's axes, or those of a new figure."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height))[1]


def new_row(caller, axes, count, columns, width, height, **kwargs):
    """The caller's axes as a flat array of `count`, or a new figure's; spare ones are hidden."""
    if axes is not None:
        axes = np.atleast_1d(np.asarray(axes, dtype=object)).ravel()
        if len(axes) < count:
            raise ValueError(f"{caller} expects {count} axes, received {len(axes)}. Fix: plt.subplots(1, {count}).")
        return axes[:count]
    import matplotlib.pyplot as plt

    columns = min(columns, count)
    rows = -(-count // columns)
    _, grid = plt.subplots(rows, columns, figsize=(width * columns, height * rows), squeeze=False, **kwargs)
    for spare in grid.ravel()[count:]:
        spare.set_visible(False)
    return grid.ravel()[:count]


def legend_beside(ax, gap=0.0):
    """A legend to the right of the axes, where it hides nothing; gap is a share of the axes' width."""
    return ax.legend(loc="upper left", bbox_to_anchor=(1.0 + gap, 1.0), borderaxespad=0.2)


def minus(number, digits=3):
    """A number as short text: a true minus sign, and no power of ten below ten million."""
    text = f"{number:.0f}" if 10**digits - 0.5 <= abs(number) < 1e7 else f"{number:.{digits}g}"
    return text.replace("-", "\N{MINUS SIGN}")


def check_plane(caller, X, y=None):
    """X as floats of shape (n, 2) and y as an array of shape (n,)."""
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) == 0:
        raise ValueError(f"{caller} expects X of shape (n, 2), received {X.shape}. Fix: choose two columns, X[:, :2].")
    if y is None:
        return X, None
    y = np.asarray(y)
    if y.shape != (len(X),):
        raise ValueError(f"{caller} expects y of shape ({len(X)},), received {y.shape}. Fix: y.ravel().")
    return X, y


def check_line(caller: str, name: str, values: Sequence[float] | np.ndarray, length: int | None = None) -> np.ndarray:
    """The values as floats of shape (n,), with n at least 1."""
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or len(values) == 0:
        raise ValueError(f"{caller} expects {name} of shape (n,), received {values.shape}. Fix: {name}.ravel().")
    if length is not None and len(values) != length:
        raise ValueError(
            f"{caller} expects {name} of shape ({length},), received {values.shape}. "
            f"Fix: give one value of {name} per point."
        )
    return values


def check_classes(caller, classes):
    """An array of classes, few enough to have a marker each."""
    if len(classes) > len(MARKERS):
        raise ValueError(
            f"{caller} expects at most {len(MARKERS)} classes, received {len(classes)}. "
            "Fix: is y a measurement? Then draw it with another plot."
        )
    return classes


def frame(X, pad):
    """Limits of a picture of the plane: (left, right, bottom, top), with `pad` added on every side."""
    (left, bottom), (right, top) = X.min(axis=0) - pad, X.max(axis=0) + pad
    return float(left), float(right), float(bottom), float(top)


def sample_plane(limits, resolution):
    """Columns and rows within the limits, and all their crossings, shape (resolution ** 2, 2)."""
    left, right, bottom, top = limits
    columns, rows = np.linspace(left, right, resolution), np.linspace(bottom, top, resolution)
    return columns, rows, np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)


def set_frame(ax, limits, xlabel="$x_1$", ylabel="$x_2$"):
    """Limits and labels; equal scales unless the picture would become a strip."""
    left, right, bottom, top = limits
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel=xlabel, ylabel=ylabel)
    if 1 / 3 < (right - left) / (top - bottom) < 3:
        ax.set_aspect("equal")
