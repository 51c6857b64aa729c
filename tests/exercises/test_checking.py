"""The learner's own check, its hints, its loans and its record of progress."""

import json
import linecache
import multiprocessing
import os
import signal
import threading

import numpy as np
import pytest

from nnlearn.exercises import Exercise, ch01, chapter_names, checking, exercises_of, feedback, progress
from nnlearn.exercises.checking import TRIES_BEFORE_SOLUTION

from .hostile import Hostile
from .made_up import Slope, Tally, Variance, crash, interrupted, stub


def from_cell(text, name):
    """The function `variance` of a cell, as IPython makes it: its text stands in linecache."""
    space = {}
    exec(compile(text, name, "exec"), space)
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    return space["variance"]


class TestCheck:
    @pytest.mark.parametrize(
        "answer",
        [crash, interrupted, stub, None, 3, "a", len, np.ndarray, np.nan, object(), Exercise, ..., NotImplemented, [[]]]
        + [kind for kind in vars(Hostile).values() if isinstance(kind, type)],
    )
    def test_never_raises_and_always_shows_itself(self, answer):
        for exercise in (Variance(), Slope(), Tally()):
            verdict = exercise.check(answer)
            assert not verdict.passed
            assert verdict.status != feedback.FAULT
            assert verdict._repr_mimebundle_()["text/plain"] == repr(verdict)

    @pytest.mark.parametrize("kind", [kind for kind in vars(Hostile).values() if isinstance(kind, type)])
    def test_survives_an_answer_that_is_hostile_itself(self, kind):
        assert Slope().check(kind()).status != feedback.FAULT
        assert not Variance().check(lambda x: kind()).passed

    def test_without_an_answer_nothing_was_attempted(self):
        assert Variance().check().status == feedback.NOT_ATTEMPTED
        assert Variance().check(stub).status == feedback.NOT_ATTEMPTED

    def test_a_result_handed_over_for_a_function_is_said_as_such(self):
        verdict = Variance().check(np.var([1.0, 2.0]))
        assert verdict.headline == "Not yet: what came is no function, but a value."
        assert "`ch90.variance.check(variance)`" in verdict.lines[0]
        assert "no class" in Tally().check(Tally.reference()).headline

    def test_asks_the_same_every_time(self):
        seen = []
        for _ in range(2):
            Variance().check(lambda x: seen.append(x.sum()) or x.var())
        assert seen[: len(seen) // 2] == seen[len(seen) // 2 :]

    def test_a_fault_of_ours_is_said_to_be_ours(self):
        class Broken(Variance):
            def expected(self, **case):
                raise KeyError("no /tmp/secret/place")

        verdict = Broken().check(np.var)
        assert verdict.status == feedback.FAULT
        assert "our fault, not yours" in verdict.headline
        assert "/tmp" not in verdict.headline
        assert progress.load() == {}

    def test_help_that_the_grader_would_not_see_is_said_at_home(self):
        def variance(x):
            import scipy

            return x.var() if scipy else None

        verdict = Variance().check(variance)
        assert (verdict.status, verdict.points) == (feedback.NOT_ALLOWED, 0)

    def test_our_own_version_handed_in_is_no_attempt(self):
        exercise = Variance()
        ours = exercise.yours_or_ours(...)
        verdict = exercise.check(ours)
        assert verdict.status == feedback.NOT_ATTEMPTED
        assert "our version" in verdict.headline


class TestEndlessLoops:
    def test_are_stopped_and_said_to_be_that(self, monkeypatch):
        monkeypatch.setattr(checking, "SECONDS", 0.2)

        def endless(x):
            while True:
                try:
                    pass
                except Exception:
                    return x

        verdict = Variance().check(endless)
        assert (
            verdict.headline
            == "Stopped while your code was still running. Is there a loop that never ends, or far longer than the task asks?"
        )

    def test_leave_no_alarm_behind(self, monkeypatch):
        monkeypatch.setattr(checking, "SECONDS", 0.2)
        Variance().check(np.var)
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGALRM) in (signal.SIG_DFL, signal.SIG_IGN)

    def test_a_check_beside_the_main_thread_does_without_the_alarm(self):
        seen = []
        thread = threading.Thread(target=lambda: seen.append(Variance().check(np.var).passed))
        thread.start()
        thread.join(30)
        assert seen == [True]


