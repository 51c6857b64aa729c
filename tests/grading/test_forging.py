"""Attempts to get points without an answer. None works, because nothing in the kernel knows what is right."""

import json

import pytest

from nnlearn.exercises import feedback

from . import made

pytestmark = pytest.mark.kernel

MIME = "application/vnd.nnlearn.evidence+json"
SHOW = "import sys\nshow = sys.modules['IPython.display'].display\n"
VALUE = {"kind": "float", "value": (1.0).hex()}
BUNDLE = {MIME: {"results": [{"value": VALUE, "changed": []}] * 5}}

# The kernel knows its own sockets and key, and the next message's id by counting: it can say aloud that the probe has run.
PRETEND = f"""import sys, threading, time
kernel = sys.modules["IPython"].get_ipython().kernel
first, _, number = kernel.get_parent("shell")["header"]["msg_id"].rpartition("_")
def pretend(ahead):
    about = {{"header": {{**kernel.get_parent("shell")["header"], "msg_id": f"{{first}}_{{int(number) + ahead}}"}}}}
    tell = lambda kind, **content: kernel.session.send(kernel.iopub_socket, kind, content, parent=about)
    tell("display_data", data={BUNDLE!r}, metadata={{}})
    tell("status", execution_state="idle")
    reply = {{"status": "ok", "execution_count": 1}}
    kernel.session.send(kernel.shell_stream, "execute_reply", reply, parent=about, ident=kernel._parent_ident["shell"])
def weighted_sum(x, w, b):
    return 0.0
"""

# Each is the whole answer cell of 01.1; none computes a weighted sum.
ATTEMPTS = {
    "a bundle of its own, before": f"{SHOW}show({BUNDLE!r}, raw=True)\ndef weighted_sum(x, w, b):\n    return 0.0",
    "a bundle of its own, beside": f"{SHOW}def weighted_sum(x, w, b):\n    show({BUNDLE!r}, raw=True)\n    return 0.0",
    "a bundle and an exit": f"{SHOW}def weighted_sum(x, w, b):\n    show({BUNDLE!r}, raw=True)\n    raise SystemExit",
    "an end of the answer that is none": f"{PRETEND}pretend(0)\ntime.sleep(0.5)",
    "an end of the probe, told beforehand": f"{PRETEND}pretend(1)",
    "an end of the probe, told while it runs": f"{PRETEND}def weighted_sum(x, w, b):\n    pretend(1)\n    time.sleep(0.3)\n    return 0.0",
    "an end of the probe, told by a thread": f"{PRETEND}def tell():\n    for _ in range(50):\n        pretend(1)\n"
    "        time.sleep(0.01)\n"
    "threading.Thread(target=tell).start()",
    "equal to everything": "class Yes(float):\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n"
    "    def __sub__(self, other):\n        return 0\n    __rsub__ = __sub__\n"
    "def weighted_sum(x, w, b):\n    return Yes(1)",
    "an object that says yes": "class Yes:\n    def __getattr__(self, name):\n        return lambda *a, **k: True\n"
    "    def __eq__(self, other):\n        return True\n    def __array__(self, *a, **k):\n        return 1\n"
    "def weighted_sum(x, w, b):\n    return Yes()",
    "a patched isclose": "import sys\nnp = sys.modules['numpy']\nnp.isclose = np.allclose = np.array_equal = lambda *a, **k: np.True_\n"
    "def weighted_sum(x, w, b):\n    return 0.0",
    "patched builtins": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.all = lambda *a: True\n"
    "def weighted_sum(x, w, b):\n    return 0.0",
    "patched json": "import json\njson.loads = lambda *a, **k: []\ndef weighted_sum(x, w, b):\n    return 0.0",
    "patched base64": "import base64\nbase64.b64encode = lambda *a: b'AAAAAAAA'\ndef weighted_sum(x, w, b):\n    return 0.0",
    "a patched display": "import sys\nsys.modules['IPython.display'].display = lambda *a, **k: None\n"
    "def weighted_sum(x, w, b):\n    return 0.0",
    "raising in __str__": "class Bad(Exception):\n    def __str__(self):\n        raise SystemExit\n"
    "def weighted_sum(x, w, b):\n    raise Bad",
    "a generator": "def weighted_sum(x, w, b):\n    yield 0.0",
    "an iterator without end": "def weighted_sum(x, w, b):\n    class Endless(list):\n        def __iter__(self):\n"
    "            while True:\n                yield 0.0\n    return Endless()",
    "a list that holds itself": "def weighted_sum(x, w, b):\n    a = []\n    a.append(a)\n    return a",
    "an array subclass": "import sys\nnp = sys.modules['numpy']\nclass Yes(np.ndarray):\n"
    "    def __eq__(self, other):\n        return True\n"
    "def weighted_sum(x, w, b):\n    return np.array(1.0).view(Yes)",
    "an object array": "import sys\nnp = sys.modules['numpy']\ndef weighted_sum(x, w, b):\n    return np.array(object(), dtype=object)",
    "too large": "import sys\nnp = sys.modules['numpy']\ndef weighted_sum(x, w, b):\n    return np.zeros(5_000_000)",
    "a bundle too large": f"{SHOW}def weighted_sum(x, w, b):\n    show({{'{MIME}': 'x' * 20_000_000}}, raw=True)\n    return 0.0",
    "a forged record of a forged shape": "import builtins\nreal = builtins.compile\n"
    "value = {'kind': 'array', 'dtype': 'object', 'shape': [10**9, 10**9], 'data': ''}\n"
    "text = f'def gather(*a):\\n    return [{dict(value=value)}]\\ndef probe(): pass'\n"
    "builtins.compile = lambda *a, **k: real(text, 'f', 'exec')\n"
    "def weighted_sum(x, w, b):\n    return 0.0",
    "a NaN": "def weighted_sum(x, w, b):\n    return float('nan')",
    "the inputs' own frame": "import sys\ndef weighted_sum(x, w, b):\n    frame = sys._getframe()\n    seen = []\n    while frame:\n"
    "        seen += [value for name, value in frame.f_locals.items() if 'expected' in name or 'key' in name]\n"
    "        frame = frame.f_back\n    return seen[0] if seen and isinstance(seen[0], float) else 0.0",
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_forging_earns_nothing(grade_answers, attempt):
    result = grade_answers(made.filled({"weighted_sum": ATTEMPTS[attempt]}), cell_timeout=5)
    verdict = result["exercises"][0]
    assert verdict["points"] == 0
    assert verdict["status"] not in (feedback.PASSED, feedback.FAULT, feedback.NOT_ATTEMPTED), json.dumps(
        verdict, indent=1
    )


def test_the_same_cell_with_an_answer_in_it_passes(grade_answers):
    assert grade_answers(made.filled({"weighted_sum": made.RIGHT["weighted_sum"]}))["exercises"][0]["points"] == 1
