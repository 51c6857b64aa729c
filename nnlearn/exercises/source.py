"""What an answer's text tells before it runs: what it imports, and which names it takes from elsewhere."""

import ast
import builtins
import inspect
import linecache
import re
import symtable
import sys
import textwrap
from dataclasses import dataclass
from difflib import get_close_matches
from types import CodeType, FunctionType
from typing import Any

from nnlearn.exercises import feedback
from nnlearn.exercises.base import Exercise
from nnlearn.exercises.errors import tip
from nnlearn.exercises.feedback import Verdict

# The names that a set-up cell binds, how it binds them, and the package that an exercise must allow for them.
SETUP = {
    "np": ("import numpy as np", "numpy"),
    "plt": ("import matplotlib.pyplot as plt", "matplotlib"),
    "keras": ("import keras", "keras"),
    "tf": ("import tensorflow as tf", "tensorflow"),
}
BUILTINS = (set(dir(builtins)) - {"get_ipython"}) | {"display", "__annotations__", "__file__"}  # IPython adds to them
# Bound by a lesson's set-up cell, not by the grader's.
LESSON = re.compile(r"ch\d\d|nnlearn|datasets|plots|rng")
LIBRARY = re.compile(r"activations|autodiff|gradcheck|losses|optimizers|Dense|Sequential")
HIDDEN_IMPORTS = ("__import__", "eval", "exec", "compile")


@dataclass(frozen=True)
class Finding:
    """One thing in an answer's text that keeps it from counting."""

    headline: str
    line: str


def examine(exercise: Exercise, source: str, whole_cell: bool = True) -> Verdict | None:
    """Judge the text of an answer cell against `allow`, `names` and `needs`.

    Args:
        exercise: the exercise.
        source: the text of the answer cell, or of the function alone.
        whole_cell: False where only the function's text is known, so that names from elsewhere cannot be told.

    Returns:
        None where nothing is wrong, or where the text does not parse (running it says more), else a verdict.
    """
    try:
        tree = ast.parse(source)
        found = _imports(exercise, tree, source) or (_free_names(exercise, source) if whole_cell else None)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if found is None:
        return None
    return Verdict(
        exercise.id,
        exercise.name,
        feedback.NOT_ALLOWED,
        found.headline,
        (found.line,),
        out_of=exercise.points,
    )


def _imports(exercise: Exercise, tree: ast.AST, source: str) -> Finding | None:
    hidden = free_names(source).intersection(HIDDEN_IMPORTS)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for package in _imported(node):
                if package == "importlib" or (package not in exercise.allow and package not in sys.stdlib_module_names):
                    return Finding(
                        f"Not yet: line {node.lineno} imports {package or 'from a neighbouring file'}.",
                        f"This exercise asks you to write the idea yourself. {exercise.uses}",
                    )
        if isinstance(node, ast.Name) and node.id in hidden:
            return Finding(
                f"Not yet: line {node.lineno} uses `{node.id}`.",
                "Text that is run as code cannot be read by whoever checks it. Write the code itself.",
            )
    return None


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    return ["" if node.level else (node.module or "").split(".")[0]]


def _free_names(exercise: Exercise, source: str) -> Finding | None:
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(ast.parse(source))):
        return None  # which names a star brings is not written in the text
    known = BUILTINS | set(exercise.names) | set(exercise.needs)
    for name in sorted(free_names(source) - known):
        if name in SETUP:
            why = tip("NotAllowed", name, exercise.tips)
            says = f"It is solved without it. {exercise.uses}{' ' if why else ''}{why}"
            return Finding(f"Not yet: `{name}` is not for this exercise.", says)
        if name == "get_ipython":
            return Finding("Not yet: a notebook command (%, ! or ?) in the answer.", "Leave it out of this cell.")
        if LESSON.fullmatch(name):
            return Finding(
                f"Not yet: `{name}` is not there where answers are graded.",
                "Leave it out of the answer's cell: checks, pictures and trials have cells of their own.",
            )
        if LIBRARY.fullmatch(name):
            return Finding(
                f"Not yet: `{name}` is not there where answers are graded.",
                f"It belongs to the lesson's cells. What your answer needs of it, write in its own cell. {exercise.uses}",
            )
        return Finding(f"Not yet: `{name}` is not defined in the answer's cell.", _what_to_do(exercise, name, source))
    return None


def _what_to_do(exercise: Exercise, name: str, source: str) -> str:
    near = get_close_matches(
        name, sorted(bound_names(source) | set(exercise.names) | set(dir(builtins))), n=1, cutoff=0.75
    )
    if near:
        return f"Is it a typing error for `{near[0]}`?"
    beside = f" (beside your {' and '.join(f'`{need}`' for need in exercise.needs)})" if exercise.needs else ""
    return f"An answer is graded by its own cell alone{beside}: define or copy there whatever it needs."


def bound_names(source: str) -> set[str]:
    """Every name that a cell binds, in any scope: variables, arguments, functions, imports."""
    scopes, bound = [symtable.symtable(source, "<answer>", "exec")], set()
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        symbols = scope.get_symbols()
        bound |= {s.get_name() for s in symbols if s.is_assigned() or s.is_imported() or s.is_parameter()}
    return bound


def free_names(source: str) -> set[str]:
    """Names that a cell reads and nowhere binds, in any scope."""
    top = symtable.symtable(source, "<answer>", "exec")
    bound = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    # From Python 3.12 on symtable does not say that `[last := x for x in X]` outside functions assigns `last`.
    walrus = {node.target.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.NamedExpr)}
    read: set[str] = set()
    scopes = [top]
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        for symbol in scope.get_symbols():
            if symbol.is_declared_global() and (symbol.is_assigned() or symbol.get_name() in walrus):
                bound.add(symbol.get_name())
            if symbol.is_referenced() and (symbol.is_global() or scope is top):
                read.add(symbol.get_name())
    return read - bound


def cell_of(exercise: Exercise, answer: Any) -> tuple[str, bool]:
    """The text of the cell that defined an answer, and whether it is the whole cell; ("", False) where it cannot be found."""
    code = _code(answer)
    if code is not None:
        text = "".join(linecache.getlines(code.co_filename))
        from_cell = "ipykernel" in code.co_filename or "ipython-input" in code.co_filename
        if not from_cell:
            return _own_text(answer), False
        if _binds(text, code.co_name) or _binds(text, exercise.name) or issubclass(type(answer), type):
            return text, True
    for text in reversed(_history()):
        if _binds(text, exercise.name) and "yours_or_ours" not in text:
            return text, True
    return "", False


def _code(answer: Any) -> CodeType | None:
    """The code of a function or of a class's first method; of no other object, which might answer anything."""
    if type(answer) is FunctionType:
        return answer.__code__
    methods = vars(answer).values() if issubclass(type(answer), type) else ()
    return next((method.__code__ for method in methods if isinstance(method, FunctionType)), None)


def _history() -> list[str]:
    """The cells run so far in this kernel, as IPython rewrote them; none outside IPython."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return [] if shell is None else list(shell.history_manager.input_hist_parsed)


def _own_text(answer: Any) -> str:
    try:
        return textwrap.dedent(inspect.getsource(answer))
    except (OSError, TypeError):
        return ""


def _binds(text: str, name: str) -> bool:
    """True where a cell assigns or imports a name at its top level."""
    try:
        symbol = symtable.symtable(text, "<cell>", "exec").lookup(name)
    except (SyntaxError, KeyError, ValueError, TypeError, RecursionError, MemoryError):
        return False
    return symbol.is_assigned() or symbol.is_imported()
