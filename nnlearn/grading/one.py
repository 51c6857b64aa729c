"""One job in, one result out, both plain JSON: the pure function that is mapped over a class."""

import hashlib
import importlib
import importlib.util
import json
import sys
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from nnlearn.exercises import AnswerKey, Exercise, Verdict, exercises_of, feedback
from nnlearn.grading.assemble import Answer, Task, blame, find_answers, make_task, needed
from nnlearn.grading.kernel import Limits
from nnlearn.grading.reading import MAX_BYTES, Cell, UnreadableError, chapter_of, read_bytes, read_cells
from nnlearn.grading.run import OURS, run_all
from nnlearn.grading.score import score

VERSION = 1


def grade_one(job: dict[str, Any]) -> dict[str, Any]:
    """Grade one submission. Whatever it contains, a result comes back; it depends on the job alone.

    Args:
        job: ``student``, ``file``, ``path``, ``member`` and ``problem`` of the submission; ``chapter``; ``seed`` of the inputs (None:
            the fixed inputs of the learner's own check). Optional: ``module`` (where the exercises are, instead of the chapter's own),
            ``cell_timeout``, ``submission_timeout`` (seconds), ``max_bytes``, ``root`` (folder for the kernels' folders).

    Returns:
        ``version, student, file, chapter, isolation, sha256, problem, notes, exercises`` (verdicts), ``points, out_of, percent``.
    """
    exercises = load_exercises(job["chapter"], job.get("module"))
    result: dict[str, Any] = {
        "version": VERSION,
        "student": job["student"],
        "file": job["file"],
        "chapter": job["chapter"],
        "isolation": "none",
        "sha256": "",
        "problem": job.get("problem", ""),
        "notes": [],
    }
    verdicts = None
    if not result["problem"]:
        try:
            data = read_bytes(Path(job["path"]), job.get("member"), job.get("max_bytes", MAX_BYTES))
            result["sha256"] = hashlib.sha256(data).hexdigest()
            cells = _cells_of_chapter(data, job["chapter"])
            verdicts, result["notes"] = grade_cells(cells, exercises, job)
        except UnreadableError as error:
            result["problem"] = str(error)
    return finish(result, exercises, verdicts)


def finish(
    result: dict[str, Any], exercises: Iterable[Exercise], verdicts: list[Verdict] | None = None
) -> dict[str, Any]:
    """Complete a result: with verdicts and points or, where a problem kept the submission from being graded, with zeros."""
    if verdicts is None:
        verdicts = [
            Verdict(e.id, e.name, feedback.NOT_ATTEMPTED, result["problem"], out_of=e.points) for e in exercises
        ]
    written = json.loads(json.dumps([verdict.to_json() for verdict in verdicts]))  # lists for tuples, as in every file
    return result | {"exercises": written} | score(verdicts)


def grade_cells(cells: list[Cell], exercises: list[Exercise], job: dict[str, Any]) -> tuple[list[Verdict], list[str]]:
    """Verdicts in the order of the exercises, and notes for the student."""
    answers = find_answers(cells, exercises)
    verdicts: dict[str, Verdict] = {}
    tasks: list[Task] = []
    for exercise in exercises:
        made = _task(exercise, answers, job)
        if isinstance(made, Task):
            tasks.append(made)
        else:
            verdicts[exercise.id] = made
    cell = job.get("cell_timeout") or 30
    whole = job.get("submission_timeout") or time_for(len(exercises), cell)
    verdicts |= run_all(tasks, Limits(seconds=cell), time.monotonic() + whole, job.get("root"))
    named = [_with_cause(exercise, verdicts, answers) for exercise in exercises]
    return named, [note for answer in answers.values() for note in answer.notes]


def time_for(exercises: int, cell_timeout: float) -> float:
    """Seconds within which every exercise can use up its time twice: in a shared kernel and alone."""
    return 60 + 4 * cell_timeout * (exercises + 1)


def load_exercises(chapter: str, module: str | None = None) -> list[Exercise]:
    """The exercises of a chapter, in order.

    Args:
        chapter: two digits.
        module: where they are, instead of the chapter's own: an importable name, or a path that ends in .py.
    """
    if module is None:
        return exercises_of(chapter)
    found = [value for value in vars(_import(module)).values() if isinstance(value, Exercise)]
    return sorted(found, key=lambda exercise: [int(part) for part in exercise.id.split(".")])


def _import(module: str) -> Any:
    if not module.endswith(".py"):
        return importlib.import_module(module)
    name = f"nnlearn_exercises_{hashlib.sha256(module.encode()).hexdigest()[:12]}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, module)
        if spec is None or spec.loader is None:
            raise ValueError(f"grade expects exercises in a Python file, received {module}. Fix: name a .py file.")
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded
        spec.loader.exec_module(loaded)
    return sys.modules[name]


@lru_cache(maxsize=512)
def _key(chapter: str, module: str | None, name: str, seed: int | None) -> AnswerKey:
    """What is right on inputs that depend on the seed and the exercise alone; made once for a whole class."""
    exercise = next(e for e in load_exercises(chapter, module) if e.name == name)
    if seed is None:
        return AnswerKey(exercise, exercise.home_cases())
    rng = np.random.default_rng([seed, *map(int, exercise.id.split("."))])
    return AnswerKey(exercise, exercise.cases(rng))


def _cells_of_chapter(data: bytes, chapter: str) -> list[Cell]:
    cells = read_cells(data)
    found = chapter_of(cells)
    if found and found != chapter and not any(cell.answers.startswith(f"{chapter}.") for cell in cells):
        raise UnreadableError(f"This is a notebook of chapter {found}; chapter {chapter} is graded.")
    if not any(cell.code for cell in cells):
        raise UnreadableError("The notebook has no code cell, so there is nothing to grade.")
    return cells


def _task(exercise: Exercise, answers: dict[str, Answer], job: dict[str, Any]) -> Task | Verdict:
    try:
        key = _key(job["chapter"], job.get("module"), exercise.name, job.get("seed"))
        return make_task(answers[exercise.name], answers, key)
    except Exception as error:  # an exercise with a fault of its own costs nobody the others
        headline = f"This exercise could not be prepared ({type(error).__name__}: {str(error)[:200]}). {OURS}"
        return Verdict(exercise.id, exercise.name, feedback.FAULT, headline, out_of=exercise.points)


def _with_cause(exercise: Exercise, verdicts: dict[str, Verdict], answers: dict[str, Answer]) -> Verdict:
    """The verdict on an exercise; where it failed and a needed one did, that one is named."""
    own = verdicts[exercise.id]
    if own.passed or own.status == feedback.NOT_ATTEMPTED or own.headline.startswith("This needs "):
        return own
    causes = [
        verdicts[a.exercise.id] for a in needed(answers[exercise.name], answers) if not verdicts[a.exercise.id].passed
    ]
    return blame(own, causes[0]) if causes else own
