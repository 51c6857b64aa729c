"""What is right lives in this process alone: looked for in everything that the kernel is given, and found when it is planted."""

import json
import os
import re

import numpy as np
import psutil
import pytest
from jupyter_client.session import Session

from nnlearn.exercises import evidence
from nnlearn.grading import assemble, one
from nnlearn.grading.kernel import GradedKernel

from . import made
from .conftest import SEED

pytestmark = pytest.mark.kernel


# What every record has in common and says nothing; zeros are rows of A in base64, rows of 0 in hexadecimal.
FRAME = r"kind|array|dtype|shape|data|value|float64|float|int64|int|list|tuple|items|bool|dict|str|none|\W"


def words(value):
    """Every written form of an expected value that is long enough to be no coincidence."""
    if isinstance(value, dict):
        return {word for item in value.values() for word in words(item)}
    forms = {repr(value), str(value), json.dumps(evidence.encode(value))}
    if isinstance(value, (list, tuple)):
        forms |= {word for item in value for word in words(item)}
    elif isinstance(value, np.ndarray):
        forms |= {repr(value.tolist()), evidence.encode(value)["data"], evidence.encode(value.astype(float))["data"]}
    return {form for form in forms if len(re.sub(FRAME, "", re.sub(r"([A0])\1+", r"\1", form))) >= 12}


@pytest.fixture
def watched(monkeypatch):
    """Everything that any kernel is given: messages sent, files in its folder, arguments, environment."""
    given = []
    send, execute = Session.send, GradedKernel.execute_cell_input

    def send_and_keep(self, stream, message, *args, **kwargs):
        given.append(json.dumps(message, default=str))
        return send(self, stream, message, *args, **kwargs)

    def execute_and_look(self, source, allow_stdin=None):
        process = psutil.Process(self.km.provisioner.process.pid)
        given.append(source)
        given.append(json.dumps([process.cmdline(), process.environ()]))
        for path in self.folder.rglob("*"):
            if path.is_file():
                given.append(path.read_bytes().decode("latin-1"))
        return execute(self, source, allow_stdin)

    monkeypatch.setattr(Session, "send", send_and_keep)
    monkeypatch.setattr(GradedKernel, "execute_cell_input", execute_and_look)
    return given


def secrets():
    found = {}
    for exercise in one.load_exercises("01"):
        key = one._key("01", None, exercise.name, SEED)
        own = {word for expected in key.expected for word in words(expected)}
        # what is right may be an input's own value, which the kernel must be told
        inputs = json.dumps(key.cases) + "".join(repr(list(case.values())) for case in key.inputs)
        found[exercise.name] = {word for word in own if word not in inputs}
    return found


def leaks(given):
    everything = "\n".join(given)  # as it was sent, and with the escapes of JSON in JSON taken off
    unescaped = everything.replace("\\\\", "\\").replace('\\"', '"')
    return {(name, word) for name, own in secrets().items() for word in own if word in everything or word in unescaped}


def test_nothing_that_a_kernel_is_given_holds_what_is_right(watched, grade_answers):
    assert grade_answers()["points"] == 14
    searched = secrets()
    assert {name for name, own in searched.items() if own} >= {"predict", "update", "train", "novikoff"}
    assert any("execute_request" in text for text in watched)
    assert any("kernel_name" in text or "shell_port" in text for text in watched)
    assert leaks(watched) == set()


@pytest.mark.parametrize("where", ["message", "file", "environment"])
def test_a_planted_answer_is_found(watched, grade_answers, monkeypatch, where):
    word = max(secrets()["update"], key=len)
    if where == "message":
        monkeypatch.setattr(assemble, "set_up_cell", lambda names: f"planted = {word!r}\nimport numpy as np")
    elif where == "file":
        start = GradedKernel._ensure_iopub_up

        def plant(self):
            (self.home / "notes.txt").write_text(word)
            return start(self)

        monkeypatch.setattr(GradedKernel, "_ensure_iopub_up", plant)
    else:
        environment = GradedKernel._environment
        monkeypatch.setattr(GradedKernel, "_environment", lambda self: environment(self) | {"KEY": word})
    grade_answers(made.filled({"update": made.RIGHT["update"]}))
    assert "update" in {name for name, _ in leaks(watched)}


def test_the_environment_leads_neither_to_the_course_nor_to_who_grades(watched, grade_answers, monkeypatch):
    monkeypatch.setenv("SOME_TOKEN", "t0ps3cret")
    monkeypatch.setenv("PYTHONPATH", str(made.ROOT))
    source = (
        "import os\nkept = dict(os.environ)\nhere = os.getcwd()\nraise RuntimeError(repr((kept, here, os.listdir())))"
    )
    verdict = grade_answers(made.filled({"weighted_sum": source}))["exercises"][0]
    environment = json.dumps([json.loads(text)[1] for text in watched if text.startswith('[["')])
    assert "RuntimeError" in verdict["headline"]
    for secret in ("t0ps3cret", "PYTHONPATH", "NNLEARN", os.environ["NNLEARN_HOME"]):
        assert secret not in environment
    assert re.search(r'"HOME": "[^"]*/k-[^"]*/home"', environment)
