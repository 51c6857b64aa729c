"""Chapter 05, Keras: training real networks, and judging honestly how good they are."""

from nnlearn.exercises.ch05_keras.ex1_three_ways import three_ways
from nnlearn.exercises.ch05_keras.ex2_hits import hits
from nnlearn.exercises.ch05_keras.ex3_stop_at_best import StopAtBest
from nnlearn.exercises.ch05_keras.ex4_train_step import train_step
from nnlearn.exercises.ch05_keras.ex5_head_and_loss import head_and_loss
from nnlearn.exercises.ch05_keras.ex6_honest_scores import honest_scores
from nnlearn.exercises.ch05_keras.ex7_confusion import confusion
from nnlearn.exercises.ch05_keras.ex8_diagnose import diagnose
from nnlearn.exercises.ch05_keras.ex9_is_odd import is_odd

__all__ = [
    "StopAtBest",
    "confusion",
    "diagnose",
    "head_and_loss",
    "hits",
    "honest_scores",
    "is_odd",
    "three_ways",
    "train_step",
]
