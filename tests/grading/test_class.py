"""A whole class, marks known beforehand: right, wrong, mixed, broken, hostile."""

import csv
import json
import re
from html.parser import HTMLParser

import pytest

from nnlearn.exercises import feedback
from nnlearn.grading import grade

from . import made
from .conftest import SEED

pytestmark = [pytest.mark.kernel, pytest.mark.slow]
NAMES = sorted(made.a_class())


def by_file(grades):
    return {result["file"]: result for result in grades["students"]}


def marks(result):
    return tuple(verdict["points"] for verdict in result["exercises"])


@pytest.mark.parametrize("name", NAMES)
def test_every_submission_gets_the_marks_known_beforehand(graded, klass, name):
    result = by_file(graded[0])[name]
    assert marks(result) == klass[name].marks, json.dumps(result["exercises"], indent=1)
    assert result["points"] == sum(klass[name].marks)
    assert result["out_of"] == (14 if not result["problem"] else result["out_of"])


@pytest.mark.parametrize("name", [name for name in NAMES if made.a_class()[name].says])
def test_a_lost_point_has_its_reason_in_words(graded, klass, name):
    result = by_file(graded[0])[name]
    said = [result["problem"], *result["notes"]]
    said += [" ".join([verdict["headline"], *verdict["lines"]]) for verdict in result["exercises"]]
    assert klass[name].says in "\n".join(said)


def test_no_verdict_is_a_fault_of_the_grader(graded):
    assert [v for r in graded[0]["students"] for v in r["exercises"] if v["status"] == feedback.FAULT] == []


def test_one_worker_gives_the_same_results_as_two(graded, klass, write, tmp_path):
    again = grade(
        write(klass, tmp_path / "in"), "01", tmp_path / "out", workers=1, seed=SEED, sandbox=False, cell_timeout=10
    )
    assert again["students"] == graded[0]["students"]


def test_grades_csv_has_a_line_per_student_and_no_formula(graded, klass):
    with (graded[1] / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert {row["file"].removeprefix("'") for row in rows} == set(klass)
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]
    for row in rows:
        assert float(row["total"]) == sum(klass[row["file"].removeprefix("'")].marks)
        assert row["isolation"] == "none"


def test_every_result_records_the_isolation_and_grades_json_the_seed(graded):
    grades = json.loads((graded[1] / "grades.json").read_text(encoding="utf-8"))
    assert grades == graded[0]
    assert grades["seed"] == SEED
    assert {result["isolation"] for result in grades["students"]} == {"none"}
    journal = (graded[1] / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(journal) == 40


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.tags |= {f"on-event {name}" for name, _ in attrs if name.startswith("on")}


def test_every_student_has_a_page_of_their_own_without_scripts(graded):
    pages = sorted((graded[1] / "students").iterdir())
    assert len(pages) == 40
    for page in [*pages, graded[1] / "index.html"]:
        parser = Tags()
        parser.feed(page.read_text(encoding="utf-8"))
        assert not parser.tags & {"script", "x", "img", "iframe", "object"}
        assert not [tag for tag in parser.tags if tag.startswith("on-event")]
        assert re.fullmatch(r"[\w.-]+", page.name)


def test_unicode_twins_are_two_students(graded):
    twins = [result for result in graded[0]["students"] if result["student"].startswith("Zo")]
    assert len({result["student"] for result in twins}) == 2
    assert sorted(result["points"] for result in twins) == [0, 14]


def test_the_index_links_every_page_and_counts_mistakes(graded):
    index = (graded[1] / "index.html").read_text(encoding="utf-8")
    for page in (graded[1] / "students").iterdir():
        assert f'href="students/{page.name}"' in index
    assert "AND and OR have changed places: 1" in index
    assert "it says False to every set here" not in index  # said of answers whose helper was wrong
    assert "<script>alert" not in index
    assert "&lt;script&gt;alert" in index
