"""Evidence: what an answer did with its inputs, as data that can travel.

This file is the only code that runs beside a learner's answer. At home it is imported; when a class is graded its *source* travels
into the kernel, which sees nothing else of nnlearn. It therefore imports the standard library and NumPy and nothing more.

Values travel as JSON. An array is ``{"kind": "array", "dtype": "float64", "shape": [2, 3], "data": "<base64>"}``; dtypes outside
``DTYPES`` (objects above all) never travel, and what comes in is measured before it is decoded.
"""

import base64
import linecache
import math
import os
import random
import re
import sys
import warnings
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np

DTYPES = {"bool", "float16", "float32", "float64", "complex64", "complex128"}
DTYPES |= {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
MAX_BYTES = 4_000_000
MAX_ITEMS = 20_000
MAX_DEPTH = 8
MAX_TEXT = 2_000
MIME = "application/vnd.nnlearn.evidence+json"
# Whose lines a learner need not see: Python's, and nnlearn's where this file is part of it.
NOT_OWN = (sys.base_prefix, *([f"{Path(__file__).parents[1]}{os.sep}"] if "__file__" in globals() else []))


class StillRunning(BaseException):
    """Raised in a learner's code that does not come to an end by itself."""


@dataclass(frozen=True)
class Other:
    """Stands for a value that cannot travel: a function, an object array, something too large. Described by `what`."""

    what: str

    def __repr__(self):
        return self.what


class _Budget:
    """Counts what one value costs, so that a flood is cut off before it is built."""

    def __init__(self):
        self.bytes, self.items = MAX_BYTES, MAX_ITEMS

    def take(self, bytes_=0, items=1):
        self.bytes -= bytes_
        self.items -= items
        if self.bytes < 0 or self.items < 0:
            raise OverflowError("too large")


def encode(value):
    """Turn a value into JSON-able evidence; what cannot travel becomes a description of itself. Never raises."""
    try:
        return _encode(value, _Budget(), 0)
    except OverflowError:
        return _other(f"a {type(value).__name__} too large to send")
    except Exception:  # a learner's object may raise from anything that is asked of it
        return _other("a value that cannot be read")


def _encode(value, budget, depth):
    """Ask the type, never the value: a learner's class may lie about `__class__`, `__len__`, `__iter__` or `items`."""
    budget.take()
    kind = type(value)
    if depth > MAX_DEPTH:
        return _other("something nested too deeply")
    if value is None or value is Ellipsis:
        return {"kind": "none" if value is None else "ellipsis"}
    if issubclass(kind, np.generic) and not issubclass(kind, np.str_):  # before float: np.float64 is one
        return _encode_array(value, budget, depth)
    if issubclass(kind, (bool, int, float, complex, str)):
        return _encode_atom(value, kind, budget)
    if issubclass(kind, (list, tuple)):
        base = tuple if issubclass(kind, tuple) else list
        return {"kind": base.__name__, "items": [_encode(item, budget, depth + 1) for item in base.__iter__(value)]}
    if issubclass(kind, dict):
        items = [[_encode_key(k, budget, depth), _encode(v, budget, depth + 1)] for k, v in dict.items(value)]
        return {"kind": "dict", "items": items}
    if kind in (Fraction, Decimal):
        return _encode_atom(float(value), float, budget)
    if hasattr(kind, "__array__"):
        return _encode_array(value, budget, depth)
    return _other(_describe(value))


def _encode_atom(value, kind, budget):
    if kind is bool:
        return {"kind": "bool", "value": value}
    if issubclass(kind, int):
        value = int.__int__(value)
        return {"kind": "int", "value": str(value)} if value.bit_length() < 4096 else _other("an enormous int")
    if issubclass(kind, float):
        return {"kind": "float", "value": float.__float__(value).hex()}
    if issubclass(kind, complex):
        value = complex.__complex__(value)
        return {"kind": "complex", "value": [value.real.hex(), value.imag.hex()]}
    length = str.__len__(value)
    budget.take(length, 0)
    # half a surrogate pair cannot be written as UTF-8, so it travels as its escape
    text = str.encode(value, "utf-8", "backslashreplace").decode("utf-8")
    budget.take(len(text) - length, 0)
    return {"kind": "str", "value": text}


def _encode_key(key, budget, depth):
    message = _encode(key, budget, depth + 1)
    try:
        hash(decode(message))
    except (TypeError, ValueError):  # hashable where it was made, an array or a list once it has travelled
        return _other(_describe(key))
    return message


def _encode_array(value, budget, depth):
    array = np.asanyarray(value)
    if isinstance(array, np.ma.MaskedArray) and np.ma.is_masked(array):
        return _other("an array with masked entries")
    array = np.asarray(array)
    if array.dtype == object and array.size <= MAX_ITEMS:
        return _encode(array.tolist(), budget, depth + 1)  # objects never travel as an array; what they hold may
    if array.dtype.name not in DTYPES:
        return _other(f"an array of dtype {array.dtype.name}")
    budget.take(array.nbytes, 0)
    array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).reshape(array.shape)
    data = base64.b64encode(array.tobytes()).decode("ascii")
    return {"kind": "array", "dtype": array.dtype.name, "shape": list(array.shape), "data": data}


