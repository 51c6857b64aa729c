"""Shortening gradients that are too long, so that one steep place cannot throw the weights away. Introduced in chapter 04.

Every function gives new arrays and leaves those that it got alone. NaN stays NaN.
"""

import math
from collections.abc import Sequence

import numpy as np

Array = np.ndarray


def clip_by_value(gradient: Array, limit: float) -> Array:
    """`min(max(g, -limit), limit)`, entry by entry: this can turn the direction of the step.

    Args:
        gradient: of one weight, any shape.
        limit: largest magnitude of an entry, above 0.

    Returns:
        A new array of the same shape and dtype.

    Example:
        >>> clip_by_value(np.array([3.0, -0.5]), 1.0)
        array([ 1. , -0.5])
    """
    return np.clip(gradient, -limit, limit)


def clip_by_norm(gradient: Array, limit: float) -> Array:
    """`g * limit / max(norm(g), limit)`: the same direction, no longer than `limit`.

    Args:
        gradient: of one weight, any shape; its norm is that of all its entries in a row.
        limit: largest norm, above 0.

    Returns:
        A new array of the same shape and dtype.

    Example:
        >>> clip_by_norm(np.array([3.0, 4.0]), 1.0)
        array([0.6, 0.8])
    """
    return gradient * (limit / _larger(norm([gradient]), limit))


def clip_by_global_norm(gradients: Sequence[Array], limit: float) -> list[Array]:
    """`g * limit / max(norm, limit)` for every gradient, with one norm of all of them together.

    The step as a whole keeps its direction, which clipping weight by weight does not. An infinite entry makes
    all entries NaN, as in Keras. Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent
    neural networks, algorithm 1.

    Args:
        gradients: one array for each weight.
        limit: largest norm, above 0.

    Returns:
        New arrays of the same shapes and dtypes.

    Example:
        >>> clip_by_global_norm([np.array([3.0]), np.array([4.0])], 1.0)
        [array([0.6]), array([0.8])]
    """
    length = norm(gradients)
    scale = limit / _larger(length, limit) if length != math.inf else math.nan
    return [gradient * scale for gradient in gradients]


def norm(gradients: Sequence[Array]) -> float:
    """`sqrt(sum(g ** 2))` over all entries of all gradients.

    Example:
        >>> norm([np.array([[3.0]]), np.array([4.0])])
        5.0
    """
    return math.sqrt(sum(float(np.vdot(gradient, gradient)) for gradient in gradients))


def _larger(length, limit):
    """The larger of two numbers; NaN if the length is NaN."""
    return limit if length < limit else length
