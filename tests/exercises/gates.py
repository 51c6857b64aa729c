"""What every exercise must keep. Each gate takes an exercise and gives findings, in words for its author; none means sound."""

import json
import re
from functools import cache
from typing import Any

import numpy as np

from nnlearn.exercises import AnswerKey, Exercise, Through, evidence, feedback, source
from nnlearn.exercises.judging import _Run

HOME, SEEDS = None, (1, 2, 3, 4, 5)
LIMIT_BYTES = 200_000
LEAST_EVIDENCE = 16


@cache
def key_of(exercise: Exercise, seed: int | None) -> AnswerKey:
    return AnswerKey(exercise, exercise.home_cases() if seed is HOME else exercise.cases(np.random.default_rng(seed)))


def judge(exercise: Exercise, answer: Any, seed: int | None = HOME) -> feedback.Verdict:
    key = key_of(exercise, seed)
    return key.judge(key.results_of(answer))


def answer_of(exercise: Exercise, right: Any) -> Any:
    """A right answer as it stands in `answers`: the thing itself, or the text of a whole cell that binds it."""
    return run_cell(exercise, right) if isinstance(right, str) and re.search(rf"\b{exercise.name}\b", right) else right


def run_cell(exercise: Exercise, text: str) -> Any:
    """Run a cell as the grader does: beside the set-up names of the exercise and the earlier answers that it needs."""
    from nnlearn.exercises import exercises_of

    space: dict[str, Any] = {}
    exec("\n".join(source.SETUP[name][0] for name in exercise.names), space)
    if exercise.needs:
        space |= {
            other.name: other.reference for other in exercises_of(exercise.chapter) if other.name in exercise.needs
        }
    exec(text, space)
    return space[exercise.name]


def complete(exercise: Exercise, right: list[Any]) -> list[str]:
    """Title, points, why, three hints, three mistakes with a name and a question, two right answers beside the reference."""
    found = [
        f"has no {field}" for field in ("title", "points", "why", "reference") if getattr(exercise, field, None) is None
    ]
    found += [f"has an empty {field}" for field in ("title", "points", "why") if not getattr(exercise, field, True)]
    hints = getattr(exercise, "hints", ())
    if isinstance(hints, str) or len(hints) != 3 or not all(hints) or len(set(hints)) != 3:
        found.append("has not three different hints")
    names = [mistake.name for mistake in exercise.mistakes]
    if len(names) < 3:
        found.append(f"has {len(names)} known mistakes; three are the least")
    if len(set(names)) < len(names):
        found.append("has two mistakes of one name")
    found += [f"mistake {m.name!r} has no question" for m in exercise.mistakes if "?" not in m.question]
    words = (getattr(exercise, "why", ""), *names, *(m.question for m in exercise.mistakes))
    found += [
        f"says {text!r} in TeX, which a terminal and a student's page do not set" for text in words if "$" in text
    ]
    if len(right) < 2:
        found.append(f"has {len(right)} right answers beside the reference; two are the least")
    return found


def accepts(exercise: Exercise, right: list[Any]) -> list[str]:
    """The reference and every right answer pass, at home and on inputs that nobody has seen."""
    found = []
    for i, given in enumerate([exercise.reference, *right]):
        name = f"right answer {i}" if i else "the reference"
        for seed in (HOME, *SEEDS[:3]):
            verdict = judge(exercise, answer_of(exercise, given), seed)
            if not verdict.passed:
                found.append(f"{name} does not pass on seed {seed}: {verdict.to_text()}")
        if given is not exercise.reference and isinstance(given, str):
            verdict = source.examine(exercise, given)
            found += [f"{name} is not allowed: {verdict.to_text()}"] if verdict else []
    return found


def recognises(exercise: Exercise, seeds: tuple[int | None, ...] = (HOME, *SEEDS)) -> list[str]:
    """Each mistake is recognised under its own name: none is right, and no two are the same, whatever the inputs."""
    found = []
    for seed in seeds:
        key = key_of(exercise, seed)
        for mistake, known in zip(exercise.mistakes, key.mistaken, strict=True):
            again = key.results_of(mistake.wrong) if seed is HOME else known  # a second run shows chance in a mistake
            verdict = key.judge(again)
            if verdict.known_as != mistake.name:
                seen = verdict.known_as or verdict.headline
                found.append(f"mistake {mistake.name!r} is taken for {seen!r} on seed {seed}")
    return found


