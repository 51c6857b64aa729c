"""When is a learner's value right? Each comparison answers with None (right) or with the `Difference` that a learner is shown."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlearn.exercises.evidence import Other, clean
from nnlearn.exercises.feedback import SHOWN, show, show_pair


@dataclass(frozen=True)
class Difference:
    """What separates a value from the right one.

    Attributes:
        kind: ``"missing"``, ``"type"``, ``"shape"``, ``"use"`` (it cannot be used as it is) or ``"value"``.
        message: a sentence for the learner.
        yours: what the learner's answer gave, where a part of it is the point (None: show the whole).
        expected: the right value at that place.
    """

    kind: str
    message: str
    yours: Any = None
    expected: Any = None


class Comparison:
    """What every comparison offers: the difference from the right value, and whether two answers did the same.

    Attributes:
        parts: what the entries of an expected tuple are called: ``("the value", "the derivative")``.
    """

    parts: tuple[str, ...] = ()

    def difference(self, got: Any, expected: Any, case: dict[str, Any]) -> Difference | None:
        """None where `got` is right, else what separates it from `expected`."""
        raise NotImplementedError

    def same(self, got: Any, other: Any, case: dict[str, Any]) -> bool:
        """True where two answers, right or wrong, gave the same."""
        return self.difference(got, other, case) is None


class Close(Comparison):
    """Equal up to rounding, by `rtol` and by an `atol` relative to the largest expected magnitude.

    Where that magnitude is below `floor`, `atol` is `floor`: such values are nothing but rounding, and 0 and 1e-17 are both right.
    An exercise whose right values are themselves that small (a vanished gradient) sets ``floor=0``.

    Summing in another order passes; so does an answer computed in float32, which is given `rtol32`. Lists, tuples and arrays of the
    same numbers are equal, and so are a Python float and an array without axes: a task that leaves the type open may not judge it.

    Args:
        rtol: relative tolerance for float64 (default 1e-6).
        rtol32: relative tolerance for answers that come as float32 or float16 (default 1e-4).
        scale: `atol` as a fraction of the largest expected magnitude (default 1e-9; for float32 answers, `rtol32` / 10).
        floor: largest magnitude that counts as rounding noise (default 1e-12; for float32 answers 100,000 times as much).
        parts: what the entries of an expected tuple are called.
    """

    def __init__(
        self,
        rtol: float = 1e-6,
        rtol32: float = 1e-4,
        scale: float = 1e-9,
        floor: float = 1e-12,
        parts: tuple[str, ...] = (),
    ):
        self.rtol, self.rtol32, self.scale, self.floor, self.parts = rtol, rtol32, scale, floor, parts

    def difference(self, got: Any, expected: Any, case: dict[str, Any]) -> Difference | None:
        """Compare one value, or a dict or list of values, with the expected one."""
        return _walk(got, expected, "", self._numbers, self.parts)

    def _numbers(self, got: np.ndarray, expected: np.ndarray) -> np.ndarray:
        narrow = got.dtype in (np.float32, np.float16, np.complex64)
        rtol, scale = (self.rtol32, self.rtol32 / 10) if narrow else (self.rtol, self.scale)
        finite = np.abs(expected[np.isfinite(expected)].astype(complex))
        largest, floor = finite.max(initial=0.0), self.floor * (1e5 if narrow else 1)
        atol = scale * largest if largest > floor else floor
        with np.errstate(all="ignore"):
            return np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)


class Exact(Comparison):
    """Equal numbers, labels, strings or truths; types that mean the same number (1, 1.0, True) are equal, and so are NaN and NaN."""

    def difference(self, got: Any, expected: Any, case: dict[str, Any]) -> Difference | None:
        """Compare one value, or a dict or list of values, with the expected one."""
        return _walk(got, expected, "", lambda a, b: (a == b) | ((a != a) & (b != b)))


class Accuracy(Comparison):
    """At least a fraction `least` of the labels must be those of the truth that stays outside the kernel."""

    def __init__(self, least: float):
        self.least = least

    def difference(self, got: Any, expected: Any, case: dict[str, Any]) -> Difference | None:
        """Compare predicted labels (n,), which are numbers, with the true ones (n,)."""
        shape = _walk(got, expected, "", lambda a, b: np.ones(b.shape, bool))
        if shape is not None:
            return shape
        right = np.asarray(got) == np.asarray(expected)
        if right.sum() >= self.least * right.size:
            return None
        says = f"{right.sum()} of {right.size} predictions are right; at least {self.least:.6g} of them is asked for."
        return Difference("value", says)

    def same(self, got: Any, other: Any, case: dict[str, Any]) -> bool:
        """Two answers are the same when they agree on every label."""
        return Exact().difference(got, other, case) is None


class AtMost(Comparison):
    """A number, or every number of an array, that may not exceed the expected one."""

    def difference(self, got: Any, expected: Any, case: dict[str, Any]) -> Difference | None:
        """Compare a number with its upper bound; NaN is never small enough."""
        return _walk(got, expected, "", lambda a, b: (a.real <= b) & (a.imag == 0))

    def same(self, got: Any, other: Any, case: dict[str, Any]) -> bool:
        """Two answers are the same when they reach the same number."""
        return Close().difference(got, other, case) is None


class Through(Comparison):
    """Judge not the value but what it does: where many answers are right.

    `transform(value, **case)` runs here, outside the kernel. One that raises says that the value cannot be used.

    Args:
        transform: for example the gate that a pair of weights makes.
        then: the comparison for what comes out.
        says: what counts, in a sentence: "What counts is what the gate answers on 00, 01, 10, 11."
    """

    def __init__(self, transform: Callable[..., Any], then: Any, says: str):
        self.transform, self.then, self.says = transform, then, says

    def difference(self, got: Any, expected: Any, case: dict[str, Any]) -> Difference | None:
        """Transform, then compare."""
        if got is None:
            return Difference("missing", "Your answer is None.")
        try:
            result = self._transformed(got, case)
        except Exception as error:
            return Difference("use", f"{clean(str(error)).rstrip('.')}.")
        found = self.then.difference(result, expected, case)
        if found is None:
            return None
        return Difference("value", self.says, result, expected)

    def same(self, got: Any, other: Any, case: dict[str, Any]) -> bool:
        """Two answers are the same when they do the same."""
        try:
            return self.then.same(self._transformed(got, case), self._transformed(other, case), case)
        except Exception:
            return False

    def _transformed(self, value: Any, case: dict[str, Any]) -> Any:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", np.exceptions.ComplexWarning)  # half a number is not what was handed in
            return self.transform(value, **case)


def _walk(
    got: Any, expected: Any, where: str, numbers: Callable[..., np.ndarray], parts: tuple[str, ...] = ()
) -> Difference | None:
    """Compare dicts, tuples, lists and numbers part by part; `where` says in words which part this is."""
    at = f" {where}" if where else ""
    if got is None and expected is not None:
        return Difference("missing", f"There is None{at or ' instead of a value'}.")
    if isinstance(got, Other) or isinstance(expected, Other) or expected is Ellipsis:  # a wrong answer may give these
        if type(got) is type(expected) and got == expected:
            return None
        return Difference("type", f"There is {_kind(got)}{at}; {_kind(expected)} is expected.")
    if isinstance(expected, dict):
        return _walk_dict(got, expected, where, numbers)
    if isinstance(expected, tuple) or (isinstance(expected, list) and not _numeric(expected)):
        return _walk_list(got, expected, where, numbers, parts)
    if isinstance(expected, str) or expected is None:
        if type(got) is type(expected) and got == expected:
            return None
        return Difference("value" if isinstance(got, str) else "type", f"The value{at} differs.", got, expected)
    return _walk_numbers(got, expected, at, numbers)


def _walk_dict(got: Any, expected: dict, where: str, numbers: Callable[..., np.ndarray]) -> Difference | None:
    if not isinstance(got, dict):
        return Difference("type", f"There is {_kind(got)}; a dict with the keys {_keys(expected)} is expected.")
    missing = [key for key in expected if key not in got]
    if missing:
        return Difference("type", f"The key {show(missing[0])} is missing; there is {_keys(got) or 'no key'}.")
    extra = [key for key in got if key not in expected]
    if extra:
        return Difference("type", f"The key {show(extra[0])} is not asked for; the keys are {_keys(expected)}.")
    for key in expected:
        found = _walk(got[key], expected[key], f"under the key {show(key)}", numbers)
        if found is not None:
            return _with_parts(found, got[key], expected[key])
    return None


def _walk_list(
    got: Any, expected: Any, where: str, numbers: Callable[..., np.ndarray], parts: tuple[str, ...]
) -> Difference | None:
    wanted = f"{len(expected)} are expected{': ' + ', '.join(parts) if parts else ''}."
    stacked = isinstance(got, np.ndarray) and all(_numeric(b) and np.shape(b) == got.shape[1:] for b in expected)
    if isinstance(got, np.ndarray) and got.ndim and (stacked or not parts):
        got = list(got)
    if not isinstance(got, (list, tuple)):
        wanted = wanted if parts else f"{_kind(expected)} of {len(expected)} is expected."
        return Difference("type", f"There is {'one thing, ' if parts else ''}{_kind(got)}; {wanted}")
    if len(got) != len(expected):
        return Difference("shape", f"There {'is 1 value' if len(got) == 1 else f'are {len(got)} values'}; {wanted}")
    for i, (a, b) in enumerate(zip(got, expected, strict=True)):
        place = f"for {parts[i]}" if i < len(parts) else f"{where + ', ' if where else ''}at index {i}"
        found = _walk(a, b, place, numbers)
        if found is not None:
            return _with_parts(found, a, b)
    return None


def _with_parts(found: Difference, yours: Any, expected: Any) -> Difference:
    if found.kind not in ("value", "shape") or found.yours is not None:
        return found
    return Difference(found.kind, found.message, yours, expected)


def _walk_numbers(got: Any, expected: Any, at: str, numbers: Callable[..., np.ndarray]) -> Difference | None:
    wanted = _array(expected)
    if isinstance(got, (str, dict)) or got is Ellipsis:
        return Difference("type", f"There is {_kind(got)}{at}; {_kind(expected)} is expected.")
    if isinstance(got, (list, tuple)) and any(item is None for item in got):
        return Difference("missing", f"There is None{at} among the numbers.")
    try:
        array = _array(got)
    except ValueError:
        kind = _kind(expected) + (" of numbers" if wanted.ndim else "")
        return Difference("type", f"There is {_kind(got)}{at} whose parts differ in shape; {kind} is expected.")
    if array.dtype.kind not in "biufc":
        return Difference("type", f"There is {_kind(got)}{at} that holds no numbers; {_kind(expected)} is expected.")
    if array.shape != wanted.shape:
        return Difference("shape", f"The shape{at} is {array.shape}; {_shape(wanted)} is expected.")
    equal = np.asarray(numbers(array, wanted))
    if equal.all():
        return None
    first = tuple(int(i) for i in np.argwhere(~equal)[0]) if equal.ndim else ()
    return Difference("value", _value_message(array, wanted, first, at))


def _value_message(got: np.ndarray, wanted: np.ndarray, first: tuple[int, ...], at: str) -> str:
    place = f"at {list(first)}" if len(first) > 1 else f"at index {first[0]}" if first else ""
    note = ""
    if not np.isfinite(got[first]) and np.isfinite(wanted[first]):
        note = f" Yours is {show(got[first])} there: {_no_number(got[first])}."
    elif got.size > SHOWN:  # the table will leave this entry out
        note = " Yours is {} there; {} is expected.".format(*show_pair(got[first], wanted[first]))
    if wanted.size < 2:
        return f"The value{at} differs.{note}"
    return f"The values{at} differ, first {place}.{note}"


def _no_number(value: Any) -> str:
    """Where a value that is not finite comes from."""
    if np.isnan(value):
        return "no number, as 0 / 0 is none, nor inf - inf, nor the root or the logarithm of a negative number"
    return "something overflowed or was divided by zero"


def _numeric(value: Any) -> bool:
    """True where a list or tuple can be read as one array of numbers."""
    try:
        return np.asarray(value).dtype.kind in "biufc"
    except ValueError:
        return False


def _array(value: Any) -> np.ndarray:
    """As an array of numbers; a Python int that no dtype holds becomes a float."""
    if type(value) is int and value.bit_length() > 63:
        value = float(value) if value.bit_length() < 1024 else np.copysign(np.inf, value > 0 or -1)
    return np.asarray(value)


def _keys(value: dict) -> str:
    return ", ".join(show(key) for key in list(value)[:12]) + (", ..." if len(value) > 12 else "")


def _shape(array: np.ndarray) -> str:
    return str(array.shape) if array.ndim else "a single number, shape (),"


def _kind(value: Any) -> str:
    if value is None or value is Ellipsis or isinstance(value, Other):
        return str(value)
    if isinstance(value, (np.generic, complex)):
        return "a number"
    names = {bool: "a bool", int: "a number", float: "a number", str: "a string", dict: "a dict"}
    names |= {list: "a list", tuple: "a tuple", np.ndarray: "an array"}
    return names.get(type(value), f"a {type(value).__name__}")