class TestCauses:
    """An answer that calls an earlier one is told where to look first."""

    CELL = "def train(X, y, max_epochs):\n    return update(0, 0, 0, 0), 0, []\n"

    def told(self, monkeypatch, update):
        monkeypatch.setattr(checking.source, "cell_of", lambda exercise, answer: (self.CELL, True))
        space = {"update": update}
        exec(self.CELL, space)
        return any("01.4" in line for line in ch01.train.check(space["train"]).lines)

    def test_an_earlier_answer_that_has_not_passed_is_named(self, monkeypatch):
        assert self.told(monkeypatch, lambda w, b, x, y: (w, b))

    def test_ours_is_not(self, monkeypatch):
        assert not self.told(monkeypatch, ch01.update.reference)

    def test_one_that_has_passed_is_not(self, monkeypatch):
        mine = lambda *a: ch01.update.reference(*a)  # noqa: E731
        assert ch01.update.check(mine).passed
        assert not self.told(monkeypatch, mine)


class TestSolutionOffer:
    def test_comes_with_the_third_try(self):
        exercise = Variance()
        offers = [any("folder `solutions`" in line for line in exercise.check(crash).lines) for _ in range(4)]
        assert offers == [False] * (TRIES_BEFORE_SOLUTION - 1) + [True, True]

    def test_does_not_count_stubs(self):
        exercise = Variance()
        for _ in range(5):
            exercise.check(stub)
        assert len(exercise.check(crash).lines) == 1

    def test_leaves_a_right_answer_alone(self):
        exercise = Variance()
        for _ in range(5):
            exercise.check(crash)
        assert exercise.check(np.var).lines == ()


class TestHints:
    def test_come_in_three_steps_and_start_again(self):
        exercise = Variance()
        hints = [exercise.hint() for _ in range(4)]
        assert [hint.text for hint in hints] == [*Variance.hints, Variance.hints[0]]
        assert repr(hints[1]) == "90.1, hint 2 of 3: The mean of the squared distances."
        assert "<code>((x - x.mean()) ** 2).mean()</code>" in hints[2]._repr_mimebundle_()["text/html"]


class TestYoursOrOurs:
    def test_yours_once_it_has_passed(self, capsys):
        exercise = Variance()

        def mine(x):
            return x.var()

        assert exercise.yours_or_ours(mine) is exercise.reference
        exercise.check(mine)
        assert exercise.yours_or_ours(mine) is mine
        assert capsys.readouterr().out == "variance: ours, until yours passes its check in 90.1\nvariance: yours\n"

    @pytest.mark.parametrize("answer", [stub, ..., None, crash, np.ones(3)])
    def test_ours_until_then(self, answer):
        exercise = Variance()
        exercise.check(answer)
        assert exercise.yours_or_ours(answer) is exercise.reference

    def test_an_unchanged_cell_run_again_is_still_yours(self, capsys):
        exercise, cell = Variance(), "def variance(x):\n    return x.var()\n"
        first, again = from_cell(cell, "<ipython-input-1>"), from_cell(cell, "<ipython-input-2>")
        assert exercise.check(first).passed
        assert exercise.yours_or_ours(again) is again
        changed = from_cell(cell + "scale = 2\n", "<ipython-input-3>")
        assert exercise.yours_or_ours(changed) is not changed

    def test_ours_when_it_failed_later_or_was_written_anew(self):
        exercise = Variance()

        def mine(x):
            return x.var()

        exercise.check(mine)
        assert exercise.yours_or_ours(lambda x: x.var()) is exercise.reference
        exercise.check(crash)
        assert exercise.yours_or_ours(mine) is exercise.reference

    def test_an_array_is_yours_by_identity_and_unchanged(self):
        exercise = Slope()
        mine = np.array([2.0, 1.0])
        exercise.check(mine)
        assert exercise.yours_or_ours(mine) is mine
        assert exercise.yours_or_ours(mine.copy()) is not mine
        mine[0] = 5
        np.testing.assert_array_equal(exercise.yours_or_ours(mine), [2.0, 1.0])

    def test_what_a_lesson_does_to_ours_stays_in_the_lesson(self):
        exercise = Slope()
        ours = exercise.yours_or_ours(...)
        ours += 10
        np.testing.assert_array_equal(exercise.reference, [2.0, 1.0])

    def test_two_exercises_keep_apart(self):
        one, other = Variance(), Variance()
        one.check(np.var)
        assert other.yours_or_ours(np.var) is other.reference


