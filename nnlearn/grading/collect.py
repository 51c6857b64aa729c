"""A folder or a zip of notebooks in, one submission per student out. Everything that lies there is untrusted.

Two layouts are understood, in a folder and in a zip: `alice.ipynb`, and `alice/01_perceptron.ipynb`. Hidden files are passed over.
What cannot be graded becomes a submission with a problem: every student gets a result.
"""

import os
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from nnlearn.grading.reading import MAX_BYTES, UnreadableError, chapter_of, read_bytes, read_cells

MAX_FILES = 1_000  # of one student
MAX_DEPTH = 20


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    Attributes:
        student: the file's name without .ipynb, or the folder's name. Hostile: escape it wherever it is shown.
        file: where it lies in the folder or zip.
        path: the file on disk: the notebook itself or the zip.
        member: index of the notebook in the zip; None for a plain file.
        problem: why it cannot be graded, "" where it can.
    """

    student: str
    file: str
    path: str = ""
    member: int | None = None
    problem: str = ""


@dataclass(frozen=True)
class _Entry:
    """One thing that lies in the folder or zip."""

    parts: tuple[str, ...]
    path: str = ""
    member: int | None = None
    problem: str = ""
    folder: bool = False

    @property
    def name(self) -> str:
        """Where it lies, as text that can be written anywhere: bytes that are no UTF-8 become escapes."""
        return "/".join(self.parts).encode("utf-8", "backslashreplace").decode("utf-8")

    @property
    def in_folder(self) -> bool:
        """True for what belongs to a student's folder, the folder itself included."""
        return self.folder or len(self.parts) > 1

    @property
    def is_notebook(self) -> bool:
        return not self.folder and self.parts[-1].lower().endswith(".ipynb")


def collect(source: Path, chapter: str, max_bytes: int = MAX_BYTES) -> list[Submission]:
    """Find one submission per student, in an order that depends on names only.

    Args:
        source: a folder or a .zip.
        chapter: two digits; chooses among several notebooks of one student.
        max_bytes: what a notebook may weigh.

    Raises:
        ValueError: when `source` is neither, or holds nothing to grade.
    """
    students: dict[tuple[Any, ...], list[_Entry]] = {}
    for entry in sorted(_entries(source), key=lambda entry: entry.parts):
        # a zip may hold two files of one name: each is a submission
        own = students.setdefault((entry.parts[0], "folder" if entry.in_folder else entry.member), [])
        if len(own) <= MAX_FILES:
            own.append(entry)
    found = [_submission(own, chapter, max_bytes) for own in students.values()]
    if not found:
        raise ValueError(f"grade expects a folder or zip with notebooks, received {source}, which holds none.")
    return found


def _entries(source: Path) -> Iterator[_Entry]:
    if source.is_dir():
        return _in_folder(source.resolve())
    if zipfile.is_zipfile(source):
        return (entry for entry in _in_zip(source) if not any(map(_is_hidden, entry.parts)))
    raise ValueError(f"grade expects a folder or a zip of notebooks, received {source}. Fix: name the folder.")


def _is_hidden(part: str) -> bool:
    return part == "__MACOSX" or (
        part.startswith(".") and "/" not in part
    )  # "../x" is no hidden file but a hostile name


def _in_folder(root: Path) -> Iterator[_Entry]:
    folders = [root]
    while folders:  # os.walk calls itself, and a hostile tree is deeper than Python's stack
        for path in _inside(folders.pop()):
            entry = _on_disk(path, path.relative_to(root).parts)
            yield entry
            if entry.folder and not entry.problem and len(entry.parts) < MAX_DEPTH:
                folders.append(path)


def _inside(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if not _is_hidden(path.name)]
    except OSError:
        return []


def _on_disk(path: Path, parts: tuple[str, ...]) -> _Entry:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return _Entry(parts, str(path), problem=f"The file cannot be looked at ({type(error).__name__}).")
    problem = ""
    if stat.S_ISLNK(mode):
        problem = "This is a link. Links are not followed: hand in the file itself."
    elif stat.S_ISDIR(mode):
        problem = "" if os.access(path, os.R_OK | os.X_OK) else "The folder cannot be read."
    elif not stat.S_ISREG(mode):
        problem = "This is not a regular file."
    return _Entry(parts, str(path), None, problem, stat.S_ISDIR(mode))


def _in_zip(source: Path) -> Iterator[_Entry]:
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise ValueError(f"grade expects a zip that can be read, received {source} ({error}).") from None
    names = [member.filename.replace("\\", "/") for member in members]
    # Zipping the folder `class` gives class.zip with everything in class/: the wrapper is no student.
    wrapped = all(name.startswith(f"{source.stem}/") for name in names)
    for index, (member, name) in enumerate(zip(members, names, strict=True)):
        parts = PurePosixPath(name).parts[1 if wrapped else 0 :]
        if not parts:
            continue
        problem = ""
        if parts[0] == "/" or ".." in parts or re.match(r"[A-Za-z]:", parts[0]):
            problem = "The name of this file in the zip points out of the zip; it was not opened."
            parts = (name,)
        elif stat.S_ISLNK(member.external_attr >> 16):
            problem = "This is a link. Links are not followed: hand in the file itself."
        elif member.flag_bits & 1:
            problem = "The file is encrypted."
        elif member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack without a limit
            problem = "The zip is packed in a way that is not accepted. Use the ordinary one, Deflate."
        yield _Entry(tuple(parts), str(source), index, problem, member.is_dir())


def _submission(entries: list[_Entry], chapter: str, max_bytes: int) -> Submission:
    first = entries[0]
    name = replace(first, parts=first.parts[:1]).name
    if not first.in_folder:
        student = name[: -len(".ipynb")] if first.is_notebook else name
        problem = first.problem or (
            "" if first.is_notebook else "This is not a notebook: its name does not end in .ipynb."
        )
        return Submission(student, first.name, first.path, first.member, problem)
    if len(entries) > MAX_FILES:
        return Submission(
            name, name, problem=f"There are more than {MAX_FILES} files in this folder. Leave the notebook."
        )
    broken = next((entry for entry in entries if entry.problem), None)
    notebooks = [entry for entry in entries if entry.is_notebook and not entry.problem]
    if not notebooks:
        problem = broken.problem if broken else "There is no notebook in this folder."
        return Submission(name, (broken or first).name, problem=problem)
    fitting = notebooks if len(notebooks) == 1 else _fitting(notebooks, chapter, max_bytes)
    if len(fitting) != 1:
        listed = ", ".join(entry.name for entry in notebooks[:5])
        problem = (
            f"There are {len(notebooks)} notebooks, of which {len(fitting)} fit chapter {chapter}: {listed}. Leave one."
        )
        return Submission(name, name, problem=problem)
    return Submission(name, fitting[0].name, fitting[0].path, fitting[0].member)


def _fitting(notebooks: list[_Entry], chapter: str, max_bytes: int) -> list[_Entry]:
    """Those that are of this chapter by name or, where names do not tell, by content."""
    by_name = [entry for entry in notebooks if re.match(rf"(\D*){chapter}(\D|$)", entry.parts[-1])]
    return by_name if len(by_name) == 1 else [e for e in notebooks if _chapter_inside(e, max_bytes) == chapter]


def _chapter_inside(entry: _Entry, max_bytes: int) -> str:
    try:
        return chapter_of(read_cells(read_bytes(Path(entry.path), entry.member, max_bytes)))
    except UnreadableError:
        return ""
