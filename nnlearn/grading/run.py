"""Tasks in, verdicts out: pytest and nbval execute the cells, and evidence is judged here, outside the kernel.

One call of `pytest.main` is the life of one kernel. Importing pytest and nbval costs a worker a second once; a call costs 15 ms
beside the kernel, because nothing is collected from files and every plugin that is not needed stays out.

nbval's `IPyNbFile` and `IPyNbCell` do what they always do, but for four things: the cells come from tasks and not from a file, so
nbval never reads markers or tags in them; the kernel is watched (kernel.py); only the probe's output is compared; and it is
compared by `AnswerKey.judge`, which lives in this process alone.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from nnlearn.exercises import AnswerKey, Verdict, feedback
from nnlearn.exercises.evidence import MIME, clean
from nnlearn.grading.assemble import Step, Task
from nnlearn.grading.kernel import GradedKernel, KernelStopped, Limits

_LEFT_OUT = (
    "terminal capture logging cacheprovider warnings unraisableexception threadexception faulthandler junitxml doctest unittest "
    "python tmpdir stepwise pastebin setuponly setupplan debugging skipping recwarn monkeypatch legacypath"
)
_ARGUMENTS = [
    "--disable-plugin-autoload",
    "--assert=plain",
    *(f"-pno:{name}" for name in _LEFT_OUT.split()),
    "-pnbval.plugin",
    f"-c{os.devnull}",
]
OURS = "This is a fault of the grader, not of the answer: please report it."


@dataclass(frozen=True)
class Outcome:
    """What came of one task.

    Attributes:
        verdict: the verdict.
        place: how many tasks this kernel had run before it.
    """

    verdict: Verdict
    place: int


def run_all(tasks: list[Task], limits: Limits, deadline: float, root: str | None = None) -> dict[str, Verdict]:
    """Run every task of one submission.

    Tame tasks share a kernel until something stops it; the others get one each. Whatever is not passed in a kernel that had
    run another exercise before is run again alone, and that verdict counts.

    Args:
        tasks: the tasks, in the order of the chapter.
        limits: what one cell may take.
        deadline: `time.monotonic()` at which the submission's whole time is over.
        root: folder for the kernels' folders.

    Returns:
        Verdicts by exercise id.
    """
    verdicts, waiting = {}, [task for task in tasks if task.tame]
    alone = [task for task in tasks if not task.tame]
    while waiting:
        outcomes = _run(waiting, limits, deadline, root)
        for task, outcome in zip(waiting, outcomes, strict=False):
            verdicts[task.exercise.id] = outcome.verdict
            if outcome.place and not outcome.verdict.passed:
                alone.append(task)
        waiting = waiting[len(outcomes) :]
    for task in alone:
        verdicts[task.exercise.id] = _run([task], limits, deadline, root)[0].verdict
    return verdicts


def _run(tasks: list[Task], limits: Limits, deadline: float, root: str | None) -> list[Outcome]:
    """Outcomes of the first tasks: all of them, or as many as one kernel lived for; at least one."""
    if time.monotonic() > deadline:
        headline = "The time for the whole notebook was used up before this exercise was run."
        return [Outcome(task.key.verdict(feedback.ERROR, headline), 0) for task in tasks]
    for _ in range(2):  # a machine under load may fail to start a kernel once
        outcomes = run_in_kernel(tasks, limits, root)
        if outcomes:
            return outcomes
    return [Outcome(task.key.verdict(feedback.FAULT, f"No kernel could be started. {OURS}"), 0) for task in tasks]


def run_in_kernel(tasks: list[Task], limits: Limits, root: str | None = None) -> list[Outcome]:
    """Run tasks one after the other in one kernel until it is stopped."""
    plugin = _Life(tasks, limits, root)
    with _plain_environment():
        pytest.main([*_ARGUMENTS, f"--rootdir={root or Path.cwd()}"], plugins=[plugin])
    return plugin.outcomes


class _Life:
    """The pytest plugin that takes the place of collection: the items are the cells of the tasks."""

    def __init__(self, tasks: list[Task], limits: Limits, root: str | None):
        self.tasks, self.limits, self.root = tasks, limits, root
        self.outcomes: list[Outcome] = []

    def pytest_addoption(self, parser: pytest.Parser) -> None:
        parser.addoption("--color", default="no")  # nbval asks for it; the terminal plugin, which has it, is left out

    def pytest_collection(self, session: pytest.Session) -> bool:
        file = _GradedFile.from_parent(session, path=Path(self.root or Path.cwd()) / "submission.ipynb")
        file.life = self
        session.items = list(file.collect())
        session.testscollected = len(session.items)
        return True


class _GradedFile(IPyNbFile):
    """One kernel and the cells that it runs."""

    life: _Life

    def setup(self) -> None:
        self.kernel = GradedKernel(self.life.limits, self.life.root)

    def collect(self) -> Iterator["_GradedCell"]:
        for place, task in enumerate(self.life.tasks):
            for step in task.steps:
                yield _GradedCell.of(self, place, task, step)

    def teardown(self) -> None:
        if self.kernel is not None:
            self.kernel.stop()


class _GradedCell(IPyNbCell):
    """One cell of a task. The first that settles the verdict ends the task."""

    place: int
    task: Task
    step: Step

    @classmethod
    def of(cls, file: _GradedFile, place: int, task: Task, step: Step) -> "_GradedCell":
        name = f"{task.exercise.id} {step.kind} {step.exercise.id}"
        cell = nbformat.v4.new_code_cell(step.source, execution_count=1)
        options = {"skip": False, "check": step.kind == "probe", "check_exception": step.kind == "earlier"}
        item = cls.from_parent(file, name=name, cell_num=place, cell=cell, options=options)
        item.place, item.task, item.step = place, task, step
        return item

    def runtest(self) -> None:
        outcomes = self.parent.life.outcomes
        if len(outcomes) > self.place or self.parent.kernel is None:
            return
        if self.step.kind == "set-up":
            self.parent.kernel.begin_exercise()
        try:
            super().runtest()
        except NbCellError as error:
            self._settle(self._stopped_with_error(error))
            if self.parent.timed_out:  # nbval gave up waiting for output and stopped the kernel
                self._end_kernel()
        except KernelStopped as stopped:
            self._settle(self._fault(str(stopped)))
            self._end_kernel()
        except Exception as error:  # messages may be forged: whatever they break costs this exercise alone
            self._settle(
                self._fault(f"Your code left the kernel in a state that cannot be read ({type(error).__name__}).")
            )
            self._end_kernel()

    def compare_outputs(self, test: list[Any], ref: list[Any], skip_compare: Any = None) -> bool:
        """In the place of nbval's comparison with a stored output: judge the evidence."""
        self._settle(judge(self.task.key, test))
        return True

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name

    def repr_failure(self, excinfo: Any) -> str:
        return str(excinfo.value)

    def _settle(self, verdict: Verdict) -> None:
        self.parent.life.outcomes.append(Outcome(verdict, self.place))

    def _end_kernel(self) -> None:
        self.parent.kernel.stop()
        self.parent.kernel = None

    def _stopped_with_error(self, error: NbCellError) -> Verdict:
        last = self.test_outputs[-1] if self.test_outputs else {}
        name, message = clean(str(last.get("ename", "")))[:80], clean(str(last.get("evalue", "")))[:300]
        if not name:
            return self._fault(str(error)[:300])
        what = f"{name}{': ' if message else ''}{message}"
        line = _line_of(last.get("traceback"), self.step.source)
        return self._fault(f"Your code stops with {what}", line if self.step.kind in ("answer", "need") else ())

    def _fault(self, headline: str, lines: tuple[str, ...] = ()) -> Verdict:
        if self.step.kind == "need":
            headline = f"This needs {self.step.exercise.id} {self.step.exercise.name}, which cannot be used: {headline}"
        elif self.step.kind == "set-up":
            headline = f"The set-up before this exercise failed: {headline}"
        return self.task.key.verdict(feedback.ERROR, headline, lines)


