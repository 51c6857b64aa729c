"""Exercise 01.6: radius, margin, bound."""

import numpy as np

from nnlearn.datasets import make_blobs_with_margin
from nnlearn.exercises.base import Exercise, Mistake


def _appended(X, w, b):
    return np.hstack([X, np.ones((len(X), 1))]), np.append(w, b)


def plain_inputs(X, y, w, b):
    sign = 2 * y - 1
    margin = (sign * (X @ w + b)).min() / np.linalg.norm(w)
    radius = np.linalg.norm(X, axis=1).max()
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def bound_not_squared(X, y, w, b):
    A, v = np.hstack([X, np.ones((len(X), 1))]), np.append(w, b)
    radius = np.linalg.norm(A, axis=1).max()
    margin = ((2 * y - 1) * (A @ v)).min() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": radius / margin}


def labels_as_signs(X, y, w, b):
    A, v = np.hstack([X, np.ones((len(X), 1))]), np.append(w, b)
    radius = np.linalg.norm(A, axis=1).max()
    margin = (y * (A @ v)).min() / np.linalg.norm(v)
    with np.errstate(all="ignore"):
        return {"radius": radius, "margin": margin, "bound": (radius / np.float64(margin)) ** 2}


def not_divided_by_length(X, y, w, b):
    A, v = np.hstack([X, np.ones((len(X), 1))]), np.append(w, b)
    radius = np.linalg.norm(A, axis=1).max()
    margin = ((2 * y - 1) * (A @ v)).min()
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def average_margin(X, y, w, b):
    A, v = np.hstack([X, np.ones((len(X), 1))]), np.append(w, b)
    radius = np.linalg.norm(A, axis=1).max()
    margin = ((2 * y - 1) * (A @ v)).mean() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def only_w_in_the_length(X, y, w, b):
    A = np.hstack([X, np.ones((len(X), 1))])
    radius = np.linalg.norm(A, axis=1).max()
    margin = ((2 * y - 1) * (X @ w + b)).min() / np.linalg.norm(w)
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def class_one_only(X, y, w, b):
    A, v = _appended(X, w, b)
    radius = np.linalg.norm(A, axis=1).max()
    margin = (A @ v)[y == 1].min() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def one_missing_in_the_radius(X, y, w, b):
    A, v = _appended(X, w, b)
    radius = np.linalg.norm(X, axis=1).max()
    margin = ((2 * y - 1) * (A @ v)).min() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def quotient_turned_round(X, y, w, b):
    A, v = _appended(X, w, b)
    radius = np.linalg.norm(A, axis=1).max()
    margin = ((2 * y - 1) * (A @ v)).min() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": (margin / radius) ** 2}


def average_length(X, y, w, b):
    A, v = _appended(X, w, b)
    radius = np.linalg.norm(A, axis=1).mean()
    margin = ((2 * y - 1) * (A @ v)).min() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def length_of_the_whole_table(X, y, w, b):
    A, v = _appended(X, w, b)
    radius = np.linalg.norm(A)
    margin = ((2 * y - 1) * (A @ v)).min() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def no_signs(X, y, w, b):
    A, v = _appended(X, w, b)
    radius = np.linalg.norm(A, axis=1).max()
    margin = (A @ v).min() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


def bound_cut_off(X, y, w, b):
    A, v = _appended(X, w, b)
    radius = np.linalg.norm(A, axis=1).max()
    margin = ((2 * y - 1) * (A @ v)).min() / np.linalg.norm(v)
    return {"radius": radius, "margin": margin, "bound": int((radius / margin) ** 2)}


