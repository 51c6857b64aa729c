"""A class in, marks out: `grade_one` mapped over long-lived processes, and every result kept as it comes."""

import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, as_completed
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from nnlearn.exercises import Exercise, chapter_names
from nnlearn.grading.collect import collect
from nnlearn.grading.leftovers import adopt_orphans, kill_all_of, kill_children, remove
from nnlearn.grading.one import VERSION, finish, grade_one, load_exercises, time_for
from nnlearn.grading.reading import MAX_BYTES
from nnlearn.grading.report import write_reports

GRACE = 120  # seconds beyond a submission's own time before its worker is killed
_PACKAGES = ("nnlearn", "numpy", "ipykernel", "nbval", "pytest")


def grade(
    submissions: Path,
    chapter: str,
    out: Path,
    workers: int | None = None,
    seed: int | None = None,
    sandbox: bool = True,
    cell_timeout: float = 30,
    submission_timeout: float | None = None,
    max_bytes: int = MAX_BYTES,
    module: str | None = None,
) -> dict[str, Any]:
    """Grade a class and write grades.csv, grades.json, index.html and one page per student.

    Args:
        submissions: a folder or zip of notebooks (collect.py has the layouts).
        chapter: number or name: "01", "1", "perceptron".
        out: folder for the marks. Marks that lie there already are kept beside it, as `out-1`, `out-2`, ...
        workers: processes; one per core without.
        seed: int >= 0 that draws the inputs; secret and fresh without. The same seed gives the same marks.
        sandbox: True asks for isolated kernels, which do not exist yet: refused. False runs ordinary kernels, and every result says so.
        cell_timeout: seconds that one cell may take.
        submission_timeout: seconds that one submission may take; by default enough for every exercise to use its time twice.
        max_bytes: what one notebook may weigh.
        module: where the exercises are, instead of the chapter's own: an importable name, or a path that ends in .py.

    Returns:
        What grades.json holds.

    Raises:
        ValueError: for what the caller can mend; the message says how. Nothing that a submission contains raises.
    """
    if sandbox:
        raise ValueError(
            "grade expects --no-sandbox, because isolated kernels are not part of this release: answers run with the rights of the "
            "user who grades. Fix: grade in a container or a user account that holds nothing else, with --no-sandbox."
        )
    chapter = chapter if module else _number(chapter)
    exercises = load_exercises(chapter, module)
    found = collect(Path(submissions), chapter, max_bytes)
    seed = secrets.randbits(64) if seed is None else seed
    options = {"chapter": chapter, "seed": seed, "module": module, "cell_timeout": cell_timeout, "max_bytes": max_bytes}
    options["submission_timeout"] = submission_timeout or time_for(len(exercises), cell_timeout)
    out = _fresh(Path(out))
    with _folder_for_kernels() as root:
        jobs = [asdict(submission) | options | {"root": f"{root}/{n}"} for n, submission in enumerate(found)]
        results = _map(jobs, exercises, workers or os.cpu_count() or 1, out / "results.jsonl")
    grades = _grades(chapter, seed, exercises, results)
    write_reports(grades, out)
    return grades


def _grades(chapter: str, seed: int, exercises: list[Exercise], results: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "version": VERSION,
        "chapter": chapter,
        "seed": seed,
        "isolation": "none",
        "versions": {package: version(package) for package in _PACKAGES},
        "exercises": [{"exercise": e.id, "name": e.name, "title": e.title, "points": e.points} for e in exercises],
        "students": results,
    }


@contextmanager
def _folder_for_kernels() -> Iterator[str]:
    """A private folder for all kernels of a class; whatever still lives in it at the end is killed."""
    root = Path(tempfile.mkdtemp(prefix="nnl-"))
    try:
        yield str(root)
    finally:
        kill_all_of(root)
        remove(root)


