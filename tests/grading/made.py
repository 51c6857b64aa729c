"""Generated submissions of chapter 01, each with its marks known beforehand. No test looks at a grade to learn what it should be."""

import copy
import hashlib
import inspect
import json
import re
import textwrap
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from nnlearn.exercises.source import free_names

ROOT = Path(__file__).parents[2]
NAMES = ("weighted_sum", "gates", "predict", "update", "train", "novikoff", "mistakes_by_shift", "separable")
POINTS = (1, 1, 1, 2, 3, 2, 2, 2)
ALL, NONE = POINTS, (0,) * 8
COURSE = json.loads((ROOT / "course" / "01_perceptron.ipynb").read_text(encoding="utf-8"))
SOLUTION = json.loads((ROOT / "solutions" / "01_perceptron.ipynb").read_text(encoding="utf-8"))


def text(cell: dict) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def answer_cell(notebook: dict, name: str) -> dict:
    return next(cell for cell in notebook["cells"] if cell["id"] == f"ex-01-{NAMES.index(name) + 1}-answer")


RIGHT = {name: text(answer_cell(SOLUTION, name)) for name in NAMES}

OTHERWISE = {  # right as well, written differently
    "weighted_sum": "def weighted_sum(x, w, b):\n    z = float(b)\n    for i in range(len(x)):\n        z += w[i] * x[i]\n    return z",
    "gates": "gates = {}\nfor gate, s, b in (('AND', 1, -3), ('OR', 1, -1), ('NAND', -1, 3)):\n    gates[gate] = [2 * s, 2 * s, b]",
    "predict": "def predict(X, w, b):\n    return np.array([1 if row @ w + b >= 0 else 0 for row in X])",
    "update": "predict_one = lambda w, b, x: int(w @ x + b >= 0)\n"
    "def update(w, b, x, y):\n    error = y - predict_one(w, b, x)\n    return (w + error * x, b + error) if error else (w.copy(), b)",
}
WRONG = {
    "weighted_sum": "def weighted_sum(x, w, b):\n    return sum(a * c for a, c in zip(x, w))",
    "gates": "gates = {'AND': (1, 1, -0.5), 'OR': (1, 1, -1.5), 'NAND': (-1, -1, 1.5)}",
    "predict": "def predict(X, w, b):\n    return np.where(X @ w + b > 0, 1, 0)",
    "update": "def update(w, b, x, y):\n    error = y - int(x @ w + b >= 0)\n    return w - error * x, b - error",
    "novikoff": "def novikoff(X, y, w, b):\n    return {'radius': 1.0, 'margin': 1.0, 'bound': 1.0}",
    "separable": "def separable(X, y):\n    return True",
}


def filled(answers: dict[str, str], base: dict = COURSE) -> dict:
    """The course notebook with answers written into it."""
    notebook = copy.deepcopy(base)
    for name, source in answers.items():
        answer_cell(notebook, name)["source"] = source
    return notebook


def solved(**changed: str) -> dict:
    """Everything right but for what is changed."""
    return filled(RIGHT | changed)


def without(*names: str) -> tuple[int, ...]:
    """The marks of a submission in which these exercises, and no others, are lost."""
    return tuple(0 if name in names else points for name, points in zip(NAMES, POINTS, strict=True))


def as_bytes(notebook: dict) -> bytes:
    return json.dumps(notebook).encode()


def code(source: str, **extra) -> dict:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **extra}


def sourced(wrong, name: str) -> str:
    """The text of an answer cell for a mistake: a value, or a function renamed, with the helpers and values around it."""
    if not inspect.isfunction(wrong):
        return f"{name} = {wrong!r}"
    source = textwrap.dedent(inspect.getsource(wrong))
    around = {**wrong.__globals__, **inspect.getclosurevars(wrong).nonlocals}
    beside = {helper: around[helper] for helper in sorted(free_names(source)) if helper in around}
    helpers = [sourced(value, helper) for helper, value in beside.items() if not inspect.ismodule(value)]
    return "\n\n".join([*helpers, re.sub(rf"\b{wrong.__name__}\b", name, source)])


@dataclass
class Made:
    """One submission: what is handed in, the marks that it must get, and words that must stand in its result."""

    content: bytes
    marks: tuple[int, ...]
    says: str = ""


