"""Where the course lies on this machine: its root, its chapters, the learner's copies."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

CHAPTER = re.compile(r"(\d\d)_(\w+)")


class ProjectError(Exception):
    """The project, or a chapter of it, is not where it should be."""


@dataclass(frozen=True)
class Project:
    """The folders of one checkout.

    Args:
        root: the folder that holds `course/` and `solutions/`.
    """

    root: Path

    @property
    def course(self) -> Path:
        """Notebooks as released."""
        return self.root / "course"

    @property
    def solutions(self) -> Path:
        """Sources and solution notebooks."""
        return self.root / "solutions"

    @property
    def work(self) -> Path:
        """The learner's own copies."""
        return self.root / "work"

    def released(self) -> dict[str, Path]:
        """The released notebooks by chapter name, in order: `{"01_perceptron": .../course/01_perceptron.ipynb}`."""
        found = sorted(self.course.glob("*.ipynb"))
        return {path.stem: path for path in found if CHAPTER.fullmatch(path.stem)}

    def chapter(self, asked: str) -> str:
        """The full name of a released chapter, from its number, its slug or its name.

        Args:
            asked: `"1"`, `"01"`, `"perceptron"`, `"01_perceptron"` or a path that ends in one.

        Raises:
            ProjectError: there is no such chapter; the message lists those that exist.
        """
        names = list(self.released())
        wanted = Path(asked).name.removesuffix(".ipynb")
        for name in names:
            number, slug = name.split("_", 1)
            if wanted in (name, slug) or (wanted.isdecimal() and wanted.zfill(2) == number):
                return name
        known = ", ".join(names) or "none yet: run `nnlearn build`"
        raise ProjectError(f"A chapter's number or name is expected, received {asked!r}. Fix: choose one of {known}.")

    def open_copy(self, name: str) -> Path:
        """The learner's copy of a chapter, made from the release when there is none. Never overwrites.

        Args:
            name: full name of a released chapter, `"01_perceptron"`.
        """
        copy = self.work / f"{name}.ipynb"
        content = self.released()[name].read_bytes()
        self.work.mkdir(exist_ok=True)
        with suppress(FileExistsError), copy.open("xb") as file:  # x: a copy that is there wins
            file.write(content)
        return copy


def find_project(start: Path | None = None) -> Project:
    """The project around a folder, else the one that this library was installed from.

    Args:
        start: where to look from, upward; the current folder by default.

    Raises:
        ProjectError: no folder with `course/` and `solutions/` is in reach.
    """
    start = (start or Path.cwd()).resolve()
    installed = Path(__file__).resolve().parents[2]
    for folder in (start, *start.parents, installed):
        if (folder / "course").is_dir() and (folder / "solutions").is_dir():
            return Project(folder)
    raise ProjectError(
        f"nnlearn expects to run inside the course's folder (it holds course/ and solutions/), received {start}. "
        "Fix: cd into the cloned repository and run the command there."
    )


def nnlearn_home() -> Path:
    """The folder of the learner's progress: `$NNLEARN_HOME`, else `~/.nnlearn`."""
    # `exercises.progress.home` again: that package needs NumPy, and the doctor must answer where NumPy is broken.
    return Path(os.environ.get("NNLEARN_HOME") or Path.home() / ".nnlearn")
