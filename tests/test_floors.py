"""Imports go down the floors only (design.md), and importing costs what it says."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import nnlearn

PACKAGE = Path(nnlearn.__file__).parent

FLOORS = {
    "__init__": 0,
    "scratch": 1,
    "datasets": 1,
    "notebooks": 1,
    "kernels": 1,
    "session": 2,
    "bridge": 2,
    "plots": 2,
    "widgets": 2,
    "exercises": 3,
    "grading": 4,
    "cli": 5,
}
# setup() applies the style that plots owns (design.md: "session.py: seeds, print options, plot style").
NEIGHBOURS_ALLOWED = {("session", "plots")}
HEAVY = {"keras", "tensorflow"}


def module_names(package: Path) -> Iterator[tuple[str, Path]]:
    """Every module of the package as (dotted name below the package, file)."""
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if len(parts) > 1 and parts[-1] == "__init__":
            parts = parts[:-1]
        yield ".".join(parts), path


def imported(node: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """The absolute names that one statement imports, each as far as it can be read from the statement."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            here = ["nnlearn"] if module == "__init__" else ["nnlearn", *module.split(".")]
            inside = is_package or module == "__init__"
            up = node.level - 1 if inside else node.level
            parent = here[: len(here) - up] if up else here
            base = ".".join([*parent, *([node.module] if node.module else [])])
        yield from (f"{base}.{alias.name}" for alias in node.names)


def at_import_time(tree: ast.Module) -> Iterator[ast.AST]:
    """The statements that run when the module is imported: everything outside functions and TYPE_CHECKING."""
    stack: list[ast.AST] = list(tree.body)
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            stack.extend(node.orelse)
            continue
        stack.extend(ast.iter_child_nodes(node))


def broken_edges(package: Path) -> list[str]:
    """Every import that design.md does not allow, as a sentence."""
    findings = []
    for module, path in module_names(package):
        top = module.split(".")[0]
        if top not in FLOORS:
            findings.append(f"nnlearn.{module} stands on no floor. Fix: give {top!r} one in design.md and in FLOORS.")
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        is_package = path.name == "__init__.py"
        for node in at_import_time(tree):
            for name in imported(node, module, is_package):
                if name.split(".")[0] in HEAVY and top != "bridge":
                    findings.append(
                        f"nnlearn.{module} imports {name} at its top (line {node.lineno}): only bridge may. "
                        "Fix: import it inside the function that needs it."
                    )
        # __init__ hands out its neighbours lazily by name; what it imports inside TYPE_CHECKING never runs.
        for node in at_import_time(tree) if module == "__init__" else ast.walk(tree):
            for name in imported(node, module, is_package):
                findings.extend(_edge(top, module, name, node))
    return findings


def _edge(top: str, module: str, name: str, node: ast.AST) -> Iterator[str]:
    parts = name.split(".")
    if parts[0] != "nnlearn" or len(parts) < 2:
        return
    target = parts[1] if parts[1] in FLOORS else None
    if target is None:
        # `from nnlearn import setup` asks the top level, which passes it on to session.
        target = "session" if parts[1] == "setup" else "__init__"
    if target in (top, "__init__") or (top, target) in NEIGHBOURS_ALLOWED:
        return
    if FLOORS[target] >= FLOORS[top]:
        yield (
            f"nnlearn.{module} (floor {FLOORS[top]}) imports {name} (floor {FLOORS[target]}) on line {node.lineno}. "
            "Fix: imports go down only; move the shared part to a lower floor."
        )


def test_imports_of_the_library_go_down_the_floors_only():
    assert broken_edges(PACKAGE) == []


