"""Every rule of the lint fires where it should, and nowhere in a sound chapter."""

import pytest

from nnlearn.notebooks import Chapter, lint
from nnlearn.notebooks.budgets import count_words
from nnlearn.notebooks.frame import traces_of_a_machine
from nnlearn.notebooks.leaks import code_lines, telling_runs

from .samples import CLOSING, OPENING, chapter, code, exercise, lessons, picture, sound, text


def problems(source: str, **how) -> list[str]:
    return [str(finding) for finding in lint(chapter(source, **how))]


def test_a_sound_chapter_has_no_findings():
    assert problems(sound()) == []


_task, _answer, _check, _hint = exercise(8).split("# %%")[1:]
HINT_FIRST = "".join("# %%" + cell for cell in (_task, _hint, _answer, _check))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (sound(middle=lessons(24, words=85)), "25 to 45 lesson code cells, this one 24"),
        (sound(middle=lessons(46, words=50)), "25 to 45 lesson code cells, this one 46"),
        (sound(middle=lessons(26, lines=2)), "3 to 8 lines, here 2"),
        (sound(middle=lessons(26, lines=9)), "3 to 8 lines, here 9"),
        (sound(text("Look.") + code("x = 1\n" * 31)), "at most 30 lines, this one 31"),
        (sound(middle=lessons(26, words=20)), "1800 to 3500 words, this one"),
        (sound(middle=lessons(26, words=140)), "1800 to 3500 words, this one"),
        (sound(text("word " * 150)), "under 150 words (tables not counted), this one 150"),
        (sound(exercises=6), "7 to 9 exercises, this one 6"),
        (sound(exercises=10), "7 to 9 exercises, this one 10"),
        (sound(opening=code("import nnlearn\nnnlearn.setup()", 'tags=["setup"]')), "begins with its title"),
        (sound(opening=text("# T") + code("x = 1")), "has one set-up cell"),
        (sound(opening=text("# T") + code("x = 1") + OPENING), "has one set-up cell"),
        (sound(opening=OPENING + code("import nnlearn\nnnlearn.setup()", 'tags=["setup"]')), "has one set-up cell"),
        (sound(opening=text("# T") + code("import nnlearn", 'tags=["setup"]')), "has one set-up cell"),
        (sound(closing=""), "closes with the sections"),
        (sound(closing=text("## Further reading\n\nA.") + CLOSING), "closes with the sections"),
        (sound(code("a = 1\nb = 2\nc = 3") * 12), "follow code"),
        (sound(text("### Exercise 01.8: alone")), "exercise 01.8 is task, answer, check, hint"),
        (sound(HINT_FIRST), "exercise 01.8 is task, answer, check, hint, one after the other; received task, hint"),
        (sound(exercise(9) + text("A word between.")), "the exercises' numbers rise"),
        (sound(text("Look.") + code("%matplotlib inline")), "the code is not Python"),
        (sound(text("Look.") + "# %%\n\n" + text("On.")), "a code cell is empty"),
        (sound().replace("# ch01.f1.hint()", "ch01.f1.hint()"), "a hint is commented out"),
        (sound(text("This is simply so.")), "the word 'simply' is not used"),
        (sound(text("Obviously so.")), "the word 'Obviously' is not used"),
        (sound(text("Look.") + code("x = 1  # TODO: mend")), "the word 'TODO' is not used"),
        (sound(text("Look.") + code("# FIXME\nx = 1")), "the word 'FIXME' is not used"),
        (sound(text("Look.") + code("# NBVAL_IGNORE_OUTPUT\nx = 1")), "'# NBVAL_IGNORE_OUTPUT' overrides"),
        (sound(text("Look.") + code("open('/home/someone/data.csv')")), "an absolute path (/home/someone/data.csv)"),
        (sound(text("It lives at 0x7f3a5c01be20.")), "a memory address (0x7f3a5c01be20)"),
        (sound(text("![](a.png)")), "an image has no alt text"),
        (sound(text('<img src="a.png">')), "an image has no alt text"),
        (sound(text('<img src="a.png" alt="">')), "an image has no alt text"),
        (
            sound(text("Look.") + code("def g(z):\n    return  3 / (1 + np.exp(-z))  # ours")),
            "solution of exercise 01.3",
        ),
    ],
)
def test_a_broken_rule_is_found(source, message):
    found = problems(source)
    assert any(message in each for each in found), found
    assert all(". Fix: " in each for each in found)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (text("![A line that falls](a.png)"), "an image with alt text"),
        (text("<img alt='A line' src=a.png>"), "an HTML image with alt text"),
        (text("Write `![](x.png)` for an image."), "an image quoted as code"),
        (text("| word |\n|---|\n" + "| word word word word word |\n" * 40), "a long table"),
        (text("It is simple; `simply_connected` is a name."), "a word that contains a forbidden one"),
        (text("Look.") + code("rng = np.random.default_rng(0)\nx = w\nw = np.zeros(2)"), "lines without substance"),
        (text("See work/01_sound.ipynb, https://example.org/a/b/c and $a/b/c$; and/or/not."), "slashes without a path"),
    ],
)
def test_what_is_sound_is_not_found(body, what):
    assert problems(sound(body)) == [], what


