"""Three-way merge of a released notebook and a learner's copy; the third side is the hash of each cell as it was released.

What the learner gets: the release's cells in the release's order, their answers in the place of the stubs, their edits,
and the cells they added behind the cells that these followed.
"""

import copy
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from nnlearn.notebooks.cells import NBVAL_TAGS, ROLE_TAGS, cell_role, exercise_of, own, source_hash

if TYPE_CHECKING:
    from nbformat import NotebookNode

Cell = dict[str, Any]

NOTE = "*From the earlier release, as you had changed it:*"
_VALID_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OURS = {"nnlearn", "editable", "deletable", "tags"}
_TOP = -1


def merge(release: "NotebookNode", mine: "NotebookNode") -> "NotebookNode":
    """The release with everything in it that is the learner's.

    Answers keep the learner's source; several for one exercise stay together in the learner's order. Of the other
    cells those that the learner did not edit are the release's; an edited one stays where the release did not change
    it, and else follows the release's as a cell of the learner's own, under a note. Cells that the learner added stay
    behind the nearest cell above that is still in the release. Cells that left the release go unless they were edited;
    answers always stay. Merging again changes nothing.

    Args:
        release: the course notebook as released.
        mine: the learner's copy, of this release or an earlier one.

    Returns:
        A new notebook; ids are unique and valid, and neither argument is changed.
    """
    from nbformat import from_dict

    claims, added = _sort(release.cells, mine.cells)
    merged = [(cell, False) for cell in added[_TOP]]
    for index, cell in enumerate(release.cells):
        merged += _renew(cell, claims[index])
        merged += [(each, False) for each in added[index]]
    _settle_ids(merged, {cell["id"] for cell in release.cells})
    return from_dict(
        {
            **mine,
            "nbformat_minor": max(release.nbformat_minor, mine.nbformat_minor),
            "metadata": {**release.metadata, **mine.metadata},
            "cells": [cell for cell, _ in merged],
        }
    )


def _sort(released: list[Cell], mine: list[Cell]) -> tuple[dict[int, list[Cell]], dict[int, list[Cell]]]:
    """The learner's cells by the release's cell that they are, and those of their own by the cell that they follow."""
    homes = _homes(released, mine)
    at_home = {_record(cell) for cell, home in zip(mine, homes, strict=True) if home is not None}
    claims, added = defaultdict(list), defaultdict(list)
    anchor = _TOP
    for cell, home in zip(mine, homes, strict=True):
        if home is not None:
            claims[home].append(cell)
            anchor = home
        elif own(cell) and cell_role(cell) != "answer" and not _edited(cell) and _record(cell) not in at_home:
            at_home.add(_record(cell))  # it left the release; a second one like it is a duplicate that the learner made
        else:
            added[anchor].append(_freed(cell))
    return claims, added


def _homes(released: list[Cell], mine: list[Cell]) -> list[int | None]:
    """For each of the learner's cells the index of the release's cell that it is, or None."""
    homes: list[int | None] = [None] * len(mine)
    answers = {exercise_of(cell): index for index, cell in enumerate(released) if cell_role(cell) == "answer"}
    by_id = {cell["id"]: index for index, cell in enumerate(released)}
    by_record = {_record(cell): index for index, cell in reversed(list(enumerate(released)))}
    others = []
    for position, cell in enumerate(mine):
        named = by_id.get(cell.get("id"))
        if named in answers.values():
            homes[position] = named
        elif cell_role(cell) == "answer":
            homes[position] = answers.get(exercise_of(cell))
        else:
            others.append(position)

    def by_both(cell: Cell) -> int | None:
        home = by_id.get(cell.get("id"))
        return home if home is not None and _record(released[home]) == _record(cell) else None

    # An ordinal in an id shifts when the release gains a cell: a cell whose text stayed is found by its hash.
    ways = (
        by_both,
        lambda cell: by_record.get(_record(cell)) if own(cell) else None,
        lambda cell: by_id.get(cell.get("id")),
    )
    for way in ways:
        for position in others:
            home = way(mine[position])
            if homes[position] is None and home is not None and home not in homes:
                homes[position] = home
    return homes


def _record(cell: Cell) -> tuple[str, str | None, str | None]:
    """Role, exercise and hash of a cell as it was released."""
    base = own(cell).get("base")
    return cell_role(cell), exercise_of(cell), base if isinstance(base, str) else None


