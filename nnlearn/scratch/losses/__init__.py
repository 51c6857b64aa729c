"""Losses: what a model is trained to make small, each beside its gradient. Introduced in chapter 03."""

from nnlearn.scratch.losses.base import Loss
from nnlearn.scratch.losses.binary import BinaryCrossentropy, binary_crossentropy, binary_crossentropy_gradient
from nnlearn.scratch.losses.categorical import (
    CategoricalCrossentropy,
    categorical_crossentropy,
    categorical_crossentropy_gradient,
    log_sum_exp,
)
from nnlearn.scratch.losses.divergence import KLDivergence, kl_divergence, kl_divergence_gradient
from nnlearn.scratch.losses.margin import Hinge, hinge, hinge_gradient
from nnlearn.scratch.losses.registry import get
from nnlearn.scratch.losses.regression import (
    Huber,
    MeanAbsoluteError,
    MeanSquaredError,
    huber,
    huber_gradient,
    mean_absolute_error,
    mean_absolute_error_gradient,
    mean_squared_error,
    mean_squared_error_gradient,
)
from nnlearn.scratch.losses.sparse import (
    SparseCategoricalCrossentropy,
    sparse_categorical_crossentropy,
    sparse_categorical_crossentropy_gradient,
)

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "Hinge",
    "Huber",
    "KLDivergence",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
    "binary_crossentropy",
    "binary_crossentropy_gradient",
    "categorical_crossentropy",
    "categorical_crossentropy_gradient",
    "get",
    "hinge",
    "hinge_gradient",
    "huber",
    "huber_gradient",
    "kl_divergence",
    "kl_divergence_gradient",
    "log_sum_exp",
    "mean_absolute_error",
    "mean_absolute_error_gradient",
    "mean_squared_error",
    "mean_squared_error_gradient",
    "sparse_categorical_crossentropy",
    "sparse_categorical_crossentropy_gradient",
]
