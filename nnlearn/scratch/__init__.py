"""Neural networks in NumPy, forward and backward, with the names and conventions of Keras.

Where to look: `layers`, `activations`, `losses`, `optimizers` (with `schedules`), `initializers`, `regularizers`, `metrics`,
`callbacks`, `models`; `autodiff` for gradients without layers, `gradcheck` to judge a backward pass, `saving` for files.
"""

from nnlearn.scratch import (
    activations,
    autodiff,
    callbacks,
    gradcheck,
    initializers,
    layers,
    losses,
    metrics,
    optimizers,
    regularizers,
)
from nnlearn.scratch.layers import (
    Activation,
    Add,
    BatchNormalization,
    Branches,
    Concatenate,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    LayerNormalization,
    Reshape,
    Residual,
)
from nnlearn.scratch.models import Model, Sequential
from nnlearn.scratch.saving import load_model, save_model

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
    "Model",
    "Reshape",
    "Residual",
    "Sequential",
    "activations",
    "autodiff",
    "callbacks",
    "gradcheck",
    "initializers",
    "layers",
    "load_model",
    "losses",
    "metrics",
    "optimizers",
    "regularizers",
    "save_model",
]
