"""The commands. Each imports what it needs when it runs, so that help answers at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from nnlearn.cli.project import Project, ProjectError, find_project

app = typer.Typer(
    name="nnlearn",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Neural networks, built by hand and proved against Keras: open the course, check your work, grade a class.",
    epilog="Start with `nnlearn lab`. Every command answers to --help.",
)

Chapter = Annotated[str | None, typer.Argument(help="Number or name of a chapter: 01, perceptron.", show_default=False)]
Chapters = Annotated[
    list[str] | None, typer.Argument(help="Numbers or names of chapters; all without.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]


def fail(message: str) -> NoReturn:
    """Say in one sentence what is wrong with the command line, and leave with exit code 2."""
    typer.echo(f"Error: {message}", err=True)
    raise typer.Exit(2)


@contextmanager
def said_plainly(*errors: type[Exception]) -> Iterator[None]:
    """Turn the errors that a person can mend into one sentence; every other error keeps its traceback."""
    mendable: tuple[type[Exception], ...] = (ProjectError, *errors)
    try:
        yield
    except mendable as error:
        fail(str(error))


@contextmanager
def installed(target: str, extra: str) -> Iterator[None]:
    """Where a package is not installed, say how to get it; a missing module of our own keeps its traceback."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").split(".")[0]
        if package in ("", "nnlearn"):
            raise
        fail(
            f"This command expects {package}, which is not installed. Fix: run `{target}`, or `pip install -e '.[{extra}]'`."
        )


def project_here() -> Project:
    """The project, or a sentence that says where it was looked for."""
    with said_plainly():
        return find_project()


@app.command(epilog="Example: nnlearn lab 01")
def lab(
    chapter: Chapter = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port; the first free one from 8888 on without.")
    ] = None,
    ip: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open a browser, or only print the address.")] = True,
) -> None:
    """Open JupyterLab on your own copies of the chapters.

    A chapter is copied into work/ when you first open it.
    Nothing ever overwrites your copy: delete it to start the chapter afresh,
    and use `nnlearn update` to bring a newer release into it.
    """
    from nnlearn.cli.lab import arguments, serve

    project = project_here()
    with said_plainly():
        serve(arguments(project, chapter, port, ip, browser), project)


@app.command(epilog="Example: nnlearn update 01")
def update(chapter: Chapter = None) -> None:
    """Bring the newest release of a chapter into your copy, and keep every answer of yours.

    Lessons are renewed; your answers and the cells that you added stay.
    The copy as it was before is kept in work/.backup/.
    """
    from nnlearn.cli.update import table, update_copies

    project = project_here()
    with said_plainly():
        rows = update_copies(project, None if chapter is None else project.chapter(chapter))
    if not rows:
        typer.echo("Nothing to update: work/ has no copy of a chapter yet. Open one with `nnlearn lab`.")
        return
    _console().print(table(rows))
    if any(row.failed for row in rows):
        raise typer.Exit(1)


@app.command(epilog="Example: nnlearn check work/01_perceptron.ipynb")
def check(
    notebook: Annotated[Path, typer.Argument(help="Your copy of a chapter.", show_default=False)],
) -> None:
    """Check every exercise of one notebook: a table of verdicts and points, then what is not right yet, and why."""
    if not notebook.is_file():
        fail(
            f"check expects a notebook, received {notebook}, which is no file. "
            "Fix: name your copy, such as work/01_perceptron.ipynb; `nnlearn lab` makes it."
        )
    grading = _grading()
    with said_plainly(ValueError):
        report = grading.check_notebook(notebook)
    _console().print(report)


@app.command(epilog="Example: nnlearn grade submissions/ --chapter 01 --out grades/ --no-sandbox")
def grade(
    submissions: Annotated[Path, typer.Argument(help="A folder or zip of notebooks.", exists=True)],
    chapter: Annotated[str, typer.Option(help="Number or name of the chapter: 01, perceptron.")],
    out: Annotated[Path, typer.Option(help="Folder for grades.csv, grades.json and one page per student.")],
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one per core without.")] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Draws the inputs; the same seed gives the same marks.")
    ] = None,
    sandbox: Annotated[bool, typer.Option(help="Run answers isolated, or not: every mark then says so.")] = True,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that one cell may take.")] = 30,
    max_mb: Annotated[float, typer.Option(min=0.1, help="Megabytes that one notebook may weigh.")] = 20,
) -> None:
    """Grade a class: every submission gets marks and a reason in words, whatever it contains.

    Understood are alice.ipynb and alice/01_perceptron.ipynb, in a folder or a zip.
    Marks that lie in the folder --out already are kept beside it.
    """
    grading = _grading()
    with said_plainly(ValueError):
        grades = grading.grade(
            submissions,
            chapter=chapter,
            out=out,
            workers=workers,
            seed=seed,
            sandbox=sandbox,
            cell_timeout=timeout,
            max_bytes=int(max_mb * 1e6),
        )
    students = grades["students"]
    problems = sum(bool(student["problem"]) for student in students)
    typer.echo(f"{len(students)} submissions, {problems} of them could not be graded. Marks: {out / 'index.html'}")


@app.command(epilog="Example: nnlearn build 01 02")
def build(
    chapters: Chapters = None,
    check: Annotated[bool, typer.Option("--check", help="Build nothing; fail when a notebook is stale.")] = False,
    execute: Annotated[
        bool, typer.Option(help="Run the solution notebooks, or only derive the course notebooks.")
    ] = True,
) -> None:
    """Make the notebooks of chapters from their sources in solutions/. For authors."""
    from nnlearn import notebooks

    if check and not execute:
        fail("--check executes nothing and cannot be combined with --no-execute. Fix: leave one of them out.")
    project = project_here()
    with said_plainly(notebooks.NotebookError), installed("make dev", "author"):
        if check:
            lines = [str(finding) for finding in notebooks.check(chapters, project.root)]
        else:
            changed = notebooks.build(chapters, project.root, execute=execute)
            lines = [f"written: {path.relative_to(project.root)}" for path in changed]
    typer.echo("\n".join(lines) or "Everything is fresh.")
    if check and lines:
        raise typer.Exit(1)


@app.command(epilog="Example: nnlearn progress")
def progress() -> None:
    """Show where you stand: points and tries of every exercise, and which one is next."""
    from nnlearn.cli.progress import catalogue, render
    from nnlearn.exercises.progress import load

    _console().print(render(catalogue(), load()))


@app.command(epilog="Example: nnlearn doctor")
def doctor(as_json: AsJson = False) -> None:
    """Say what is missing on this machine and how to mend it.

    The exit code is 1 when something that a learner needs is missing, and 0 otherwise.
    """
    from nnlearn.cli.doctor import diagnose, table, to_json

    checks = diagnose()
    if as_json:
        typer.echo(to_json(checks))
    else:
        _console().print(table(checks))
    if any(check.blocks_learning for check in checks):
        raise typer.Exit(1)


def _grading():
    """The package that runs notebooks, or a sentence that says how to install what it needs."""
    with installed("make env", "grade"):
        from nnlearn import grading
    return grading


def _console():
    from rich.console import Console

    return Console()
