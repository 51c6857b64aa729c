"""Gathering evidence: whatever an answer raises or changes is reported, and the file's source does the same elsewhere."""

import ast
import json
import random
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from nnlearn.exercises import evidence
from nnlearn.exercises.evidence import Other, decode, encode, gather

from .hostile import Hostile


class Unprintable(Exception):
    def __str__(self):
        raise SystemExit


class NoName(type):
    @property
    def __name__(cls):
        raise RuntimeError


class Nameless(Exception, metaclass=NoName):
    pass


def probe(answer, **case):
    return (lambda: answer(**case))()  # the call stands in a scope of its own, as in many probes


def cases(**values):
    return [{name: encode(value) for name, value in values.items()}]


def raises(error):
    def answer(x):
        raise error

    return answer


class TestGather:
    @pytest.mark.parametrize(
        "error",
        [
            SystemExit(3),
            KeyboardInterrupt(),
            RecursionError("deep"),
            MemoryError(),
            GeneratorExit(),
            ValueError("\ud800"),
        ]
        + [
            Unprintable(),
            Nameless(),
            StopIteration(),
            ExceptionGroup("many", [ValueError()]),
            NotImplementedError("stub"),
        ],
    )
    def test_whatever_is_raised_is_reported_with_its_line(self, error):
        (result,) = gather(raises(error), probe, cases(x=1.0))
        json.dumps(result, ensure_ascii=False).encode("utf-8")
        assert result["error"]["text"] == "raise error"
        if type(error) is not Nameless:
            assert result["error"]["type"] == type(error).__name__

    def test_endless_recursion_is_an_error(self):
        def answer(x):
            return answer(x)

        (result,) = gather(answer, probe, cases(x=1.0))
        assert result["error"]["type"] == "RecursionError"
        assert result["error"]["text"] == "return answer(x)"

    def test_an_exception_while_the_value_is_read_is_the_answers(self):
        class Exits:
            def __array__(self, dtype=None, copy=None):
                raise SystemExit

        (result,) = gather(lambda x: Exits(), probe, cases(x=1.0))
        assert result["error"]["type"] == "SystemExit"

    def test_an_untouched_stub_is_not_asked(self):
        (result,) = gather(..., probe, cases(x=1.0))
        assert decode(result["value"]) is ...

    def test_a_generator_is_no_value(self):
        def answer(x):
            yield x

        (result,) = gather(answer, probe, cases(x=1.0))
        assert decode(result["value"]) == Other("a value of type generator")

    def test_the_line_is_the_answers_even_where_numpy_raises(self):
        def answer(x):
            y = x + 1
            return np.linalg.inv(y)

        (result,) = gather(answer, probe, cases(x=np.zeros(3)))
        assert result["error"]["text"] == "return np.linalg.inv(y)"
        assert result["error"]["line"] == answer.__code__.co_firstlineno + 2

    def test_a_fault_in_the_call_itself_has_no_line_of_the_probe(self):
        (result,) = gather(lambda: 1, probe, cases(x=1.0))
        assert (result["error"]["type"], result["error"]["line"]) == ("TypeError", 0)

    def test_the_first_error_ends_the_run(self):
        results = gather(lambda x: 1 / x, probe, [*cases(x=1.0), *cases(x=0.0), *cases(x=2.0)])
        assert ["value" in result for result in results] == [True, False]

    def test_messages_name_no_address_and_no_folder(self):
        def answer(x):
            raise ValueError(f"{object()} in {Path('/home/somebody/work/notes.py')} not 1/2 or a/b")

        (result,) = gather(answer, probe, cases(x=1.0))
        assert result["error"]["message"] == "<object object> in notes.py not 1/2 or a/b"

    @pytest.mark.parametrize(
        ("before", "change", "index"),
        [
            (np.array([[1.0, 2.0], [3.0, 4.0]]), lambda x: x.__setitem__((1, 0), 9), [1, 0]),
            (np.array([np.nan, 1.0]), lambda x: x.__setitem__(1, np.nan), [1]),
            ([1, [2, 3]], lambda x: x[1].append(4), []),
            ({"a": 1}, lambda x: x.clear(), []),
            ([np.zeros(2000)], lambda x: x[0].__setitem__(1000, 1), []),
            (np.zeros((2, 3)), lambda x: setattr(x, "shape", (6,)), []),
            ([1], lambda x: x.append(x), []),
            ([1], lambda x: x.append(Hostile.Liar()), []),
        ],
    )
    def test_a_changed_input_is_reported_where_it_changed(self, before, change, index):
        (result,) = gather(lambda x: change(x), probe, cases(x=before))
        ((name, where, _, _),) = result["changed"]
        assert (name, where) == ("x", index)

    @pytest.mark.parametrize("value", [np.array([np.nan, np.inf]), [np.nan], {"a": np.array([1j])}, "text", 1.5])
    def test_an_untouched_input_is_not_reported(self, value):
        (result,) = gather(lambda x: x, probe, cases(x=value))
        assert result["changed"] == []

    def test_minus_zero_for_zero_is_no_change(self):
        (result,) = gather(lambda x: x.__imul__(-1.0), probe, cases(x=np.zeros(2)))
        assert result["changed"] == []

    def test_global_generators_are_as_they_were(self):
        np.random.seed(7)
        random.seed(7)
        expected = np.random.rand(), random.random()
        np.random.seed(7)
        random.seed(7)
        first = gather(lambda x: (np.random.rand(), random.random()), probe, cases(x=1.0))
        assert (np.random.rand(), random.random()) == expected
        assert first == gather(lambda x: (np.random.rand(), random.random()), probe, cases(x=1.0))

    def test_warnings_are_kept_off_the_panel(self, recwarn, capfd):
        def answer(x):
            warnings.warn("odd", stacklevel=1)
            return np.exp(x) / 0

        (result,) = gather(answer, probe, cases(x=np.array([1000.0])))
        assert "value" in result
        assert not recwarn.list
        assert capfd.readouterr() == ("", "")


class TestAsSource:
    """The grader sends this file's text; what it does there must be what it does here."""

    source = Path(evidence.__file__).read_text(encoding="utf-8")

    def test_gives_the_same_evidence_in_an_empty_namespace(self):
        space = {}
        exec(compile(self.source, "<evidence>", "exec"), space)
        sent = [*cases(x=np.arange(3.0)), *cases(x=np.array([])), *cases(x=np.array([[1, 2]]))]

        def answer(x):
            x[:1] = 5
            return {"a": x.sum(), "b": [x, "c", {1}]}

        def failing(x):
            return x[7]

        for one in (answer, failing):
            assert space["gather"](one, probe, sent) == gather(one, probe, sent)

    def test_leaves_its_own_lines_out_wherever_it_runs(self):
        space = {}
        exec(compile(self.source, "/tmp/ipykernel_1/2.py", "exec"), space)
        (result,) = space["gather"](3, probe, cases(x=1.0))
        assert (result["error"]["line"], result["error"]["text"]) == (0, "")

    def test_takes_a_probe_that_travelled_as_source(self):
        space = {"np": np}
        exec("@staticmethod\ndef probe(answer, x):\n    return answer(x)", space)
        (result,) = gather(3, space["probe"], cases(x=1.0))
        assert (result["error"]["type"], result["error"]["line"]) == ("TypeError", 0)

    def test_imports_the_standard_library_and_numpy_only(self):
        imported = set()
        for node in ast.walk(ast.parse(self.source)):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module.split(".")[0])
        assert "numpy" in imported
        assert imported - {"numpy"} <= sys.stdlib_module_names