@pytest.fixture
def tree(tmp_path):
    """A made-up package in which one module can be broken on purpose."""

    def write(**modules: str) -> Path:
        for name, text in {"__init__": "", **modules}.items():
            path = tmp_path / f"{name.replace('__in__', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        ({"scratch__in____init__": "from nnlearn import exercises\n"}, "imports nnlearn.exercises (floor 3)"),
        ({"scratch__in__dense": "def f():\n    import nnlearn.grading\n"}, "imports nnlearn.grading (floor 4)"),
        ({"plots__in__lines": "from nnlearn.session import setup\n"}, "imports nnlearn.session.setup (floor 2)"),
        ({"datasets__in__glyphs": "from ..scratch import dense\n"}, "imports nnlearn.scratch.dense (floor 1)"),
        ({"exercises__in__base": "from .. import cli\n"}, "imports nnlearn.cli (floor 5)"),
        ({"scratch__in__dense": "from nnlearn import setup\n"}, "imports nnlearn.setup (floor 2)"),
        ({"magic__in____init__": ""}, "stands on no floor"),
        ({"scratch__in__dense": "import keras\n"}, "imports keras at its top"),
        ({"session": "try:\n    from tensorflow import nn\nexcept ImportError:\n    pass\n"}, "only bridge may"),
        ({"plots__in__lines": "class A:\n    import keras.ops\n"}, "imports keras.ops at its top"),
    ],
)
def test_an_edge_that_is_not_downward_is_found(tree, modules, message):
    findings = broken_edges(tree(**modules))
    assert len(findings) == 1
    assert message in findings[0]


def test_downward_and_inner_edges_are_allowed(tree):
    package = tree(
        session="def setup():\n    from nnlearn import plots\n    import keras\n",
        bridge="import keras\nfrom nnlearn.scratch import dense\n",
        scratch__in____init__="from nnlearn.scratch.dense import Dense\nfrom . import dense\n",
        scratch__in__dense="from .dense import x\nimport numpy\n",
        cli__in__app="from nnlearn import __version__, exercises\n",
    )
    assert broken_edges(package) == []


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after the statement, beyond those it starts with."""
    code = (
        "import sys, json; before = set(sys.modules)\n"
        f"{statement}\n"
        "print(json.dumps(sorted({m.split('.')[0] for m in set(sys.modules) - before})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    # NumPy's compiled parts register Cython's runtime under names of its own.
    cython = {name for name in json.loads(run.stdout.splitlines()[-1]) if "cython" in name}
    return set(json.loads(run.stdout.splitlines()[-1])) - sys.stdlib_module_names - cython


def test_import_nnlearn_loads_the_standard_library_only():
    assert loaded_by("import nnlearn") == {"nnlearn"}


def test_import_scratch_loads_numpy_only():
    assert loaded_by("import nnlearn.scratch") <= {"nnlearn", "numpy"}


def test_import_session_loads_numpy_only():
    assert loaded_by("import nnlearn.session") == {"nnlearn", "numpy"}


def test_help_loads_neither_arrays_nor_notebooks():
    loaded = loaded_by(
        "import nnlearn.cli.app\ntry:\n    nnlearn.cli.app.app(['--help'])\nexcept SystemExit:\n    pass"
    )
    assert "typer" in loaded
    assert not loaded & {"numpy", "matplotlib", "tensorflow", "keras", "nbformat", "jupyter_server", "sklearn"}


def test_the_budget_test_sees_what_is_loaded():
    assert {"nnlearn", "numpy"} <= loaded_by("import nnlearn.session, numpy")


@pytest.mark.keras  # the bridge is one of the names
def test_names_of_the_top_level_are_found_on_first_use():
    assert nnlearn.session.setup is nnlearn.setup
    assert {"setup", "__version__", "datasets"} <= set(dir(nnlearn))
    assert [name for name in dir(nnlearn) if not hasattr(nnlearn, name)] == []
    assert nnlearn.__version__.split(".")[0].isdigit()


def test_an_unknown_name_of_the_top_level_says_what_there_is():
    with pytest.raises(AttributeError, match=r"expects one of setup, bridge, cli.*received 'sesion'"):
        nnlearn.sesion
