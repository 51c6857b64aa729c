"""Bring a newer release of a chapter into a learner's copy, and lose nothing of what is theirs."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from nnlearn.notebooks.cells import NotebookError
from nnlearn.notebooks.files import parse_notebook, read_notebook, to_text, write_atomically
from nnlearn.notebooks.merge import merge


@dataclass(frozen=True)
class Updated:
    """What an update did.

    Args:
        changed: whether the copy was rewritten.
        backup: the copy as it was before, or None where nothing changed.
    """

    changed: bool
    backup: Path | None = None


def update_file(release_path: Path, copy_path: Path) -> Updated:
    """Merge a release into a learner's copy on disk; the copy as it was goes to `.backup/` beside it first.

    Args:
        release_path: the course notebook as released.
        copy_path: the learner's copy.

    Returns:
        Whether the copy changed, and where the backup `.backup/NN_slug-<hash>.ipynb` is. Nothing is written when the
        merge changes nothing.

    Raises:
        NotebookError: one of the two is not a notebook; the copy is left as it is.
    """
    release = read_notebook(release_path)
    before = _bytes_of(copy_path)
    try:
        mine = parse_notebook(before)
    except NotebookError as error:
        raise NotebookError(f"{copy_path.name} is left as it is: update expects a notebook, received {error}") from None
    merged = merge(release, mine)
    if to_text(merged) == to_text(mine):
        return Updated(changed=False)
    digest = hashlib.sha256(before).hexdigest()[:12]
    backup = copy_path.parent / ".backup" / f"{copy_path.stem}-{digest}.ipynb"
    write_atomically(backup, before)
    _refuse_a_race(copy_path, before)
    write_atomically(copy_path, to_text(merged).encode())
    return Updated(changed=True, backup=backup)


def _bytes_of(copy_path: Path) -> bytes:
    try:
        return copy_path.read_bytes()
    except OSError as error:
        raise NotebookError(
            f"{copy_path.name} cannot be read: {error.strerror}. Fix: open the chapter first."
        ) from None


def _refuse_a_race(copy_path: Path, before: bytes) -> None:
    """JupyterLab may have saved in the meantime: what it saved is not to be overwritten."""
    if _bytes_of(copy_path) != before:
        raise NotebookError(f"{copy_path.name} is left as it is: it was saved during the update. Fix: update again.")
