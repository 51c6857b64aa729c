"""How many submissions a minute are graded: a generated class of chapter 01, by one worker and by two.

Run it as `python benchmarks/grading.py [students]`. Four kinds of submission take turns: solved, half solved, three known mistakes,
not attempted. Printed are wall seconds, submissions a minute, and the processor seconds of everything that was started.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import psutil

from nnlearn.exercises import exercises_of
from nnlearn.grading import grade

ROOT = Path(__file__).parents[1]
KINDS = ("solved", "half", "mistakes", "unsolved")


def submission(kind: str) -> str:
    """The course notebook with the answers of one kind of student."""
    course = json.loads((ROOT / "course" / "01_perceptron.ipynb").read_text(encoding="utf-8"))
    solution = json.loads((ROOT / "solutions" / "01_perceptron.ipynb").read_text(encoding="utf-8"))
    right = {cell["id"]: cell["source"] for cell in solution["cells"] if cell["id"].endswith("-answer")}
    taken = {"solved": len(right), "half": len(right) // 2, "mistakes": len(right), "unsolved": 0}[kind]
    answers = dict(list(right.items())[:taken])
    if kind == "mistakes":
        for exercise in exercises_of("01")[:3]:
            answers[f"ex-{exercise.id.replace('.', '-')}-answer"] = f"def {exercise.name}(*anything):\n    return 0"
    for cell in course["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return json.dumps(course)


def processor_seconds() -> float:
    """User and system time of this process and of all that it has waited for."""
    times = psutil.Process().cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def main(students: int = 16) -> None:
    """Grade the same class twice and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        submissions = Path(folder) / "class"
        submissions.mkdir()
        for number in range(students):
            kind = KINDS[number % len(KINDS)]
            (submissions / f"{kind}-{number:03d}.ipynb").write_text(submission(kind), encoding="utf-8")
        for workers in (1, 2):
            start, used = time.perf_counter(), processor_seconds()
            grade(submissions, "01", Path(folder) / f"grades-{workers}", workers=workers, seed=1, sandbox=False)
            seconds, used = time.perf_counter() - start, processor_seconds() - used
            rate = 60 * students / seconds
            print(f"{workers} workers: {seconds:.1f} s, {rate:.0f} submissions a minute, {used:.1f} processor seconds")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
