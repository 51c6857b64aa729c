"""An update on disk: backup first, one step, nothing where nothing changes, and no harm to what is no notebook."""

import json

import pytest

from nnlearn.notebooks import NotebookError, course_notebook, read_notebook, update_file
from nnlearn.notebooks.files import to_text, write_atomically
from nnlearn.notebooks.source import parse_source

from .samples import SMALL


@pytest.fixture
def release(tmp_path):
    path = tmp_path / "course" / "01_small.ipynb"
    path.parent.mkdir()
    newer = SMALL.replace("sqrt(16)", "sqrt(25)")
    path.write_text(to_text(course_notebook(parse_source(newer, "01_small.py"))), encoding="utf-8")
    return path


@pytest.fixture
def mine(tmp_path):
    notebook = course_notebook(parse_source(SMALL, "01_small.py"))
    next(cell for cell in notebook.cells if cell.id == "ex-01-1-answer").source = "double = 'ä'"
    path = tmp_path / "work" / "01_small.ipynb"
    path.parent.mkdir()
    path.write_text(to_text(notebook), encoding="utf-8")
    return path


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_update_keeps_the_answer_and_a_backup(release, mine):
    before = mine.read_bytes()
    done = update_file(release, mine)
    assert done.changed
    assert done.backup.read_bytes() == before
    assert done.backup.parent == mine.parent / ".backup"
    assert done.backup.name.startswith("01_small-")
    assert set(files(mine.parent)) == {"01_small.ipynb", f".backup/{done.backup.name}"}, "a draft was left"
    sources = [cell.source for cell in read_notebook(mine).cells]
    assert "double = 'ä'" in sources
    assert "print(math.sqrt(25))" in sources


def test_a_second_update_writes_nothing(release, mine):
    update_file(release, mine)
    before = files(mine.parent)
    assert update_file(release, mine).changed is False
    assert files(mine.parent) == before


def test_a_copy_in_other_bytes_is_not_rewritten_when_nothing_changes(release, mine):
    update_file(release, mine)
    mine.write_text(json.dumps(json.loads(mine.read_text(encoding="utf-8"))))
    before = mine.read_bytes()
    assert update_file(release, mine).changed is False
    assert mine.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "an empty file"),
        (b'{"cells": [', "text that is not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "nbformat None"),
        (b'{"nbformat": 3, "worksheets": []}', "nbformat 3"),
        (b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}', "damaged cells"),
        (b'{"nbformat": 4, "metadata": {}, "cells": {}}', "damaged cells"),
        (b'{"nbformat": 4, "nbformat_minor": "5", "metadata": {}, "cells": []}', "damaged cells"),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {},'
            b' "source": "\\ud800"}]}',
            "not UTF-8",
        ),
    ],
)
def test_what_is_no_notebook_is_left_as_it_is(release, mine, content, message):
    mine.write_bytes(content)
    with pytest.raises(NotebookError, match="01_small.ipynb is left as it is.*" + message):
        update_file(release, mine)
    assert files(mine.parent) == {"01_small.ipynb": content}


def test_a_notebook_without_a_minor_version_is_brought_up_to_date(release, mine):
    data = json.loads(mine.read_text(encoding="utf-8"))
    del data["nbformat_minor"]
    mine.write_text(json.dumps(data), encoding="utf-8")
    assert update_file(release, mine).changed
    assert read_notebook(mine).nbformat_minor == 5


def test_a_damaged_release_changes_nothing(release, mine):
    release.write_bytes(b"{")
    before = files(mine.parent)
    with pytest.raises(NotebookError, match=r"01_small\.ipynb expects a notebook"):
        update_file(release, mine)
    assert files(mine.parent) == before


def test_a_missing_copy_is_told(release, mine):
    mine.unlink()
    with pytest.raises(NotebookError, match=r"cannot be read.*Fix: open the chapter first"):
        update_file(release, mine)


def test_a_copy_saved_during_the_update_is_not_overwritten(release, mine, monkeypatch):
    def save_meanwhile(path, data):
        mine.write_bytes(b"saved by JupyterLab")
        return write_atomically(path, data)

    monkeypatch.setattr("nnlearn.notebooks.update.write_atomically", save_meanwhile)
    with pytest.raises(NotebookError, match="was saved during the update"):
        update_file(release, mine)
    assert mine.read_bytes() == b"saved by JupyterLab"


def test_a_write_that_fails_leaves_the_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"before")

    def full(self, target):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, b"after")
    assert files(tmp_path) == {"a.ipynb": b"before"}


def test_a_write_keeps_links_and_permissions(tmp_path):
    target = tmp_path / "target.ipynb"
    target.write_bytes(b"before")
    target.chmod(0o640)
    (tmp_path / "link.ipynb").symlink_to(target)
    assert write_atomically(tmp_path / "link.ipynb", b"after") is True
    assert (tmp_path / "link.ipynb").is_symlink()
    assert target.read_bytes() == b"after"
    assert target.stat().st_mode & 0o777 == 0o640