def judge(key: AnswerKey, outputs: list[Any]) -> Verdict:
    """The verdict on what a probe cell displayed: exactly one bundle of evidence, of whatever worth.

    Args:
        key: what is right.
        outputs: the cell's outputs as nbval collects them.
    """
    bundles = [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
    if len(bundles) != 1:
        headline = f"{len(bundles)} records of what your answer does came back, and one is expected."
        return key.verdict(
            feedback.ERROR, headline, ("An answer may neither display records of its own nor keep ours back.",)
        )
    try:
        if bundles[0].get("missing") is True:
            return key.verdict(feedback.ERROR, f"The answer cell does not define `{key.exercise.name}`.")
        return key.judge(bundles[0]["results"])
    except Exception as error:  # evidence may be forged: no shape of it may stop the grader
        return key.verdict(feedback.ERROR, f"What your answer gave back cannot be read ({type(error).__name__}).")


def _line_of(traceback: Any, source: str) -> tuple[str, ...]:
    """The last line of the cell that a traceback of IPython names, as a sentence."""
    text = "\n".join(line for line in traceback if isinstance(line, str)) if isinstance(traceback, list) else ""
    found = re.findall(r"Cell In\s*\[[^\]]*\], line (\d{1,6})", re.sub(r"\x1b\[[\d;]*m", "", text[:100_000]))
    lines = source.splitlines()
    number = int(found[-1]) if found else 0
    return (f"Line {number}: `{lines[number - 1].strip()[:200]}`",) if 0 < number <= len(lines) else ()


@contextmanager
def _plain_environment() -> Iterator[None]:
    """Keep the options that somebody set for their own tests out of ours."""
    kept = {name: os.environ.pop(name) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS") if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
