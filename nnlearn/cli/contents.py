"""What `nnlearn lab` serves: the project, with a learner's copy of each chapter made when it is first opened.

In the file browser `work/` lists every released chapter. One that has no copy yet is shown as if it had; reading it
makes the copy. `course/` and `solutions/` can be read and not written: a guard against accidents, not against intent.
"""

from pathlib import Path
from typing import Any

import nbformat
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from nnlearn.cli.project import Project


class ChapterContentsManager(AsyncLargeFileManager):
    """JupyterLab's usual contents manager, plus copies on first reading, minus writing to the release."""

    @property
    def project(self) -> Project:
        """The project whose root is served."""
        return Project(Path(self.root_dir).resolve())

    def _on_disk(self, path: str) -> Path:
        return Path(self._get_os_path(path.strip("/"))).resolve()

    def _pending(self, path: str) -> str | None:
        """The chapter that `path` would be the learner's copy of, where that copy does not exist yet."""
        target = self._on_disk(path)
        if target.parent != self.project.work or target.suffix != ".ipynb" or target.exists():
            return None
        return target.stem if target.stem in self.project.released() else None

    def _locked(self, path: str) -> bool:
        target = self._on_disk(path)
        return any(target.is_relative_to(folder) for folder in (self.project.course, self.project.solutions))

    def _refuse_if_locked(self, path: str) -> None:
        if not self._locked(path):
            return
        name = self._on_disk(path).name
        message = f"{path.strip('/')} belongs to the release and cannot be changed here. "
        if name.removesuffix(".ipynb") in self.project.released():
            message += f"Fix: open work/{name}, your own copy."
        else:
            message += "Fix: put files of your own into work/."
        raise HTTPError(403, message.replace("%", "%%"))  # tornado fills % in its messages

    # Reading

    # Jupyter's asynchronous manager, too, asks a synchronous `exists`.
    def exists(self, path: str) -> bool:  # type: ignore[override]
        """Whether something is at `path`; a chapter without a copy counts."""
        return self._pending(path) is not None or super().exists(path)

    async def file_exists(self, path: str) -> bool:
        """Whether a file is at `path`; a chapter without a copy counts."""
        return self._pending(path) is not None or await super().file_exists(path)

    def is_writable(self, path: str) -> bool:
        """Whether the learner may save at `path`."""
        if self._locked(path):
            return False
        return self._pending(path) is not None or super().is_writable(path)

    async def get(
        self,
        path: str,
        content: bool = True,
        type: str | None = None,
        format: str | None = None,
        require_hash: bool = False,
    ) -> dict[str, Any]:
        """The model of `path`; makes the learner's copy of a chapter when its content is asked for first."""
        chapter = self._pending(path)
        if chapter and not (content or require_hash):
            return await self._pending_model(chapter)
        if chapter:
            self._open_copy(chapter)
        return await super().get(path, content=content, type=type, format=format, require_hash=require_hash)

    def _open_copy(self, chapter: str) -> None:
        copy = self.project.open_copy(chapter)
        # The release comes with the library that it runs: what is fresh from it needs no question of trust.
        self.notary.sign(nbformat.read(copy, as_version=4))

    async def _pending_model(self, chapter: str) -> dict[str, Any]:
        model = await self._notebook_model(f"course/{chapter}.ipynb", content=False)
        return {**model, "path": f"work/{chapter}.ipynb", "writable": True}

    async def _dir_model(self, path: str, content: bool = True) -> dict[str, Any]:
        model = await super()._dir_model(path, content=content)
        if content and self._on_disk(path) == self.project.work:
            there = {entry["name"] for entry in model["content"]}
            for chapter in self.project.released():
                if f"{chapter}.ipynb" not in there:
                    model["content"].append(await self._pending_model(chapter))
        return model

    # Writing

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Save, unless `path` belongs to the release."""
        self._refuse_if_locked(path)
        return await super().save(model, path)

    async def delete_file(self, path: str) -> None:
        """Delete, unless `path` belongs to the release. A deleted copy is made afresh when it is next opened."""
        self._refuse_if_locked(path)
        if self._pending(path):
            raise HTTPError(403, "This chapter has not been opened yet: there is no copy to delete.")
        await super().delete_file(path)

    async def rename_file(self, old_path: str, new_path: str) -> None:
        """Move, unless either end belongs to the release."""
        self._refuse_if_locked(old_path)
        self._refuse_if_locked(new_path)
        chapter = self._pending(old_path)
        if chapter:
            self._open_copy(chapter)
        await super().rename_file(old_path, new_path)

    async def copy(self, from_path: str, to_path: str | None = None) -> dict[str, Any]:
        """Copy, unless the copy would land in the release."""
        self._refuse_if_locked(from_path.rpartition("/")[0] if to_path is None else to_path)
        return await super().copy(from_path, to_path)

    async def create_checkpoint(self, path: str) -> dict[str, Any]:
        """Keep a checkpoint, unless `path` belongs to the release."""
        self._refuse_if_locked(path)
        return await super().create_checkpoint(path)

    async def restore_checkpoint(self, checkpoint_id: str, path: str) -> None:
        """Go back to a checkpoint, unless `path` belongs to the release."""
        self._refuse_if_locked(path)
        await super().restore_checkpoint(checkpoint_id, path)
