"""What Python's and NumPy's own messages mean, for somebody who meets them for the first time."""

import re

_TIPS = (
    (
        "ValueError",
        r"truth value of an array",
        "An `if`, `and`, `or` or `max` needs one truth, and here are many. "
        "`np.where(condition, a, b)` and `np.maximum` decide entry by entry.",
    ),
    (
        "ValueError",
        r"matmul.*mismatch|shapes .* not aligned",
        "In `A @ B` the last axis of A must be as long as the first axis of B. Write both shapes below each other.",
    ),
    (
        "ValueError",
        r"could not be broadcast together",
        "Entry by entry, two shapes must agree from the right, or be 1 there. "
        "(A matrix product is written `@`, and `keepdims=True` keeps a column a column.)",
    ),
    (
        "TypeError",
        r"only (length-1|0-dimensional|size-1) arrays can be converted",
        "A function for one number was given an array. NumPy has one for arrays: `np.exp`, `np.sqrt`, `np.tanh`.",
    ),
    (
        "ValueError",
        r"setting an array element with a sequence",
        "One entry holds one number, and here a whole array is put into it. Does the function that you call give a single number?",
    ),
    (
        "TypeError",
        r"can't multiply sequence|unsupported operand type\(s\) for [-*/].*'list'",
        "A list is no array: it neither subtracts nor multiplies entry by entry. Go through it with a loop (`zip` walks two at once).",
    ),
    (
        "IndexError|AxisError",
        r"too many indices for array|tuple index out of range|out of bounds for array of dimension",
        "An array has fewer axes than you ask of it. Print its shape: is it the array you think it is, or have two changed places?",
    ),
    (
        "UnboundLocalError",
        r"",
        "On some way through your function this name gets no value before it is used: a loop that makes no round, or a branch not taken.",
    ),
    ("RecursionError", r"", "Your function calls itself without an end. Which case stops it?"),
    (
        "TypeError",
        r"required positional argument|positional arguments? but",
        "Compare the arguments in your `def` line, or in your call, with the task.",
    ),
    (
        "TypeError",
        r"'NoneType'",
        "A None was used as if it were a value: what came from a function without `return`, from a method that changes its list "
        "in place, or an argument that was None.",
    ),
)


def tip(kind: str, message: str, own: tuple[tuple[str, str, str], ...] = ()) -> str:
    """One sentence that explains an error, or "" where its own words are clear enough.

    Args:
        kind: the exception's name.
        message: its text.
        own: what an exercise says of errors itself, looked at first.
    """
    return next(
        (text for name, pattern, text in (*own, *_TIPS) if kind in name.split("|") and re.search(pattern, message)), ""
    )
