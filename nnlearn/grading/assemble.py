"""Cells in, work for a kernel out: per exercise the student's answer cells, found and examined, between set-up and probe.

Nothing else of a student's notebook runs. Options that nbval reads from comments and tags never reach it (see run.py), so an
answer's text is run exactly as it was written.
"""

import ast
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from nnlearn.exercises import AnswerKey, Exercise, Verdict, feedback
from nnlearn.exercises.judging import not_attempted
from nnlearn.exercises.source import bound_names, examine, free_names
from nnlearn.grading.cells import probe_cell, set_up_cell
from nnlearn.grading.reading import Cell
from nnlearn.grading.tame import is_tame

MAX_SOURCE = 100_000  # characters of one answer, all its cells together


@dataclass(frozen=True)
class Step:
    """One cell for the kernel.

    Attributes:
        kind: "set-up", "need", "earlier" (an answer cell that a later one replaces), "answer" or "probe".
        source: its text.
        exercise: whose answer this is.
    """

    kind: str
    source: str
    exercise: Exercise


@dataclass(frozen=True)
class Task:
    """One exercise of one submission, ready to run.

    Attributes:
        key: what is right; it stays in this process.
        steps: set-up, needed answers, own answer, probe.
        tame: True where the answers leave nothing behind, so that the kernel may serve the next exercise too.
    """

    key: AnswerKey
    steps: tuple[Step, ...]
    tame: bool

    @property
    def exercise(self) -> Exercise:
        """The exercise that is graded."""
        return self.key.exercise


@dataclass
class Answer:
    """What a submission has for one exercise.

    Attributes:
        exercise: the exercise.
        sources: texts of the answer cells in notebook order; the last counts.
        notes: what the student should know besides the verdict.
        verdict: what the text alone decides; None where it must run.
    """

    exercise: Exercise
    sources: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    verdict: Verdict | None = None


def find_answers(cells: list[Cell], exercises: Iterable[Exercise]) -> dict[str, Answer]:
    """Find and examine the answer to every exercise: by cell id, else by metadata, else below its heading.

    Returns:
        Answers by the exercise's name, in the order of `exercises`.
    """
    answers = {}
    for exercise in exercises:
        found = [cell for cell in cells if cell.answers == exercise.id] or _below_heading(cells, exercise)
        answers[exercise.name] = _examined(exercise, found)
    return answers


def make_task(answer: Answer, answers: dict[str, Answer], key: AnswerKey) -> Task | Verdict:
    """The work for one exercise, or the verdict where something decides it before any kernel runs."""
    if answer.verdict:
        return answer.verdict
    needs = needed(answer, answers)
    for need in needs:
        if need.verdict:
            return blame(key.verdict(feedback.ERROR, ""), need.verdict)
    names = {name for a in (*needs, answer) for name in a.exercise.names}
    steps = [Step("set-up", set_up_cell(names), answer.exercise)]
    for need in needs:
        steps += [Step("earlier", source, need.exercise) for source in need.sources[:-1]]
        steps.append(Step("need", need.sources[-1], need.exercise))
    steps += [Step("earlier", source, answer.exercise) for source in answer.sources[:-1]]
    steps.append(Step("answer", answer.sources[-1], answer.exercise))
    steps.append(Step("probe", probe_cell(answer.exercise, key.cases), answer.exercise))
    tame = all(is_tame(source) for a in (*needs, answer) for source in a.sources)
    return Task(key, tuple(steps), tame)


def needed(answer: Answer, answers: dict[str, Answer]) -> list[Answer]:
    """The earlier answers that an answer's text uses, directly or not, each after those that it uses itself.

    What an exercise may build on and an answer leaves unused is left out: a fault there costs nothing here.
    """
    found: dict[str, Answer] = {}
    try:
        used = free_names("\n\n".join(answer.sources))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    for name in answer.exercise.needs:
        if name in used:
            for need in (*needed(answers[name], answers), answers[name]):
                found.setdefault(need.exercise.name, need)
    return list(found.values())


def blame(verdict: Verdict, cause: Verdict) -> Verdict:
    """A verdict that names the fault of a needed exercise as the cause.

    The name of a mistake goes: what a wrong helper made of an answer tells nothing about the answer.
    """
    who = f"{cause.exercise} {cause.name}"
    if verdict.headline:
        line = f"It builds on {who}, which is not right yet: mend that first."
        return replace(verdict, lines=(line, *verdict.lines), known_as="")
    how = "is not attempted yet" if cause.status == feedback.NOT_ATTEMPTED else f"cannot be used: {cause.headline}"
    return replace(verdict, headline=f"This needs {who}, which {how}")


