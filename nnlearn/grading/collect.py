"""A folder or a zip of notebooks in, one submission per student out. Everything that lies there is untrusted.

Two layouts are understood, in a folder and in a zip: `alice.ipynb`, and `alice/01_perceptron.ipynb`. Hidden files are passed over.
What cannot be graded becomes a submission with a problem: every student gets a result.
"""

import os
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nnlearn.grading.reading import MAX_BYTES, UnreadableError, chapter_of, read_bytes, read_cells

MAX_FILES = 50_000


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
        return "/".join(self.parts)

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
    entries = _entries(source)
    students: dict[tuple[str, bool], list[_Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.parts):
        students.setdefault((entry.parts[0], entry.folder or len(entry.parts) > 1), []).append(entry)
    found = [_submission(name, own, chapter, max_bytes) for (name, _), own in students.items()]
    if not found:
        raise ValueError(f"grade expects a folder or zip with notebooks, received {source}, which holds none.")
    return found


def _entries(source: Path) -> list[_Entry]:
    if source.is_dir():
        listing = _in_folder(source.resolve())
    elif zipfile.is_zipfile(source):
        listing = _in_zip(source)
    else:
        raise ValueError(f"grade expects a folder or a zip of notebooks, received {source}. Fix: name the folder.")
    entries = []
    for entry in listing:
        if not any(_is_hidden(part) for part in entry.parts):
            entries.append(entry)
        if len(entries) > MAX_FILES:
            raise ValueError(
                f"grade expects at most {MAX_FILES} files, received more in {source}. Fix: split the class."
            )
    return entries


def _is_hidden(part: str) -> bool:
    return part == "__MACOSX" or (
        part.startswith(".") and "/" not in part
    )  # "../x" is no hidden file but a hostile name


def _in_folder(root: Path) -> Iterator[_Entry]:
    for folder, folders, files in os.walk(root, followlinks=False):
        here = Path(folder)
        folders.sort()
        for name in sorted(folders + files):
            path = here / name
            parts = tuple(_printable(part) for part in path.relative_to(root).parts)
            mode = path.lstat().st_mode
            problem = ""
            if stat.S_ISLNK(mode):
                problem = "This is a link. Links are not followed: hand in the file itself."
            elif stat.S_ISDIR(mode):
                problem = "" if os.access(path, os.R_OK | os.X_OK) else "The folder cannot be read."
            elif not stat.S_ISREG(mode):
                problem = "This is not a regular file."
            yield _Entry(parts, str(path), None, problem, stat.S_ISDIR(mode))


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
        yield _Entry(tuple(_printable(part) for part in parts), str(source), index, problem, member.is_dir())


def _submission(name: str, entries: list[_Entry], chapter: str, max_bytes: int) -> Submission:
    first = entries[0]
    if not first.folder and len(first.parts) == 1:
        student = name[: -len(".ipynb")] if first.is_notebook else name
        problem = first.problem or (
            "" if first.is_notebook else "This is not a notebook: its name does not end in .ipynb."
        )
        return Submission(student, first.name, first.path, first.member, problem)
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


def _printable(name: str) -> str:
    """A name as text that can be written anywhere: bytes that are no UTF-8 become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")
