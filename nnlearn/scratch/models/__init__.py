"""Models: layers put together."""

from nnlearn.scratch.models.sequential import Sequential

__all__ = ["Sequential"]
