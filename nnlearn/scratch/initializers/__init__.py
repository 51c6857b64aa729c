"""How weights start: Keras' distributions, not its very numbers, which differ between its backends too.

Used from chapter 02 on; chapter 04 shows why the spread matters. An initializer is called with a shape and gives float64
numbers; the layer turns them into its own dtype.
"""

from nnlearn.scratch.initializers.base import Initializer
from nnlearn.scratch.initializers.constant import Constant, Ones, Zeros
from nnlearn.scratch.initializers.names import get
from nnlearn.scratch.initializers.random import RandomNormal, RandomUniform, TruncatedNormal
from nnlearn.scratch.initializers.scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
    compute_fans,
)

__all__ = [
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "compute_fans",
    "get",
]
