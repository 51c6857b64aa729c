"""Solutions inside answer cells: where they stand, and what the learner gets instead."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nnlearn.notebooks.cells import NotebookError

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
ALMOST_A_MARKER = re.compile(r"\s*#+\s*(BEGIN|END)\s+SOLUTION\b.*", re.IGNORECASE)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)
# A name assigned in one of these is the definition's own, or a loop's scratch paper: the learner is not asked for it.
_OWN_NAMES = (*_DEFINITIONS, ast.For, ast.AsyncFor, ast.While)


@dataclass(frozen=True)
class Block:
    """Lines of one solution: `begin` and `end` are the indices of the marker lines, `lines` what stands between."""

    begin: int
    end: int
    lines: tuple[str, ...]


def has_marker(source: str) -> bool:
    """Whether a source holds a solution marker, a misspelt one included.

    >>> has_marker("x = 1  # the END SOLUTION is near")
    False
    """
    return any(ALMOST_A_MARKER.fullmatch(line) for line in source.splitlines())


def blocks(source: str) -> list[Block]:
    """The solutions of an answer cell, in order.

    Args:
        source: an answer cell as written.

    Raises:
        NotebookError: a marker is misspelt, alone or inside another block; there is none; or a block is empty.
    """
    found: list[Block] = []
    begin: int | None = None
    lines = source.split("\n")
    for index, line in enumerate(lines):
        if not ALMOST_A_MARKER.fullmatch(line):
            continue
        marker = line.strip()
        if marker != (BEGIN if begin is None else END):
            expected = BEGIN if begin is None else END
            raise NotebookError(
                f"an answer expects {expected!r}, received {marker!r}. Fix: write the markers in pairs."
            )
        if begin is None:
            begin = index
            continue
        found.append(Block(begin, index, tuple(lines[begin + 1 : index])))
        begin = None
    if begin is not None:
        raise NotebookError(f"an answer expects {END!r} after {BEGIN!r}, received none. Fix: close the block.")
    if not found or not all("".join(block.lines).strip() for block in found):
        raise NotebookError(
            f"an answer expects its solution between {BEGIN!r} and {END!r}, received none. Fix: mark it."
        )
    return found


def without_markers(source: str) -> str:
    r"""An answer as the solution notebook shows it: only the marker lines go.

    >>> without_markers("# BEGIN SOLUTION\nx = 1\n# END SOLUTION")
    'x = 1'
    """
    return "\n".join(line for line in source.split("\n") if line.strip() not in (BEGIN, END))


def stub(source: str, exercise: str) -> str:
    r"""An answer as the learner gets it: valid Python without its solutions.

    A block inside a function or method becomes `raise NotImplementedError("Exercise 01.3: write predict")`; a block
    outside becomes `name = ...` for each name that it assigns, in order (not for those of a loop's inside).

    Args:
        source: an answer cell as written.
        exercise: its exercise, "01.3".

    Raises:
        NotebookError: the markers are wrong, the cell does not parse, or a block outside a function assigns nothing.

    >>> print(stub("def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION", "01.3"))
    def double(x):
        raise NotImplementedError("Exercise 01.3: write double")
    """
    found = blocks(source)
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise NotebookError(
            f"an answer expects Python, received {error.msg} in its line {error.lineno}. Fix: mend it."
        ) from None
    lines = source.split("\n")
    for block in reversed(found):
        marker = lines[block.begin]
        indent = marker[: len(marker) - len(marker.lstrip())]
        lines[block.begin : block.end + 1] = [indent + line for line in _instead(tree, block, exercise)]
    return "\n".join(lines)


def _instead(tree: ast.Module, block: Block, exercise: str) -> list[str]:
    inside = [(node, around) for node, around in _statements(tree) if block.begin < node.lineno - 1 < block.end]
    if not inside:
        raise NotebookError(
            "a solution expects statements, received comments alone. Fix: write it between the markers."
        )
    around = inside[0][1]
    functions = [depth for depth, node in enumerate(around) if isinstance(node, _FUNCTIONS)]
    if functions:
        name = ".".join(node.name for node in around[: functions[0] + 1] if isinstance(node, _DEFINITIONS))
        return [f'raise NotImplementedError("Exercise {exercise}: write {name}")']
    names = dict.fromkeys(name for node, outer in inside if outer == around for name in _bound(node))
    if not names:
        raise NotebookError(
            "a solution outside a function expects to assign the answer's name, received no assignment. "
            "Fix: assign it between the markers."
        )
    return [f"{name} = ..." for name in names]


def _statements(node: ast.AST, around: tuple[ast.AST, ...] = ()) -> Iterator[tuple[ast.stmt, tuple[ast.AST, ...]]]:
    """Every statement in order, with the definitions and loops around it from the outside in."""
    if isinstance(node, _OWN_NAMES):
        around = (*around, node)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child, around
        yield from _statements(child, around)


def _bound(node: ast.stmt) -> Iterator[str]:
    """Names that one statement gives a value."""
    if isinstance(node, _DEFINITIONS):
        yield node.name
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            yield from (
                part.id for part in ast.walk(target) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            )
