"""What the doctor tries out. Each function says what went wrong in one line, or None (with a timeout throughout)."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

IMPORT_TIMEOUT = KERNEL_TIMEOUT = 120  # seconds; a first import on a slow disk takes tens of them


def import_problem(*modules: str, timeout: float = IMPORT_TIMEOUT) -> str | None:
    """Import modules in a fresh interpreter: a broken TensorFlow may crash the one that imports it."""
    try:
        run = subprocess.run(  # noqa: S603 - this very interpreter, names from this package
            [sys.executable, "-c", f"import {', '.join(modules)}"],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {timeout:.0f} s"
    if run.returncode == 0:
        return None
    if run.returncode < 0:
        return f"crashed with signal {-run.returncode}"
    return (run.stderr.strip().splitlines() or ["failed without a word"])[-1]


def kernel_problem(timeout: float = KERNEL_TIMEOUT) -> str | None:
    """Start a kernel, let it compute 6 * 7, stop it."""
    from jupyter_client.manager import start_new_kernel

    try:
        manager, client = start_new_kernel(startup_timeout=timeout, stderr=subprocess.DEVNULL)
    except Exception as error:
        return f"does not start: {error}"
    try:
        reply = client.execute_interactive(
            "assert 6 * 7 == 42", store_history=False, timeout=timeout, output_hook=lambda message: None
        )
        status = reply["content"]["status"]
        return None if status == "ok" else f"answers {status!r}"
    except TimeoutError:
        return f"no answer in {timeout:.0f} s"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def write_problem(folder: Path) -> str | None:
    """Whether a file can be made in a folder, or the folder itself where it does not exist yet."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not there.is_dir():
        return f"{there} is not a folder"
    if there != folder:
        return None if os.access(there, os.W_OK) else f"{there} cannot be written"
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return f"{folder} cannot be written: {error.strerror}"


def free_memory_gb() -> float | None:
    """Memory that a new process can have, in GB; None where psutil is not there to tell."""
    try:
        import psutil
    except ModuleNotFoundError:
        return None
    return psutil.virtual_memory().available / 1e9
