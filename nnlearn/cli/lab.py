"""`nnlearn lab`: JupyterLab on the project, the learner's copies in front."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from nnlearn.cli.project import Project, ProjectError


def arguments(project: Project, chapter: str | None, port: int | None, ip: str, browser: bool) -> list[str]:
    """The command line of JupyterLab for this project.

    Args:
        project: what to serve.
        chapter: number, slug or name of a chapter to open; None opens the list of chapters.
        port: int in [1, 65535]; None takes the first free one from 8888 on.
        ip: address to listen on.
        browser: False only prints the address.

    Raises:
        ProjectError: there is no such chapter.
    """
    opened = "work" if chapter is None else f"work/{project.chapter(chapter)}.ipynb"
    given = [
        f"--ServerApp.root_dir={project.root}",
        "--ServerApp.contents_manager_class=nnlearn.cli.contents.ChapterContentsManager",
        f"--LabApp.default_url=/lab/tree/{opened}",
        # An author's Jupytext wraps the contents manager and turns its refusals (403) into faults (500).
        "--ServerApp.jpserver_extensions=jupyterlab_jupytext=False",
        # Encrypt what kernels and server say to each other where both can; else every kernel warns in the terminal.
        "--KernelManager.transport_encryption=auto",
        # Jupyter Server's own timeout is longer than tornado allows, which warns at every opened notebook.
        "--ServerApp.tornado_settings={'ws_ping_timeout': 30000}",
        # Nothing here asks the network for news or newer versions.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--Application.log_level=WARN",
        f"--ServerApp.ip={ip}",
    ]
    if port is not None:
        # A port that was asked for is meant: taken, it is an error, not the next one.
        given += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        given.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        given.append("--allow-root")  # containers and CI run as root; the server stays on `ip` and asks for its token
    return given


def serve(given: list[str], project: Project) -> None:
    """Run JupyterLab until it is stopped.

    Raises:
        ProjectError: JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise ProjectError(
            "nnlearn lab expects JupyterLab, received an environment without it. "
            "Fix: run `make env`, or `pip install -e '.[cpu,lab]'`."
        )
    from jupyterlab.labapp import LabApp

    project.work.mkdir(exist_ok=True)
    # A terminal inside JupyterLab knows `nnlearn`, whether or not the environment was activated.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    LabApp.launch_instance(argv=given)
