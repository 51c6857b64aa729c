"""What a submission may leave behind, processes and files, and how every bit of it goes."""

import ctypes
import os
import secrets
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

import psutil

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def adopt_orphans() -> None:
    """Make this process, a worker, the parent of whatever a kernel leaves behind, so that `kill_children` finds it (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def kill_children() -> None:
    """Kill all that descends from this process, also what left its session and its environment. For workers only."""
    for _ in range(20):  # a dying process may have started another
        children = psutil.Process().children(recursive=True)
        if not children:
            return
        _kill(children)


def kill_all_of(home: Path) -> None:
    """Kill every process whose HOME is a kernel's folder or lies in it, whatever session it moved to."""
    own, found = os.getpid(), []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            theirs = process.environ().get("HOME", "")
            if process.pid != own and (theirs == str(home) or theirs.startswith(f"{home}{os.sep}")):
                found.append(process)
    _kill(found)


def remove(folder: Path) -> None:
    """Remove a folder and all in it. Never raises; what the system does not let go of stays.

    `shutil.rmtree` gives up where a path or Python's stack ends. Here the contents of a subfolder are moved up beside it first, so that no
    path grows long, however deep they lay. Links are removed, not followed.
    """
    fresh = (folder / f"{secrets.token_hex(8)}-{n}" for n in count())
    with suppress(OSError):
        if folder.is_symlink():
            return folder.unlink()
        folder.chmod(0o700)
        while subfolders := _without_files(folder):
            for subfolder in subfolders:
                subfolder.chmod(0o700)
                for path in subfolder.iterdir():
                    path.rename(next(fresh))
                subfolder.rmdir()
        folder.rmdir()


def _without_files(folder: Path) -> list[Path]:
    """Remove what lies in a folder and is no folder itself; the subfolders that are left."""
    subfolders = []
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            subfolders.append(path)
        else:
            path.unlink()
    return subfolders


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=2)