def _other(what):
    return {"kind": "other", "what": clean(what)}


def _describe(value):
    if callable(value):
        return (
            f"the {'class' if isinstance(value, type) else 'function'} {getattr(value, '__name__', 'without a name')}"
        )
    return f"a value of type {type(value).__name__}"


def clean(text):
    """Words for a panel: no addresses and no folders, which differ from run to run, and nothing that does not print."""
    text = re.sub(r" at 0x[0-9a-fA-F]+|\x1b\[[0-9;]*m", "", str.__getitem__(text, slice(MAX_TEXT)))
    text = re.sub(r"\{\{function_node [^{}]*\}\} ?| \[Op:\w+\](?: name:)? ?", "", text)  # TensorFlow's notes to itself
    text = re.sub(r"(?<![\w.:/\\])(?:[A-Za-z]:)?(?:[/\\][\w.+-]+)+[/\\](?=[\w.+-])", "", text)
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii") for c in text)


def decode(message):
    """Turn evidence back into a value. Untrusted: shape, dtype and size are checked before anything is decoded.

    Raises:
        ValueError: if the message is not evidence as `encode` writes it.
    """
    try:
        return _decode(message, _Budget(), 0)
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"Not evidence: {type(error).__name__} {error}") from None


def _decode(message, budget, depth):
    budget.take()
    if depth > MAX_DEPTH + 1:
        raise ValueError("Not evidence: nested too deeply.")
    kind = message["kind"]
    if kind in ("none", "ellipsis"):
        return None if kind == "none" else Ellipsis
    if kind == "bool" and isinstance(message["value"], bool):
        return message["value"]
    if kind == "int" and len(message["value"]) < 1300:
        return int(message["value"])
    if kind == "float":
        return float.fromhex(message["value"])
    if kind == "complex":
        real, imag = message["value"]
        return complex(float.fromhex(real), float.fromhex(imag))
    if kind == "str" and isinstance(message["value"], str):
        message["value"].encode("utf-8")  # half a surrogate pair is a ValueError
        budget.take(len(message["value"]), 0)
        return message["value"]
    if kind in ("list", "tuple"):
        items = [_decode(item, budget, depth + 1) for item in message["items"]]
        return tuple(items) if kind == "tuple" else items
    if kind == "dict":
        return {_decode(k, budget, depth + 1): _decode(v, budget, depth + 1) for k, v in message["items"]}
    if kind == "array":
        return _decode_array(message, budget)
    if kind == "other":
        return Other(clean(str(message["what"])))
    raise ValueError(f"Not evidence: unknown kind {str(kind)[:40]!r}.")


