"""Losses by name."""

from typing import Any

from nnlearn.scratch.checks import refusal
from nnlearn.scratch.losses.base import Loss
from nnlearn.scratch.losses.binary import BinaryCrossentropy
from nnlearn.scratch.losses.categorical import CategoricalCrossentropy
from nnlearn.scratch.losses.divergence import KLDivergence
from nnlearn.scratch.losses.margin import Hinge
from nnlearn.scratch.losses.regression import Huber, MeanAbsoluteError, MeanSquaredError
from nnlearn.scratch.losses.sparse import SparseCategoricalCrossentropy

NAMES: dict[str, type[Any]] = {
    "mean_squared_error": MeanSquaredError,
    "mean_absolute_error": MeanAbsoluteError,
    "huber": Huber,
    "binary_crossentropy": BinaryCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
    "hinge": Hinge,
    "kl_divergence": KLDivergence,
}
SHORT: dict[str, type[Any]] = {
    "mse": MeanSquaredError,
    "mae": MeanAbsoluteError,
    "bce": BinaryCrossentropy,
    "kld": KLDivergence,
}
KNOWN = {
    **NAMES,
    **{kind.__name__: kind for kind in NAMES.values()},
    **SHORT,
    **{name.upper(): kind for name, kind in SHORT.items()},
}


def get(identifier: Any) -> Loss:
    """The loss with this name, or class, with its defaults; a loss is given back as it is.

    Raises:
        ValueError: for anything else, with the list of the names.

    Example:
        >>> get("mse").name
        'mean_squared_error'
    """
    if isinstance(identifier, Loss):
        return identifier
    if isinstance(identifier, type) and issubclass(identifier, Loss):
        return identifier()
    if isinstance(identifier, str) and identifier in KNOWN:
        return KNOWN[identifier]()
    raise refusal("loss", f"one of {', '.join([*NAMES, *SHORT])}", repr(identifier), "'mean_squared_error'")
