"""The layer that forgets some of its inputs while the network trains."""

from typing import Any

import numpy as np

from nnlearn.scratch.checks import check_seed, number_between
from nnlearn.scratch.layers.base import Layer


class Dropout(Layer):
    """`x * mask / (1 - rate)` in training, where each entry of the mask is 0 with chance `rate`, else 1; `x`
    otherwise. Introduced in chapter 07.

    Srivastava et al. (2014), Dropout: a simple way to prevent neural networks from overfitting. The paper
    makes the weights smaller after training; dividing by `1 - rate` during training ("inverted dropout", as
    Keras has it) gives the same mean and leaves inference as it is.

    Args:
        rate: share of inputs to drop, in [0, 1).
        seed: int, for the masks; fresh chance if None. Every training pass draws a new mask.
        dtype: "float64" or "float32".
        name: for the summary.

    Raises:
        ValueError: for another rate.

    Example:
        >>> layer = Dropout(0.5, seed=1)
        >>> layer(np.ones((1, 6)), training=True)
        array([[0., 2., 2., 2., 0., 0.]])
        >>> layer(np.ones((1, 6)))
        array([[1., 1., 1., 1., 1., 1.]])
    """

    def __init__(self, rate: float, seed: int | None = None, *, dtype: str = "float64", name: str | None = None):
        super().__init__(dtype, name)
        self.rate = number_between("Dropout", "rate", rate, 0, 1, below_high=True)
        self.seed = check_seed("Dropout", seed)
        self._rng = np.random.default_rng(seed)
        self._mask: Any = None  # of the last forward pass, with 1 / (1 - rate) in it; None if nothing was dropped

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Same shape; what is kept is larger by 1 / (1 - rate), so that the mean stays."""
        if not training or self.rate == 0:
            self._mask = None
            return x
        keep = self._rng.random(x.shape, np.float32) >= self.rate  # float32: half the time, and chance enough
        self._mask = keep.astype(x.dtype) / (1 - self.rate)
        return x * self._mask

    def backward(self, gradient: np.ndarray) -> np.ndarray:
        """`gradient * mask / (1 - rate)`, with the mask of the last pass; `gradient` if there was none."""
        gradient = self._as_gradient(gradient)
        return gradient if self._mask is None else gradient * self._mask
