"""The two cells that the grader writes itself: set-up before the answer, probe after it. Both are all that a kernel is told."""

import inspect
import json
from collections.abc import Iterable
from typing import Any

from nnlearn.exercises import Exercise, evidence
from nnlearn.exercises.source import SETUP

# Names that IPython keeps in a notebook's namespace; everything else goes between two exercises.
_KEPT = ("In", "Out", "get_ipython", "exit", "quit", "open", "_", "__", "___", "_i", "_ii", "_iii", "_ih", "_oh", "_dh")

_SET_UP = """\
import builtins as __nnlearn, random as __nnlearn_random
for __nnlearn_name in __nnlearn.list(__nnlearn.globals()):
    if not __nnlearn_name.startswith("__") and __nnlearn_name not in {kept!r}:
        del __nnlearn.globals()[__nnlearn_name]
__nnlearn_random.seed(0)
{imports}
"""

_PROBE = """\
def __nnlearn_probe(answer, missing):
    import json
    from IPython.display import display
    space = {{"__name__": "nnlearn_evidence"}}
    exec(compile({evidence!r}, "<nnlearn evidence>", "exec"), space)
    exec(compile({probe!r}, "<nnlearn evidence>", "exec"), space)
    found = {{"missing": True}} if missing else {{"results": space["gather"](answer, space["probe"], json.loads({cases!r}))}}
    display({{{mime!r}: found}}, raw=True)
__nnlearn_probe(globals().get({name!r}), {name!r} not in globals())
"""


def set_up_cell(names: Iterable[str]) -> str:
    """Empty the namespace, bind the set-up names and seed the generators.

    Args:
        names: set-up names as exercises list them: "np", "plt", "keras", "tf".
    """
    return _SET_UP.format(kept=_KEPT, imports=_imports(names))


def probe_cell(exercise: Exercise, cases: list[dict[str, Any]]) -> str:
    """Run the probe on every case and display the evidence as one bundle. Self-contained: nnlearn is not imported.

    Args:
        exercise: whose probe.
        cases: its inputs as they travel.
    """
    return _PROBE.format(
        evidence=inspect.getsource(evidence),
        probe=f"{_imports(exercise.names)}\n{exercise.probe_source()}",
        cases=json.dumps(cases),
        mime=evidence.MIME,
        name=exercise.name,
    )


def _imports(names: Iterable[str]) -> str:
    lines = [SETUP[name][0] for name in sorted(set(names))]
    seeds = {"np": "np.random.seed(0)", "keras": "keras.utils.set_random_seed(0)"}
    return "\n".join(lines + [seeds[name] for name in sorted(set(names)) if name in seeds])
