"""Exercise 03.3: the gradient by turning knobs."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close

STEP, LONG = 1e-5, 1e-3
FORMULA = "100, plus the sum of a * sin(5 * w), plus the products of neighbours, w[0] * w[1] + w[1] * w[2] + ..."


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


def multiplied_by_the_step(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        g[i] = (f(moved(w, i, STEP)) - f(moved(w, i, -STEP))) / 2 * STEP
    return g


def relative_step(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        step = STEP * w[i]
        g[i] = (f(moved(w, i, step)) - f(moved(w, i, -step))) / (2 * step)
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


def moved_there_and_back(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        w[i] += STEP
        up = f(w)
        w[i] -= 2 * STEP
        g[i] = (up - f(w)) / (2 * STEP)
        w[i] += STEP
    return g


def slopes_written_into_w(f, w):
    for i in np.ndindex(w.shape):
        w[i] = (f(moved(w, i, STEP)) - f(moved(w, i, -STEP))) / (2 * STEP)
    return w


def far_too_long_a_step(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        g[i] = (f(moved(w, i, LONG)) - f(moved(w, i, -LONG))) / (2 * LONG)
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


def exact(w, f):
    flat, beside = w.ravel(), np.zeros(w.size)
    beside[1:] += flat[:-1]
    beside[:-1] += flat[1:]
    return 5 * f["a"] * np.cos(5 * w) + beside.reshape(w.shape)


class Slopes(Close):
    """Sharp enough to tell two sides from one. Slopes that are off by a few percent at most are one kind of wrong."""

    def __init__(self):
        super().__init__(rtol=2e-7, rtol32=2e-7, scale=2e-8)

    def same(self, got, other, case):
        """True for equal slopes; where `other` is that of far too long a step, for all that are nearly right."""
        if super().same(got, other, case):
            return True
        right = exact(**case)
        long = right + 5 * case["f"]["a"] * np.cos(5 * case["w"]) * (np.sin(5 * LONG) / (5 * LONG) - 1)
        if not isinstance(got, np.ndarray) or got.shape != right.shape or not super().same(other, long, case):
            return False
        return bool(np.abs(got - right).max() < 0.05 * np.abs(right).max())


class NumericGradient(Exercise):
    """Slopes from values alone."""

    id, name, points = "03.3", "numeric_gradient", 2
    title = "the gradient by turning knobs"
    allow, names = ("numpy",), ("np",)
    why = "It is slow, and it needs nothing but values of f: what computes gradients fast is judged by this function."
    hints = (
        "One entry at a time, in a copy of w. Everything else stays where it is, and the next entry starts from w as it was given.",
        "$\\partial f/\\partial w_i \\approx \\big(f(w \\text{ with } w_i + \\epsilon) - f(w \\text{ with } w_i - \\epsilon)\\big) / (2\\epsilon)$. `np.ndindex(w.shape)` walks through the indices of any shape.",
        "`for i in np.ndindex(w.shape): up, down = w.copy(), w.copy(); up[i] += step; down[i] -= step; gradient[i] = (f(up) - f(down)) / (2 * step)`",
    )
    compare = Slopes()
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
            multiplied_by_the_step,
            "the change is multiplied by the step, not divided",
            "A slope is change *per* step. Python reads a / 2 * b from left to right: is b divided by, or multiplied with?",
        ),
        Mistake(
            relative_step,
            "a weight of 0 is not moved at all",
            "Your slope is nan where the weight is 0. By how much is an entry moved if the move is a share of the entry?",
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
            moved_there_and_back,
            "w comes back changed in its last digits",
            "Your slopes are right. But a number that goes up by ε and down again is rounded each time, and need not end where it was. What makes a copy to move about in, or keeps the old number?",
        ),
        Mistake(
            slopes_written_into_w,
            "the slopes are written into w",
            "The second slope is measured where the first entry of w is a slope. Which array could hold the slopes instead?",
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
            far_too_long_a_step,
            "the slopes are nearly right, not as near as two sides and ε = 10⁻⁵ bring them",
            "Is your difference two-sided? And how large is your step: too long, and the curve's bend comes in; too short, and rounding does.",
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
            while True:  # until moving there and back leaves a trace
                w = rng.uniform(0.5, 1.5, size=shape) * rng.choice([-1, 1], size=shape)
                if np.any(w != w + STEP - 2 * STEP + STEP):
                    break
            if w.ndim == 2:
                w[0, 1] = 0.0
            cases.append({"w": w, "f": {"f(w)": FORMULA, "a": rng.uniform(1, 3, size=shape)}})
        return cases

    @staticmethod
    def probe(answer, w, f):
        a = f["a"]

        def function(x):  # steep and bent, and every entry acts on its neighbour
            if not isinstance(x, np.ndarray) or x.shape != a.shape:
                came = f"shape {x.shape}" if isinstance(x, np.ndarray) else type(x).__name__
                raise ValueError(f"f takes an array like w, of shape {a.shape}; it was given: {came}.")
            flat = x.astype(float).ravel()
            return float(100 + (a.ravel() * np.sin(5 * flat)).sum() + (flat[1:] * flat[:-1]).sum())

        return answer(function, w)

    def expected(self, w, f):
        return exact(w, f)

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
