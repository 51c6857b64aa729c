"""A newer release reaches a learner's copy, and nothing of the learner's is lost."""

import copy
from collections import Counter

import nbformat
import pytest
from nbformat import from_dict

from nnlearn.notebooks import cell_role, course_notebook, exercise_of, merge, source_hash
from nnlearn.notebooks.files import to_text
from nnlearn.notebooks.merge import NOTE
from nnlearn.notebooks.source import parse_source

from .samples import SMALL, code, text


def released(source=SMALL):
    return course_notebook(parse_source(source, "01_small.py"))


NEWER = (
    SMALL.replace("math.sqrt(16)", "math.sqrt(25)")
    .replace("Twice x.", "Twice x, at once.")
    .replace("# ## The wall\n", "# ## The wall\n#\n# A new word.\n")
    .replace("# On we go.\n", "# On we go.\n\n# %% [markdown]\n# A new cell.\n")
)


def cell(notebook, cell_id):
    return next(each for each in notebook.cells if each.id == cell_id)


def sources(notebook):
    return [each.source for each in notebook.cells]


def ids(notebook):
    return [each.id for each in notebook.cells]


def own_cell(source, cell_id="mine", **metadata):
    return from_dict(
        {
            "cell_type": "code",
            "id": cell_id,
            "metadata": metadata,
            "source": source,
            "outputs": [],
            "execution_count": 3,
        }
    )


def merged(mine, release=NEWER):
    """Merge, and hold what every merge must hold."""
    release = released(release) if isinstance(release, str) else release
    before = to_text(release), to_text(mine)
    result = merge(release, mine)
    assert (to_text(release), to_text(mine)) == before, "an argument was changed"
    nbformat.validate(result)
    assert max(Counter(ids(result)).values()) == 1
    wanted = set(ids(release))
    assert [each for each in ids(result) if each in wanted] == ids(release)
    assert to_text(merge(release, result)) == to_text(result), "merging again changed something"
    return result


def test_an_untouched_copy_becomes_the_release():
    assert to_text(merged(released())) == to_text(released(NEWER))


def test_a_copy_of_this_very_release_does_not_change():
    mine = released(NEWER)
    cell(mine, "ex-01-1-answer").source = "def double(x):\n    return x + x"
    mine.cells.insert(3, own_cell("print(1)"))
    assert to_text(merged(mine)) == to_text(mine)


def test_an_answer_keeps_its_source_outputs_and_metadata_and_gets_the_new_base():
    mine = released()
    answer = cell(mine, "ex-01-1-answer")
    answer.source, answer.execution_count = "def double(x):\n    return x + x", 5
    answer.outputs = [from_dict({"output_type": "stream", "name": "stdout", "text": "hi"})]
    answer.metadata.update(collapsed=True, tags=["mine"])
    kept = cell(merged(mine), "ex-01-1-answer")
    assert (kept.source, kept.outputs, kept.execution_count) == (answer.source, answer.outputs, 5)
    assert kept.metadata.collapsed is True
    assert kept.metadata.tags == ["mine"]
    assert kept.metadata.nnlearn.base == source_hash(cell(released(NEWER), "ex-01-1-answer").source)


def test_an_unedited_stub_becomes_the_new_stub():
    assert "Twice x, at once." in cell(merged(released()), "ex-01-1-answer").source


def test_an_answer_is_found_by_its_metadata_when_its_id_is_gone():
    mine = released()
    answer = cell(mine, "ex-01-1-answer")
    answer.source, answer.id = "double = abs", "f00d"
    result = merged(mine)
    assert cell(result, "ex-01-1-answer").source == "double = abs"
    assert "f00d" not in ids(result)