def write_many(home):
    os.environ["NNLEARN_HOME"] = home
    for _ in range(50):
        Variance().check(crash)


class TestProgress:
    def lines(self):
        return [json.loads(line) for line in (progress.home() / "progress.jsonl").read_text().splitlines()]

    def test_each_check_adds_one_line(self):
        for answer in (stub, crash, np.var, crash):
            Variance().check(answer)
        assert [line["status"] for line in self.lines()] == ["not attempted", "error", "passed", "error"]
        assert progress.load()["90.1"] == progress.Record(tries=2, passed=True, status="error")

    def test_what_stood_there_stays(self):
        progress.home().mkdir(exist_ok=True)
        (progress.home() / "progress.jsonl").write_text(
            "not json\n[1]\n{}\n" + "[" * 10_000 + "\n" + '{"exercise": 1}\n'
        )
        Variance().check(np.var)
        assert (progress.home() / "progress.jsonl").read_text().startswith("not json\n[1]\n")
        assert list(progress.load()) == ["90.1"]

    def test_writers_at_the_same_time_lose_no_line(self):
        home = str(progress.home())
        with multiprocessing.get_context("fork").Pool(3) as pool:
            pool.map(write_many, [home] * 3, chunksize=1)
        assert len(self.lines()) == 150
        assert progress.load()["90.1"].tries == 150

    @pytest.mark.parametrize("home", ["/proc/nothing", "a\tb/\udcff", "/dev/null/x"])
    def test_a_home_that_cannot_be_written_costs_only_the_record(self, home, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("NNLEARN_HOME", home)
        assert Variance().check(np.var).passed

    def test_nobodys_home_costs_only_the_record(self, monkeypatch):
        def nowhere(*args):
            raise RuntimeError("Could not determine home directory.")

        monkeypatch.delenv("NNLEARN_HOME")
        monkeypatch.setattr(progress.Path, "home", nowhere)
        assert Variance().check(np.var).passed
        assert progress.load() == {}

    def test_a_file_in_the_way_costs_only_the_record(self, monkeypatch, tmp_path):
        (tmp_path / "progress.jsonl").mkdir()
        monkeypatch.setenv("NNLEARN_HOME", str(tmp_path))
        assert not Variance().check(crash).passed


class TestChapters:
    def test_a_chapter_that_does_not_exist_is_said_with_those_that_do(self):
        with pytest.raises(ValueError, match=r"No exercises for chapter '99'. There are: .*01"):
            exercises_of("99")

    def test_a_chapter_is_a_name_of_the_package(self):
        import nnlearn.exercises

        for number in chapter_names():
            assert getattr(nnlearn.exercises, f"ch{number}").__name__.endswith(chapter_names()[number])
        with pytest.raises(AttributeError):
            nnlearn.exercises.ch99

    def test_uses_is_written_for_the_task(self):
        assert (Variance().uses, Slope().uses) == ("Use: NumPy.", "Use: plain Python.")
