"""Exercise 03.3: the gradient by turning knobs."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close

STEP = 1e-5
FORMULA = "sum of a * sin(5 * w), plus the products of neighbours, w[0] * w[1] + w[1] * w[2] + ..."


def moved(w, i, step):
    there = w.astype(float)
    there[i] += step
    return there


def to_the_right_only(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        g[i] = (f(moved(w, i, STEP)) - f(w)) / STEP
    return g


def to_the_left_only(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        g[i] = (f(w) - f(moved(w, i, -STEP))) / STEP
    return g


def divided_by_one_step(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        g[i] = (f(moved(w, i, STEP)) - f(moved(w, i, -STEP))) / STEP
    return g


def half_of_one_side(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        g[i] = (f(moved(w, i, STEP)) - f(w)) / (2 * STEP)
    return g


def not_divided(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        g[i] = f(moved(w, i, STEP)) - f(moved(w, i, -STEP))
    return g


def sign_flipped(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        g[i] = (f(moved(w, i, -STEP)) - f(moved(w, i, STEP))) / (2 * STEP)
    return g


def all_moved_together(f, w):
    return (f(w + STEP) - f(w - STEP)) / (2 * STEP) * np.ones(w.shape)


def all_moved_together_as_a_number(f, w):
    return (f(w + STEP) - f(w - STEP)) / (2 * STEP)


def not_moved_back(f, w):
    g, up, down = np.empty(w.shape), w.copy(), w.copy()
    for i in np.ndindex(w.shape):
        up[i] += STEP
        down[i] -= STEP
        g[i] = (f(up) - f(down)) / (2 * STEP)
    return g


def changed_in_place(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += STEP
        up = f(w)
        w[i] -= 2 * STEP
        g[i] = (up - f(w)) / (2 * STEP)
    return g


def moved_right_in_place(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        before = f(w)
        w[i] += STEP
        g[i] = (f(w) - before) / STEP
    return g


def rows_moved(f, w):
    g = np.empty(w.shape)
    for i in range(len(w)):
        g[i] = (f(moved(w, i, STEP)) - f(moved(w, i, -STEP))) / (2 * STEP)
    return g


def no_copies(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        up, down = w, w
        up[i] += STEP
        down[i] -= STEP
        g[i] = (f(up) - f(down)) / (2 * STEP)
    return g


def only_the_last(f, w):
    g = np.zeros(w.shape)
    i = tuple(size - 1 for size in w.shape)
    g[i] = (f(moved(w, i, STEP)) - f(moved(w, i, -STEP))) / (2 * STEP)
    return g


def only_the_first(f, w):
    g = np.zeros(w.shape)
    i = (0,) * w.ndim
    g[i] = (f(moved(w, i, STEP)) - f(moved(w, i, -STEP))) / (2 * STEP)
    return g


class NumericGradient(Exercise):
    """Slopes from values alone."""

    id, name, points = "03.3", "numeric_gradient", 2
    title = "the gradient by turning knobs"
    allow, names = ("numpy",), ("np",)
    why = "It is slow and it cannot be fooled: whatever computes gradients fast is judged by this function."
    hints = (
        "One entry at a time. Everything else stays where it is, and before the next entry the moved one goes back.",
        "$\\partial f/\\partial w_i \\approx \\big(f(w \\text{ with } w_i + \\epsilon) - f(w \\text{ with } w_i - \\epsilon)\\big) / 2\\epsilon$. `np.ndindex(w.shape)` walks through the indices of any shape.",
        "`for i in np.ndindex(w.shape): up, down = w.copy(), w.copy(); up[i] += step; down[i] -= step; gradient[i] = (f(up) - f(down)) / (2 * step)`",
    )
    compare = Close(scale=1e-7)
    mistakes = (
        Mistake(
            to_the_right_only,
            "a one-sided difference, to the right",
            "Your error shrinks like the step, that of a central difference like its square. Which point did you leave out?",
        ),
        Mistake(
            to_the_left_only,
            "a one-sided difference, to the left",
            "Your error shrinks like the step, that of a central difference like its square. Which point did you leave out?",
        ),
        Mistake(
            divided_by_one_step,
            "twice the slope",
            "From f(w − step) to f(w + step), how far apart are the two places?",
        ),
        Mistake(
            half_of_one_side,
            "half the slope",
            "How far apart are the two places whose values you subtract, and by what do you divide?",
        ),
        Mistake(
            not_divided,
            "the change is not divided by the step",
            "A slope is change *per* step. What does your number become when the step is halved?",
        ),
        Mistake(sign_flipped, "the sign is flipped", "For f(w) = w the slope is 1. What does yours give?"),
        Mistake(
            all_moved_together,
            "all weights are moved together",
            "Whose effect do you see when all of them move at once? Every entry of yours is the same.",
        ),
        Mistake(
            all_moved_together_as_a_number,
            "one number for all weights together",
            "The gradient has an entry for each weight. Which one did you move?",
        ),
        Mistake(
            not_moved_back,
            "an entry is not moved back before the next one is measured",
            "When you measure the second entry, where does the first one stand?",
        ),
        Mistake(
            changed_in_place,
            "w is changed in place, and comes back changed",
            "The next entry is measured from another place, and whoever called you has lost the old w. What would copy it first?",
        ),
        Mistake(
            moved_right_in_place,
            "w is changed in place, and only to the right",
            "Each entry stays moved while the next is measured. What would copy w first, and which point is left out?",
        ),
        Mistake(
            rows_moved,
            "whole rows are moved at once",
            "For a w of shape (2, 3), what is `w[0]`? Which function walks through the indices of every single entry?",
        ),
        Mistake(
            no_copies,
            "every slope is 0",
            "Look at the two arrays that you give to f: do they differ? (`up = w` makes a second name, not a second array, and a step of 1e-20 is lost in rounding.)",
        ),
        Mistake(
            only_the_last,
            "only the last entry gets a slope",
            "How many rounds does your loop make, and what does each leave behind?",
        ),
        Mistake(
            only_the_first,
            "only the first entry gets a slope",
            "How far is your `return` indented: inside the loop or behind it?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for shape in ((2,), (3,), (2, 3), (2, 2, 2)):
            w = rng.uniform(0.5, 1.5, size=shape) * rng.choice([-1, 1], size=shape)
            cases.append({"w": w, "a": rng.uniform(1, 3, size=shape), "f": FORMULA})
        return cases

    @staticmethod
    def probe(answer, w, a, f):
        def function(w):  # steep and bent, and every entry acts on its neighbour
            flat = np.asarray(w, dtype=float).ravel()
            return float((a.ravel() * np.sin(5 * flat)).sum() + (flat[1:] * flat[:-1]).sum())

        return answer(function, w)

    def expected(self, w, a, f):
        flat, beside = w.ravel(), np.zeros(w.size)
        beside[1:] += flat[:-1]
        beside[:-1] += flat[1:]
        return 5 * a * np.cos(5 * w) + beside.reshape(w.shape)

    @staticmethod
    def reference(f, w):
        gradient = np.empty(w.shape)
        for i in np.ndindex(w.shape):
            up, down = w.astype(float), w.astype(float)
            up[i] += 1e-5
            down[i] -= 1e-5
            gradient[i] = (f(up) - f(down)) / 2e-5
        return gradient


numeric_gradient = NumericGradient()
