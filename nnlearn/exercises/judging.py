"""Evidence in, verdict out. The same judge serves the learner's check, the shell's check and the grader.

An `AnswerKey` holds what is right for one exercise on one set of inputs. It is made and kept on the judge's side only.
"""

from functools import cached_property
from typing import Any

from nnlearn import session
from nnlearn.exercises import evidence, feedback
from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Difference
from nnlearn.exercises.errors import tip
from nnlearn.exercises.feedback import Verdict, show, show_pair

NO_RETURN = "your answer gives None. Is a `return` missing, or in a branch or loop that is not reached?"


class AnswerKey:
    """What is right, and what each known mistake would give, for one exercise on one set of inputs.

    Args:
        exercise: the exercise.
        cases: its inputs as they travel (`Exercise.cases`).
    """

    def __init__(self, exercise: Exercise, cases: list[dict[str, Any]]):
        if {"keras", "tensorflow"} & set(exercise.allow):
            session.load_keras()  # quietly, and before a kernel runs: a grader watches its own memory meanwhile
        self.exercise, self.cases = exercise, cases
        self.inputs = [evidence.decode_case(case) for case in cases]
        self.expected = [_through_the_wire(exercise.expected(**evidence.decode_case(case))) for case in cases]

    def judge(self, results: list[dict[str, Any]]) -> Verdict:
        """Judge evidence as `evidence.gather` reports it.

        Raises:
            ValueError: if the evidence is malformed or incomplete, as forged evidence may be.
        """
        if not isinstance(results, list):
            raise ValueError("Not evidence: the results are no list.")
        if len(results) > len(self.cases):
            raise ValueError(f"Not evidence: {len(results)} results for {len(self.cases)} cases.")
        runs = [_Run(result) for result in results]
        ended = bool(
            runs and runs[-1].error
        )  # an error ends the run, so it is the last result and there is one at most
        if len(runs) < len(self.cases) and not ended:
            raise ValueError(f"Not evidence: {len(runs)} results for {len(self.cases)} cases.")
        if any(run.error for run in runs[:-1]):
            raise ValueError("Not evidence: there are results after an error.")
        if any(name not in case for run, case in zip(runs, self.inputs, strict=False) for name, *_ in run.changed):
            raise ValueError("Not evidence: an input that does not exist came back changed.")
        wrong = self._error(runs) or self._difference(runs) or self._changed(runs)
        if wrong is None:
            return self.verdict(feedback.PASSED, f"Right. {self.exercise.why}")
        return self._not_attempted(runs) or self._known_mistake(runs) or wrong

    def verdict(self, status: str, headline: str, lines: tuple[str, ...] = (), table=(), known_as="") -> Verdict:
        """A verdict on this exercise."""
        points = self.exercise.points if status == feedback.PASSED else 0
        return Verdict(
            self.exercise.id,
            self.exercise.name,
            status,
            headline,
            lines,
            tuple(table),
            points,
            self.exercise.points,
            known_as,
        )

    def _not_attempted(self, runs: list["_Run"]) -> Verdict | None:
        if runs[0].value is ... or runs[0].error_type == "NotImplementedError":
            return not_attempted(self.exercise)
        return None

    def _known_mistake(self, runs: list["_Run"]) -> Verdict | None:
        known = next((m for m in self.exercise.mistakes if self.makes(m, runs)), None)
        if known is None:
            return None
        table = next(
            (self._rows(i, run) for i, run in enumerate(runs) if run.error or self._differs(i, run)),
            self._change_rows(runs),
        )
        if known.convention:
            return self.verdict(
                feedback.CONVENTION,
                f"Not yet, though right by another convention: {known.name}.",
                (known.question,),
                table,
                known.name,
            )
        return self.verdict(feedback.MISTAKE, f"Not yet: {known.name}.", (known.question,), table, known.name)

    def makes(self, mistake: Mistake, runs: list["_Run"]) -> bool:
        """True where the evidence is that of a known mistake, on every case."""
        wrong = self.mistaken[self.exercise.mistakes.index(mistake)]
        # of two runs that are not equally long the shorter ends with an error, which the other does not have there
        pairs = zip(runs, (_Run(result) for result in wrong), self.inputs, strict=False)
        return all(a.same(b, self.exercise.compare, case) for a, b, case in pairs)

    @cached_property
    def mistaken(self) -> list[list[dict[str, Any]]]:
        """The evidence of each known mistake, gathered when it is first asked for."""
        return [self.results_of(mistake.wrong) for mistake in self.exercise.mistakes]

    def results_of(self, answer: Any) -> list[dict[str, Any]]:
        """The evidence of an answer that we trust, gathered here."""
        return evidence.gather(answer, self.exercise.probe, self.cases)

    def _error(self, runs: list["_Run"]) -> Verdict | None:
        last = runs[-1]
        if not last.error:
            return None
        if last.error_type in ("KeyboardInterrupt", evidence.StillRunning.__name__):
            return self.verdict(
                feedback.ERROR,
                "Stopped while your code was still running. Is there a loop that never ends, or far longer than the task asks?",
            )
        if last.error_type == "NotImplementedError" and len(runs) > 1:
            headline = "Not yet: `raise NotImplementedError` is still reached for some inputs."
            return self.verdict(feedback.ERROR, headline, (), self._input_rows(len(runs) - 1))
        kind, message = last.error_type, last.error["message"]
        where = f"Line {last.error['line']}: `{last.error['text']}`" if last.error["text"] else ""
        return self.verdict(
            feedback.ERROR,
            f"Your code stops with {kind}{': ' if message else ''}{_beginning(message)}",
            tuple(line for line in (where, tip(kind, message, self.exercise.tips)) if line),
            self._input_rows(len(runs) - 1),
        )

    def _differs(self, i: int, run: "_Run") -> Difference | None:
        return self.exercise.compare.difference(run.value, self.expected[i], self.inputs[i])

    def _difference(self, runs: list["_Run"]) -> Verdict | None:
        for i, run in enumerate(runs):
            if _has_dots(run.value):
                return self.verdict(feedback.TYPE, "Not yet: three dots, `...`, are still in your answer.")
            found = self._differs(i, run)
            if found is None:
                continue
            if found.kind == "missing":
                says = found.message
                if _nothing(run.value):
                    returns = callable(self.exercise.reference)
                    says = NO_RETURN if returns else "Your answer is None."
                return self.verdict(feedback.TYPE, f"Not yet: {says}", (), self._input_rows(i))
            if found.kind == "use":
                rows = [*self._input_rows(i), ("yours", show(run.value))]
                return self.verdict(
                    feedback.TYPE, "Not yet: your answer cannot be used as it is.", (found.message,), rows
                )
            if found.kind in ("type", "shape"):
                headline = f"Not yet: the {found.kind} is not the one asked for."
                return self.verdict(feedback.TYPE, headline, (found.message,), self._rows(i, run))
            return self.verdict(feedback.WRONG, "Not yet: a wrong value.", (found.message,), self._rows(i, run))
        return None

    def _changed(self, runs: list["_Run"]) -> Verdict | None:
        name, index, before, after = next((run.changed[0] for run in runs if run.changed), (None,) * 4)
        if name is None:
            return None
        entry = f"entry {index[0] if len(index) == 1 else index} was" if index else "it was"
        return self.verdict(
            feedback.CHANGED,
            f"Not yet: `{name}` came back changed ({entry} {before}, is now {after}).",
            ("Whoever called your function still needs it as it was. What would make a new one instead?",),
        )

    def _input_rows(self, i: int) -> list[tuple[str, str]]:
        return [(f"input {name}", show(value, 4)) for name, value in self.exercise.shown(**self.inputs[i]).items()]

    def _rows(self, i: int, run: "_Run") -> list[tuple[str, str]]:
        if run.error:
            return [
                *self._input_rows(i),
                ("yours", _beginning(f"{run.error_type}: {run.error['message']}")),
            ]
        found = self._differs(i, run)
        yours, expected = run.value, self.expected[i]
        if found is not None and found.yours is not None:
            yours, expected = found.yours, found.expected
        pair = show_pair(yours, expected)
        return [*self._input_rows(i), ("yours", pair[0]), ("expected", pair[1])]

    def _change_rows(self, runs: list["_Run"]) -> list[tuple[str, str]]:
        for run in runs:
            for name, index, before, after in run.changed[:1]:
                where = f"{name}{index}" if index else name
                return [(f"{where} before", before), (f"{where} after", after)]
        return []