def test_two_answers_of_one_exercise_stay_in_the_learners_order():
    mine = released()
    answer = cell(mine, "ex-01-1-answer")
    first = copy.deepcopy(answer)
    first.source, answer.source = "double = 1", "double = 2"
    mine.cells.insert(mine.cells.index(answer), first)  # the same id twice
    result = merged(mine)
    answers = [each for each in result.cells if cell_role(each) == "answer"]
    assert [each.source for each in answers] == ["double = 1", "double = 2"]
    assert [exercise_of(each) for each in answers] == ["01.1", "01.1"]


def test_of_two_answers_the_one_with_the_releases_id_keeps_it():
    mine = released()
    answer = cell(mine, "ex-01-1-answer")
    pasted = copy.deepcopy(answer)
    pasted.id, pasted.source, answer.source = "b00c", "double = 1", "double = 2"
    mine.cells.insert(mine.cells.index(answer), pasted)
    result = merged(mine)
    assert cell(result, "b00c").source == "double = 1"
    assert cell(result, "ex-01-1-answer").source == "double = 2"


def test_an_empty_stub_beside_an_answer_goes():
    mine = released()
    second = copy.deepcopy(cell(mine, "ex-01-1-answer"))
    second.source, second.id = "double = 2", "b00c"
    mine.cells.append(second)
    answers = [each.source for each in merged(mine).cells if cell_role(each) == "answer"]
    assert answers == ["double = 2"]


def test_an_edited_cell_that_the_release_did_not_change_keeps_the_learners_text():
    mine = released()
    cell(mine, "the-wall-4").source = "answer = 43"
    assert cell(merged(mine, SMALL), "the-wall-4").source == "answer = 43"


def test_an_edited_cell_whose_id_moved_on_is_found_by_its_base():
    mine = released()
    cell(mine, "the-wall-4").source = "answer = 43"
    result = merged(mine)
    assert cell(result, "the-wall-5").source == "answer = 43"
    assert NOTE not in sources(result)


def test_an_edited_cell_that_the_release_changed_follows_the_releases_under_a_note():
    mine = released()
    cell(mine, "the-wall-2").source = "print(math.sqrt(81))"
    result = merged(mine)
    at = ids(result).index("the-wall-2")
    assert sources(result)[at : at + 3] == ["print(math.sqrt(25))", NOTE, "print(math.sqrt(81))"]
    assert "nnlearn" not in result.cells[at + 2].metadata
    newest = merged(result, NEWER.replace("sqrt(25)", "sqrt(36)"))
    assert sources(newest)[at : at + 3] == ["print(math.sqrt(36))", NOTE, "print(math.sqrt(81))"]


def test_an_edit_that_the_release_made_too_is_the_releases():
    mine = released()
    cell(mine, "the-wall-2").source = "print(math.sqrt(25))"
    assert NOTE not in sources(merged(mine))


def test_a_check_that_was_edited_is_kept_beside_the_new_one_and_unlocked():
    mine = released()
    cell(mine, "ex-01-1-check").source = "print('right')"
    result = merged(mine, SMALL.replace("double(4) == 8", "double(5) == 10"))
    theirs = next(each for each in result.cells if each.source == "print('right')")
    assert "double(5)" in cell(result, "ex-01-1-check").source
    assert not {"editable", "deletable", "tags", "nnlearn"} & set(theirs.metadata)


def test_added_cells_stay_behind_the_cell_they_followed():
    mine = released()
    mine.cells.insert(0, own_cell("top = 1", "a1"))
    mine.cells.insert(5, own_cell("after_number = 1", "a2"))
    mine.cells.insert(6, own_cell("and_this = 1", "a3"))
    assert mine.cells[4].id == "the-wall-2"
    result = merged(mine)
    assert ids(result)[0] == "a1"
    at = ids(result).index("the-wall-2")
    assert ids(result)[at + 1 : at + 3] == ["a2", "a3"]
    assert cell(result, "a2").execution_count == 3


