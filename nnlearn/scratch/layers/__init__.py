"""Layers: forward and hand-written backward side by side."""

from nnlearn.scratch.layers.activation import Activation
from nnlearn.scratch.layers.base import Layer
from nnlearn.scratch.layers.dense import Dense

__all__ = ["Activation", "Dense", "Layer"]
