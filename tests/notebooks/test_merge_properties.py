"""Property: whatever a learner does to a copy, the merge holds everything that is theirs."""

import copy
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import from_dict

from .samples import SMALL
from .test_merge import NEWER, merged, own_cell, released, sources

TEXTS = st.sampled_from(["", "x = 1", "double = 1", "### Exercise 01.1: mine", "answer = 42", "print(math.sqrt(25))"])
INDEX = st.integers(0, 30)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), INDEX, TEXTS),
        st.tuples(st.just("insert"), INDEX, TEXTS),
        st.tuples(st.just("delete"), INDEX),
        st.tuples(st.just("move"), INDEX, INDEX),
        st.tuples(st.just("duplicate"), INDEX, INDEX, st.booleans()),
        st.tuples(st.just("anonymous"), INDEX, st.sampled_from(["id", "metadata"])),
    ),
    max_size=8,
)
VERSIONS = st.sampled_from(
    [SMALL, NEWER, SMALL.replace("01.1", "01.2"), SMALL[: SMALL.index("# %% [markdown]\n# ### Exercise")]]
)


def worked_on(notebook, edits):
    """A learner's copy after a day of work."""
    cells = notebook.cells
    for number, (what, at, *rest) in enumerate(edits):
        at %= max(len(cells), 1)
        if what == "insert":
            cells.insert(at, own_cell(rest[0], f"new{number}"))
        elif not cells:
            continue
        elif what == "edit":
            cells[at].source = f"{rest[0]}  # edit {number}"
        elif what == "delete":
            del cells[at]
        elif what == "move":
            cells.insert(rest[0] % len(cells), cells.pop(at))
        elif what == "duplicate":
            twin = copy.deepcopy(cells[at])
            twin.id = f"twin{number}" if rest[1] else twin.id
            cells.insert(rest[0] % len(cells), twin)
        elif what == "anonymous" and rest[0] == "id":
            cells[at].id = f"anon{number}"
        elif what == "anonymous":
            cells[at].metadata = from_dict({})
    return notebook


@given(old=VERSIONS, new=VERSIONS, edits=EDITS)
@settings(max_examples=200, deadline=None)
def test_whatever_a_learner_does_every_answer_and_every_own_cell_is_in_the_merge(old, new, edits):
    mine = worked_on(released(old), edits)
    as_released = {each.source for each in released(old).cells}
    theirs = Counter(each.source for each in mine.cells if each.source not in as_released)
    theirs.update(each.source for each in mine.cells if str(each.id).startswith("new") and each.source in as_released)
    assert not theirs - Counter(sources(merged(mine, new)))
