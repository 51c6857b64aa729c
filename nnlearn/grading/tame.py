"""Which answers may share a kernel: those whose text shows that they leave nothing behind but their own names.

A kernel serves several exercises of one submission. An answer that could change what a later one finds there (`np.exp = None`, a
thread, `os.chdir`) is run in a kernel of its own. The test is on the text alone, made outside the kernel, and errs on the side of a
fresh kernel, which costs half a second and never a mark.
"""

import ast

_CALCULATING = {
    "abc",
    "bisect",
    "cmath",
    "collections",
    "copy",
    "dataclasses",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "heapq",
    "itertools",
    "math",
    "numbers",
    "operator",
    "random",
    "re",
    "statistics",
    "string",
    "time",
    "typing",
}
_MODULES = _CALCULATING | {"keras", "matplotlib", "numpy", "tensorflow"}
_REACHING = {"breakpoint", "delattr", "globals", "input", "locals", "open", "setattr", "vars"}


def is_tame(source: str) -> bool:
    r"""True where an answer's text binds names of its own and changes nothing else.

    Example:
        >>> is_tame("def double(x):\n    y = 2 * x\n    y[0] = 0\n    return y")
        True
        >>> is_tame("np.exp = None")
        False
    """
    try:
        return all(_leaves_nothing(node) for node in ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _leaves_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return all(alias.name.split(".")[0] in _MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] in _MODULES
    if isinstance(node, ast.Name):
        return node.id not in _REACHING and not node.id.startswith("__")
    if isinstance(node, ast.Attribute):
        return _attribute_is_tame(node)
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return _is_own(node.value)
    return not isinstance(node, (ast.Global, ast.Nonlocal))


def _attribute_is_tame(node: ast.Attribute) -> bool:
    if not isinstance(node.ctx, ast.Load):
        return _is_self(node.value)
    dunder = node.attr.startswith("__") and node.attr not in ("__init__", "__name__", "__class__")
    return not dunder and not node.attr.startswith("set")  # seterr, setrecursionlimit, set_floatx


def _is_own(node: ast.AST) -> bool:
    """The root of `w[i][j]` is a name, or an attribute of self."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and _is_self(node.value))


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