def a_class() -> dict[str, Made]:
    """Forty submissions by file name."""
    made = {**_right_and_wrong(), **_unreadable(), **_odd(), **_dangerous(), **_hostile_names()}
    assert len(made) == 40
    return made


def _right_and_wrong() -> dict[str, Made]:
    sha = hashlib.sha256(RIGHT["predict"].encode()).hexdigest()[:12]
    solution_hash = solved()
    answer_cell(solution_hash, "predict")["metadata"]["nnlearn"]["base"] = sha
    return {
        "Zo\u00eb.ipynb": Made(as_bytes(SOLUTION), ALL),
        "right-otherwise.ipynb": Made(as_bytes(solved(**OTHERWISE)), ALL),
        "right-base-of-solution.ipynb": Made(as_bytes(solution_hash), ALL),
        "unsolved.ipynb": Made(as_bytes(COURSE), NONE, "Not attempted yet."),
        "<script>alert(1)<script>.ipynb": Made(
            as_bytes(filled({n: RIGHT[n] for n in NAMES[:2]})), (1, 1, 0, 0, 0, 0, 0, 0)
        ),
        "no-predict.ipynb": Made(as_bytes(filled({n: RIGHT[n] for n in NAMES if n != "predict"})), without("predict")),
        "no-update.ipynb": Made(
            as_bytes(filled({n: RIGHT[n] for n in NAMES if n != "update"})),
            without("update", "train", "mistakes_by_shift", "separable"),
            "This needs 01.4 update, which is not attempted yet",
        ),
        "wrong-early.ipynb": Made(
            as_bytes(solved(weighted_sum=WRONG["weighted_sum"], gates=WRONG["gates"])),
            without("weighted_sum", "gates"),
            "AND and OR have changed places",
        ),
        "wrong-predict.ipynb": Made(as_bytes(solved(predict=WRONG["predict"])), without("predict")),
        "wrong-update.ipynb": Made(
            as_bytes(solved(update=WRONG["update"])),
            without("update", "train", "mistakes_by_shift", "separable"),
            "It builds on 01.4 update",
        ),
        "wrong-late.ipynb": Made(
            as_bytes(solved(novikoff=WRONG["novikoff"], separable=WRONG["separable"])),
            without("novikoff", "separable"),
            "it says True to every set here",
        ),
        "wrong-imports.ipynb": Made(
            as_bytes(solved(novikoff="import sklearn\n" + RIGHT["novikoff"])), without("novikoff"), "imports sklearn"
        ),
        "wrong-helper.ipynb": Made(
            as_bytes(solved(predict="def predict(X, w, b):\n    return step(X @ w + b)")),
            without("predict"),
            "`step` is not defined in the answer's cell",
        ),
        "wrong-syntax.ipynb": Made(
            as_bytes(solved(novikoff="def novikoff(X, y, w, b)\n    return 1")), without("novikoff"), "does not parse"
        ),
        "wrong-name.ipynb": Made(
            as_bytes(solved(novikoff=RIGHT["novikoff"].replace("novikoff", "bound"))),
            without("novikoff"),
            "does not define `novikoff`",
        ),
    }


def _unreadable() -> dict[str, Made]:
    other = json.loads(as_bytes(SOLUTION).replace(b"ex-01-", b"ex-02-").replace(b'"01.', b'"02.'))
    number = solved()
    number["cells"][3]["source"] = 7
    return {
        "not-a-notebook.txt": Made(b"hello", NONE, "does not end in .ipynb"),
        "prose.ipynb": Made(b"Dear teacher, ...", NONE, "not JSON"),
        "empty.ipynb": Made(b"", NONE, "empty"),
        "truncated.ipynb": Made(as_bytes(SOLUTION)[:-4000], NONE, "cut off"),
        "utf16.ipynb": Made(json.dumps(SOLUTION).encode("utf-16"), NONE, "not UTF-8"),
        "huge.ipynb": Made(b"HUGE", NONE, "larger than"),
        "deep.ipynb": Made(b'{"a":' * 100_000, NONE, "not JSON that can be read"),
        "number.ipynb": Made(as_bytes(number), NONE, "The text of cell 4"),
        "other-chapter.ipynb": Made(as_bytes(other), NONE, "a notebook of chapter 02"),
        "no-answers.ipynb": Made(as_bytes({"nbformat": 4, "cells": [code("1 + 1")]}), NONE, "no answer cell"),
    }