def _number(chapter: str) -> str:
    """Two digits, from a chapter's number, slug or name.

    Raises:
        ValueError: there is no such chapter.
    """
    for number, name in chapter_names().items():
        if chapter in (number, name, name[2:], name[5:]) or (chapter.isdecimal() and chapter.zfill(2) == number):
            return number
    known = ", ".join(chapter_names()) or "none"
    raise ValueError(f"grade expects the number or name of a chapter with exercises ({known}), received {chapter!r}.")


def _fresh(out: Path) -> Path:
    """An empty folder of that name; marks that lay there are renamed, anything else is left alone and refused."""
    if out.exists() and not out.is_dir():
        raise ValueError(
            f"grade expects a folder for the marks, received the file {out}. Fix: name another with --out."
        )
    if out.exists() and any(out.iterdir()):
        if not (out / "results.jsonl").is_file():
            raise ValueError(
                f"grade expects an empty folder or one with earlier marks, received {out}, which holds something else. "
                "Fix: name another folder with --out."
            )
        number = next(n for n in range(1, 10_000) if not out.with_name(f"{out.name}-{n}").exists())
        out.rename(out.with_name(f"{out.name}-{number}"))
    out.mkdir(parents=True, exist_ok=True)
    out.chmod(0o700)
    return out


def _map(jobs: list[dict[str, Any]], exercises: list[Exercise], workers: int, journal: Path) -> list[dict[str, Any]]:
    """Grade in processes; every result is in the journal before the next is waited for."""
    from rich.console import Console
    from rich.progress import Progress

    results: dict[int, dict[str, Any]] = {}
    with journal.open("a", encoding="utf-8") as file, Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Grading", total=len(jobs))
        for number, future in _finished(jobs, min(workers, len(jobs))):
            results[number] = _result(future, jobs[number], exercises)
            file.write(json.dumps(results[number]) + "\n")
            file.flush()
            bar.advance(task)
    return [results[number] for number in range(len(jobs))]


def _finished(jobs: list[dict[str, Any]], workers: int) -> Iterator[tuple[int, Future]]:
    """Every job's number and outcome, as they come.

    One whose worker died is graded once more, when no other runs: another submission may have killed it.
    """
    lost = []
    for number, future in _finished_together(dict(enumerate(jobs)), workers):
        if isinstance(future.exception(), (ProcessExpired, BrokenExecutor)):
            lost.append(number)
        else:
            yield number, future
    for number in lost:
        yield from _finished_together({number: jobs[number]}, 1)


def _finished_together(jobs: dict[int, dict[str, Any]], workers: int) -> Iterator[tuple[int, Future]]:
    with _pool(workers) as pool:
        waiting: dict[Future, int] = {
            pool.schedule(_grade_in_worker, args=[job], timeout=job["submission_timeout"] + GRACE): number
            for number, job in jobs.items()
        }
        for future in as_completed(waiting):
            kill_all_of(Path(jobs[waiting[future]]["root"]))  # there are some where the worker died
            yield waiting[future], future


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPool]:
    """Long-lived worker processes; when grading is interrupted they end at once, and not after the whole class."""
    pool = ProcessPool(max_workers=workers, initializer=adopt_orphans, context=get_context("spawn"))
    try:
        yield pool
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _grade_in_worker(job: dict[str, Any]) -> dict[str, Any]:
    """`grade_one` in a folder of its own, with nothing left running that could reach the next submission."""
    folder = Path(job["root"])
    folder.mkdir(exist_ok=True)
    try:
        return grade_one(job)
    finally:
        kill_children()
        remove(folder)


def _result(future: Future, job: dict[str, Any], exercises: list[Exercise]) -> dict[str, Any]:
    """What came back or, where the worker died with it, a result that says so."""
    try:
        return future.result()
    except TimeoutError:
        problem = "Grading this notebook took longer than the time for a whole submission and was stopped."
    except Exception as error:  # ProcessExpired, or a fault of ours: it costs this submission only
        problem = f"Grading this notebook failed ({type(error).__name__}: {str(error)[:200]})."
    lost = {key: job[key] for key in ("student", "file", "chapter")}
    result = {"version": VERSION, **lost, "isolation": "none", "sha256": "", "problem": problem, "notes": []}
    return finish(result, exercises)