def _decode_array(message, budget):
    dtype, shape, data = message["dtype"], message["shape"], message["data"]
    if dtype not in DTYPES:
        raise ValueError(f"Not evidence: dtype {str(dtype)[:40]!r} is not allowed.")
    if len(shape) > 16 or not all(type(n) is int and 0 <= n < 2**31 for n in shape):
        raise ValueError("Not evidence: bad shape.")
    size = math.prod(shape) * np.dtype(dtype).itemsize
    budget.take(size, 0)
    raw = base64.b64decode(data, validate=True) if len(data) == 4 * ((size + 2) // 3) else None
    if raw is None or len(raw) != size:
        raise ValueError("Not evidence: the data do not fill the shape.")
    array = np.frombuffer(raw, dtype=np.dtype(dtype).newbyteorder("<")).astype(dtype).reshape(shape)
    return array if shape else array[()]  # a NumPy scalar: may be a dict's key, and nobody can change it in place


def decode_case(case):
    """The inputs of one case, by argument name."""
    return {name: decode(value) for name, value in case.items()}


def gather(answer, probe, cases):
    """Run the probe on every case and report, per case, the value, or the error, and the inputs that came back changed.

    Args:
        answer: the learner's function, class or value.
        probe: ``probe(answer, **case)``.
        cases: list of encoded cases, smallest first.

    Returns:
        A list of ``{"value": ..., "changed": [...]}`` or ``{"error": {...}}``, one per case. After an error the rest of the cases are
        left out: the smallest failing case is the one to show. Whatever the answer raises, nothing is raised here.
    """
    results = []
    generators = np.random.get_state(), random.getstate()
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning names a file, and panels are the same to the byte
        for case in cases:
            results.append(_gather_one(answer, probe, case))
            if "error" in results[-1]:
                break
    np.random.set_state(generators[0])
    random.setstate(generators[1])
    return results


def _gather_one(answer, probe, case):
    inputs, before = decode_case(case), decode_case(case)
    np.random.seed(0)  # answers that use the global generators repeat themselves
    random.seed(0)
    try:
        value = ... if answer is ... else probe(answer, **inputs)  # an untouched stub is not asked
        return {"value": encode(value), "changed": _changed(before, inputs)}
    except BaseException as error:  # a learner's code may raise anything, SystemExit included
        return {"error": describe_error(error, probe)}


def _changed(before, after):
    changes = []
    for name, old in before.items():
        new = after[name]
        old_sent, new_sent = encode(old), encode(new)
        if old_sent == new_sent:
            continue
        if isinstance(old, np.ndarray) and old.shape == new.shape and old.dtype == new.dtype:
            differs = np.argwhere(~((old == new) | ((old != old) & (new != new))))
            for found in differs[:1]:
                index = tuple(int(i) for i in found)
                changes.append([name, list(index), encode(old[index]), encode(new[index])])
        else:
            changes.append([name, [], old_sent, new_sent])
    return changes


def describe_error(error, probe=None):
    """Say what was raised and in which line of the learner's code, leaving out the lines of the probe."""
    try:
        kind = clean(type(error).__name__)[:80]
    except BaseException:  # a class whose own name raises
        kind = "Exception"
    try:
        message = clean(str(error))
    except BaseException:  # an exception whose own __str__ raises
        message = ""
    line, text = _own_line(error.__traceback__, _codes(getattr(probe, "__wrapped__", probe)))
    return {"type": kind, "message": message, "line": line, "text": clean(text)[:200]}


def _own_line(traceback, probe):
    """Number and text of the last line in the cell that the answer comes from; nothing of ours, of a package, of another cell."""
    here = describe_error.__code__.co_filename  # true where this file travels as source, too
    cell, found = "", (0, "")
    while traceback is not None:
        code, line = traceback.tb_frame.f_code, traceback.tb_lineno or 0  # None where an alarm struck between two lines
        name = code.co_filename
        if not (name == here or code in probe or name.startswith(NOT_OWN) or "site-packages" in name):
            cell = cell or name
            if name == cell:
                found = (line, linecache.getline(name, line).strip())
        traceback = traceback.tb_next
    return found


def _codes(function):
    """The code of a function and of all that is written inside it."""
    codes = [function.__code__] if hasattr(function, "__code__") else []
    for code in codes:
        codes += [constant for constant in code.co_consts if hasattr(constant, "co_consts")]
    return codes