def like_reference(exercise: Exercise, body: Any) -> Any:
    """An answer of the reference's kind in which every function is `body`; None where a value is asked for."""
    if isinstance(exercise.reference, type):
        methods = [
            name for name, value in vars(exercise.reference).items() if callable(value) and not isinstance(value, type)
        ]
        return type(
            exercise.name, (), {name: (lambda self, *a, **k: None) if name == "__init__" else body for name in methods}
        )
    return body if callable(exercise.reference) else None


def unwritten(*args, **kwargs):
    raise NotImplementedError("Exercise: write it")


def crashing(*args, **kwargs):
    raise RuntimeError("planned crash")


def forgetful(*args, **kwargs):
    args[0] if args else None


def mannered(exercise: Exercise) -> list[str]:
    """A stub is no attempt, a crash is an error with its line, a missing return is said as such."""
    found = []
    stub = like_reference(exercise, unwritten)
    for attempt in (..., *([stub] if stub else [])):
        verdict = judge(exercise, attempt)
        if verdict.status != feedback.NOT_ATTEMPTED:
            found.append(f"a stub is called {verdict.status!r}: {verdict.to_text()}")
    if stub is None:
        return found
    verdict = judge(exercise, like_reference(exercise, crashing))
    if verdict.status != feedback.ERROR or 'raise RuntimeError("planned crash")' not in "".join(verdict.lines):
        found.append(f"a crash is not shown with its line: {verdict.to_text()}")
    verdict = judge(exercise, like_reference(exercise, forgetful))
    if "`return`" not in verdict.headline and "return" not in verdict.known_as:
        found.append(f"a missing return is not said as such: {verdict.to_text()}")
    return found


def perturbed(value: Any, change: Any) -> Any:
    """A value in which every float is changed; labels, counts and words stay."""
    if isinstance(value, (list, tuple)):
        return type(value)(perturbed(item, change) for item in value)
    if isinstance(value, dict):
        return {key: perturbed(item, change) for key, item in value.items()}
    return change(np.asarray(value)) if np.asarray(value).dtype.kind in "fc" else value


def tolerant(exercise: Exercise) -> list[str]:
    """Values that differ by rounding pass: another order of summation, float32, and float32 written into float64."""
    rng, key, found = np.random.default_rng(0), key_of(exercise, HOME), []
    single = {"f": np.float32, "c": np.complex64}
    changes = {
        "another order of summation": lambda x: x * (1 + 1e-12 * rng.uniform(-1, 1, x.shape)),
        "float32": lambda x: x.astype(single[x.dtype.kind]),
        "a round trip through float32": lambda x: x.astype(single[x.dtype.kind]).astype(x.dtype),
    }
    results = key.results_of(exercise.reference)
    for name, change in changes.items():
        sent = [
            {"value": evidence.encode(perturbed(evidence.decode(r["value"]), change)), "changed": []} for r in results
        ]
        verdict = key.judge(sent)
        if not verdict.passed:
            found.append(f"{name} does not pass: {verdict.to_text()}")
    return found


def travels(exercise: Exercise) -> list[str]:
    """The probe needs nothing but builtins and `np`, and does as source what it does here."""
    text = exercise.probe_source()
    strange = source.free_names(text) - source.BUILTINS - {"np"}
    if strange:
        return [f"the probe uses {', '.join(sorted(strange))}, which the grader's kernel does not have"]
    space: dict[str, Any] = {"np": np}
    exec(compile(text, "<probe>", "exec"), space)
    cases = exercise.home_cases()
    for answer in (exercise.reference, *(mistake.wrong for mistake in exercise.mistakes)):
        here, there = (evidence.gather(answer, probe, cases) for probe in (exercise.probe, space["probe"]))
        if json.dumps(here) != json.dumps(there) and not alike(exercise, here, there):
            return ["the probe does something else when it runs from its source"]
    return []


