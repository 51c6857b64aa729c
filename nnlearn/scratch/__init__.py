"""Neural networks in NumPy, forward and backward, with the names and conventions of Keras."""

from nnlearn.scratch import activations, initializers
from nnlearn.scratch.layers import Activation, Dense
from nnlearn.scratch.models import Sequential

__all__ = ["Activation", "Dense", "Sequential", "activations", "initializers"]
