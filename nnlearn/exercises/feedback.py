"""What a learner reads: verdicts and hints, each as a quiet panel (HTML) with a twin in plain text, the same to the byte every time."""

import html
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

# The words that `nnlearn check` prints for a verdict.
PASSED, NOT_ATTEMPTED, ERROR, NOT_ALLOWED = "passed", "not attempted", "error", "not allowed"
TYPE, MISTAKE, CONVENTION = "wrong type or shape", "known mistake", "other convention"
CHANGED, WRONG, FAULT = "input changed", "wrong value", "fault of ours"

_STYLE = {  # a border and a sign; the meaning is in the words, never in the colour alone
    PASSED: ("#009E73", "\N{CHECK MARK}"),
    NOT_ATTEMPTED: ("#888888", "\N{WHITE CIRCLE}"),
    FAULT: ("#CC79A7", "!"),
    CONVENTION: ("#0072B2", "\N{ALMOST EQUAL TO}"),
}
SHOWN = 48  # larger arrays are abridged
_CELL = "text-align:left;vertical-align:baseline;padding:2px 12px 2px 0"
_CODE = "font-family:var(--jp-code-font-family,monospace)"  # exported pages have no font for code in a table
_OTHERWISE = ("#D55E00", "\N{RIGHTWARDS ARROW}")


@dataclass(frozen=True)
class Verdict:
    """What came of one answer.

    Attributes:
        exercise: ``"01.3"``.
        name: the exercise's name.
        status: one of the constants above.
        headline: one sentence.
        lines: further sentences.
        table: rows of (label, text): input, yours, expected.
        points: what was earned.
        out_of: what could be earned.
        known_as: the mistake's name, where one was recognised.
    """

    exercise: str
    name: str
    status: str
    headline: str
    lines: tuple[str, ...] = ()
    table: tuple[tuple[str, str], ...] = ()
    points: float = 0
    out_of: float = 0
    known_as: str = ""

    @property
    def passed(self) -> bool:
        """True where the answer earned its points."""
        return self.status == PASSED

    def to_json(self) -> dict[str, Any]:
        """As plain data for the grader's files."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Verdict":
        """The verdict that `to_json` wrote."""
        table = tuple((label, text) for label, text in data["table"])
        return cls(**{**data, "lines": tuple(data["lines"]), "table": table})

    def to_text(self) -> str:
        """The plain text twin."""
        parts = [f"{self.exercise} {self.name}: {self.headline}", *self.lines]
        for label, text in self.table:
            parts.append(f"  {label}: " + text.replace("\n", "\n" + " " * (len(label) + 4)))
        return "\n".join(parts)

    def to_html(self) -> str:
        """The panel, self-contained, readable on light and dark ground."""
        colour, sign = _STYLE.get(self.status, _OTHERWISE)
        rows = "".join(
            f'<tr><td style="{_CELL}">{html.escape(label)}</td><td style="{_CELL}">'
            f'<pre style="margin:0;padding:0;background:none;{_CODE}">{html.escape(text)}</pre></td></tr>'
            for label, text in self.table
        )
        table = f'<table style="margin:6px 0 0 0">{rows}</table>' if rows else ""
        lines = "".join(f'<div style="margin-top:6px">{_inline(line)}</div>' for line in self.lines)
        return (
            f'<div style="border-left:4px solid {colour};padding:6px 12px;margin:4px 0;max-width:46em">'
            f"<div><b>{sign} {html.escape(self.exercise)} {html.escape(self.name)}.</b> {_inline(self.headline)}</div>"
            f"{lines}{table}</div>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.to_text(), "text/html": self.to_html()}

    def __repr__(self) -> str:
        return self.to_text()


@dataclass(frozen=True)
class Hint:
    """One of three steps of help."""

    exercise: str
    step: int
    of: int
    text: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        panel = (
            '<div style="border-left:4px solid #56B4E9;padding:6px 12px;margin:4px 0;max-width:46em">'
            f"<b>Hint {self.step} of {self.of}.</b> {_inline(self.text)}</div>"
        )
        return {"text/plain": repr(self), "text/html": panel}

    def __repr__(self) -> str:
        return f"{self.exercise}, hint {self.step} of {self.of}: {self.text}"


def _inline(text: str) -> str:
    """Escape, then set `code` between backticks and keep line breaks."""
    parts = html.escape(text, quote=False).replace("\n", "<br>").split("`")
    if len(parts) % 2 == 0:  # an odd backtick is a backtick
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def show(value: Any, digits: int = 6) -> str:
    """A value as a learner reads it: short, in one rounding, the same on every machine."""
    return _short(_show(value, digits), 2_000)


def _show(value: Any, digits: int) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (float, complex)):
        return f"{value:.{digits}g}"
    if isinstance(value, np.ndarray):
        return _show_array(value, digits)
    if isinstance(value, dict):
        shown = [_joined(f"{show(key, digits)}: ", [show(item, digits)], "") for key, item in list(value.items())[:12]]
        more = [f"... {len(value)} in all"] if len(value) > 12 else []
        return _joined("{", shown + more, "}", most=88)
    if isinstance(value, (list, tuple)):
        left, right = "()" if isinstance(value, tuple) else "[]"
        shown = [show(item, digits) for item in value[:12]]
        more = [f"... {len(value)} in all"] if len(value) > 12 else []
        return _joined(left, shown + more, right)
    return _short(repr(value), 300)


def _joined(left: str, parts: list[str], right: str, most: int = 2_000) -> str:
    """The parts after `left`, in one line; below each other where one of them, a table, has lines of its own, or the line is too long."""
    indent = "\n" + " " * len(left)
    between = f",{indent}" if any("\n" in part for part in parts) or sum(map(len, parts)) > most else ", "
    return left + between.join(part.replace("\n", indent) for part in parts) + right


def show_pair(yours: Any, expected: Any) -> tuple[str, str]:
    """Two values with as many digits as it takes to tell them apart."""
    for digits in (6, 9, 12, 17):
        pair = show(yours, digits), show(expected, digits)
        if pair[0] != pair[1]:
            break
    return pair


def _show_array(array: np.ndarray, digits: int) -> str:
    # of an array with many axes, thousands of entries are left when each axis is abridged: its entries are shown in one row
    shown = array.ravel() if array.size > SHOWN and array.ndim > 3 else array

    # every kind is given its words: a learner's np.set_printoptions changes no panel
    def number(x: Any) -> str:
        return show(x, digits)

    text = np.array2string(
        shown,
        separator=", ",
        threshold=SHOWN,
        edgeitems=3,
        max_line_width=88,
        legacy=False,
        formatter={"all": number},
    )
    return f"{text}  shape {array.shape}" if array.size > SHOWN or 0 in array.shape else text


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 4] + " ..."
