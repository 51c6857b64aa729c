"""Exercise 02.8: an experiment, error against width."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch02_xor.ex5_activation import sigmoid


def brick_errors(
    f, widths, steepness=lambda n: 20 * n, place=0.5, measure=None, pieces=lambda n: n, height=True, reset=True
):
    """The experiment, with every choice that a mistake may change."""
    x = np.linspace(0, 1, 1001)
    errors, wall = [], np.zeros_like(x)
    for n in widths:
        edges = np.linspace(0, 1, pieces(n) + 1)
        wall = np.zeros_like(x) if reset else wall
        for left, right in zip(edges[:-1], edges[1:], strict=True):
            brick = sigmoid(steepness(n) * (x - left)) - sigmoid(steepness(n) * (x - right))
            wall = wall + (f(left + place * (right - left)) if height else 1) * brick
        errors.append(measure(wall - f(x)) if measure else np.abs(wall - f(x)).mean())
    return errors


def heights_at_the_right(f, widths):
    return brick_errors(f, widths, place=1.0)


def steepness_of_the_drawing(f, widths):
    return brick_errors(f, widths, steepness=lambda n: 200)


def wall_not_cleared(f, widths):
    return brick_errors(f, widths, reset=False)


def errors_added(f, widths):
    return brick_errors(f, widths, measure=lambda e: np.abs(e).sum())


def heights_forgotten(f, widths):
    return brick_errors(f, widths, height=False)


def heights_at_the_left(f, widths):
    return brick_errors(f, widths, place=0.0)


def same_steepness(f, widths):
    return brick_errors(f, widths, steepness=lambda n: 20)


def largest_error(f, widths):
    return brick_errors(f, widths, measure=lambda e: np.abs(e).max())


def squared_error(f, widths):
    return brick_errors(f, widths, measure=lambda e: (e**2).mean())


def errors_that_cancel(f, widths):
    return brick_errors(f, widths, measure=lambda e: e.mean())


def one_piece_too_few(f, widths):
    return brick_errors(f, widths, pieces=lambda n: n - 1)


def heights_at_half_the_width(f, widths):
    x, errors = np.linspace(0, 1, 1001), []
    for n in widths:
        edges = np.linspace(0, 1, n + 1)
        heights = [f((right - left) / 2) for left, right in zip(edges[:-1], edges[1:], strict=True)]
        bricks = [
            sigmoid(20 * n * (x - a)) - sigmoid(20 * n * (x - b)) for a, b in zip(edges[:-1], edges[1:], strict=True)
        ]
        errors.append(np.abs(sum(h * brick for h, brick in zip(heights, bricks, strict=True)) - f(x)).mean())
    return errors


def last_bump_only(f, widths):
    x, errors = np.linspace(0, 1, 1001), []
    for n in widths:
        left, right = np.linspace(0, 1, n + 1)[-2:]
        brick = sigmoid(20 * n * (x - left)) - sigmoid(20 * n * (x - right))
        errors.append(np.abs(f((left + right) / 2) * brick - f(x)).mean())
    return errors


def root_of_mean_square(f, widths):
    return brick_errors(f, widths, measure=lambda e: np.sqrt((e**2).mean()))


def size_of_the_mean(f, widths):
    return brick_errors(f, widths, measure=lambda e: abs(e.mean()))


class ErrorByWidth(Exercise):
    """An experiment: how fast does the error fall as bricks are added?"""

    id, name, points = "02.8", "error_by_width", 2
    title = "an experiment, error against width"
    allow, names, needs = ("numpy",), ("np",), ("bump",)
    why = "Ten times the bricks, a tenth of the error: possible is not the same as cheap, and training will find better bricks than these."
    hints = (
        "For each width: cut the interval into equal pieces, put a bump of the right height on each, add them up, measure.",
        "`edges = np.linspace(0, 1, n + 1)`; the height of a piece is `f` at its middle; the steepness is `20 * n`; the error is the mean of $|wall - f(x)|$ on the 1001 points.",
        "`wall = sum(f((a + b) / 2) * bump(x, a, b, 20 * n) for a, b in zip(edges[:-1], edges[1:]))`, then `np.abs(wall - f(x)).mean()`.",
    )
    mistakes = (
        Mistake(
            heights_at_the_left,
            "heights are taken at the left edge",
            "On a rising function, is the left edge too low or too high for its piece? Which point is fair?",
        ),
        Mistake(
            same_steepness,
            "the steepness does not grow with the width",
            "With a hundred narrow pieces and a steepness of 20, how wide is one edge against one piece?",
        ),
        Mistake(
            largest_error,
            "the largest error is taken, not the mean",
            "Which number does the task ask for? Yours watches only the worst point.",
        ),
        Mistake(
            squared_error, "the error is squared", "The task asks for distances. What does squaring do to small ones?"
        ),
        Mistake(
            errors_that_cancel,
            "positive and negative errors cancel",
            "Half a metre too high here, half a metre too low there: is the mean error 0?",
        ),
        Mistake(one_piece_too_few, "one piece is missing", "How many edges bound n pieces? Count with n = 1."),
        Mistake(
            heights_at_the_right,
            "heights are taken at the right edge",
            "On a rising function, is the right edge too low or too high for its piece? Which point is fair?",
        ),
        Mistake(
            steepness_of_the_drawing,
            "the steepness is 200 for every width",
            "200 was right for ten bumps. What does the task ask for with n of them?",
        ),
        Mistake(
            wall_not_cleared,
            "the bumps of one width stay for the next",
            "Where do you set the sum back to zero: before the loop over widths or inside it?",
        ),
        Mistake(
            errors_added,
            "the errors are added, not averaged",
            "The error of 1001 points together, or of one point on average: which does the task ask for?",
        ),
        Mistake(heights_forgotten, "every bump has height 1", "How high should the bump on a piece be?"),
        Mistake(
            heights_at_half_the_width,
            "the middle of a piece is taken as half its width",
            "Between the edges 0.4 and 0.6 the middle is 0.5. What does your formula give?",
        ),
        Mistake(
            last_bump_only,
            "only the last bump is kept",
            "Do you add each bump to the sum, or start the sum anew for each?",
        ),
        Mistake(
            root_of_mean_square,
            "the root of the mean square is taken",
            "Another fair measure. Which one does the task ask for?",
            convention=True,
        ),
        Mistake(
            size_of_the_mean,
            "positive and negative errors cancel before the size is taken",
            "In which order do `np.abs` and the mean come?",
        ),
    )

    def inputs(self, rng):
        polynomials = [np.array([2.0, 0.5])] + [rng.normal(size=4) * [8.0, -8.0, 2.0, 1.0] for _ in range(3)]
        widths = ([2, 4], [2, 5, 10], [3, 9], [4, 16, 40])
        return [{"polynomial": c, "widths": list(w)} for c, w in zip(polynomials, widths, strict=True)]

    @staticmethod
    def probe(answer, polynomial, widths):
        def f(x):
            return np.polyval(polynomial, x)

        return answer(f, widths)

    @staticmethod
    def reference(f, widths):
        return brick_errors(f, widths)


error_by_width = ErrorByWidth()
