"""Where a learner stands, kept on the learner's own machine: one JSON line per check, only ever appended.

The folder is ``$NNLEARN_HOME``, else ``~/.nnlearn``. Builds and tests point it at an empty one.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from nnlearn.exercises.feedback import NOT_ATTEMPTED, PASSED, Verdict

VERSION = 1


@dataclass
class Record:
    """How one exercise went so far.

    Attributes:
        tries: checks of an attempted answer, up to and including the first that passed.
        passed: True once any check passed.
        status: the last check's verdict.
    """

    tries: int = 0
    passed: bool = False
    status: str = NOT_ATTEMPTED


def home() -> Path:
    """The folder that holds the progress."""
    return Path(os.environ.get("NNLEARN_HOME") or Path.home() / ".nnlearn")


def record(verdict: Verdict) -> None:
    """Append one verdict. A folder that cannot be written costs the record, never the check."""
    line = {
        "version": VERSION,
        "exercise": verdict.exercise,
        "status": verdict.status,
        "time": round(time.time()),
    }
    try:
        home().mkdir(parents=True, exist_ok=True)
        with (home() / "progress.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    except (OSError, ValueError, RuntimeError):  # a full disk, a NUL in the name, nobody's home
        return


def load() -> dict[str, Record]:
    """Every exercise that was ever checked. Lines that cannot be read are passed over."""
    records: dict[str, Record] = {}
    try:
        text = (home() / "progress.jsonl").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError, RuntimeError):
        return records
    for line in text.splitlines():
        try:
            entry = json.loads(line)
            exercise, status = str(entry["exercise"]), str(entry["status"])
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        known = records.setdefault(exercise, Record())
        if status != NOT_ATTEMPTED and not known.passed:
            known.tries += 1
        known.status = status
        known.passed = known.passed or status == PASSED
    return records