def _odd() -> dict[str, Made]:
    """Damaged or decorated notebooks that keep their marks."""
    renamed, bare, checks, decorated, twice = (solved() for _ in range(5))
    for number, cell in enumerate(renamed["cells"]):
        cell["id"] = f"cell-{number}"
    for cell in bare["cells"]:
        cell["id"], cell["metadata"] = "x", {}
    bare["cells"] = [cell for cell in bare["cells"] if ".check(" not in text(cell)]
    for cell in checks["cells"]:
        if cell["id"].endswith("-check"):
            cell["source"] = "import os\nos._exit(1)"
    decorated["metadata"]["kernelspec"] = {"name": "cobol", "display_name": "COBOL", "language": "cobol"}
    for name in NAMES:
        cell = answer_cell(decorated, name)
        cell["source"] = f"# NBVAL_SKIP\n# NBVAL_RAISES_EXCEPTION\n# PYTEST_VALIDATE_IGNORE_OUTPUT\n{RIGHT[name]}"
        cell["metadata"]["tags"] = ["nbval-skip", "raises-exception"]
    second = copy.deepcopy(answer_cell(twice, "weighted_sum"))
    answer_cell(twice, "weighted_sum")["source"] = WRONG["weighted_sum"]
    second["id"] = "copied"
    twice["cells"].append(second)
    return {
        "renamed-ids.ipynb": Made(as_bytes(renamed), ALL),
        "headings-only.ipynb": Made(as_bytes(bare), ALL),
        "edited-checks.ipynb": Made(as_bytes(checks), ALL),
        "markers.ipynb": Made(as_bytes(decorated), ALL),
        "two-answers.ipynb": Made(as_bytes(twice), ALL, "There are 2 answer cells for 01.1"),
        "format3.ipynb": Made(as_bytes(_format3()), ALL),
    }


def _format3() -> dict:
    cells = []
    for cell in solved()["cells"]:
        if cell["cell_type"] == "code":
            if ".check(" not in text(cell):
                cells.append({"cell_type": "code", "input": text(cell), "outputs": [], "language": "python"})
        else:
            cells.append({"cell_type": "markdown", "source": text(cell), "metadata": {}})
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}


def _dangerous() -> dict[str, Made]:
    """Code that stops, floods or kills. Each sits in one exercise and costs that one."""
    body = "def weighted_sum(x, w, b):\n    "
    in_order = {
        "endless-loop": (body + "while True:\n        pass", "Is there a loop that never ends?"),
        "os-exit": ("import os\n" + body + "os._exit(3)", "ended the whole Python process (exit code 3)"),
        "segfault": ("import ctypes\n" + body + "ctypes.string_at(0)", "(SIGSEGV)"),
        "flood": (body + "while True:\n        print('x' * 10_000)", "flood of output"),
        "recursion": (body + "return weighted_sum(x, w, b)", "RecursionError"),
        "interrupt": ("raise KeyboardInterrupt\n" + RIGHT["weighted_sum"], "KeyboardInterrupt"),
    }
    made = {
        f"{name}.ipynb": Made(as_bytes(solved(weighted_sum=source)), without("weighted_sum"), says)
        for name, (source, says) in in_order.items()
    }
    novikoff = "import sys\ndef novikoff(X, y, w, b):\n    sys.exit(0)"
    made["sys-exit.ipynb"] = Made(as_bytes(solved(novikoff=novikoff)), without("novikoff"), "SystemExit")
    return made


def _hostile_names() -> dict[str, Made]:
    warning = "import sys, warnings\nwarnings.warn('old')\nprint('noise', file=sys.stderr)\n"
    solution = Made(as_bytes(solved(weighted_sum=warning + RIGHT["weighted_sum"])), ALL)
    twin = unicodedata.normalize("NFD", "Zo\u00eb.ipynb")
    return {"=1+1.ipynb": solution, twin: Made(as_bytes(COURSE), NONE)}  # a zip can hold worse: test_collect.py