def stream(words, name="stdout"):
    return [{"output_type": "stream", "name": name, "text": words}]


def data(**bundle):
    return [
        {"output_type": "display_data", "metadata": {}, "data": {k.replace("_", "/"): v for k, v in bundle.items()}}
    ]


SHOWN = text("Look.") + code("a = 1\nb = 2\nc = 3", 'tags=["nbval-check-output"]')
FREE = text("Look.") + code("a = 1\nb = 2\nc = 3")
CELL = "the-lesson-55"  # where the lint tests put their outputs: the code cell of SHOWN or FREE


@pytest.mark.parametrize(
    ("body", "output", "message"),
    [
        (FREE, stream("a warning", "stderr"), "writes to stderr ('a warning')"),
        (FREE, [{"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["E: x"]}], "the cell ends in E"),
        (FREE, stream("<f at 0x7f3a5c01be20>"), "a memory address"),
        (FREE, data(text_html="<b>/tmp/x1/y.png</b>"), "an absolute path (/tmp/x1/y.png)"),
        (FREE, stream("C:\\Users\\x"), "an absolute path"),
        (SHOWN, stream("done in 0.53 s"), "a compared output holds a time ('0.53 s')"),
        (SHOWN, stream("at 12:01:59"), "a compared output holds a time"),
        (FREE, data(image_png="A" * 700_000), "under 700 kB, here 70"),
    ],
)
def test_an_output_of_one_machine_is_found(body, output, message):
    found = problems(sound(body), outputs={CELL: output})
    assert [message in each for each in found] == [True], found
    assert CELL in found[0] or "kB" in message


@pytest.mark.parametrize(
    ("body", "output"),
    [
        (FREE, stream("done in 0.53 s")),
        (SHOWN, stream("shape (3, 2), 4 samples, 1/2/3, 0x10")),
        (SHOWN, [picture(1000)]),
        (
            FREE.replace("# %%\n", '# %% tags=["raises-exception"]\n'),
            [{"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["E: x"]}],
        ),
    ],
)
def test_an_output_that_is_the_same_everywhere_is_not_found(body, output):
    assert problems(sound(body), outputs={CELL: output}) == []


def test_too_few_figures_are_found():
    assert any("at least 6 figures, this one 5" in each for each in problems(sound(), pictures=5))


def test_a_chapter_that_was_never_executed_is_linted_without_its_outputs():
    built = chapter(sound())
    assert lint(Chapter(built.name, built.source, built.course)) == []


@pytest.mark.parametrize("which", ["course", "solution"])
def test_an_id_twice_and_a_marker_left_are_found(which):
    built = chapter(sound())
    notebook = getattr(built, which)
    notebook.cells[3].id = notebook.cells[2].id
    notebook.cells[1].source += "\n# END SOLUTION"
    found = [finding for finding in lint(built) if finding.path.startswith(which)]
    assert [finding.problem for finding in found] == ["a solution marker is left", "2 cells bear this id"]


@pytest.mark.parametrize(
    ("solution", "shown", "leaks"),
    [
        ("return x", "return x", False),
        ("return np.where(z > 0, 1, 0)", "y = 1\nreturn np.where(z > 0, 1, 0)", True),
        ("total = weights @ inputs + bias\nreturn total", "total = weights @ inputs + bias", False),
        ("w = np.zeros(2)\nreturn w", "w = np.zeros(2)", False),
        ("for x, y in zip(inputs, targets):\n    w += y * x", "for x, y in zip(inputs, targets):\n    print(x)", False),
        ("a = f(x)\nb = g(y)\nc = h(z)\nreturn c", "a = f(x)  # here\n\nb = g(y)\nc = h(z)", True),
        ("a = f(x)\nb = g(y)\nc = h(z)\nreturn c", "a = f(x)\nc = h(z)", False),
    ],
)
def test_a_line_of_substance_leaks_and_an_ordinary_one_does_not(solution, shown, leaks):
    lines = code_lines(shown)
    windows = {tuple(lines[i:j]) for i in range(len(lines)) for j in range(i + 1, len(lines) + 1)}
    assert any(run in windows for run in telling_runs(code_lines(solution))) is leaks


def test_words_are_counted_without_formulas_and_targets():
    assert count_words("One $a + b$ three\n\n$$ x y z $$\n\n![four five](six/seven.png) - 8") == 6
    assert count_words("| a | b |\n|---|---|\n\ntext", tables=False) == 1
    assert count_words("| a | b |\n|---|---|\n\ntext") == 3


def test_latex_and_html_hold_no_path():
    assert list(traces_of_a_machine(r"$\frac{a}{b}/c/d$ <b>x</b></td></tr> image/png 3/4/5")) == []