class _Run:
    """One case's result, checked: evidence may come from anywhere."""

    def __init__(self, result: dict[str, Any]):
        if not isinstance(result, dict) or ("error" in result) == ("value" in result):
            raise ValueError("Not evidence: a result has either a value or an error.")
        self.error = _checked_error(result["error"]) if "error" in result else None
        self.error_type = self.error["type"] if self.error else ""
        self.value = evidence.decode(result["value"]) if self.error is None else None
        self.changed = [] if self.error else _checked_changes(result.get("changed", []))

    def same(self, other: "_Run", compare: Any, case: dict[str, Any]) -> bool:
        if self.error and other.error:
            return all(self.error[key] == other.error[key] for key in ("type", "message"))
        if self.error or other.error:
            return False
        if [c[0] for c in self.changed] != [c[0] for c in other.changed]:
            return False
        return compare.same(self.value, other.value, case)


def _beginning(text: str, most: int = 300) -> str:
    """The beginning of a long message, up to the end of a word."""
    return text if len(text) <= most else f"{text[:most].rsplit(maxsplit=1)[0]} ..."


def _has_dots(value: Any) -> bool:
    """True where a stub's dots are left somewhere inside a value."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return value is ... or any(map(_has_dots, parts))


def _nothing(value: Any) -> bool:
    """True for None, and for a probe's list or dict of nothing but None."""
    parts = list(value.values()) if isinstance(value, dict) else value
    return value is None or (isinstance(parts, (list, tuple)) and len(parts) > 0 and all(map(_nothing, parts)))


