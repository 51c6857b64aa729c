"""How weights start: Keras' distributions, not its very numbers, which differ between its backends too."""

from collections.abc import Callable

import numpy as np

Initializer = Callable[..., np.ndarray]


def zeros(shape: tuple[int, ...], rng: np.random.Generator | int | None = None) -> np.ndarray:
    """All 0: right for biases; a kernel of zeros makes every unit of a layer learn the same."""
    return np.zeros(shape)


def ones(shape: tuple[int, ...], rng: np.random.Generator | int | None = None) -> np.ndarray:
    """All 1."""
    return np.ones(shape)


def random_normal(
    shape: tuple[int, ...], rng: np.random.Generator | int | None = None, mean: float = 0.0, stddev: float = 0.05
) -> np.ndarray:
    """Normal numbers.

    Args:
        shape: of the weights.
        rng: generator or seed; fresh chance if None.
        mean: of the numbers.
        stddev: their standard deviation.

    Returns:
        Weights of this shape, float64.
    """
    return np.random.default_rng(rng).normal(mean, stddev, shape)


def glorot_uniform(shape: tuple[int, ...], rng: np.random.Generator | int | None = None) -> np.ndarray:
    """Even numbers between -limit and limit, with `limit = sqrt(6 / (inputs + units))`.

    This keeps the spread of values and of gradients from layer to layer. Glorot and Bengio (2010),
    Understanding the difficulty of training deep feedforward neural networks, equation 16; chapter 04.

    Args:
        shape: of a kernel, (inputs, units).
        rng: generator or seed; fresh chance if None.

    Returns:
        Weights of this shape, float64.

    Raises:
        ValueError: for a shape that is not (inputs, units).

    Example:
        >>> bool(abs(glorot_uniform((4, 2), rng=0)).max() <= 1.0)
        True
    """
    if len(shape) != 2:
        raise ValueError(f"glorot_uniform expects a shape (inputs, units), received {shape}. Fix: 'random_normal'.")
    limit = np.sqrt(6 / (shape[0] + shape[1]))
    return np.random.default_rng(rng).uniform(-limit, limit, shape)


NAMES: dict[str, Initializer] = {
    function.__name__: function for function in (zeros, ones, random_normal, glorot_uniform)
}


def get(identifier: str | Initializer) -> Initializer:
    """The initialiser with this name; a function `(shape, rng) -> array` is given back as it is.

    Raises:
        ValueError: for an unknown name, with the list of those known.

    Example:
        >>> get("zeros")((2,))
        array([0., 0.])
    """
    if isinstance(identifier, str) and identifier in NAMES:
        return NAMES[identifier]
    if callable(identifier):
        return identifier
    raise ValueError(f"initializer expects one of {', '.join(NAMES)}, received {identifier!r}. Fix: 'zeros'.")
