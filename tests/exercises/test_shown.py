"""What a panel shows of an exercise's inputs."""

import numpy as np

from .test_judging import Variance, judge


class Described(Variance):
    def shown(self, x):
        return {"the spread": f"{x.size} numbers"}


def test_a_panel_shows_the_inputs():
    assert judge(lambda x: 0.5).table[0][0] == "input x"


def test_an_exercise_may_have_better_words_for_them():
    label, text = judge(lambda x: 0.5, Described()).table[0]
    assert label == "input the spread"
    assert text.endswith("numbers'")


def test_words_for_inputs_keep_the_inputs():
    assert judge(lambda x: np.var(x), Described()).passed
