"""The layer that gives each of a set of things a vector of its own."""

from typing import Any

import numpy as np

from nnlearn.scratch import initializers, regularizers
from nnlearn.scratch.checks import as_array, check_seed, refusal, whole_number
from nnlearn.scratch.layers.base import Layer, Shape
from nnlearn.scratch.layers.weight import Weight


class Embedding(Layer):
    """`embeddings[x]`: row k of a trained table for thing number k. Introduced in chapter 06.

    The same as a Dense layer without bias on one-hot vectors, without making the vectors.
    Bengio et al. (2003), A neural probabilistic language model.

    Args:
        input_dim: how many things there are; they are numbered 0 to input_dim - 1.
        output_dim: how many numbers stand for each.
        embeddings_initializer: name, initializer, or function `(shape, rng) -> array`.
        embeddings_regularizer: name such as "l2", or regularizer; None for none.
        seed: int, for the initial table; fresh chance if None.
        dtype: "float64" or "float32".
        name: for the summary.

    Attributes:
        embeddings: the table, shape (input_dim, output_dim).

    Raises:
        ValueError: for dimensions below 1; when called, for inputs that are not whole numbers from 0 to
            input_dim - 1 of shape (batch,) or (batch, length).

    Example:
        >>> layer = Embedding(3, 2)
        >>> layer.build((None,))
        >>> layer.set_weights([np.array([[0.0, 0.0], [1.0, -1.0], [5.0, 5.0]])])
        >>> layer(np.array([2, 1]))
        array([[ 5.,  5.],
               [ 1., -1.]])
    """

    embeddings = Weight()

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: initializers.Initializer | str = "uniform",
        embeddings_regularizer: regularizers.Regularizer | str | None = None,
        *,
        seed: int | None = None,
        dtype: str = "float64",
        name: str | None = None,
    ):
        super().__init__(dtype, name)
        self.input_dim = whole_number("Embedding", "input_dim", input_dim)
        self.output_dim = whole_number("Embedding", "output_dim", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.seed = check_seed("Embedding", seed)
        self._x: Any = None  # inputs of the last forward pass

    def build(self, input_shape: Shape) -> None:
        """Make the table; the shape of the inputs does not matter to it."""
        shape, rng = (self.input_dim, self.output_dim), np.random.default_rng(self.seed)
        self.embeddings = self.add_weight(shape, self.embeddings_initializer, rng, self.embeddings_regularizer)
        super().build(input_shape)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """`embeddings[x]`: (batch,) -> (batch, output_dim), (batch, length) -> (batch, length, output_dim)."""
        self._x = x
        return self.embeddings[x]

    def backward(self, gradient: np.ndarray) -> None:
        """The gradient by the table: each row gets the sum over the places where it was looked up.

        None comes back, since there is no half way between thing 3 and thing 4: numbers of things have no gradient.
        """
        gradient = self._as_gradient(gradient)
        dembeddings = np.zeros_like(self.embeddings)
        np.add.at(dembeddings, self._x, gradient)  # with += a row that occurs twice would count once
        self.gradients = [dembeddings]

    def output_shape(self, input_shape: Shape) -> Shape:
        """(None,) -> (None, output_dim), (None, length) -> (None, length, output_dim)."""
        return (*input_shape, self.output_dim)

    def _as_input(self, x):
        x = as_array("Embedding", "inputs", x)
        if x.dtype.kind not in "fiu" or x.ndim not in (1, 2) or x.size == 0:
            raise refusal(
                "Embedding",
                "whole numbers of shape (batch,) or (batch, length)",
                f"{x.dtype} of shape {x.shape}",
                "np.array([[0, 2, 1]])",
            )
        wrong = ~((x >= 0) & (x < self.input_dim) & (x == np.floor(x)))  # NaN is none of these
        if wrong.any():
            first = tuple(np.argwhere(wrong)[0])
            raise refusal(
                "Embedding",
                f"whole numbers from 0 to {self.input_dim - 1}",
                f"{x[first]} in row {first[0]} of the batch",
                f"number the things from 0, or make Embedding(input_dim, {self.output_dim}) for as many as there are",
            )
        return x.astype(np.intp)
