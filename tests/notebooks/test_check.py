"""The check finds a notebook that is not its source's, and says which cell."""

import pytest
from nbformat import from_dict

from nnlearn.notebooks import NotebookError, build, check, read_notebook
from nnlearn.notebooks.files import to_text

from .samples import chapter as built_chapter
from .samples import executed, sound


@pytest.fixture
def fresh(tmp_path):
    """A project with one chapter that breaks no rule, built as if it had been executed."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "01_sound.py").write_text(sound(), encoding="utf-8")
    build(None, tmp_path, execute=False)
    solution = executed(built_chapter(sound()).source)
    (tmp_path / "solutions" / "01_sound.ipynb").write_text(to_text(solution), encoding="utf-8")
    return tmp_path


def findings(root):
    return [(finding.path, finding.cell, finding.problem) for finding in check(None, root)]


def test_fresh_notebooks_have_no_findings(fresh):
    assert check(None, fresh) == check(["1"], fresh) == []


def changed(path, change):
    notebook = read_notebook(path)
    change(notebook)
    path.write_text(to_text(notebook), encoding="utf-8")


def edit_source(notebook):
    notebook.cells[2].source += " "


def edit_metadata(notebook):
    notebook.cells[2].metadata.nnlearn.role = "check"


def swap(notebook):
    notebook.cells[2:4] = reversed(notebook.cells[2:4])


@pytest.mark.parametrize("folder", ["course", "solutions"])
@pytest.mark.parametrize(
    ("change", "cell", "problem"),
    [
        (edit_source, "the-lesson-1", "the cell's source is not the source's"),
        (edit_metadata, "the-lesson-1", "the cell's metadata is not the source's"),
        (swap, "the-lesson-2", "the source has cell the-lesson-1 here, the notebook the-lesson-2"),
        (
            lambda nb: nb.cells.pop(),
            "further-reading-1",
            "the source has cell further-reading-1 here, the notebook nothing",
        ),
        (lambda nb: nb.metadata.update(x=1), None, "the notebook's metadata is not the source's"),
    ],
)
def test_a_changed_notebook_is_found(fresh, folder, change, cell, problem):
    path = fresh / folder / "01_sound.ipynb"
    changed(path, change)
    assert (f"{folder}/01_sound.ipynb", cell, problem) in findings(fresh)


def test_a_changed_source_is_found_in_both_notebooks(fresh):
    path = fresh / "solutions" / "01_sound.py"
    path.write_text(path.read_text().replace("Can it decide?", "Can it learn?"))
    problem = "the cell's source is not the source's"
    stale = [("course/01_sound.ipynb", problem), ("solutions/01_sound.ipynb", problem)]
    assert [(path, what) for path, _, what in findings(fresh) if what == problem] == stale


def test_a_changed_cell_is_told_in_one_sentence(fresh):
    changed(fresh / "course" / "01_sound.ipynb", edit_everything_of_a_cell)
    assert findings(fresh) == [("course/01_sound.ipynb", "the-lesson-1", "the cell's source is not the source's")]


def edit_everything_of_a_cell(notebook):
    edit_source(notebook)
    edit_metadata(notebook)


def test_many_changed_cells_are_told_in_one_line_that_counts_them(fresh):
    def edit(notebook, cells):
        for cell in notebook.cells[1 : 1 + cells]:
            cell.source += " "

    path = fresh / "course" / "01_sound.ipynb"
    changed(path, lambda nb: edit(nb, 3))
    assert len(findings(fresh)) == 3
    changed(path, lambda nb: edit(nb, 4))
    told = "4 cells are not as the source makes them; the first of them: the cell's source is not the source's"
    assert findings(fresh) == [("course/01_sound.ipynb", "a-sound-chapter-2", told)]


def test_many_cells_that_ran_out_of_order_are_told_in_one_line(fresh):
    def rerun(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.execution_count += 1

    changed(fresh / "solutions" / "01_sound.ipynb", rerun)
    (found,) = findings(fresh)
    assert found[1] == "a-sound-chapter-2"
    assert found[2].endswith("cells did not run in their order; the first of them: the cell ran as number 2, not 1")


def test_other_bytes_of_the_same_course_notebook_are_found(fresh):
    path = fresh / "course" / "01_sound.ipynb"
    path.write_bytes(path.read_bytes() + b"\n")
    assert findings(fresh) == [("course/01_sound.ipynb", None, "the file is not as the build writes it")]


def test_an_output_in_the_course_notebook_is_found(fresh):
    changed(fresh / "course" / "01_sound.ipynb", lambda nb: nb.cells[1].update(execution_count=1))
    assert findings(fresh)[0][1:] == ("a-sound-chapter-2", "the cell's execution_count is not the source's")


def test_a_solution_notebook_run_out_of_order_is_found(fresh):
    changed(fresh / "solutions" / "01_sound.ipynb", lambda nb: nb.cells[1].update(execution_count=7))
    assert findings(fresh) == [("solutions/01_sound.ipynb", "a-sound-chapter-2", "the cell ran as number 7, not 1")]


def test_an_error_in_a_solution_notebook_is_found(fresh):
    error = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": []}
    changed(fresh / "solutions" / "01_sound.ipynb", lambda nb: nb.cells[1].outputs.append(from_dict(error)))
    assert findings(fresh) == [("solutions/01_sound.ipynb", "a-sound-chapter-2", "the cell ends in ValueError")]


@pytest.mark.parametrize("folder", ["course", "solutions"])
@pytest.mark.parametrize("content", [None, b"", b"{}"])
def test_a_notebook_that_is_missing_or_none_is_found(fresh, folder, content):
    path = fresh / folder / "01_sound.ipynb"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    found = check(None, fresh)
    assert [str(each) for each in found] == [
        f"{folder}/01_sound.ipynb: the notebook is missing or none. Fix: run nnlearn build 01."
    ]


def test_a_broken_source_is_a_finding_and_does_not_stop_the_others(fresh):
    (fresh / "solutions" / "00_broken.py").write_text("# %% nonsense\nx = 1\n")
    found = check(None, fresh)
    assert len(found) == 1
    assert found[0].path == "solutions/00_broken.py"
    assert str(found[0]).count("Fix: ") == 1


def test_a_notebook_without_a_source_is_found_when_all_are_checked(fresh):
    (fresh / "course" / "09_gone.ipynb").write_text("{}")
    assert findings(fresh) == [("course/09_gone.ipynb", None, "no source makes this notebook")]
    assert findings(fresh) == [(each.path, each.cell, each.problem) for each in check([], fresh)]
    (fresh / "solutions" / "02_other.py").write_text("# %%\nx = 1\n")
    assert check(["01"], fresh) == []


def test_an_unknown_chapter_is_refused(fresh):
    with pytest.raises(NotebookError, match="take one of 01_sound"):
        check(["07"], fresh)
