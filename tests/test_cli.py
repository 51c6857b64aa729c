"""The commands: what they print, what they refuse, with which exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from nnlearn.cli import progress
from nnlearn.cli.app import app
from nnlearn.cli.project import Project, ProjectError, find_project
from nnlearn.exercises import Exercise
from nnlearn.exercises.progress import Record, home
from nnlearn.notebooks import source_hash

COMMANDS = ("lab", "check", "grade", "build", "update", "progress", "doctor")


def nnlearn(*arguments):
    """Run a command in this process; its whole text and its exit code."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def cell(id_, source, role, kind="code"):
    made = (nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell)(source, id=id_)
    made.metadata["nnlearn"] = {"role": role, "base": source_hash(source)}
    if id_.startswith("ex-"):
        made.metadata["nnlearn"]["exercise"] = "01.1"
    return made


def release(lesson="# Perceptron"):
    answer = "def f():\n    raise NotImplementedError"
    return nbformat.v4.new_notebook(
        cells=[cell("perceptron-1", lesson, "lesson", "markdown"), cell("ex-01-1-answer", answer, "answer")]
    )


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one released chapter; the commands run in it."""
    for folder in ("course", "solutions", "work"):
        (tmp_path / folder).mkdir()
    nbformat.write(release(), tmp_path / "course" / "01_perceptron.ipynb")
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def test_help_names_every_command():
    result = nnlearn("--help")
    assert result.exit_code == 0
    assert all(command in result.output for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_states_its_purpose_and_an_example(command):
    result = nnlearn(command, "--help")
    assert result.exit_code == 0
    assert f"Example: nnlearn {command}" in result.output


def test_python_m_runs_the_same_commands():
    run = subprocess.run([sys.executable, "-m", "nnlearn.cli", "--help"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0
    assert "nnlearn" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["lab", "convolution"], "received 'convolution'. Fix: choose one of 01_perceptron."),
        (["lab", "--port", "70000"], "Invalid value for '--port'"),
        (["update", "convolution"], "received 'convolution'. Fix: choose one of 01_perceptron."),
        (["update", "01"], "expects a copy of 01_perceptron in work/, received none. Fix: open it"),
        (["check", "work/none.ipynb"], "received work/none.ipynb, which is no file. Fix: name your copy"),
        (["check", "work"], "received work, which is no file. Fix: name your copy"),
        (["grade", "nowhere", "--chapter", "01", "--out", "grades"], "does not exist"),
        (["grade", "work", "--out", "grades"], "Missing option '--chapter'"),
        (["grade", "work", "--chapter", "01", "--out", "grades", "--workers", "0"], "Invalid value for '--workers'"),
        (["build", "convolution"], "received 'convolution'. Fix: "),
        (["build", "--check", "--no-execute"], "cannot be combined with --no-execute"),
    ],
)
def test_bad_input_is_refused_in_words_with_exit_code_2(project, arguments, message):
    result = nnlearn(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.output.replace("│", " ").split())
    assert "Traceback" not in result.output


def test_the_project_is_found_from_a_folder_inside_it(project):
    deep = project.work / "a" / "b"
    deep.mkdir(parents=True)
    assert find_project(deep).root == project.root


def test_build_without_jupytext_says_how_to_install_it(project, monkeypatch):
    (project.solutions / "01_perceptron.py").write_text("# %%\nx = 1\n")
    monkeypatch.setitem(sys.modules, "jupytext", None)
    for arguments in (["build"], ["build", "--check"]):
        result = nnlearn(*arguments)
        assert result.exit_code == 2
        assert "expects jupytext, which is not installed. Fix: run `make dev`" in result.stderr


def test_outside_a_project_the_commands_say_where_to_go(tmp_path, monkeypatch):
    monkeypatch.setattr("nnlearn.cli.project.__file__", str(tmp_path / "site" / "nnlearn" / "cli" / "project.py"))
    with pytest.raises(ProjectError, match=r"inside the course's folder .* Fix: cd into the cloned repository"):
        find_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    result = nnlearn("update")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: nnlearn expects to run inside the course's folder")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("asked", ["1", "01", "perceptron", "01_perceptron", "work/01_perceptron.ipynb"])
def test_a_chapter_answers_to_number_slug_name_and_path(project, asked):
    assert project.chapter(asked) == "01_perceptron"


def test_update_without_copies_says_how_to_begin(project):
    result = nnlearn("update")
    assert result.exit_code == 0
    assert "work/ has no copy of a chapter yet. Open one with `nnlearn lab`." in result.output


def test_update_renews_lessons_keeps_answers_and_says_so(project):
    copy = project.open_copy("01_perceptron")
    mine = nbformat.read(copy, as_version=4)
    mine.cells[1].source = "def f():\n    return 42"
    nbformat.write(mine, copy)
    nbformat.write(release("# Perceptron, second edition"), project.course / "01_perceptron.ipynb")

    result = nnlearn("update", "01")
    assert result.exit_code == 0
    assert result.output.splitlines()[1].split() == ["01_perceptron", "cells:", "1", "renewed", "1"]
    sources = [each.source for each in nbformat.read(copy, as_version=4).cells]
    assert sources == ["# Perceptron, second edition", "def f():\n    return 42"]

    again = nnlearn("update")
    assert again.output.splitlines()[1].split() == ["01_perceptron", "up", "to", "date", "1"]


def test_update_leaves_a_broken_copy_alone_and_fails(project):
    copy = project.work / "01_perceptron.ipynb"
    copy.write_text("not a notebook", encoding="utf-8")
    result = nnlearn("update")
    assert result.exit_code == 1
    assert "not JSON" in result.output
    assert copy.read_text(encoding="utf-8") == "not a notebook"


def test_build_check_of_a_notebook_without_a_source_fails_with_a_finding(project):
    result = nnlearn("build", "--check")
    assert result.exit_code == 1
    assert "course/01_perceptron.ipynb" in result.output


def test_build_check_of_nothing_is_fresh(project):
    (project.course / "01_perceptron.ipynb").unlink()
    result = nnlearn("build", "--check")
    assert (result.exit_code, result.output) == (0, "Everything is fresh.\n")


def exercise(id_, name, points):
    made = Exercise.__new__(Exercise)
    made.id, made.name, made.title, made.points = id_, name, name.title(), points
    return made


CHAPTERS = {
    "01_perceptron": [exercise("01.1", "gates", 1), exercise("01.2", "predict", 3)],
    "02_xor": [exercise("02.1", "dense", 2)],
}


def rendered(records):
    from rich.console import Console

    console = Console(width=100)
    with console.capture() as captured:
        console.print(progress.render(CHAPTERS, records))
    return [" ".join(line.split()) for line in captured.get().splitlines()]


def test_progress_shows_points_states_tries_and_what_is_next():
    lines = rendered({"01.1": Record(tries=1, passed=True), "01.2": Record(tries=2, passed=False)})
    assert "01_perceptron [#####---------------] 1 of 4 points" in lines
    assert "01.1 gates passed 1 try 1 point" in lines
    assert "01.2 predict not yet 2 tries 3 points" in lines
    assert "02.1 dense not attempted 2 points" in lines
    assert lines[-1] == "Next: 01.2 predict (Predict), in work/01_perceptron.ipynb"


def test_progress_of_a_finished_course_says_so():
    records = {each.id: Record(tries=1, passed=True) for chapter in CHAPTERS.values() for each in chapter}
    assert rendered(records)[-1] == "Everything is passed."


def test_a_bar_is_full_only_when_everything_is_earned():
    assert progress.bar(99, 100) == "#" * 19 + "-"
    assert progress.bar(100, 100) == "#" * 20
    assert progress.bar(0, 0) == "-" * 20


def test_progress_reads_the_learners_own_file():
    home().mkdir(exist_ok=True)
    line = {"version": 1, "exercise": "01.1", "status": "passed", "time": 0}
    (home() / "progress.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    output = nnlearn("progress").output
    assert "01.1" in output
    assert output.count(" passed ") == 1
    assert "Next: 01.2" in output


def test_the_command_line_says_where_it_keeps_progress_as_the_exercises_do(monkeypatch):
    from nnlearn.cli.project import nnlearn_home

    assert nnlearn_home() == home() == Path(os.environ["NNLEARN_HOME"])
    monkeypatch.delenv("NNLEARN_HOME")
    assert nnlearn_home() == home()
