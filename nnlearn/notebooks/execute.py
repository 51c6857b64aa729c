"""Run a notebook from its first cell to its last, and keep of its outputs what is the same on every run."""

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnlearn.notebooks.cells import NotebookError

if TYPE_CHECKING:
    from nbformat import NotebookNode

CELL_TIMEOUT = 120  # seconds
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_WIDGET = "application/vnd.jupyter.widget-view+json"  # names a model that lives no longer than its kernel


def execute(notebook: "NotebookNode", name: str, folder: Path) -> None:
    """Run a notebook in a fresh kernel, in place, with an empty NNLEARN_HOME.

    Args:
        notebook: a solution notebook without outputs; gets its outputs and execution counts 1..n.
        name: the chapter, for messages.
        folder: the kernel's working directory: the notebook's own, as under JupyterLab and nbval.

    Raises:
        NotebookError: a cell raised, took over two minutes, or the kernel died; names chapter and cell, and quotes
            the end of the traceback.
    """
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    released = dict(notebook.metadata)
    running: list[str] = []
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name=notebook.metadata.kernelspec.name,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: running.append(cell.id),
    )
    with tempfile.TemporaryDirectory(prefix="nnlearn-home-") as home:
        try:
            client.execute(env=_environment(home))
        except (CellExecutionError, CellTimeoutError, DeadKernelError, NoSuchKernel) as error:
            cell = f"cell {running[-1]}" if running else "before its first cell"
            raise NotebookError(
                f"chapter {name}, {cell} expects to run to its end, received:\n{_tail(str(error))}\n"
                "Fix: mend the cell in the source and build again."
            ) from None
    notebook.metadata.clear()  # nbclient writes the Python version of this machine
    notebook.metadata.update(released)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_normal(output) for output in cell.outputs]


def _environment(home: str) -> dict[str, str]:
    """The build's environment, but without a learner's progress and with pictures that go into the notebook."""
    inherited = {key: value for key, value in os.environ.items() if key != "MPLBACKEND"}
    return {**inherited, "NNLEARN_HOME": home}


def _tail(text: str) -> str:
    lines = [line for line in _COLOURS.sub("", text).splitlines() if line.strip()]
    return "\n".join(lines[-8:])


def _normal(output: dict[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "error":  # the traceback names files of this machine
        output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
    if "data" in output:
        output["data"].pop(_WIDGET, None)
    return output