def _checked_error(error: Any) -> dict[str, Any]:
    if not isinstance(error, dict) or type(error.get("line", 0)) is not int:
        raise ValueError("Not evidence: the error is no record.")
    words = {key: evidence.clean(str(error.get(key, ""))) for key in ("type", "message", "text")}
    words["type"] = words["type"][:80]
    return {**words, "line": error.get("line", 0)}


def _checked_changes(changes: Any) -> list[tuple[str, list[int], str, str]]:
    if not isinstance(changes, list) or any(not isinstance(c, list) or len(c) != 4 for c in changes):
        raise ValueError("Not evidence: the changes are no records.")
    if len(changes) > evidence.MAX_ITEMS or any(
        not isinstance(c[0], str) or not isinstance(c[1], list) for c in changes
    ):
        raise ValueError("Not evidence: the changes are no records.")
    if any(len(c[1]) > 16 or any(type(n) is not int or not 0 <= n < 2**31 for n in c[1]) for c in changes):
        raise ValueError("Not evidence: a changed entry has no place.")
    return [
        (name, index, *show_pair(evidence.decode(before), evidence.decode(after)))
        for name, index, before, after in changes
    ]


def not_attempted(exercise: Exercise) -> Verdict:
    """The verdict on a stub."""
    return Verdict(
        exercise.id,
        exercise.name,
        feedback.NOT_ATTEMPTED,
        "Not attempted yet. Write your answer in the cell above, run that cell, then run this one again.",
        out_of=exercise.points,
    )


def _through_the_wire(value: Any) -> Any:
    """What is expected, in the very form in which an answer arrives."""
    return evidence.decode(evidence.encode(value))
