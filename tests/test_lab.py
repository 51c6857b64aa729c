"""`nnlearn lab`: the learner's copies are made on first reading, never overwritten; the release cannot be written."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
import websocket
from tornado.web import HTTPError

from nnlearn.cli.contents import ChapterContentsManager
from nnlearn.cli.lab import arguments
from nnlearn.cli.project import Project, ProjectError

TOKEN = "test"
START_TIMEOUT = 90  # seconds


def notebook(text: str) -> str:
    cells = [nbformat.v4.new_markdown_cell(text, id="title")]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells))


@pytest.fixture
def project(tmp_path_factory, tmp_path, monkeypatch):
    """A project with two released chapters and an empty work/, away from the settings of whoever runs the tests."""
    for name in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path_factory.mktemp(name.lower())))
    for folder in ("course", "solutions", "work"):
        (tmp_path / folder).mkdir()
    for name in ("01_perceptron", "02_xor"):
        (tmp_path / "course" / f"{name}.ipynb").write_text(notebook(f"# {name}"), encoding="utf-8")
    (tmp_path / "solutions" / "01_perceptron.py").write_text("# %%\n", encoding="utf-8")
    return Project(tmp_path)


@pytest.fixture
def manager(project):
    return ChapterContentsManager(root_dir=str(project.root), delete_to_trash=False)


def run(coroutine):
    return asyncio.run(coroutine)


def test_work_lists_released_chapters_without_copying_them(manager, project):
    model = run(manager.get("work"))
    assert sorted((entry["path"], entry["writable"]) for entry in model["content"]) == [
        ("work/01_perceptron.ipynb", True),
        ("work/02_xor.ipynb", True),
    ]
    assert run(manager.file_exists("work/01_perceptron.ipynb"))
    assert manager.exists("work/01_perceptron.ipynb")
    assert not run(manager.get("work/01_perceptron.ipynb", content=False))["content"]
    assert list(project.work.iterdir()) == []


def test_reading_a_chapter_makes_its_copy_and_no_other(manager, project):
    model = run(manager.get("work/01_perceptron.ipynb"))
    assert model["content"]["cells"][0]["source"] == "# 01_perceptron"
    assert [path.name for path in project.work.iterdir()] == ["01_perceptron.ipynb"]
    released = (project.course / "01_perceptron.ipynb").read_bytes()
    assert (project.work / "01_perceptron.ipynb").read_bytes() == released
    assert len(run(manager.get("work"))["content"]) == 2


def test_an_existing_copy_is_never_overwritten(manager, project):
    copy = project.work / "01_perceptron.ipynb"
    copy.write_text(notebook("mine"), encoding="utf-8")
    assert run(manager.get("work/01_perceptron.ipynb"))["content"]["cells"][0]["source"] == "mine"
    project.open_copy("01_perceptron")
    assert "mine" in copy.read_text(encoding="utf-8")


def test_a_deleted_copy_starts_afresh(manager, project):
    path = "work/01_perceptron.ipynb"
    project.open_copy("01_perceptron").write_text(notebook("mine"), encoding="utf-8")
    run(manager.delete_file(path))
    assert run(manager.get(path))["content"]["cells"][0]["source"] == "# 01_perceptron"


def test_a_chapter_that_was_never_opened_can_be_renamed_and_not_deleted(manager, project):
    with pytest.raises(HTTPError) as refused:
        run(manager.delete_file("work/01_perceptron.ipynb"))
    assert refused.value.status_code == 403
    run(manager.rename_file("work/01_perceptron.ipynb", "work/mine.ipynb"))
    assert (project.work / "mine.ipynb").is_file()


def test_only_released_chapters_are_made_up(manager):
    for path in ("work/03_backprop.ipynb", "work/01_perceptron.txt", "work/sub/01_perceptron.ipynb"):
        assert not run(manager.file_exists(path))
        with pytest.raises(HTTPError) as missing:
            run(manager.get(path))
        assert missing.value.status_code == 404


def a_file(text="x"):
    return {"type": "file", "format": "text", "content": text}


@pytest.mark.parametrize(
    "write",
    [
        lambda manager: manager.save(a_file(), "course/01_perceptron.ipynb"),
        lambda manager: manager.save({**a_file(), "chunk": 1}, "course/01_perceptron.ipynb"),
        lambda manager: manager.save(a_file(), "solutions/new.py"),
        lambda manager: manager.save({"type": "directory"}, "course/new"),
        lambda manager: manager.save(a_file(), "work/../course/01_perceptron.ipynb"),
        lambda manager: manager.delete("course/01_perceptron.ipynb"),
        lambda manager: manager.delete("course"),
        lambda manager: manager.rename_file("course/01_perceptron.ipynb", "work/x.ipynb"),
        lambda manager: manager.rename_file("work", "solutions/work"),
        lambda manager: manager.copy("course/01_perceptron.ipynb"),
        lambda manager: manager.copy("work", "course"),
        lambda manager: manager.new_untitled("course", type="notebook"),
        lambda manager: manager.create_checkpoint("course/01_perceptron.ipynb"),
        lambda manager: manager.restore_checkpoint("checkpoint", "course/01_perceptron.ipynb"),
    ],
)
def test_every_way_of_writing_to_the_release_is_refused(manager, project, write):
    def snapshot():
        paths = [*project.course.rglob("*"), *project.solutions.rglob("*")]
        return {path: path.read_bytes() if path.is_file() else None for path in paths}

    before = snapshot()
    with pytest.raises(HTTPError) as refused:
        run(write(manager))
    assert refused.value.status_code == 403
    assert "belongs to the release and cannot be changed here. Fix: " in refused.value.log_message
    assert snapshot() == before


def test_the_release_is_shown_as_read_only_and_the_rest_is_writable(manager, project):
    assert not run(manager.get("course/01_perceptron.ipynb"))["writable"]
    assert not run(manager.get("solutions", content=False))["writable"]
    assert run(manager.get("work", content=False))["writable"]
    run(manager.save(a_file("notes"), "work/notes.txt"))
    assert (project.work / "notes.txt").read_text(encoding="utf-8") == "notes"


def test_a_release_can_be_copied_out_of_its_folder(manager, project):
    run(manager.copy("course/01_perceptron.ipynb", "work"))
    assert len(list(project.work.glob("*.ipynb"))) == 1


def test_the_command_line_opens_the_list_or_the_chapter_asked_for(project):
    plain = arguments(project, None, None, "127.0.0.1", True)
    assert "--LabApp.default_url=/lab/tree/work" in plain
    assert not any("ServerApp.port" in argument for argument in plain)
    assert "--no-browser" not in plain
    asked = arguments(project, "2", 9000, "0.0.0.0", False)
    assert "--LabApp.default_url=/lab/tree/work/02_xor.ipynb" in asked
    assert {"--ServerApp.port=9000", "--ServerApp.ip=0.0.0.0", "--no-browser"} <= set(asked)


@pytest.mark.parametrize("asked", ["9", "convolution", ""])
def test_an_unknown_chapter_lists_those_that_exist(project, asked):
    with pytest.raises(ProjectError, match="choose one of 01_perceptron, 02_xor"):
        arguments(project, asked, None, "127.0.0.1", True)


@pytest.fixture
def server(project):
    """`nnlearn lab` on a free port, as `make lab` starts it; stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = project.root / "lab.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "nnlearn.cli", "lab", "--no-browser", "--port", str(port)],
            cwd=project.root,
            env={**os.environ, "JUPYTER_TOKEN": TOKEN},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Served(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


class Served:
    """A running server, asked over HTTP."""

    def __init__(self, url, process, log):
        self.url, self.process, self.log = url, process, log

    def ask(self, path, method="GET", body=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def lands_at(self, path):
        """Where the server sends a browser that asks for `path`."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.geturl().removeprefix(self.url)

    def kernel_computes(self, code):
        """Start a kernel, run code in it as JupyterLab does, and return what it printed."""
        kernel = json.loads(self.ask("/api/kernels", "POST", {"name": "python3"})[1])["id"]
        header = {"msg_id": "1", "msg_type": "execute_request", "session": "1", "username": "", "version": "5.3"}
        request = {"header": header, "parent_header": {}, "metadata": {}, "channel": "shell"}
        address = f"{self.url.replace('http', 'ws')}/api/kernels/{kernel}/channels?token={TOKEN}&session_id=1"
        with closing(websocket.create_connection(address, timeout=START_TIMEOUT)) as channels:
            channels.send(json.dumps({**request, "content": {"code": code, "silent": False}}))
            while True:
                message = json.loads(channels.recv())
                if message["header"]["msg_type"] == "stream":
                    return message["content"]["text"]

    def wait(self):
        end = time.monotonic() + START_TIMEOUT
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                return self.ask("/lab")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        raise AssertionError(f"nnlearn lab did not answer in {START_TIMEOUT} s:\n{self.log.read_text()}")


@pytest.mark.kernel
def test_lab_serves_jupyterlab_and_keeps_what_the_learner_wrote(server, project):
    status, page = server.wait()
    assert status == 200
    assert "<title>JupyterLab</title>" in page
    assert server.lands_at("/").startswith("/lab/tree/work")

    listed = json.loads(server.ask("/api/contents/work")[1])["content"]
    assert "01_perceptron.ipynb" in {entry["name"] for entry in listed}
    assert list(project.work.glob("*.ipynb")) == []

    path = "/api/contents/work/01_perceptron.ipynb"
    model = json.loads(server.ask(path)[1])
    assert (project.work / "01_perceptron.ipynb").is_file()
    model["content"]["cells"][0]["source"] = "# my own words"
    assert server.ask(path, "PUT", {"type": "notebook", "content": model["content"]})[0] == 200
    reopened = json.loads(server.ask(path)[1])
    assert reopened["content"]["cells"][0]["source"] == "# my own words"

    assert server.kernel_computes("import sys; print(sys.prefix)") == f"{sys.prefix}\n"
    found = server.kernel_computes("import shutil; print(shutil.which('nnlearn'))")
    assert found == f"{Path(sys.executable).with_name('nnlearn')}\n", (
        "a terminal in JupyterLab does not know the command"
    )
    log = server.log.read_text()
    assert not re.search("WARN|Traceback|Error|\\[[WE] ", log), log

    body = {"type": "notebook", "content": model["content"]}
    status, refused = server.ask("/api/contents/course/01_perceptron.ipynb", "PUT", body)
    assert status == 403
    assert "Fix: open work/01_perceptron.ipynb, your own copy." in json.loads(refused)["message"]
