"""What every initializer has: a shape and a generator in, numbers out."""

import numpy as np

from nnlearn.scratch.checks import check_seed, is_whole, refusal
from nnlearn.scratch.config import Configurable

Array = np.ndarray
Rng = np.random.Generator | int | None


class Initializer(Configurable):
    """Makes the first numbers of a weight. A new initializer writes `draw`.

    Attributes:
        seed: int, for the same numbers at every call; None to use the generator that the layer hands in.
    """

    seed: int | None = None

    def __call__(self, shape: tuple[int, ...], rng: Rng = None) -> Array:
        """Numbers of this shape, float64.

        Args:
            shape: of the weight.
            rng: generator or seed, used if the initializer has no seed of its own; fresh chance if None.

        Raises:
            ValueError: for a shape that is no tuple of whole numbers, or an rng that is neither.
        """
        who = type(self).__name__
        if not isinstance(shape, tuple | list) or not all(is_whole(size) for size in shape):
            raise refusal(who, "a shape, a tuple of whole numbers", repr(shape), "(inputs, units)")
        if self.seed is not None:
            rng = self.seed
        if not isinstance(rng, np.random.Generator):
            rng = np.random.default_rng(check_seed(who, rng, "rng, a generator or"))
        return self.draw(tuple(shape), rng)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Numbers of this shape from this generator."""
        raise NotImplementedError(f"{type(self).__name__} has no draw")