def alike(exercise: Exercise, here: list[dict[str, Any]], there: list[dict[str, Any]]) -> bool:
    """Two runs gave the same but for rounding: where an array lies in memory may change the last bit of a product."""
    cases = map(evidence.decode_case, exercise.home_cases())
    pairs = zip(here, there, cases, strict=False)
    return len(here) == len(there) and all(_Run(a).same(_Run(b), exercise.compare, case) for a, b, case in pairs)


def leaves(value: Any) -> list[Any]:
    """All numbers and words of a value."""
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in leaves(item)]
    if isinstance(value, dict):
        return [leaf for pair in value.items() for leaf in leaves(pair)]
    return list(value.flat) if isinstance(value, np.ndarray) else [value]


def fresh_inputs(exercise: Exercise) -> list[str]:
    """Inputs: the same for a seed, others for another, smallest first, finite, able to travel, below 200 kB.

    Where many values are right and what they do is judged (`Through`), the inputs may be the same always: there is nothing to copy.
    """
    texts = [json.dumps(exercise.cases(np.random.default_rng(seed))) for seed in (1, 1, 2)]
    found = [] if texts[0] == texts[1] else ["one seed gives two different inputs"]
    if texts[0] == texts[2] and not isinstance(exercise.compare, Through):
        found.append("two seeds give the same inputs")
    cases = exercise.home_cases()
    if not cases:
        return [*found, "has no inputs"]
    if len(json.dumps(cases)) > LIMIT_BYTES:
        found.append(f"inputs take {len(json.dumps(cases))} bytes; {LIMIT_BYTES} is the most")
    sizes = [len(leaves(evidence.decode_case(case))) for case in cases]
    if sizes[0] > sizes[-1]:
        found.append(f"the first case ({sizes[0]} values) is larger than the last ({sizes[-1]})")
    values = [leaf for case in cases for leaf in leaves(evidence.decode_case(case))]
    found += [f"an input cannot travel: {leaf}" for leaf in values if isinstance(leaf, evidence.Other)]
    if any(isinstance(leaf, (float, complex, np.inexact)) and not np.isfinite(leaf) for leaf in values):
        found.append("an input is not finite")
    return found


def rich(exercise: Exercise) -> list[str]:
    """The evidence cannot be guessed: computed numbers, or at least 16 labels over all cases."""
    key = key_of(exercise, HOME)
    values = [
        leaf for result in key.results_of(exercise.reference) for leaf in leaves(evidence.decode(result["value"]))
    ]
    strange = [f"the reference gives what cannot travel: {leaf}" for leaf in values if isinstance(leaf, evidence.Other)]
    computed = any(isinstance(leaf, (float, complex, np.inexact)) for leaf in values)
    if computed or len(values) >= LEAST_EVIDENCE:
        return strange
    return [*strange, f"the evidence is {len(values)} labels and no computed number; {LEAST_EVIDENCE} are the least"]


def told(exercises: list[Exercise], notebook: dict[str, Any]) -> list[str]:
    """The course notebook's tasks are these exercises, in this order, and say what the exercise says of itself."""
    tasks = [cell for cell in notebook["cells"] if cell["metadata"].get("nnlearn", {}).get("role") == "task"]
    texts = {cell["metadata"]["nnlearn"]["exercise"]: "".join(cell["source"]) for cell in tasks}
    ids = [exercise.id for exercise in exercises]
    if list(texts) != ids or len(tasks) != len(ids):
        return [f"the notebook's tasks are {list(texts)}; the exercises are {ids}"]
    found = []
    scored = any(re.search(r"\b\d+\s+points?\b", text) for text in texts.values())
    for exercise in exercises:
        text = texts[exercise.id]
        if text.splitlines()[0] != f"### Exercise {exercise.id}: {exercise.title}":
            found.append(f"{exercise.id}: the heading is {text.splitlines()[0]!r}; the title is {exercise.title!r}")
        if exercise.uses not in " ".join(text.split()):
            found.append(f"{exercise.id}: the task does not say {exercise.uses!r}")
        if not re.search(rf"`{exercise.name}\b", text):
            found.append(f"{exercise.id}: the task does not name `{exercise.name}`")
        if scored and not re.search(rf"\b{exercise.points}\s+points?\b", text):
            found.append(f"{exercise.id}: the task does not say {exercise.points} points")
    return found
