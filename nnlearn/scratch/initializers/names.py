"""The initializers by name."""

import re
from collections.abc import Callable
from typing import Any

from nnlearn.scratch.initializers import constant, random, scaling
from nnlearn.scratch.initializers.base import Array, Initializer

KINDS: tuple[type[Initializer], ...] = (
    constant.Zeros,
    constant.Ones,
    constant.Constant,
    random.RandomNormal,
    random.TruncatedNormal,
    random.RandomUniform,
    scaling.VarianceScaling,
    scaling.GlorotUniform,
    scaling.GlorotNormal,
    scaling.HeUniform,
    scaling.HeNormal,
    scaling.LecunNormal,
    scaling.LecunUniform,
)
NAMES: dict[str, type[Initializer]] = {re.sub(r"\B([A-Z])", r"_\1", kind.__name__).lower(): kind for kind in KINDS}


def get(identifier: str | Callable[..., Array]) -> Any:
    """The initializer with this name, such as "glorot_uniform" or "GlorotUniform", with its defaults.

    An initializer, or any function `(shape, rng) -> array`, is given back as it is.

    Raises:
        ValueError: for an unknown name, with the list of those known.

    Example:
        >>> get("zeros")((2,))
        array([0., 0.])
    """
    known = NAMES | {kind.__name__: kind for kind in KINDS} | {"uniform": random.RandomUniform}  # Embedding's default
    if isinstance(identifier, str) and identifier in known:
        return known[identifier]()
    if callable(identifier) and not isinstance(identifier, type):
        return identifier
    raise ValueError(f"initializer expects one of {', '.join(NAMES)}, received {identifier!r}. Fix: 'zeros'.")