def _below_heading(cells: list[Cell], exercise: Exercise) -> list[Cell]:
    """Code cells below an exercise's heading, before the next exercise: all up to the first that binds its name, else the first."""
    inside, found = False, []
    for cell in cells:
        heading = None if cell.code else re.match(r"\s*#{1,6}\s+Exercise\s+(\d\d\.\d+)\b", cell.source[:200])
        if heading:
            inside = heading[1] == exercise.id
        elif inside and cell.code and cell.role in ("", "answer", "lesson") and not cell.answers:
            found.append(cell)
    last = next((i for i, cell in enumerate(found[:20]) if _binds(cell.source[:MAX_SOURCE], exercise.name)), 0)
    return found[: last + 1]


def _binds(source: str, name: str) -> bool:
    """True where a cell binds a name, unless it is a lesson's own that takes up the answer."""
    try:
        return name in source and "yours_or_ours" not in source and name in bound_names(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _examined(exercise: Exercise, cells: list[Cell]) -> Answer:
    answer = Answer(exercise)
    if not cells:
        answer.verdict = replace(not_attempted(exercise), headline="There is no answer cell for this exercise.")
        return answer
    length = sum(len(cell.source) for cell in cells)
    if length > MAX_SOURCE:
        headline = f"The answer has {length} characters; at most {MAX_SOURCE} are accepted."
        answer.verdict = Verdict(exercise.id, exercise.name, feedback.ERROR, headline, out_of=exercise.points)
        return answer
    real = [cell.source for cell in cells if not _is_stub(cell)]
    if not real:
        answer.verdict = replace(not_attempted(exercise), headline="Not attempted yet.")
        return answer
    if len(real) > 1:
        answer.notes.append(
            f"There are {len(real)} answer cells for {exercise.id}: they ran in order, the last counts."
        )
    answer.verdict = _cannot_run(exercise, real[-1])
    answer.sources = [source for source in real[:-1] if _cannot_run(exercise, source) is None] + real[-1:]
    if answer.verdict is None:
        alone = (examine(exercise, source, whole_cell=False) for source in answer.sources)
        # one by one first: cells that parse alone may not parse together
        answer.verdict = next(filter(None, alone), None) or examine(exercise, "\n\n".join(answer.sources))
    return answer


def _cannot_run(exercise: Exercise, source: str) -> Verdict | None:
    fault = Verdict(exercise.id, exercise.name, feedback.ERROR, "", out_of=exercise.points)
    try:
        ast.parse(source)
    except SyntaxError as error:
        if any(line.lstrip().startswith(("%", "!")) for line in source.splitlines()):
            headline = "Not yet: a notebook command (%, ! or ?) in the answer."
            return replace(fault, status=feedback.NOT_ALLOWED, headline=headline, lines=("Leave it out of this cell.",))
        where = (f"Line {error.lineno}: `{(error.text or '').strip()[:200]}`",) if error.lineno else ()
        return replace(fault, headline=f"Your code does not parse: {error.msg}.", lines=where)
    except (ValueError, RecursionError, MemoryError) as error:
        return replace(fault, headline=f"Your code does not parse ({type(error).__name__}).")
    return None


def _is_stub(cell: Cell) -> bool:
    """As released, or nothing but `raise NotImplementedError`, `...` or `pass`."""
    if not cell.source.strip():
        return True
    try:
        tree = ast.parse(cell.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    if all(_says_nothing(node) for node in tree.body):
        return True
    # A stub may come with given code. The solution's cell has a hash as well, so the hash alone does not make a stub.
    released = hashlib.sha256(cell.source.encode("utf-8", "replace")).hexdigest()[:12] == cell.base
    return released and any(_leaves_open(node) for node in ast.walk(tree))


def _says_nothing(node: ast.stmt) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return all(_says_nothing(inner) for inner in node.body)
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant) and node.value.value is ...
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.Pass, ast.Import, ast.ImportFrom)) or _leaves_open(node)


def _leaves_open(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant) and node.value.value is ...
    if not isinstance(node, ast.Raise) or node.exc is None:
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
