"""Models: layers put together, and how they are trained."""

from nnlearn.scratch.models.model import Model
from nnlearn.scratch.models.sequential import Sequential

__all__ = ["Model", "Sequential"]
