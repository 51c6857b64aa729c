"""The build: course notebooks to the byte, solution notebooks executed, nbval as the judge of both."""

import os
import subprocess
import sys

import pytest

from nnlearn.notebooks import NotebookError, build, check, read_notebook

from .samples import SMALL


def paths(root):
    return root / "course" / "01_small.ipynb", root / "solutions" / "01_small.ipynb"


def test_a_course_notebook_is_identical_from_build_to_build(root):
    course, _ = paths(root)
    assert build(["01"], root, execute=False) == [course]
    first = course.read_bytes()
    assert build(None, root, execute=False) == [], "an unchanged file was written"
    course.unlink()
    build(["small"], root, execute=False)
    assert course.read_bytes() == first


def test_deriving_alone_leaves_the_solution_notebook_alone(root):
    _, solution = paths(root)
    build(None, root, execute=False)
    assert not solution.exists()


def test_a_course_notebook_holds_no_solution_no_output_and_no_random_id(root):
    build(None, root, execute=False)
    text = paths(root)[0].read_text(encoding="utf-8")
    assert "the secret" not in text
    assert "SOLUTION" not in text
    assert text.endswith("}\n")
    cells = read_notebook(paths(root)[0]).cells
    assert all(cell.execution_count is None and cell.outputs == [] for cell in cells if cell.cell_type == "code")
    assert {cell.id.rpartition("-")[0] for cell in cells} == {"a-small-chapter", "the-wall", "ex-01-1"}


def test_a_source_that_breaks_the_format_names_itself(root):
    (root / "solutions" / "01_small.py").write_text(SMALL.replace("# END SOLUTION", "# the end"))
    with pytest.raises(NotebookError, match=r"01_small\.py, cell ex-01-1-answer: an answer expects '# END SOLUTION'"):
        build(None, root, execute=False)
    assert not (root / "course").exists()


def nbval(*files, **environment):
    """Run `pytest --nbval-lax` on notebooks, away from this project's settings."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "-p",
        "no:cacheprovider",
        "-q",
        "--color=no",
        "-c",
        os.devnull,
    ]
    return subprocess.run(
        [*command, *map(str, files)],
        capture_output=True,
        text=True,
        timeout=180,
        cwd=files[0].parent,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A project with its small chapter built by a kernel."""
    root = tmp_path_factory.mktemp("built")
    (root / "solutions").mkdir()
    extra = """
# %% tags=["raises-exception"]
import os, sys, warnings
print(os.path.basename(os.getcwd()), os.listdir(os.environ["NNLEARN_HOME"]))
print("more")
1 / 0
"""
    (root / "solutions" / "01_small.py").write_text(SMALL + extra, encoding="utf-8")
    build(None, root)
    return root


@pytest.mark.kernel
def test_a_solution_notebook_ran_in_order_in_its_folder_with_an_empty_home(built):
    solution = read_notebook(paths(built)[1])
    code = [cell for cell in solution.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    last = code[-1].outputs
    assert [output.output_type for output in last] == ["stream", "error"]
    assert last[0].text == "solutions []\nmore\n"
    assert last[1].traceback == ["ZeroDivisionError: division by zero"]
    check_cell = next(cell for cell in code if cell.id == "ex-01-1-check")
    assert check_cell.outputs[0].text == "right\n"
    text = paths(built)[1].read_text(encoding="utf-8")
    assert "version" not in text
    assert '"execution":' not in text
    stale = [finding for finding in check(None, built) if "build" in finding.fix]
    assert stale == []


@pytest.mark.kernel
def test_a_second_build_writes_nothing(built):
    assert build(None, built) == []


@pytest.mark.kernel
def test_nbval_passes_both_notebooks_and_fails_on_one_changed_verdict(built, tmp_path):
    course, solution = paths(built)
    passed = nbval(course, solution)
    assert passed.returncode == 0, passed.stdout
    changed = tmp_path / "01_small.ipynb"
    text = solution.read_text(encoding="utf-8")
    assert text.count('"right\\n"') == 1
    changed.write_text(text.replace('"right\\n"', '"wrong\\n"'), encoding="utf-8")
    failed = nbval(changed)
    assert failed.returncode == 1, failed.stdout
    assert "1 failed" in failed.stdout
    assert "Cell outputs differ" in failed.stdout


@pytest.mark.kernel
def test_a_cell_that_fails_is_named_and_nothing_is_written(root):
    course, solution = paths(root)
    (root / "solutions" / "01_small.py").write_text(SMALL.replace("answer = 42", "answer = missing"))
    with pytest.raises(NotebookError) as caught:
        build(None, root)
    assert "chapter 01_small, cell the-wall-4 expects to run to its end" in str(caught.value)
    assert "NameError: name 'missing' is not defined" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert not course.exists()
    assert not solution.exists()


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("cell", "message"), [("import os; os._exit(3)", "Kernel died"), ("import time; time.sleep(60)", "timed out")]
)
def test_a_cell_that_kills_its_kernel_or_never_ends_is_named(root, monkeypatch, cell, message):
    monkeypatch.setattr("nnlearn.notebooks.execute.CELL_TIMEOUT", 3)
    (root / "solutions" / "01_small.py").write_text(SMALL.replace("answer = 42", cell))
    with pytest.raises(NotebookError, match="cell the-wall-4") as caught:
        build(None, root)
    assert message in str(caught.value)
