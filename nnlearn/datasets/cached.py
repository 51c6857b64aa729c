"""Data sets that Keras has downloaded before, read from its folder. Nothing is downloaded here."""

import gzip
import os
from pathlib import Path

import numpy as np

Split = tuple[np.ndarray, np.ndarray]
NAMES = ("mnist", "fashion_mnist")
_FASHION = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")


def load_keras(name: str) -> tuple[Split, Split] | None:
    """What ``keras.datasets.<name>.load_data()`` gives, if its files are on this machine already.

    The folder is the one that Keras uses: ``$KERAS_HOME/datasets``, by default ``~/.keras/datasets``.

    Args:
        name: mnist (LeCun, Bottou, Bengio and Haffner 1998) or fashion_mnist (Xiao, Rasul and Vollgraf 2017): 60,000 and 10,000
            pictures of 28 x 28, ten classes.

    Returns:
        ``(x_train, y_train), (x_test, y_test)`` as Keras gives them: pictures (n, 28, 28) uint8, labels (n,)
        uint8; None if the files are not there.

    Raises:
        ValueError: for another name, or files that hold something else.
    """
    if name not in NAMES:
        raise ValueError(f"load_keras expects one of {', '.join(NAMES)}, received {name!r}. Fix: load_keras('mnist').")
    folder = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"
    found = _mnist(folder / "mnist.npz") if name == "mnist" else _fashion_mnist(folder / "fashion-mnist")
    for x, y in found or ():
        if x.ndim != 3 or x.shape[1:] != (28, 28) or y.shape != x.shape[:1] or x.dtype != np.uint8:
            raise ValueError(
                f"load_keras expects pictures (n, 28, 28) and labels (n,), received {x.shape} and {y.shape}. "
                f"Fix: delete the files of {name} in Keras' folder and let keras.datasets fetch them again."
            )
    return found


def _mnist(path: Path) -> tuple[Split, Split] | None:
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as file:
        return (file["x_train"], file["y_train"]), (file["x_test"], file["y_test"])


def _fashion_mnist(folder: Path) -> tuple[Split, Split] | None:
    names = [[part.replace("train", which) for part in _FASHION] for which in ("train", "t10k")]
    if not all((folder / file).is_file() for pair in names for file in pair):
        return None
    train, test = ((_idx(folder / x, 16).reshape(-1, 28, 28), _idx(folder / y, 8)) for x, y in names)
    return train, test


def _idx(path: Path, header: int) -> np.ndarray:
    """The numbers of a file in the IDX format, whose header is skipped as Keras does."""
    with gzip.open(path, "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)
