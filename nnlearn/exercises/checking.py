"""The learner's own check: fixed inputs, the same judge as the grader's, a panel, and a note of progress."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from nnlearn.exercises import evidence, feedback, progress, source
from nnlearn.exercises.base import Exercise
from nnlearn.exercises.feedback import Verdict
from nnlearn.exercises.judging import AnswerKey, not_attempted

TRIES_BEFORE_SOLUTION = 3
SECONDS = 20  # after which a check asks whether there is a loop that never ends
OURS = "This is our version, from a later cell. Run the cell with your answer again, then this one."


def check_at_home(exercise: Exercise, answer: Any) -> Verdict:
    """Check an answer where it stands; whatever happens, a verdict comes back."""
    try:
        verdict = _verdict(exercise, answer)
    except Exception as error:
        what = evidence.describe_error(error)
        return Verdict(
            exercise.id,
            exercise.name,
            feedback.FAULT,
            f"The check itself failed ({what['type']}: {what['message']}). This is our fault, not yours: please report it.",
            out_of=exercise.points,
        )
    progress.record(verdict)
    return _offer_solution(verdict)


def _verdict(exercise: Exercise, answer: Any) -> Verdict:
    if answer is ...:
        return not_attempted(exercise)
    if callable(exercise.reference) and answer is exercise.reference:  # what yours_or_ours handed out
        return replace(not_attempted(exercise), headline=OURS)
    if callable(exercise.reference) and not callable(answer):
        return _called_too_early(exercise)
    key = AnswerKey(exercise, exercise.home_cases())
    with _time_limit(SECONDS):
        results = evidence.gather(answer, exercise.probe, key.cases)
    verdict = key.judge(results)
    if verdict.status == feedback.NOT_ATTEMPTED:
        return verdict
    text, whole = source.cell_of(exercise, answer)
    return source.examine(exercise, text, whole) or _with_cause(exercise, answer, text, verdict)


def _with_cause(exercise: Exercise, answer: Any, text: str, verdict: Verdict) -> Verdict:
    """Where an answer fails and calls an earlier one that has not passed, say so: the fault may be there."""
    from nnlearn.exercises import chapter_names, exercises_of  # the package knows its chapters, not the other way round

    if verdict.passed or not exercise.needs or exercise.chapter not in chapter_names():
        return verdict
    called = source.free_names(text) if text else set()
    around = getattr(answer, "__globals__", {})
    for need in exercises_of(exercise.chapter):
        if need.name in exercise.needs and need.name in called and not need.vouches_for(around.get(need.name)):
            line = f"It calls your `{need.name}`, whose own check ({need.id}) has not passed in this session. Look there first."
            return replace(verdict, lines=(*verdict.lines, line))
    return verdict


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Stop a learner's endless loop, where the system has alarms and this is the main thread; elsewhere only the learner can."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise evidence.StillRunning

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _called_too_early(exercise: Exercise) -> Verdict:
    kind = "class" if isinstance(exercise.reference, type) else "function"
    return Verdict(
        exercise.id,
        exercise.name,
        feedback.TYPE,
        f"Not yet: what came is no {kind}, but a value.",
        (
            f"Hand over the {kind} itself, without calling it: `ch{exercise.chapter}.{exercise.name}.check({exercise.name})`.",
        ),
        out_of=exercise.points,
    )


def _offer_solution(verdict: Verdict) -> Verdict:
    if verdict.passed or verdict.status == feedback.NOT_ATTEMPTED:
        return verdict
    tries = progress.load().get(verdict.exercise, progress.Record()).tries
    if tries < TRIES_BEFORE_SOLUTION:
        return verdict
    chapter = verdict.exercise.split(".")[0]
    offer = (
        f"{tries} tries so far. `hint()` has three steps; the worked solution stands in the notebook of chapter {chapter} "
        "in the folder `solutions`."
    )
    return replace(verdict, lines=(*verdict.lines, offer))
