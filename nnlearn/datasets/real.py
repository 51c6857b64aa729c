"""Real data that comes with scikit-learn: no download."""

from dataclasses import dataclass

import numpy as np

TABLES = ("digits", "breast_cancer", "wine", "iris", "diabetes")
PHOTOS = ("china", "flower")


@dataclass(frozen=True)
class Dataset:
    """What `load` gives.

    Attributes:
        name: the name it was loaded by.
        X: inputs, shape (n, features) float64; for a photo (height, width, 3) uint8.
        y: targets, shape (n,): class numbers, for diabetes a measurement; None for a photo.
        feature_names: one per column of X; for a photo the colour channels.
        target_names: one per class; for diabetes the one measurement; empty for a photo.
        description: where the data comes from and what it means.
    """

    name: str
    X: np.ndarray
    y: np.ndarray | None
    feature_names: tuple[str, ...]
    target_names: tuple[str, ...]
    description: str


def load(name: str) -> Dataset:
    """One of the data sets that come with scikit-learn.

    Args:
        name: a table: digits (1,797 pictures of 8 x 8, grey 0 to 16), breast_cancer, wine, iris, diabetes; or a
            photo: china, flower. The columns of diabetes come standardised, as scikit-learn gives them.

    Returns:
        A Dataset with X, y and their names. The arrays are fresh at each call: change them as you like.

    Raises:
        ValueError: for a name that is not there, with the list of those that are.

    Example:
        >>> iris = load("iris")
        >>> iris.X.shape, iris.target_names
        ((150, 4), ('setosa', 'versicolor', 'virginica'))
    """
    if name in PHOTOS:
        return _load_photo(name)
    if name in TABLES:
        return _load_table(name)
    names = ", ".join(TABLES + PHOTOS)
    raise ValueError(f"load expects one of {names}, received {name!r}. Fix: load('digits').")


def _load_table(name):
    from sklearn import datasets

    table = getattr(datasets, f"load_{name}")()
    labels = table.get("target_names", ("disease progression after one year",))
    return Dataset(
        name=name,
        X=np.asarray(table.data, dtype=float),
        y=np.asarray(table.target),
        feature_names=tuple(map(str, table.feature_names)),
        target_names=tuple(map(str, labels)),
        description=table.DESCR,
    )


def _load_photo(name):
    from sklearn import datasets

    return Dataset(
        name=name,
        X=np.array(datasets.load_sample_image(f"{name}.jpg")),
        y=None,
        feature_names=("red", "green", "blue"),
        target_names=(),
        description=datasets.load_sample_images().DESCR,
    )