def _edited(cell: Cell) -> bool:
    return own(cell).get("base") != source_hash(cell["source"])


def _renew(released: Cell, claimed: list[Cell]) -> list[tuple[Cell, bool]]:
    """A cell of the release together with what the learner made of it; True marks the one that bears its id."""
    changed = [
        cell
        for cell in claimed
        if cell["cell_type"] != released["cell_type"] or (_edited(cell) and cell["source"] != released["source"])
    ]
    if not changed:
        return [(_as_released(released, claimed), True)]
    if cell_role(released) == "answer":
        named = [cell for cell in changed if cell.get("id") == released["id"]]
        bearer = (named or changed)[0]
        return [(_as_edited(released, cell, cell is bearer), cell is bearer) for cell in changed]
    theirs = changed[0]
    if own(theirs).get("base") == source_hash(released["source"]):
        return [(_as_edited(released, theirs, True), True)]
    note = {"cell_type": "markdown", "metadata": {}, "source": NOTE}
    return [(copy.deepcopy(released), True), (note, False), (_freed(theirs, always=True), False)]


def _as_released(released: Cell, claimed: list[Cell]) -> Cell:
    """The release's cell, with the learner's metadata, attachments, and outputs where they are still of this text."""
    cell = copy.deepcopy(released)
    if not claimed:
        return cell
    theirs = next((each for each in claimed if each.get("id") == released["id"]), claimed[0])
    cell["metadata"] = _metadata(released, theirs)
    if cell["cell_type"] == "code" and theirs["source"] == released["source"]:
        cell["outputs"] = copy.deepcopy(theirs["outputs"])
        cell["execution_count"] = theirs.get("execution_count")
    if theirs.get("attachments"):
        cell["attachments"] = copy.deepcopy({**theirs["attachments"], **released.get("attachments", {})})
    return cell


def _as_edited(released: Cell, theirs: Cell, bears_id: bool) -> Cell:
    """The learner's cell in the place of the release's."""
    cell = copy.deepcopy(theirs)
    cell["metadata"] = _metadata(released, theirs)
    if bears_id:
        cell["id"] = released["id"]
    return cell


def _metadata(released: Cell, theirs: Cell) -> dict[str, Any]:
    """The release's metadata over the learner's; of the tags both, without those that an earlier release set."""
    merged = {**{key: value for key, value in theirs["metadata"].items() if key not in _OURS}, **released["metadata"]}
    tags = dict.fromkeys([*released["metadata"].get("tags", []), *_own_tags(theirs)])
    if tags:
        merged["tags"] = list(tags)
    return copy.deepcopy(merged)


def _own_tags(cell: Cell) -> list[str]:
    tags = cell["metadata"].get("tags")
    tags = tags if isinstance(tags, list) else []
    return [tag for tag in tags if isinstance(tag, str) and tag not in (*NBVAL_TAGS, *ROLE_TAGS)]


def _freed(theirs: Cell, always: bool = False) -> Cell:
    """A cell of the learner's own: what the build wrote into it goes; an answer still says whose it is."""
    cell = copy.deepcopy(theirs)
    if not (always or own(cell)):
        return cell
    kept = {key: value for key, value in cell["metadata"].items() if key not in _OURS}
    if cell_role(cell) == "answer":
        kept["nnlearn"] = own(cell)
    if tags := _own_tags(cell):
        kept["tags"] = tags
    cell["metadata"] = kept
    return cell


def _settle_ids(cells: list[tuple[Cell, bool]], reserved: set[str]) -> None:
    """Leave every valid id that nobody else bears; derive the others from the source, so that they never change."""
    taken = set(reserved)
    wanted: Counter[str] = Counter()
    for cell, is_released in cells:
        if is_released:
            continue
        cell_id = cell.get("id")
        if not isinstance(cell_id, str) or not _VALID_ID.fullmatch(cell_id) or cell_id in taken:
            stem = f"yours-{source_hash(cell['source'])}"
            cell_id = stem
            while cell_id in taken:
                wanted[stem] += 1
                cell_id = f"{stem}-{wanted[stem] + 1}"
            cell["id"] = cell_id
        taken.add(cell_id)
