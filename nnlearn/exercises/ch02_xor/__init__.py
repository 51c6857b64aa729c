"""Chapter 02, XOR: what a second layer can say, and what makes it more than one layer."""

from nnlearn.exercises.ch02_xor.ex1_xor_network import xor_network
from nnlearn.exercises.ch02_xor.ex2_forward import forward
from nnlearn.exercises.ch02_xor.ex3_count_parameters import count_parameters
from nnlearn.exercises.ch02_xor.ex4_collapse import collapse
from nnlearn.exercises.ch02_xor.ex5_activation import activation
from nnlearn.exercises.ch02_xor.ex6_softmax import softmax
from nnlearn.exercises.ch02_xor.ex7_bump import bump
from nnlearn.exercises.ch02_xor.ex8_error_by_width import error_by_width

__all__ = ["activation", "bump", "collapse", "count_parameters", "error_by_width", "forward", "softmax", "xor_network"]
