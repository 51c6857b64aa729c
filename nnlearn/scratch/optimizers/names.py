"""The optimizers by name."""

from collections.abc import Callable

from nnlearn.scratch.optimizers.adagrad import Adagrad
from nnlearn.scratch.optimizers.adam import Adam, AdamW
from nnlearn.scratch.optimizers.base import Optimizer
from nnlearn.scratch.optimizers.rmsprop import RMSprop
from nnlearn.scratch.optimizers.sgd import SGD

NAMES: dict[str, Callable[[], Optimizer]] = {
    kind.__name__.lower(): kind for kind in (SGD, Adagrad, RMSprop, Adam, AdamW)
}


def get(identifier: str | Optimizer) -> Optimizer:
    """A new optimizer with its defaults, by name in upper or lower case; an optimizer is given back as it is.

    Raises:
        ValueError: for anything else, with the list of known names.

    Example:
        >>> get("adam").learning_rate
        0.001
    """
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, str) and identifier.lower() in NAMES:
        return NAMES[identifier.lower()]()
    raise ValueError(f"optimizer expects one of {', '.join(NAMES)}, received {identifier!r}. Fix: 'adam' or Adam().")
