"""Grading a class: what is refused, what is kept, and that a lost worker costs one submission."""

import json

import psutil
import pytest

from nnlearn.exercises import feedback
from nnlearn.grading import classroom, grade
from nnlearn.grading.classroom import _fresh, _number

from . import made

CHAPTER = """
import os, time
from nnlearn.exercises import Exercise

class Deadly(Exercise):
    id, name, title, why = "90.1", "answer", "t", "w"
    reference = 1
    def inputs(self, rng):
        DOES

answer = Deadly()
"""


@pytest.fixture
def one(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "alice.ipynb").write_bytes(made.as_bytes(made.COURSE))
    return folder


def test_a_sandbox_is_refused_as_long_as_there_is_none(one, tmp_path):
    with pytest.raises(ValueError, match="--no-sandbox"):
        grade(one, "01", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("chapter", ["01", "1", "perceptron", "01_perceptron"])
def test_a_chapter_is_known_by_number_and_name(chapter):
    assert _number(chapter) == "01"


def test_an_unknown_chapter_is_refused_and_the_known_ones_listed(one, tmp_path):
    with pytest.raises(ValueError, match=r"\(01.*received '77'"):
        grade(one, "77", tmp_path / "out", sandbox=False)


def test_a_folder_with_something_else_in_it_is_never_touched(tmp_path):
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(ValueError, match="holds something else"):
        _fresh(tmp_path)
    with pytest.raises(ValueError, match="received the file"):
        _fresh(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "x"


def test_earlier_marks_are_kept_beside_the_new_ones(tmp_path):
    for text in ("first", "second"):
        (_fresh(tmp_path / "out") / "results.jsonl").write_text(text)
    _fresh(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert (tmp_path / "out-1" / "results.jsonl").read_text() == "first"
    assert (tmp_path / "out-2" / "results.jsonl").read_text() == "second"


def test_the_seed_is_secret_and_fresh_unless_given(one, tmp_path):
    seeds = {grade(one, "01", tmp_path / "out", workers=1, sandbox=False)["seed"] for _ in range(2)}
    assert len(seeds) == 2
    assert min(seeds) > 2**32


@pytest.fixture
def deadly(tmp_path):
    """A class of three whose exercise runs the given code in the worker itself, beside the answer key."""

    def write(does):
        module = tmp_path / "deadly.py"
        module.write_text(CHAPTER.replace("DOES", does))
        folder = tmp_path / "in"
        folder.mkdir()
        cell = {"cell_type": "code", "id": "ex-90-1-answer", "source": "answer = 1"}
        (folder / "answers.ipynb").write_text(json.dumps({"nbformat": 4, "cells": [cell]}))
        (folder / "empty.ipynb").write_text("")
        (folder / "text.txt").write_text("")
        return lambda **options: grade(
            folder, "90", tmp_path / "out", workers=1, sandbox=False, module=str(module), **options
        )

    return write


OTHERS = ["The file is empty.", "This is not a notebook: its name does not end in .ipynb."]


@pytest.mark.slow
def test_a_worker_that_dies_costs_its_own_submission_only(deadly, tmp_path):
    problems = [result["problem"] for result in deadly("os._exit(9)")()["students"]]
    assert problems[0].startswith("Grading this notebook failed (ProcessExpired")
    assert problems[1:] == OTHERS
    assert len((tmp_path / "out" / "results.jsonl").read_text().splitlines()) == 3


@pytest.mark.slow
def test_a_worker_that_hangs_is_ended_and_costs_its_own_submission_only(deadly, monkeypatch):
    monkeypatch.setattr(classroom, "GRACE", 0.5)
    results = deadly("time.sleep(600)")(submission_timeout=0.5)["students"]
    assert "took longer than the time for a whole submission" in results[0]["problem"]
    assert [result["problem"] for result in results[1:]] == OTHERS


@pytest.mark.slow
def test_an_interruption_ends_the_workers_at_once_and_keeps_what_was_graded(deadly, tmp_path, monkeypatch):
    def interrupted(*args):
        raise KeyboardInterrupt

    run = deadly("time.sleep(600)")
    monkeypatch.setattr(classroom, "as_completed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert not [p for p in psutil.Process().children(recursive=True) if "deadly" in str(p.cmdline())]
    assert (tmp_path / "out" / "results.jsonl").exists()


@pytest.mark.slow
def test_an_exercise_with_a_fault_of_its_own_is_our_fault(deadly):
    (verdict,) = deadly("raise OSError('no inputs')")()["students"][0]["exercises"]
    assert verdict["status"] == feedback.FAULT
    assert "could not be prepared (OSError: no inputs)" in verdict["headline"]