def test_a_cell_added_behind_one_that_left_the_release_follows_the_nearest_above():
    mine = released()
    at = ids(mine).index("the-wall-2")
    mine.cells.insert(at + 1, own_cell("mine = 1", "a1"))
    gone = SMALL.replace('# %% tags=["nbval-check-output"]\nprint(math.sqrt(16))\n\n', "")
    result = merged(mine, gone)
    assert ids(result)[ids(result).index("the-wall-1") + 1] == "a1"
    assert "print(math.sqrt(16))" not in sources(result)


def test_what_left_the_release_stays_where_it_was_edited_or_an_answer():
    mine = released(SMALL + text("## Extra") + code("extra = 1") + code("other = 1"))
    cell(mine, "extra-2").source = "extra = 2"
    cell(mine, "ex-01-1-answer").source = "double = 2"
    start, end = SMALL.index("# %% [markdown]\n# ### Exercise"), SMALL.index("# %% [markdown]\n# On we go")
    result = merged(mine, SMALL[:start] + SMALL[end:])
    assert "extra = 2" in sources(result)
    assert "other = 1" not in sources(result)
    theirs = next(each for each in result.cells if each.source == "double = 2")
    assert (cell_role(theirs), exercise_of(theirs)) == ("answer", "01.1")
    assert cell(merged(result, SMALL), "ex-01-1-answer").source == "double = 2"


def test_a_lesson_cell_that_the_learner_copied_stays_twice():
    mine = released()
    again = copy.deepcopy(cell(mine, "the-wall-4"))
    again.id = "c0de"
    mine.cells.append(again)
    assert sources(merged(mine)).count("answer = 42") == 2


def test_outputs_stay_with_their_text_and_go_with_it():
    mine = released()
    printed = from_dict({"output_type": "stream", "name": "stdout", "text": "4.0"})
    for cell_id in ("the-wall-2", "the-wall-4"):
        cell(mine, cell_id).outputs, cell(mine, cell_id).execution_count = [printed], 1
    result = merged(mine)
    assert cell(result, "the-wall-2").outputs == []
    assert cell(result, "the-wall-5").outputs == [printed]


def test_attachments_and_the_notebooks_own_metadata_stay():
    mine = released()
    cell(mine, "the-wall-1").attachments = from_dict({"a.png": {"image/png": "AAAA"}})
    mine.metadata.kernelspec.name = "other"
    result = merged(mine)
    assert "A new word." in cell(result, "the-wall-1").source
    assert cell(result, "the-wall-1").attachments == {"a.png": {"image/png": "AAAA"}}
    assert result.metadata.kernelspec.name == "other"


def test_tags_of_an_earlier_release_go_and_the_learners_stay():
    mine = released()
    cell(mine, "the-wall-2").metadata.tags = ["nbval-check-output", "look here"]
    assert cell(merged(mine, SMALL.replace(' tags=["nbval-check-output"]', "")), "the-wall-2").metadata.tags == [
        "look here"
    ]


def test_an_answer_turned_into_text_stays():
    mine = released()
    at = ids(mine).index("ex-01-1-answer")
    stub = mine.cells[at]
    mine.cells[at] = from_dict(
        {"cell_type": "markdown", "id": stub.id, "metadata": stub.metadata, "source": stub.source}
    )
    assert cell(merged(mine), stub.id).cell_type == "markdown"


@pytest.mark.parametrize("cell_id", [None, "", "a b", "x" * 65, "the-wall-2", 7])
def test_ids_that_are_missing_or_not_valid_are_made(cell_id):
    mine = released()
    mine.cells.append(own_cell("mine = 1", "x"))
    if cell_id is None:
        del mine.cells[-1]["id"]
        mine.nbformat_minor = 4
    else:
        mine.cells[-1]["id"] = cell_id
    assert "mine = 1" in sources(merged(mine))


def test_metadata_of_any_shape_does_no_harm():
    mine = released()
    mine.cells[2].metadata = from_dict({"nnlearn": "x", "tags": "y"})
    mine.cells.append(own_cell("mine = 1", "x", nnlearn={"role": "answer", "exercise": ["01.1"], "base": {}}))
    assert "mine = 1" in sources(merged(mine))
