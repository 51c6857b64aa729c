"""The first call of every chapter: seeds, print options, plot style and, where a chapter needs it, a quiet Keras."""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import numpy as np


def setup(seed: int, keras: bool = False) -> np.random.Generator:
    """Make a chapter repeatable and its output readable.

    Seeds Python's `random`, NumPy's legacy generator and, with `keras=True`, TensorFlow; sets NumPy's print options
    (4 digits, no scientific notation for small numbers) and the course's plot style.

    Args:
        seed: int in [0, 2**32 - 1].
        keras: True imports Keras without the lines that TensorFlow writes to stderr. Call it before `import keras`.

    Returns:
        A `numpy.random.Generator` seeded with `seed`, for everything that the chapter draws itself.

    Raises:
        TypeError: `seed` is not an int.
        ValueError: `seed` is out of range.
        ImportError: `keras=True`, and Keras or TensorFlow is not installed.

    Example:
        >>> rng = setup(seed=1)
        >>> [int(n) for n in rng.integers(0, 10, size=3)] == [int(n) for n in setup(seed=1).integers(0, 10, size=3)]
        True
    """
    _check_seed(seed)
    seed = int(seed)  # `random` takes no NumPy integer
    random.seed(seed)
    np.random.seed(seed)  # libraries that draw from the legacy generator must repeat too
    np.set_printoptions(precision=4, suppress=True)
    _use_plot_style()
    if keras:
        load_keras().utils.set_random_seed(seed)
    return np.random.default_rng(seed)


def _check_seed(seed: int) -> None:
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise TypeError(f"setup expects seed as an int, received {type(seed).__name__}. Fix: setup(seed=1).")
    if not 0 <= seed < 2**32:
        raise ValueError(f"setup expects seed in [0, 2**32 - 1], received {seed}. Fix: setup(seed=1).")


def _use_plot_style() -> None:
    # The one edge between neighbours on a floor: the style belongs to plots, the moment to apply it belongs here.
    from nnlearn import plots

    plots.use_style()


def load_keras() -> ModuleType:
    """Import Keras with file descriptor 2 silenced: TensorFlow's C++ writes a process id and a time there.

    Returns:
        The module `keras`. Nothing is seeded.

    Raises:
        ImportError: Keras or TensorFlow is not installed.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # later notes too; errors stay visible
    try:
        with _silenced_stderr():
            import keras
            import tensorflow  # noqa: F401 - Keras loads its backend lazily in parts; all of the noise belongs here
    except ModuleNotFoundError as error:
        if error.name not in ("keras", "tensorflow"):
            raise
        raise ImportError(
            f"setup(keras=True) expects Keras and TensorFlow, received an environment without {error.name}. "
            "Fix: run `make env`, or `pip install -e '.[cpu]'`, then restart the kernel."
        ) from error
    return keras


@contextmanager
def _silenced_stderr() -> Iterator[None]:
    """Send file descriptor 2 to nowhere, and put it back whatever happens."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
