"""Is a backward pass right? Central differences judge it, and say where it is wrong. Introduced in chapter 03."""

from nnlearn.scratch.gradcheck.check import check_function, check_gradients
from nnlearn.scratch.gradcheck.numeric import numeric_gradient
from nnlearn.scratch.gradcheck.report import GradientReport

__all__ = ["GradientReport", "check_function", "check_gradients", "numeric_gradient"]