class Margin(Exercise):
    """R, gamma and Novikoff's bound."""

    id, name, points = "01.6", "novikoff", 2
    title = "radius, margin, bound"
    allow, names = ("numpy",), ("np",)
    why = "Two numbers of the data promise when training must end: a rare gift in this field."
    hints = (
        "Treat the bias as one more weight whose input is always 1. Then the line goes through the origin of a space with one more axis.",
        "$\\tilde x = (x, 1)$, $v = (w, b)$: $R = \\max \\|\\tilde x_i\\|$, $\\gamma = \\min_i s_i\\,(v \\cdot \\tilde x_i) / \\|v\\|$ with $s_i = 2 y_i - 1$.",
        "`A = np.hstack([X, np.ones((len(X), 1))])`, `v = np.append(w, b)`; lengths of rows: `np.linalg.norm(A, axis=1)`. The bound is the square of the quotient.",
    )
    mistakes = (
        Mistake(
            plain_inputs,
            "the 1 is not appended",
            "Books without a bias leave the 1 out. Ours learns b as well: which input does that weight see, and how long is (w, b)?",
            convention=True,
        ),
        Mistake(
            bound_not_squared,
            "the bound is not squared",
            "The theorem's bound is (R/γ)². What did you return?",
        ),
        Mistake(
            labels_as_signs,
            "the examples with label 0 do not count",
            "A label of 0 wipes its example out of the product. Which number should stand for class 0 instead?",
        ),
        Mistake(
            not_divided_by_length,
            "the length of the weights is not divided out",
            "Double w and b: the line is the same. Is your margin?",
        ),
        Mistake(
            average_margin,
            "the average distance is taken",
            "The margin belongs to the point that comes closest. Which function finds it?",
        ),
        Mistake(
            only_w_in_the_length,
            "the length leaves the bias out",
            "In the space of (x, 1) the weights are (w, b). How long is that vector?",
        ),
        Mistake(
            class_one_only,
            "only class 1 is looked at",
            "Which class has the point that comes closest here? Did you ask both?",
        ),
        Mistake(
            one_missing_in_the_radius,
            "the 1 is missing in the radius",
            "R is the length of the longest (x, 1). What does the 1 add to it?",
        ),
        Mistake(
            quotient_turned_round,
            "the quotient stands upside down",
            "A wider margin should make the bound smaller. Does yours shrink?",
        ),
        Mistake(
            average_length,
            "the average length is taken for the radius",
            "R belongs to the input that is furthest out. Which function finds it?",
        ),
        Mistake(
            length_of_the_whole_table,
            "the length of the whole table is taken",
            "`np.linalg.norm` without an axis makes one number of all rows. Which axis gives one per row?",
        ),
        Mistake(
            no_signs,
            "the labels play no part",
            "Points of class 0 lie where v·x̃ is negative. Which factor turns their distances round?",
        ),
        Mistake(
            bound_cut_off,
            "the bound is cut off to a whole number",
            "The task asks for (R/γ)² itself. Which call rounds it?",
        ),
    )

    def inputs(self, rng):
        cases = [
            {"X": np.array([[3.0], [-0.5]]), "y": np.array([1, 0]), "w": np.array([1.0]), "b": 0.0},
            {"X": np.array([[3.0, 0.0], [-1.0, 2.0]]), "y": np.array([1, 0]), "w": np.array([2.0, -1.0]), "b": -2.0},
        ]
        for n, dim, offset, nearer in ((8, 2, 0.5, 0.1), (30, 2, 2.0, -0.1), (60, 3, -1.0, 0.05)):
            X, y, line = make_blobs_with_margin(n, 0.2, rng, dim=dim, offset=offset)
            scale = float(rng.uniform(0.5, 3))  # the line moves nearer to one class, and is written in other units
            cases.append({"X": X, "y": y, "w": scale * line.normal, "b": scale * (line.bias + nearer)})
        return cases

    @staticmethod
    def reference(X, y, w, b):
        A, v = _appended(X, w, b)
        radius = np.linalg.norm(A, axis=1).max()
        margin = ((2 * y - 1) * (A @ v)).min() / np.linalg.norm(v)
        return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


novikoff = Margin()
