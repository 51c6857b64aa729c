"""Submissions in, marks out. The answer key never enters the kernel: see run.py.

The way of a submission: collect, reading, assemble (cells, tame), run (kernel), score, report; `grade_one` is the whole way of one.
"""

from nnlearn.grading.classroom import grade
from nnlearn.grading.one import grade_one
from nnlearn.grading.own import Report, check_notebook

__all__ = ["Report", "check_notebook", "grade", "grade_one"]
