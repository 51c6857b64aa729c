"""`nnlearn check` and `nnlearn grade` from the shell."""

import json
import sys

import pytest
from typer.testing import CliRunner

from nnlearn.cli.app import app

from . import made


@pytest.fixture
def nnlearn(monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "alice.ipynb").write_bytes(made.as_bytes(made.filled({"gates": made.WRONG["gates"]})))
    (tmp_path / "class" / "bob.ipynb").write_bytes(b"")
    return tmp_path / "class"


@pytest.mark.kernel
def test_check_prints_a_table_and_what_is_not_right_yet(nnlearn, folder):
    result = nnlearn("check", folder / "alice.ipynb")
    assert result.exit_code == 0
    assert "01.2" in result.stdout
    assert "not attempted" in result.stdout
    assert "Not yet: AND and OR have changed places." in result.stdout


def test_check_says_in_a_sentence_what_it_cannot_read(nnlearn, folder):
    result = nnlearn("check", folder / "bob.ipynb")
    assert result.exit_code == 2
    assert "The file is empty." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.kernel
def test_grade_writes_the_marks_and_says_where(nnlearn, folder, tmp_path):
    result = nnlearn("grade", folder, "--chapter", "1", "--out", tmp_path / "out", "--no-sandbox", "--workers", 1)
    assert result.exit_code == 0, result.output
    assert "2 submissions, 1 of them could not be graded. Marks: " in result.stdout
    grades = json.loads((tmp_path / "out" / "grades.json").read_text(encoding="utf-8"))
    assert [student["problem"] for student in grades["students"]] == ["", "The file is empty."]


def test_grade_fails_closed_without_a_sandbox(nnlearn, folder, tmp_path):
    result = nnlearn("grade", folder, "--chapter", "01", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "--no-sandbox" in result.stderr
    assert not (tmp_path / "out").exists()


def test_grade_takes_a_limit_of_size(nnlearn, folder, tmp_path):
    result = nnlearn("grade", folder, "--chapter", "01", "--out", tmp_path / "o", "--no-sandbox", "--max-mb", 0.0)
    assert "Invalid value for '--max-mb'" in result.stderr


def test_a_missing_package_is_said_with_the_way_to_install_it(nnlearn, folder, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("nnlearn.grading")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("nnlearn.grading", raising=False)
    monkeypatch.setitem(sys.modules, "nbval", None)
    monkeypatch.setitem(sys.modules, "nbval.kernel", None)
    result = nnlearn("check", folder / "bob.ipynb")
    assert result.exit_code == 2
    assert "expects nbval, which is not installed. Fix: run `make env`, or `pip install -e '.[grade]'`" in result.stderr
