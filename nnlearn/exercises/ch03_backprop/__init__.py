"""Chapter 03, backpropagation: how an error at the output tells a weight in the first layer what to do."""

from nnlearn.exercises.ch03_backprop.ex1_binary_crossentropy import binary_crossentropy
from nnlearn.exercises.ch03_backprop.ex2_categorical_crossentropy import categorical_crossentropy
from nnlearn.exercises.ch03_backprop.ex3_numeric_gradient import numeric_gradient
from nnlearn.exercises.ch03_backprop.ex4_walk_back import walk_back
from nnlearn.exercises.ch03_backprop.ex5_activation_backward import activation_backward
from nnlearn.exercises.ch03_backprop.ex6_dense_backward import dense_backward
from nnlearn.exercises.ch03_backprop.ex7_network_backward import network_backward
from nnlearn.exercises.ch03_backprop.ex8_train_xor import train_xor
from nnlearn.exercises.ch03_backprop.ex9_wrong_gradients import wrong_gradients

__all__ = [
    "activation_backward",
    "binary_crossentropy",
    "categorical_crossentropy",
    "dense_backward",
    "network_backward",
    "numeric_gradient",
    "train_xor",
    "walk_back",
    "wrong_gradients",
]
