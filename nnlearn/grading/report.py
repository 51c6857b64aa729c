"""Marks as files: grades.csv, grades.json, one page per student, index.html. Everything that a student wrote is escaped."""

import csv
import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nnlearn.exercises import Verdict
from nnlearn.grading.score import statistics

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # and their full-width twins


def write_reports(grades: dict[str, Any], out: Path) -> None:
    """Write every file of a graded class.

    Args:
        grades: what grades.json holds (`classroom.grade`).
        out: an existing folder.
    """
    pages = [page_name(number, result["student"]) for number, result in enumerate(grades["students"], 1)]
    titles = {exercise["exercise"]: exercise["title"] for exercise in grades["exercises"]}
    templates = Environment(loader=PackageLoader("nnlearn.grading"), autoescape=True, undefined=StrictUndefined)
    students = out / "students"
    students.mkdir(exist_ok=True)
    for page, result in zip(pages, grades["students"], strict=True):
        panels = [(titles[v["exercise"]], Markup(Verdict.from_json(v).to_html())) for v in result["exercises"]]  # noqa: S704 - escaped there
        _write(students / page, templates.get_template("student.html").render(result=result, panels=panels))
    rows = statistics(grades["students"], titles.items())
    index = templates.get_template("index.html")
    _write(out / "index.html", index.render(grades=grades, pages=pages, statistics=rows))
    _write(out / "grades.csv", to_csv(grades))
    _write(out / "grades.json", json.dumps(grades, indent=1) + "\n")


def page_name(number: int, student: str) -> str:
    """A file name that no student can choose: number, and what of the name is harmless.

    Example:
        >>> page_name(7, "../<b>Zoë</b>")
        '007-b-Zoe-b.html'
    """
    plain = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode()
    return f"{number:03d}-{re.sub(r'[^A-Za-z0-9]+', '-', plain).strip('-')[:40] or 'student'}.html"


def to_csv(grades: dict[str, Any]) -> str:
    """One line per student: points per exercise, total, percentage, notes."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    ids = [exercise["exercise"] for exercise in grades["exercises"]]
    writer.writerow(["student", "file", *ids, "total", "out of", "percent", "isolation", "notes"])
    for result in grades["students"]:
        points = [verdict["points"] for verdict in result["exercises"]]
        notes = " ".join([result["problem"], *result["notes"]]).strip()
        sums = [result["points"], result["out_of"], result["percent"]]
        cells = [result["student"], result["file"], *points, *sums, result["isolation"], notes]
        writer.writerow([csv_safe(cell) if isinstance(cell, str) else cell for cell in cells])
    return buffer.getvalue()


def csv_safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    Example:
        >>> csv_safe("=1+1")
        "'=1+1"
    """
    return f"'{text}" if unicodedata.normalize("NFKC", text[:1]).startswith(_FORMULA) else text


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a pulled plug leaves no half a file."""
    half = path.with_name(f"{path.name}.part")
    half.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    half.replace(path)
