"""Scores and files: sums, escaping, names that no student can choose."""

import csv
import io

import pytest

from nnlearn.exercises import Verdict
from nnlearn.grading.report import csv_safe, page_name, to_csv, write_reports
from nnlearn.grading.score import score, statistics

EVIL = '<script>alert("x")</script>'


def verdict(status="passed", points=1.0, out_of=1.0, **extra):
    return Verdict("01.1", "a", status, extra.pop("headline", "h"), points=points, out_of=out_of, **extra)


def result(student, *verdicts, **extra):
    base = {
        "student": student,
        "file": f"{student}.ipynb",
        "chapter": "01",
        "isolation": "none",
        "sha256": "",
        "notes": [],
    }
    return base | {"problem": "", "exercises": [v.to_json() for v in verdicts]} | score(verdicts) | extra


def grades(*results):
    exercises = [{"exercise": "01.1", "name": "a", "title": EVIL, "points": 1}]
    return {
        "version": 1,
        "chapter": "01",
        "seed": 1,
        "isolation": "none",
        "exercises": exercises,
        "students": list(results),
    }


def test_scores_sum_points_and_nothing_out_of_nothing_is_zero_percent():
    assert score([verdict(), verdict("wrong", 0, 2)]) == {"points": 1, "out_of": 3, "percent": 33.3}
    assert score([]) == {"points": 0, "out_of": 0, "percent": 0.0}


def test_statistics_count_passes_attempts_and_mistakes_by_name():
    made = [verdict("mistake", 0, known_as=name) for name in ("b", "a", "b")]
    rows = statistics([result("s", v) for v in [*made, verdict(), verdict("not attempted", 0)]], [("01.1", "t")])
    assert rows == [
        {"exercise": "01.1", "title": "t", "passed": 1, "attempted": 4, "of": 5, "mistakes": {"b": 2, "a": 1}}
    ]
    assert list(rows[0]["mistakes"]) == ["b", "a"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1+1"])
def test_a_formula_in_a_csv_cell_is_text(text):
    row = list(csv.reader(io.StringIO(to_csv(grades(result(text, verdict(), notes=[text]))))))[1]
    assert row[0] == f"'{text}"
    assert csv_safe("a=1") == "a=1"


@pytest.mark.parametrize("student", ["../x", "..", "/etc/passwd", "a\x00b", "n" * 300, "\u202egnp", "CON", ""])
def test_a_page_name_is_short_plain_and_inside_the_folder(student):
    name = page_name(3, student)
    assert name.startswith("003-")
    assert len(name) < 60
    assert not set(name) & set("/\\:\x00 ")


def test_twins_have_pages_of_their_own():
    assert page_name(1, "Zo\u00eb") != page_name(2, "Zoe\u0308")


def test_everything_a_student_wrote_is_escaped(tmp_path):
    bad = verdict("wrong", 0, headline=EVIL, lines=(EVIL,), table=((EVIL, EVIL),), known_as=EVIL)
    write_reports(grades(result(EVIL, bad, file=EVIL, notes=[EVIL]), result("p", bad, problem=EVIL)), tmp_path)
    pages = [*(tmp_path / "students").iterdir(), tmp_path / "index.html"]
    assert len(pages) == 3
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "&lt;script&gt;" in text
        assert "default-src 'none'" in text


def test_text_that_is_no_utf8_does_not_keep_the_class_from_its_marks(tmp_path):
    odd = "half a pair \ud800 and a bell \x07"
    write_reports(grades(result(odd, verdict("error", 0, headline=odd), notes=[odd])), tmp_path)
    assert "half a pair \\ud800" in (tmp_path / "grades.csv").read_text(encoding="utf-8")


def test_no_half_written_file_stays(tmp_path):
    write_reports(grades(result("a", verdict())), tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"grades.csv", "grades.json", "index.html", "students"}
