"""What a kernel sends cannot fill the grader's memory, its time, its reports or the terminal of whoever grades."""

import json

import pytest

from nnlearn.exercises import exercises_of, feedback
from nnlearn.exercises.evidence import MIME, encode
from nnlearn.grading import one, run
from nnlearn.grading.kernel import GradedKernel, KernelStopped, Limits

from . import made
from .conftest import SEED

KERNEL = "import sys, time\nkernel = sys.modules['IPython'].get_ipython().kernel\n"
STOPPED = "Stopped because of a flood of output"


@pytest.fixture
def kernel(tmp_path):
    """Run one cell under tight limits; returns when it has ended, as the grader sees it."""
    kernels = []

    def _run(source, **limits):
        kernel = GradedKernel(Limits(seconds=10, **limits), str(tmp_path))
        kernels.append(kernel)
        identity = kernel.execute_cell_input(KERNEL + source)
        kernel.await_reply(identity, timeout=20)
        kernel.await_idle(identity, timeout=20)

    yield _run
    for kernel in kernels:
        kernel.stop()


# ZeroMQ puts a message of many frames together by itself, out of reach of any counting.
FRAMES = "socket.send_multipart([*ident, *[b'x' * 5_000_000] * 60], copy=False)\ntime.sleep(3)"


@pytest.mark.kernel
@pytest.mark.parametrize(
    "socket", ["kernel.iopub_thread.socket, []", "kernel.shell_stream.socket, kernel._parent_ident['shell']"]
)
def test_a_message_of_many_frames_is_stopped_while_it_is_put_together(kernel, socket):
    with pytest.raises(KernelStopped, match=STOPPED):
        kernel(f"socket, ident = {socket}\n{FRAMES}", memory=100_000_000, bytes=10**10)


@pytest.mark.kernel
def test_a_message_of_many_small_records_is_stopped_before_it_becomes_objects(kernel):
    show = f"kernel.session.send(kernel.iopub_socket, 'display_data', {{'data': {{'{MIME}': [{{}}] * 5_000}}, 'metadata': {{}}}})"
    kernel(show)
    with pytest.raises(KernelStopped, match=STOPPED):
        kernel(show, records=4_000)


@pytest.mark.kernel
def test_messages_that_nobody_reads_reach_no_terminal(grade_answers, capfd):
    odd = (
        f"{KERNEL}kernel.session.send(kernel.iopub_socket, '\\x1b[31mpwned', {{}}, parent=kernel.get_parent('shell'))\n"
    )
    clear = "sys.modules['IPython.display'].clear_output()\n"
    result = grade_answers(made.filled({"weighted_sum": odd + clear + made.RIGHT["weighted_sum"]}))
    assert result["exercises"][0]["points"] == 1
    assert capfd.readouterr() == ("", "")


@pytest.mark.kernel
def test_a_right_answer_that_prints_and_flushes_a_lot_passes(grade_answers):
    source = "def weighted_sum(x, w, b):\n    for i in range(600):\n        print(i, flush=True)\n    return "
    result = grade_answers(made.filled({"weighted_sum": f"{source}sum(a * c for a, c in zip(x, w)) + b"}))
    assert result["exercises"][0]["points"] == 1


@pytest.mark.kernel
def test_all_cells_of_an_exercise_share_its_time_so_that_many_cost_no_other_exercise(grade_answers):
    notebook = made.solved()
    cell = made.answer_cell(notebook, "weighted_sum")
    slow = [{**cell, "id": f"slow-{n}", "source": "import time\ntime.sleep(1)"} for n in range(30)]
    notebook["cells"] = [*slow, *notebook["cells"]]
    result = grade_answers(notebook, cell_timeout=2)
    assert result["exercises"][0]["headline"] == "Stopped: all cells of this exercise together took more than 4 s."
    assert result["points"] == 13


def verdict(results):
    exercise = exercises_of("01")[0]
    return run.judge(one._key("01", None, exercise.name, SEED), [{"data": {MIME: {"results": results}}}])


def right(changed):
    return [
        {**result, "changed": changed}
        for result in one._key("01", None, "weighted_sum", SEED).results_of(lambda x, w, b: b)
    ]


FORGED = {
    "more results than cases": [{"value": encode(1.0), "changed": []}] * 400_000,
    "a place without end": right([["x", [1] * 1_000_000, encode(1), encode(2)]]),
    "a place out of this world": right([["x", [10**4000], encode(1), encode(2)]]),
    "changes without end": right([["x", [], encode(1), encode(2)]] * 100_000),
    "a result that is a list": [[]] * 5,
    "no results": {},
}


@pytest.mark.parametrize("forged", FORGED)
def test_forged_evidence_makes_no_long_report(forged):
    made_of_it = verdict(FORGED[forged])
    assert (made_of_it.points, made_of_it.status) == (0, feedback.ERROR)
    assert "cannot be read" in made_of_it.headline
    assert len(json.dumps(made_of_it.to_json())) < 1_000


@pytest.mark.parametrize("data", ["text with " + MIME, [MIME], {MIME: None}, {MIME: [1]}, {MIME: {"missing": 1}}])
def test_a_bundle_of_any_shape_is_a_verdict_or_an_error_that_costs_one_exercise(data):
    exercise = exercises_of("01")[0]
    try:
        found = run.judge(one._key("01", None, exercise.name, SEED), [{"data": data}])
    except TypeError:  # run.py turns it into a verdict
        return
    assert found.points == 0
