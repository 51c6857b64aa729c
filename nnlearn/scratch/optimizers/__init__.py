"""Optimizers: how a gradient becomes a step, with the schedules of the step's size and the clipping of gradients."""

from nnlearn.scratch.optimizers import clipping, schedules
from nnlearn.scratch.optimizers.adagrad import Adagrad
from nnlearn.scratch.optimizers.adam import Adam, AdamW
from nnlearn.scratch.optimizers.base import Optimizer
from nnlearn.scratch.optimizers.names import get
from nnlearn.scratch.optimizers.rmsprop import RMSprop
from nnlearn.scratch.optimizers.sgd import SGD

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "clipping", "get", "schedules"]
