"""The contract of an exercise. Three users share it: the learner's check, the shell's check and the grader.

An exercise is asked for `inputs`; its `probe` runs the answer on them and reports evidence; `expected` says what is right;
`compare` judges; `mistakes` are wrong functions whose evidence names what went wrong.
"""

import copy
import inspect
import linecache
import textwrap
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from nnlearn.exercises import compare, evidence
from nnlearn.exercises.feedback import Hint, Verdict

HOME_SEED = 1943  # the year of McCulloch and Pitts' neuron: the fixed inputs of the learner's own checks

Case = dict[str, Any]


@dataclass(frozen=True, eq=False)  # each is itself: `wrong` may be an array, which has no truth
class Mistake:
    """A known misconception: a wrong answer, its name, and a question that leads away from it.

    Args:
        wrong: the answer of somebody who holds it (a function, or a value where the exercise asks for one). Self-contained but for `np`.
        name: what it is, in a few words: "softmax over the wrong axis".
        question: asked back; never the solution.
        convention: True where `wrong` is right by another book: told apart kindly, still not accepted.
    """

    wrong: Any
    name: str
    question: str
    convention: bool = False


class Exercise:
    """One exercise. A chapter's module subclasses it once per exercise and binds one instance to the exercise's name.

    Attributes:
        id: chapter and number, ``"01.3"``.
        name: the name that the answer cell defines.
        title: the heading's words.
        points: what a right answer earns.
        allow: packages besides the standard library that an answer may use.
        names: set-up names that exist when it is graded.
        needs: names of earlier exercises whose answers this one builds on.
        hints: concept, formula or shape, almost code.
        why: one sentence shown when it is passed: why this matters.
        compare: how a value is judged.
        tips: what an error means in this exercise: (its name, a pattern of its message, a sentence).
        mistakes: the known misconceptions.
        reference: a right answer (function or value): "ours".
    """

    id: str
    name: str
    title: str
    points: int = 1
    allow: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    hints: tuple[str, str, str]
    why: str
    compare: Any = compare.Close()
    tips: tuple[tuple[str, str, str], ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    reference: Any = None

    def __init__(self):
        self._passed: tuple[Any, Any] | None = None  # the answer that passed, and what it was then
        self._hints_shown = 0

    # What a chapter's exercise says about itself

    def inputs(self, rng: np.random.Generator) -> list[Case]:
        """Fresh inputs, smallest first: arrays, numbers, strings, lists and dicts by argument name."""
        raise NotImplementedError

    @staticmethod
    def probe(answer, *_, **case):
        """Do with the answer what shows whether it is right. Runs in the kernel: self-contained but for `np`."""
        return answer(*case.values()) if callable(answer) else answer

    def expected(self, *_: Any, **case: Any) -> Any:
        """What the probe gives for a right answer: by the reference unless an exercise knows better."""
        return self.probe(self.reference, **case)

    def shown(self, *_: Any, **case: Any) -> Case:
        """What a panel shows of a case, by name: its inputs, unless an exercise knows better words for them."""
        return case

    # What the three users ask

    @property
    def chapter(self) -> str:
        """The chapter's number, ``"01"``."""
        return self.id.split(".")[0]

    @property
    def uses(self) -> str:
        """What the task prints: ``"Use: NumPy."``."""
        spelling = {
            "numpy": "NumPy",
            "keras": "Keras",
            "tensorflow": "TensorFlow",
            "matplotlib": "Matplotlib",
        }
        return f"Use: {', '.join(spelling.get(package, package) for package in self.allow) or 'plain Python'}."

    def cases(self, rng: np.random.Generator) -> list[dict[str, Any]]:
        """Inputs as they travel."""
        return [{name: evidence.encode(value) for name, value in case.items()} for case in self.inputs(rng)]

    def probe_source(self) -> str:
        """The probe as self-contained source."""
        return textwrap.dedent(inspect.getsource(type(self).probe))

    def home_cases(self) -> list[dict[str, Any]]:
        """The fixed inputs of the learner's own check."""
        return self.cases(np.random.default_rng([HOME_SEED, *map(int, self.id.split("."))]))

    def check(self, answer: Any = ...) -> Verdict:
        """Say at once what is right or wrong about an answer, and why. Never raises.

        Args:
            answer: what the answer cell defines.

        Returns:
            A verdict that shows itself as a panel in JupyterLab and as text elsewhere.
        """
        from nnlearn.exercises import checking  # the judge needs the contract, not the other way round

        verdict = checking.check_at_home(self, answer)
        self._passed = (answer, evidence.encode(answer)) if verdict.passed else None
        return verdict

    def hint(self) -> Hint:
        """The next of three hints: the concept, the formula or shape, almost the code. Then it starts again."""
        step = self._hints_shown % len(self.hints)
        self._hints_shown += 1
        return Hint(self.id, step + 1, len(self.hints), self.hints[step])

    def vouches_for(self, answer: Any) -> bool:
        """True for our own version, and for the learner's once its check has passed in this kernel."""
        if answer is self.reference:
            return True
        if self._passed is None:
            return False
        passed, as_it_was = self._passed
        if answer is passed:
            return evidence.encode(answer) == as_it_was
        return _same_cell(answer, passed)

    def yours_or_ours(self, answer: Any) -> Any:
        """The learner's own version once its check has passed in this kernel, ours otherwise; prints which."""
        if answer is not self.reference and self.vouches_for(answer):
            print(f"{self.name}: yours")
            return answer
        print(f"{self.name}: ours, until yours passes its check in {self.id}")
        return copy.deepcopy(self.reference)  # a value of ours that a lesson changes stays what it was here

    def __repr__(self) -> str:
        return f"<exercise {self.id} {self.name}>"


def _same_cell(answer: Any, other: Any) -> bool:
    """True for functions of one name from cells of the same text: the learner ran an unchanged cell again."""
    if type(answer) is not FunctionType or type(other) is not FunctionType or answer.__name__ != other.__name__:
        return False
    texts = [linecache.getlines(function.__code__.co_filename) for function in (answer, other)]
    return bool(texts[0]) and texts[0] == texts[1] and answer.__code__ == other.__code__
