"""Small sources for the tests, and a chapter in which the lint finds nothing."""

from nnlearn.notebooks import Chapter, course_notebook, solution_notebook
from nnlearn.notebooks.source import parse_source

SMALL = '''# %% [markdown]
# # A small chapter

# %% tags=["setup"]
import math

# %% [markdown]
# ## The wall
#
# Look at the number.

# %% tags=["nbval-check-output"]
print(math.sqrt(16))

# %% [markdown]
# ### Exercise 01.1: double
#
# Write `double(x)`.

# %% tags=["answer"] exercise="01.1"
def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x  # the secret
    # END SOLUTION

# %% tags=["check"] exercise="01.1"
try:
    print("right" if double(4) == 8 else "wrong")
except NotImplementedError:
    print("not attempted")

# %% tags=["hint"] exercise="01.1"
# double.hint()

# %% [markdown]
# On we go.

# %%
answer = 42
'''

SENTENCE = "A neuron adds what comes in, weighs it, and then decides whether the sum is large enough to speak up. "


def text(markdown: str) -> str:
    """A markdown cell in percent format."""
    return "# %% [markdown]\n" + "".join(f"# {line}".rstrip() + "\n" for line in markdown.split("\n")) + "\n"


def code(source: str, header: str = "") -> str:
    """A code cell in percent format."""
    return f"# %% {header}".rstrip() + f"\n{source}\n\n"


def exercise(number: int) -> str:
    """The four cells of an exercise."""
    of = f'exercise="01.{number}"'
    answer = f"def f{number}(z):\n    # BEGIN SOLUTION\n    return {number} / (1 + np.exp(-z))\n    # END SOLUTION"
    return (
        text(f"### Exercise 01.{number}: curve {number}\n\nWrite `f{number}`.")
        + code(answer, f'tags=["answer"] {of}')
        + code(f"ch01.f{number}.check(f{number})", f'tags=["check"] {of}')
        + code(f"# ch01.f{number}.hint()", f'tags=["hint"] {of}')
    )


def lessons(count: int, lines: int = 4, words: int = 80) -> str:
    """Pairs of a text and a code cell."""
    prose = " ".join((SENTENCE * (words // 19 + 1)).split()[:words])
    body = "\n".join(f"value_{line} = {line}" for line in range(lines))
    return "".join(text(prose) + code(body) for _ in range(count))


OPENING = text("# A sound chapter\n\nCan it decide?") + code(
    "import nnlearn\n\nnnlearn.setup(seed=1)", 'tags=["setup"]'
)
CLOSING = "".join(
    text(f"## {title}\n\nIn few words.") for title in ("Summary", "Check your understanding", "Further reading")
)


def sound(body: str = "", *, opening=OPENING, middle=None, exercises=7, closing=CLOSING) -> str:
    """The source of a chapter that breaks no rule, with `body` added before its exercises."""
    middle = lessons(26) if middle is None else middle
    return opening + text("## The lesson") + middle + body + "".join(map(exercise, range(1, exercises + 1))) + closing


def picture(size: int = 100) -> dict:
    """An output with a figure."""
    return {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * size, "text/plain": "<Figure>"}}


def executed(source, pictures: int = 6, outputs: dict | None = None):
    """A solution notebook as if it had run: counts, figures in the first cells, and the outputs of single cells."""
    from nbformat import from_dict

    notebook = solution_notebook(source)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(cells, start=1):
        cell.execution_count = number
        cell.outputs = [from_dict(picture())] if number <= pictures else []
    for cell_id, stored in (outputs or {}).items():
        next(cell for cell in cells if cell.id == cell_id).outputs.extend(from_dict(stored))
    return notebook


def chapter(source_text: str, **how) -> Chapter:
    """The chapter of a source, as if it had been built."""
    source = parse_source(source_text, "01_sound.py")
    return Chapter("01_sound", source, course_notebook(source), executed(source, **how))
