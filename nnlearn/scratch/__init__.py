"""Neural networks in NumPy, forward and backward, with the names and conventions of Keras."""

from nnlearn.scratch import activations

__all__ = ["activations"]
