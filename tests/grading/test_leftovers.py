"""Nothing that a submission started or wrote is there for the next one, and a worker that it kills costs no other."""

import json
import os
import secrets
import subprocess
import sys

import psutil
import pytest

from nnlearn.grading import grade
from nnlearn.grading.leftovers import remove

from . import made

DEEP = "import os\nfor _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')\n"
posix = pytest.mark.skipif(os.name != "posix", reason="other system: processes and paths of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="other system: only Linux hands orphans over")


@posix
def test_a_folder_deeper_than_pythons_stack_and_any_path_is_removed(tmp_path):
    folder, outside = tmp_path / "k", tmp_path / "thesis"
    folder.mkdir()
    outside.mkdir()
    (outside / "text").write_text("mine")
    (folder / "link").symlink_to(outside)
    (folder / "locked").mkdir(0o000)
    os.mkfifo(folder / "pipe")
    subprocess.run([sys.executable, "-c", DEEP], cwd=folder, check=True, timeout=60)
    remove(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis"]
    assert (outside / "text").read_text() == "mine"


@posix
def test_a_link_in_the_place_of_a_folder_goes_and_what_it_names_stays(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "k").symlink_to(tmp_path / "thesis")
    remove(tmp_path / "k")
    remove(tmp_path / "gone")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis"]


# What each does to the worker, or leaves behind; the weighted sum itself is right.
REACHING_OUT = {
    "0-kills-its-worker": "import os\nos.kill(os.getppid(), 9)",
    "1-leaves-a-killer": "import os, subprocess\n"
    "subprocess.Popen(['/bin/sh', '-c', f'(sleep 1.5; kill -9 {os.getppid()}) & exit 0'], env={}, start_new_session=True)",
    "2-hides-a-process": "import subprocess\n"
    "subprocess.Popen(['/bin/sh', '-c', 'sleep MARK & exit 0'], env={}, start_new_session=True)",
    "3-digs": DEEP,
    "4-takes-its-time": "import time\ntime.sleep(3)",
    "5-does-nothing": "",
}


KILLS_OTHER_WORKERS = """import os, time
time.sleep(1.5)
def parent(pid):
    with open(f'/proc/{pid}/stat') as file:
        return int(file.read().rsplit(')', 1)[1].split()[1])
own = os.getppid()
for pid in filter(str.isdigit, os.listdir('/proc')):
    with open(f'/proc/{pid}/cmdline') as file:
        worker = 'spawn_main' in file.read()
    if worker and int(pid) != own and parent(pid) == parent(own):
        os.kill(int(pid), 9)
"""


@pytest.fixture
def grade_sums(tmp_path):
    """Grade a class whose answers to 01.1 do this and that, and then the right thing; results by student."""

    def _grade(class_, workers):
        folder = tmp_path / "in"
        folder.mkdir()
        for name, source in class_.items():
            answer = f"{source}\n{made.RIGHT['weighted_sum']}"
            (folder / f"{name}.ipynb").write_text(json.dumps(made.filled({"weighted_sum": answer})))
        grades = grade(folder, "01", tmp_path / "out", workers=workers, seed=1, sandbox=False, cell_timeout=8)
        return {result["student"]: result for result in grades["students"]}

    return _grade


@pytest.mark.kernel
@pytest.mark.slow
@linux
def test_who_reaches_out_of_the_kernel_reaches_no_later_submission(grade_sums):
    mark = str(900_000 + secrets.randbelow(90_000))
    results = grade_sums({name: source.replace("MARK", mark) for name, source in REACHING_OUT.items()}, workers=1)
    points = {name: result["points"] for name, result in results.items()}
    assert points == {name: int(name != "0-kills-its-worker") for name in REACHING_OUT}
    assert "ProcessExpired" in results["0-kills-its-worker"]["problem"]
    assert not [p for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or [])]


@pytest.mark.kernel
@pytest.mark.slow
@linux
def test_a_submission_whose_worker_another_killed_is_graded_again(grade_sums):
    results = grade_sums({"killer": KILLS_OTHER_WORKERS, "victim": REACHING_OUT["4-takes-its-time"]}, workers=2)
    assert {name: result["points"] for name, result in results.items()} == {"killer": 1, "victim": 1}
