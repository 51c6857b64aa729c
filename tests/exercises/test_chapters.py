"""Every exercise of every chapter passes every gate; a new chapter is covered as soon as it is there."""

import importlib
import importlib.util
import json
from pathlib import Path

import pytest

from nnlearn.exercises import chapter_names, exercises_of

from . import gates
from .marks import params

COURSE = Path(__file__).parents[2] / "course"
EXERCISES = [exercise for chapter in chapter_names() for exercise in exercises_of(chapter)]
NOTEBOOKS = [(chapter, path) for chapter in chapter_names() for path in COURSE.glob(f"{chapter}_*.ipynb")]
every_exercise = pytest.mark.parametrize(
    "exercise", params(EXERCISES), ids=lambda exercise: f"{exercise.id}-{exercise.name}"
)


def right_answers(exercise):
    name = f"{__package__}.answers.ch{exercise.chapter}"
    if importlib.util.find_spec(name) is None:
        return []
    return importlib.import_module(name).RIGHT.get(exercise.id, [])


def test_there_are_chapters():
    assert "01" in chapter_names()
    assert len(EXERCISES) >= 7


@every_exercise
def test_has_all_its_parts(exercise):
    assert gates.complete(exercise, right_answers(exercise)) == []


@every_exercise
def test_accepts_every_right_answer(exercise):
    assert gates.accepts(exercise, right_answers(exercise)) == []


@every_exercise
def test_recognises_every_mistake_under_its_own_name(exercise):
    assert gates.recognises(exercise) == []


@every_exercise
def test_says_stub_crash_and_missing_return_as_such(exercise):
    assert gates.mannered(exercise) == []


@every_exercise
def test_forgives_rounding(exercise):
    assert gates.tolerant(exercise) == []


@every_exercise
def test_has_a_probe_that_travels(exercise):
    assert gates.travels(exercise) == []


@every_exercise
def test_has_fresh_inputs(exercise):
    assert gates.fresh_inputs(exercise) == []


@every_exercise
def test_has_evidence_that_cannot_be_guessed(exercise):
    assert gates.rich(exercise) == []


@pytest.mark.parametrize("chapter", chapter_names())
def test_ids_belong_to_the_chapter_and_names_are_their_own(chapter):
    exercises = exercises_of(chapter)
    module = importlib.import_module(f"nnlearn.exercises.{chapter_names()[chapter]}")
    assert [exercise.id for exercise in exercises] == [f"{chapter}.{i + 1}" for i in range(len(exercises))]
    assert all(getattr(module, exercise.name) is exercise for exercise in exercises)


@pytest.mark.parametrize("chapter", chapter_names())
def test_what_an_exercise_needs_comes_earlier(chapter):
    before: set[str] = set()
    for exercise in exercises_of(chapter):
        assert set(exercise.needs) <= before, exercise.id
        before.add(exercise.name)


@pytest.mark.parametrize(("chapter", "path"), NOTEBOOKS, ids=lambda value: getattr(value, "stem", value))
def test_is_told_in_the_course_notebook(chapter, path):
    assert gates.told(exercises_of(chapter), json.loads(path.read_text(encoding="utf-8"))) == []
