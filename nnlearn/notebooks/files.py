"""Notebooks on disk: read with care, written whole or not at all, always in the same bytes."""

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from nnlearn.notebooks.cells import NotebookError

if TYPE_CHECKING:
    from nbformat import NotebookNode

_CELL_TYPES = ("code", "markdown", "raw")


def to_text(notebook: "NotebookNode") -> str:
    """A notebook as the text of its file: sorted keys, indent 1, a newline at the end.

    Args:
        notebook: an nbformat 4 notebook.
    """
    from nbformat.v4 import writes

    return writes(notebook) + "\n"


def read_notebook(path: Path) -> "NotebookNode":
    """Read a notebook, and refuse with a reason what is none.

    Args:
        path: file of a notebook in nbformat 4. Cells without ids, or with two alike, are let through.

    Raises:
        NotebookError: the file is missing, not UTF-8, not JSON, of another format or damaged.
    """
    try:
        return parse_notebook(path.read_bytes())
    except OSError as error:
        raise NotebookError(f"{path.name} cannot be read: {error.strerror}. Fix: see that the file is there.") from None
    except NotebookError as error:
        raise NotebookError(f"{path.name} expects a notebook, received {error}") from None


def parse_notebook(raw: bytes) -> "NotebookNode":
    """A notebook from the bytes of its file.

    Args:
        raw: content of a file.

    Raises:
        NotebookError: the bytes are not a notebook in nbformat 4; the message says what they are instead.
    """
    from nbformat.v4 import to_notebook_json

    try:
        data = json.loads(raw.decode("utf-8"))
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise NotebookError("text that is not UTF-8. Fix: save it as UTF-8, or take a backup.") from None
    except (ValueError, RecursionError):
        what = "text that is not JSON" if raw.strip() else "an empty file"
        raise NotebookError(f"{what}. Fix: open a backup, or delete the file and begin from the course.") from None
    if not isinstance(data, dict) or data.get("nbformat") != 4:
        version = data.get("nbformat") if isinstance(data, dict) else None
        raise NotebookError(f"nbformat {version!r} instead of 4. Fix: open it in JupyterLab and save it.")
    minor = data.setdefault("nbformat_minor", 0)
    if not isinstance(minor, int) or not isinstance(data.get("metadata"), dict) or not _sound(data.get("cells")):
        raise NotebookError("damaged cells. Fix: open a backup, or delete the file and begin from the course.")
    return to_notebook_json(data)


def _sound(cells: object) -> bool:
    return isinstance(cells, list) and all(
        isinstance(cell, dict)
        and cell.get("cell_type") in _CELL_TYPES
        and isinstance(cell.get("metadata"), dict)
        and _is_text(cell.get("source"))
        and _outputs_sound(cell)
        and isinstance(cell.get("attachments", {}), dict)
        and all(isinstance(each, dict) for each in cell.get("attachments", {}).values())
        for cell in cells
    )


def _outputs_sound(cell: dict) -> bool:
    outputs = cell.get("outputs", [] if cell["cell_type"] != "code" else None)
    return isinstance(outputs, list) and all(
        isinstance(output, dict)
        and isinstance(output.get("output_type"), str)
        and isinstance(output.get("data", {}), dict)
        and (output["output_type"] != "stream" or _is_text(output.get("text")))
        for output in outputs
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value))


def write_atomically(path: Path, data: bytes) -> bool:
    """Replace a file as one step, and leave it untouched where nothing changes.

    Args:
        path: file to write; its folder is made when missing. The permissions of an existing file are kept.
        data: the whole content.

    Returns:
        Whether the file changed.
    """
    path = path.resolve()  # a link stays a link: what it points to is replaced
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(data)
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return True
