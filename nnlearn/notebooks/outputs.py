"""Lint: what stored outputs may hold, so that they are the same on another machine (style.md, "Notebooks")."""

import re
from collections.abc import Iterator
from typing import Any

from nnlearn.notebooks.cells import COMPARED, IGNORED, MAY_RAISE
from nnlearn.notebooks.findings import Chapter, Finding

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_PATH = re.compile(
    r"(?<![\w/.:<\\)\]}$*~-])/(?:[\w.+-]+/)+[\w.+-]+"  # two folders deep at least: /tmp/x/y, /home/x/y
    r"|(?<![\w/.:<\\-])/(?:tmp|home|root|var|usr|Users)/[\w.+-]+"
    r"|\b[A-Za-z]:\\{1,2}(?:Users|Windows|Temp|Program)\b"
)
_TIME = re.compile(
    r"\b\d+(?:\.\d+)?(?:e[-+]?\d+)?\s*(?:ns|us|µs|μs|ms|s|secs?|seconds?|minutes?)\b(?!\s*[/=])"
    r"|\b\d{1,2}:\d\d:\d\d\b|\b20\d\d-\d\d-\d\dT\d\d"
)


def traces_of_a_machine(text: str) -> Iterator[str]:
    """What in a text belongs to one machine: memory addresses, absolute paths.

    Args:
        text: an output or a source.

    >>> list(traces_of_a_machine("<function f at 0x7f3a5c01be20>"))
    ['a memory address (0x7f3a5c01be20)']
    """
    if match := _ADDRESS.search(text):
        yield f"a memory address ({match[0]})"
    if match := _PATH.search(text):
        yield f"an absolute path ({match[0]})"


def texts_of(output: dict[str, Any]) -> Iterator[str]:
    """Everything in an output that is text; pictures are not."""
    if output["output_type"] == "stream":
        yield output["text"]
    if output["output_type"] == "error":
        yield "\n".join(output["traceback"])
    for mime, data in output.get("data", {}).items():
        if isinstance(data, str) and not (mime.startswith("image/") and mime != "image/svg+xml"):
            yield data


def stored_outputs(chapter: Chapter) -> Iterator[Finding]:
    """No stderr, no error that was not meant, no trace of a machine; no time where nbval compares."""
    for cell in chapter.solution.cells if chapter.solution else ():
        tags = cell.metadata.get("tags", [])
        for output in cell.get("outputs", []):
            yield from (chapter.in_solution(cell, *problem) for problem in _problems(output, tags))


def _problems(output: dict[str, Any], tags: list[str]) -> Iterator[tuple[str, str]]:
    if output["output_type"] == "stream" and output["name"] == "stderr":
        yield f"the cell writes to stderr ({output['text'].strip()[:60]!r})", "remove what it warns of"
    if output["output_type"] == "error" and MAY_RAISE not in tags:
        yield f"the cell ends in {output['ename']}", f"mend it, or tag it {MAY_RAISE} where the error is the lesson"
    for text in texts_of(output):
        for what in traces_of_a_machine(text):
            yield f"the output holds {what}", "print the value that is meant, not the object or the file"
        if COMPARED in tags and (match := _TIME.search(text)):
            yield f"a compared output holds a time ({match[0]!r})", f"print it in a cell tagged {IGNORED}"
