"""Every known mistake of chapter 01 goes through a kernel and comes back under its own name."""

import pytest

from nnlearn.exercises import exercises_of
from nnlearn.grading import one
from nnlearn.grading.assemble import find_answers, make_task
from nnlearn.grading.kernel import Limits
from nnlearn.grading.reading import read_cells
from nnlearn.grading.run import run_in_kernel

from . import made
from .conftest import SEED

pytestmark = pytest.mark.kernel
EXERCISES = {exercise.name: exercise for exercise in exercises_of("01")}


def rounds():
    """The k-th mistake of every exercise, for k = 0, 1, ...: one kernel each."""
    most = max(len(exercise.mistakes) for exercise in EXERCISES.values())
    for k in range(most):
        yield {
            name: (made.sourced(exercise.mistakes[k].wrong, name), exercise.mistakes[k].name)
            for name, exercise in EXERCISES.items()
            if k < len(exercise.mistakes)
        }


@pytest.mark.parametrize("mistakes", list(rounds()), ids=lambda mistakes: f"{len(mistakes)}-exercises")
def test_a_mistake_fails_under_its_own_name(mistakes, tmp_path):
    answers = {name: text for name, (text, _) in mistakes.items()}
    found = find_answers(read_cells(made.as_bytes(made.filled(answers))), EXERCISES.values())
    tasks = [make_task(found[name], found, one._key("01", None, name, SEED)) for name in answers]
    outcomes = run_in_kernel(tasks, Limits(seconds=20), str(tmp_path))
    assert {o.verdict.name: (o.verdict.known_as, o.verdict.points) for o in outcomes} == {
        name: (mistake, 0) for name, (_, mistake) in mistakes.items()
    }


def test_every_exercise_takes_part_with_all_of_its_mistakes():
    taken = [name for mistakes in rounds() for name in mistakes]
    assert {name: taken.count(name) for name in taken} == {n: len(e.mistakes) for n, e in EXERCISES.items()}
    assert min(map(taken.count, EXERCISES)) >= 3
