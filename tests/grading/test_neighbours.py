"""A fault in one exercise costs that exercise only, nothing outlives a submission, and no pass is owed to another cell."""

import json
import secrets

import psutil
import pytest

from nnlearn.exercises import feedback
from nnlearn.grading import assemble, run
from nnlearn.grading.kernel import GradedKernel, KernelStopped, Limits

from . import made

pytestmark = pytest.mark.kernel

SABOTAGE = {
    "numpy without where": "import sys\nsys.modules['numpy'].where = None",
    "recursion limit": "import sys\nsys.setrecursionlimit(60)",
    "another folder": "import os\nos.chdir('/')",
    "patched builtins": "import builtins\nbuiltins.len = lambda x: 3\nbuiltins.sum = None",
    "deleted builtins": "import builtins\ndel builtins.print, builtins.zip, builtins.list",
    "a display hook": "import sys\nsys.displayhook = sys.excepthook = None\nsys.modules['IPython.display'].display = None",
    "a flood at exit": "import atexit\natexit.register(lambda: [print('x' * 9999) for _ in range(99999)])",
    "a thread that prints": "import threading, time\ndef chatter():\n    while True:\n        print('x' * 999)\n        time.sleep(0.01)\n"
    "threading.Thread(target=chatter, daemon=True).start()",
    "signals": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "ast transformers": "import sys\nsys.modules['IPython'].get_ipython().ast_transformers.append(None)",
    "no numpy": "import sys\nsys.modules['numpy'] = None",
    "no environment": "import os\nos.environ.clear()",
    "names of the set-up": "np = None\nIn = Out = exit = list = globals = None",
    "a closed socket": "import sys\nsys.modules['IPython'].get_ipython().kernel.iopub_socket.close()",
    "a delayed death": "import threading, os\nthreading.Timer(0.5, os._exit, [7]).start()",
    "a held lock": "import threading, time\nthreading.Thread(target=time.sleep, args=[9999]).start()",
}


SABOTAGED = f"np.where = None\n{made.OTHERWISE['predict']}"  # right itself, and a trap for novikoff


@pytest.mark.parametrize("name", SABOTAGE)
def test_sabotage_in_one_answer_costs_no_other(grade_answers, name):
    result = grade_answers(predict=f"{SABOTAGE[name]}\n{made.RIGHT['predict']}", cell_timeout=4)
    lost = {v["exercise"]: v["headline"] for v in result["exercises"] if not v["points"]}
    assert set(lost) <= {"01.3"}, json.dumps(lost, indent=1)
    assert result["problem"] == ""


@pytest.fixture
def started(monkeypatch):
    """The kernels that are started, one entry each."""
    kernels, start = [], GradedKernel._start
    monkeypatch.setattr(GradedKernel, "_start", lambda self: (kernels.append(self), start(self)))
    return kernels


def test_ordinary_answers_share_one_kernel(grade_answers, started):
    assert grade_answers()["points"] == 14
    assert len(started) == 1


def test_what_failed_beside_others_is_run_again_alone_and_that_counts(grade_answers, started, monkeypatch):
    monkeypatch.setattr(assemble, "is_tame", lambda source: True)
    assert grade_answers(predict=SABOTAGED)["points"] == 14
    assert len(started) == 2


def test_without_the_second_run_the_neighbours_would_pay(grade_answers, monkeypatch):
    monkeypatch.setattr(assemble, "is_tame", lambda source: True)
    tasks = []
    monkeypatch.setattr(
        "nnlearn.grading.one.run_all",
        lambda ts, *rest: tasks.extend(ts) or {t.exercise.id: t.key.verdict("wrong", "") for t in ts},
    )
    grade_answers(predict=SABOTAGED)
    outcomes = run.run_in_kernel(tasks, Limits(seconds=20))
    assert {o.verdict.name for o in outcomes if not o.verdict.passed} == {"novikoff"}


def test_no_answer_passes_thanks_to_another_cell(grade_answers):
    gift = "np.gift = lambda labels: 2 * labels - 1\n"
    result = grade_answers(
        predict=gift + made.RIGHT["predict"],
        novikoff=made.RIGHT["novikoff"].replace("np.where(y == 1, 1, -1)", "np.gift(y)"),
    )
    assert "has no attribute 'gift'" in result["exercises"][5]["headline"]
    assert result["points"] == 12


def test_a_helper_in_another_answer_does_not_count(grade_answers):
    result = grade_answers(
        weighted_sum="def helper(z):\n    return z\n" + made.RIGHT["weighted_sum"],
        gates="gates = helper({})",
    )
    assert result["exercises"][1]["status"] == "not allowed"


@pytest.mark.parametrize("dies", [False, True])
def test_a_child_process_does_not_survive_its_submission(grade_answers, dies):
    mark = str(800_000 + secrets.randbelow(100_000))
    source = f"import subprocess, os\nsubprocess.Popen(['sleep', '{mark}'], start_new_session=True)\n"
    grade_answers(made.filled({"weighted_sum": source + ("os._exit(1)" if dies else made.RIGHT["weighted_sum"])}))
    assert not [p for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or [])]


def test_nothing_stays_in_the_folder_of_the_run(grade_answers, tmp_path):
    grade_answers(weighted_sum="import os\nopen('left.txt', 'w').write('x')\n" + made.RIGHT["weighted_sum"])
    assert [path.name for path in tmp_path.iterdir()] == ["submission.ipynb"]


def test_input_is_refused_at_once(grade_answers):
    verdict = grade_answers(made.filled({"gates": "gates = input()"}))["exercises"][1]
    assert "StdinNotImplementedError" in verdict["headline"]


def test_an_error_names_its_line(grade_answers):
    verdict = grade_answers(made.filled({"weighted_sum": "x = 1\ny = x / 0"}))["exercises"][0]
    assert verdict["headline"] == "Your code stops with ZeroDivisionError: division by zero"
    assert verdict["lines"] == ["Line 2: `y = x / 0`"]


def test_what_an_error_says_is_cleaned(grade_answers):
    source = "raise ValueError('/home/me/x.py \\x1b[31m\\x07 at 0x7f00')"
    verdict = grade_answers(made.filled({"weighted_sum": source}))["exercises"][0]
    assert verdict["headline"] == r"Your code stops with ValueError: x.py \x07"


def test_a_submission_out_of_time_says_so_for_what_was_not_run(grade_answers, tmp_path, monkeypatch):
    monkeypatch.setattr("nnlearn.grading.one.time_for", lambda *args: -1)
    result = grade_answers()
    assert {v["headline"] for v in result["exercises"]} == {
        "The time for the whole notebook was used up before this exercise was run."
    }


def test_a_kernel_that_cannot_start_is_our_fault_and_said(grade_answers, monkeypatch):
    def refuse(self):
        raise KernelStopped("no")

    monkeypatch.setattr(GradedKernel, "_start", refuse)
    result = grade_answers()
    assert {v["status"] for v in result["exercises"]} == {feedback.FAULT}
    assert "No kernel could be started" in result["exercises"][0]["headline"]


def test_the_same_job_gives_the_same_result_twice(grade_answers):
    changed = {"weighted_sum": made.WRONG["weighted_sum"], "novikoff": made.WRONG["novikoff"]}
    assert grade_answers(**changed) == grade_answers(**changed)
