"""Untrusted bytes in, cells out. Whatever is wrong with a notebook is said in words.

Only what grading needs is read: of each cell its kind, text, id and the role that the course gave it. Tags, outputs and the kernelspec
of a submission are never looked at, so that nothing in them can steer how it is graded.
"""

import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 20_000_000
MAX_CELLS = 5_000
_ID = re.compile(r"ex-([0-9]{2})-([0-9]+)-answer")


class UnreadableError(Exception):
    """A submission that cannot be graded, with the reason as a sentence."""


@dataclass(frozen=True)
class Cell:
    """One cell of a submission.

    Attributes:
        code: True for a code cell, False for any other.
        source: its text.
        id: its id, or "".
        role: what the course says it is ("answer", "check", ...), or "".
        exercise: the exercise it belongs to ("01.3"), or "".
        base: first 12 hex digits of the SHA-256 of its text as released, or "".
    """

    code: bool
    source: str
    id: str = ""
    role: str = ""
    exercise: str = ""
    base: str = ""

    @property
    def answers(self) -> str:
        """The exercise whose answer cell this is, by id, else by metadata; "" for any other cell."""
        by_id = _ID.fullmatch(self.id)
        if not self.code:
            return ""
        if by_id:
            return f"{by_id[1]}.{by_id[2]}"
        return self.exercise if self.role == "answer" else ""


def read_bytes(path: Path, member: int | None = None, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a file, or of a member of a zip, never more than `max_bytes` of them.

    Args:
        path: the file, or the zip.
        member: index of the member in the zip; None for a plain file.
        max_bytes: what a submission may weigh, unpacked.

    Raises:
        UnreadableError: with a reason in words.
    """
    try:
        if member is None:
            with path.open("rb") as file:
                data = file.read(max_bytes + 1)
        else:
            with zipfile.ZipFile(path) as archive, archive.open(archive.infolist()[member]) as file:
                data = file.read(max_bytes + 1)
    except Exception as error:  # zipfile and what it unpacks with raise whatever they stumble over
        raise UnreadableError(f"The file cannot be read ({type(error).__name__}: {str(error)[:200]}).") from None
    if len(data) > max_bytes:
        raise UnreadableError(f"The file is larger than {max_bytes / 1e6:g} MB, the most that is accepted.")
    return data


def read_cells(data: bytes) -> list[Cell]:
    """The cells of a notebook.

    Raises:
        UnreadableError: when the bytes are no notebook, with a reason in words.
    """
    notebook = _notebook(data)
    cells = notebook.get("cells") if notebook["nbformat"] == 4 else _cells_of_version_3(notebook)
    if not isinstance(cells, list):
        raise UnreadableError("The file is not a notebook: it has no list of cells.")
    if len(cells) > MAX_CELLS:
        raise UnreadableError(f"The notebook has {len(cells)} cells, more than the {MAX_CELLS} that are accepted.")
    return [_cell(cell, number) for number, cell in enumerate(cells, 1)]


def chapter_of(cells: list[Cell]) -> str:
    """The chapter to which most answer cells belong, "" where there are none."""
    counts = Counter(cell.answers.split(".")[0] for cell in cells if cell.answers)
    return min(counts, key=lambda chapter: (-counts[chapter], chapter)) if counts else ""


def _notebook(data: bytes) -> dict[str, Any]:
    if not data.strip():
        raise UnreadableError("The file is empty.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"The file is not UTF-8 text (byte {error.start}), so it is no notebook.") from None
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        cut = (
            "It looks cut off: was it uploaded whole?" if error.pos >= len(text.rstrip()) - 1 else "It is no notebook."
        )
        if error.msg.startswith("Unterminated"):
            cut = "It looks cut off: was it uploaded whole?"
        raise UnreadableError(f"The file is not JSON (line {error.lineno}: {error.msg}). {cut}") from None
    except (RecursionError, ValueError) as error:
        raise UnreadableError(f"The file is not JSON that can be read ({type(error).__name__}).") from None
    if not isinstance(notebook, dict):
        raise UnreadableError("The file is JSON, but not a notebook.")
    version = notebook.get("nbformat")
    if version not in (2, 3, 4):
        raise UnreadableError(f"The file is not a notebook of nbformat 4 (its nbformat is {str(version)[:40]}).")
    return notebook


def _cells_of_version_3(notebook: dict[str, Any]) -> list[Any]:
    """The cells of nbformat 2 and 3 as 4 has them. nbformat's own converter takes minutes for hostile ones, and talks."""
    sheets = notebook.get("worksheets")
    if not isinstance(sheets, list) or not all(
        isinstance(s, dict) and isinstance(s.get("cells"), list) for s in sheets
    ):
        version = notebook["nbformat"]
        raise UnreadableError(f"The notebook is of nbformat {version} and cannot be converted: it has no cells.")
    return [_as_in_4(cell) for sheet in sheets for cell in sheet["cells"]]


def _as_in_4(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    if cell.get("cell_type") == "heading" and isinstance(cell.get("source"), str):
        return cell | {"cell_type": "markdown", "source": f"# {cell['source']}"}
    return cell | {"source": cell.get("input", "")} if cell.get("cell_type") == "code" else cell


def _cell(cell: Any, number: int) -> Cell:
    if not isinstance(cell, dict):
        raise UnreadableError(f"Cell {number} of the notebook is not a cell but a {type(cell).__name__}.")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise UnreadableError(f"The text of cell {number} is not text but a {type(source).__name__}.")
    metadata = cell.get("metadata")
    ours = metadata.get("nnlearn") if isinstance(metadata, dict) else None
    ours = ours if isinstance(ours, dict) else {}
    words = {key: value for key, value in ours.items() if isinstance(value, str)}
    identity = cell.get("id")
    return Cell(
        cell.get("cell_type") == "code",
        source,
        identity if isinstance(identity, str) else "",
        words.get("role", ""),
        words.get("exercise", ""),
        words.get("base", ""),
    )
