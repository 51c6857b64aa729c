"""Layers: forward and hand-written backward side by side."""

from nnlearn.scratch.layers.activation import Activation
from nnlearn.scratch.layers.base import Layer
from nnlearn.scratch.layers.batch_normalization import BatchNormalization
from nnlearn.scratch.layers.branches import Branches, Residual
from nnlearn.scratch.layers.dense import Dense
from nnlearn.scratch.layers.dropout import Dropout
from nnlearn.scratch.layers.embedding import Embedding
from nnlearn.scratch.layers.flatten import Flatten
from nnlearn.scratch.layers.layer_normalization import LayerNormalization
from nnlearn.scratch.layers.merging import Add, Concatenate
from nnlearn.scratch.layers.reshape import Reshape

__all__ = [
    "Activation",
    "Add",
    "BatchNormalization",
    "Branches",
    "Concatenate",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "Layer",
    "LayerNormalization",
    "Reshape",
    "Residual",
]
