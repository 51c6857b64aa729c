"""Chapter 04, optimizers: which way is down, and how far one step should be."""

from nnlearn.exercises.ch04_optimizers.ex1_descend import descend
from nnlearn.exercises.ch04_optimizers.ex2_at_the_limit import at_the_limit
from nnlearn.exercises.ch04_optimizers.ex3_minibatches import minibatches
from nnlearn.exercises.ch04_optimizers.ex4_momentum_step import momentum_step
from nnlearn.exercises.ch04_optimizers.ex5_adagrad_step import adagrad_step
from nnlearn.exercises.ch04_optimizers.ex6_rmsprop_step import rmsprop_step
from nnlearn.exercises.ch04_optimizers.ex7_adam_step import adam_step
from nnlearn.exercises.ch04_optimizers.ex8_warm_cosine import warm_cosine
from nnlearn.exercises.ch04_optimizers.ex9_he_normal import he_normal

__all__ = [
    "adagrad_step",
    "adam_step",
    "at_the_limit",
    "descend",
    "he_normal",
    "minibatches",
    "momentum_step",
    "rmsprop_step",
    "warm_cosine",
]
