"""Chapter 01, the perceptron: one neuron by hand, its learning rule, and how far the rule reaches."""

from nnlearn.exercises.ch01_perceptron.ex1_weighted_sum import weighted_sum
from nnlearn.exercises.ch01_perceptron.ex2_gates import gates
from nnlearn.exercises.ch01_perceptron.ex3_predict import predict
from nnlearn.exercises.ch01_perceptron.ex4_update import update
from nnlearn.exercises.ch01_perceptron.ex5_train import train
from nnlearn.exercises.ch01_perceptron.ex6_novikoff import novikoff
from nnlearn.exercises.ch01_perceptron.ex7_mistakes_by_shift import mistakes_by_shift
from nnlearn.exercises.ch01_perceptron.ex8_separable import separable

__all__ = ["gates", "mistakes_by_shift", "novikoff", "predict", "separable", "train", "update", "weighted_sum"]
