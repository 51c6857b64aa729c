"""What large weights cost, beside the derivative of that cost. Introduced in chapter 07."""

import numpy as np

from nnlearn.scratch.checks import at_least
from nnlearn.scratch.config import Configurable

Array = np.ndarray


class Regularizer(Configurable):
    """A number to add to the loss for the sizes of some weights."""

    def __call__(self, w: Array) -> float:
        """The penalty for weights of any shape."""
        raise NotImplementedError(f"{type(self).__name__} has no penalty")

    def gradient(self, w: Array) -> Array:
        """Its derivative by each weight, shaped like them."""
        raise NotImplementedError(f"{type(self).__name__} has no gradient")


class L1L2(Regularizer):
    """`l1 * sum(|w|) + l2 * sum(w ** 2)`: both penalties at once, the elastic net (Zou and Hastie, 2005).

    Args:
        l1: factor of the absolute values, at least 0.
        l2: factor of the squares, at least 0. There is no 1/2, so its gradient is `2 * l2 * w`.

    Raises:
        ValueError: for a factor that is negative, infinite or no number.

    Example:
        >>> L1L2(l1=0.5, l2=0.25)(np.array([2.0, -2.0]))
        4.0
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0):
        self.l1 = at_least(0, type(self).__name__, "l1", l1, "0.01")
        self.l2 = at_least(0, type(self).__name__, "l2", l2, "0.01")

    def __call__(self, w: Array) -> float:
        """`l1 * sum(|w|) + l2 * sum(w ** 2)`."""
        return float(self.l1 * np.abs(w).sum() + self.l2 * np.square(w).sum())

    def gradient(self, w: Array) -> Array:
        """`l1 * sign(w) + 2 * l2 * w`; at 0, where |w| has a corner, 0 as in TensorFlow."""
        return self.l1 * np.sign(w) + 2 * self.l2 * w


class L1(L1L2):
    """`l1 * sum(|w|)`: pulls all weights towards 0 with the same force, so that small ones end there.

    Tibshirani (1996), Regression shrinkage and selection via the lasso.

    Args:
        l1: factor, at least 0.

    Example:
        >>> L1(0.5).gradient(np.array([2.0, -3.0]))
        array([ 0.5, -0.5])
    """

    def __init__(self, l1: float = 0.01):
        super().__init__(l1=l1)


class L2(L1L2):
    """`l2 * sum(w ** 2)`: pulls each weight towards 0 in proportion to its size.

    Hoerl and Kennard (1970), Ridge regression.

    Args:
        l2: factor, at least 0.

    Example:
        >>> L2(0.5).gradient(np.array([2.0, -3.0]))
        array([ 2., -3.])
    """

    def __init__(self, l2: float = 0.01):
        super().__init__(l2=l2)


NAMES: dict[str, type[Regularizer]] = {"l1": L1, "l2": L2, "l1_l2": L1L2, "L1": L1, "L2": L2, "L1L2": L1L2}


def get(identifier: str | Regularizer | None) -> Regularizer | None:
    """The regularizer with this name; a regularizer and None are given back as they are.

    Raises:
        ValueError: for anything else, with the list of known names.

    Example:
        >>> get("l2").l2
        0.01
    """
    if identifier is None or isinstance(identifier, Regularizer):
        return identifier
    if isinstance(identifier, str) and identifier in NAMES:
        return NAMES[identifier]()
    raise ValueError(f"regularizer expects one of {', '.join(NAMES)}, received {identifier!r}. Fix: 'l2'.")
