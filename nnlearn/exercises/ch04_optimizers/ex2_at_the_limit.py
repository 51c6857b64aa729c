"""Exercise 04.2: an experiment at the limit."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def experiment(A, w, shares, steps, limit=None, slope=None, measure=None, reset=True, rates=None):
    """The experiment with every choice that a mistake may change."""
    curvatures = np.linalg.eigvalsh(A)
    limit = 2 / curvatures.max() if limit is None else limit(A, curvatures)
    slope = slope or (lambda w: A @ w)
    measure = measure or np.linalg.norm
    ends, place = [], np.array(w)
    for share in shares:
        place = np.array(w) if reset else place
        for _ in range(steps):
            place = place - (share * limit if rates is None else rates(share, limit)) * slope(place)
        ends.append(measure(place))
    return limit, np.array(ends)


def with_limit(rule):
    """The experiment of somebody who takes another number for the limit."""

    def at_the_limit(A, w, shares, steps):
        return experiment(A, w, shares, steps, limit=rule)

    return at_the_limit


def start_not_reset(A, w, shares, steps):
    return experiment(A, w, shares, steps, reset=False)


def slope_doubled(A, w, shares, steps):
    return experiment(A, w, shares, steps, slope=lambda w: 2 * A @ w)


def entry_by_entry(A, w, shares, steps):
    return experiment(A, w, shares, steps, slope=lambda w: A * w)


def shares_as_rates(A, w, shares, steps):
    return experiment(A, w, shares, steps, rates=lambda share, limit: share)


def squared_lengths(A, w, shares, steps):
    return experiment(A, w, shares, steps, measure=lambda w: w @ w)


def losses(A, w, shares, steps):
    return experiment(A, w, shares, steps, measure=lambda w: w @ A @ w / 2)


def one_step_too_many(A, w, shares, steps):
    return experiment(A, w, shares, steps + 1)


def one_step_too_few(A, w, shares, steps):
    return experiment(A, w, shares, steps - 1)


def first_entry(A, w, shares, steps):
    return experiment(A, w, shares, steps, measure=lambda w: abs(w[0]))


def lengths_only(A, w, shares, steps):
    return experiment(A, w, shares, steps)[1]


def walk_uphill(A, w, shares, steps):
    return experiment(A, w, shares, steps, slope=lambda w: -A @ w)


def ends_themselves(A, w, shares, steps):
    return experiment(A, w, shares, steps, measure=lambda w: w)


class AtTheLimit(Exercise):
    """Predict the largest stable learning rate, then walk on both sides of it."""

    id, name, points = "04.2", "at_the_limit", 2
    title = "an experiment at the limit"
    allow, names, needs = ("numpy",), ("np",), ("descend",)
    why = (
        "You predicted the edge from the curvature alone, and the walks turned from shrinking to growing exactly there."
    )
    hints = (
        "Along each direction that A only stretches, a step multiplies by 1 - rate times stretch. Which direction breaks first?",
        "`np.linalg.eigvalsh(A)` gives the curvatures. $|1 - \\eta L| < 1$ as long as $\\eta < 2 / L$ for the largest of them.",
        "`limit = 2 / np.linalg.eigvalsh(A).max()`; for each share `descend(lambda w: A @ w, w, share * limit, steps)[-1]`, and of that `np.linalg.norm`.",
    )
    tips = (
        (
            "ValueError",
            "inhomogeneous|broadcast",
            "A step takes a slope of shape (d,) from weights of shape (d,). Which product of A (d, d) and w (d,) has that shape?",
        ),
    )
    compare = Close(parts=("the limit", "the lengths"))
    mistakes = (
        Mistake(
            with_limit(lambda A, c: 1 / c.max()),
            "the limit is 1 / L instead of 2 / L",
            "At 1 / L a step lands exactly on the floor of the steepest direction. How much further may it go before it stops coming nearer?",
        ),
        Mistake(
            with_limit(lambda A, c: 2 / c.min()),
            "the smallest curvature sets the limit instead of the largest",
            "Which direction overshoots first as the rate grows: the flat one or the steep one?",
        ),
        Mistake(
            with_limit(lambda A, c: 2 / np.trace(A)),
            "the limit is 2 over the sum of the curvatures",
            "At that rate walks are stable, but is it the largest such rate? One direction is enough to break it: which one?",
        ),
        Mistake(
            with_limit(lambda A, c: 2 / c.mean()),
            "the mean curvature sets the limit",
            "What happens along the steepest direction at that rate?",
        ),
        Mistake(
            with_limit(lambda A, c: 2 / A.max()),
            "the largest entry of A is taken for the largest curvature",
            "Multiply [[3, 1], [1, 3]] by (1, 1): by how much is it stretched, and which entry says so?",
        ),
        Mistake(
            with_limit(lambda A, c: 2 / np.linalg.norm(A)),
            "all entries of A, squared and added, set the limit",
            "`np.linalg.norm(A)` is not the largest stretch. Which function gives the stretches one by one?",
        ),
        Mistake(
            with_limit(lambda A, c: c.max()),
            "the largest curvature is returned as the limit",
            "The steeper the ground, the shorter the step. Does your limit fall when A grows?",
        ),
        Mistake(
            with_limit(lambda A, c: 2 / np.abs(A).sum(axis=1).max()),
            "the largest row sum sets the limit",
            "A row sum is a bound on the curvature, not the curvature itself. Is your rate the largest stable one?",
        ),
        Mistake(
            start_not_reset,
            "each walk starts where the last one ended",
            "To compare two rates, from where must both walks start?",
        ),
        Mistake(
            slope_doubled,
            "the slope is taken twice as steep as it is",
            "The loss is w·Aw / 2. What becomes of the 2 when you take its slope?",
        ),
        Mistake(
            entry_by_entry,
            "A and w are multiplied entry by entry",
            "For weights (d,) the slope has shape (d,). Which shape has your place after one step, and which product gives (d,)?",
        ),
        Mistake(
            shares_as_rates,
            "the shares are used as learning rates",
            "A share of 1 means exactly the limit. By what must it be multiplied?",
        ),
        Mistake(squared_lengths, "the lengths are squared", "Pythagoras ends with a root. Is yours missing?"),
        Mistake(
            losses,
            "losses are returned instead of lengths",
            "How far from 0 does the walk end, and how high: which is asked for?",
        ),
        Mistake(one_step_too_many, "there is one step too many", "With steps = 1, how many steps do you make?"),
        Mistake(
            one_step_too_few,
            "there is one step too few",
            "`descend` gives steps + 1 places. Which of them is the last?",
        ),
        Mistake(first_entry, "only the first weight is measured", "How long is the vector (3, 4)?"),
        Mistake(lengths_only, "the limit is not returned", "The task asks for two things. Which came back?"),
        Mistake(
            walk_uphill,
            "the walks go uphill",
            "Below the limit the lengths should shrink. Which sign does the step have?",
        ),
        Mistake(ends_themselves, "the places are returned, not their lengths", "How far from 0 is the place (3, 4)?"),
    )

    def inputs(self, rng):
        cases = [{"A": np.array([[3.0, 1.0], [1.0, 3.0]]), "w": np.array([2.0, 1.0]), "shares": [0.5, 1.1], "steps": 3}]
        for d, steps in ((2, 10), (3, 25), (6, 40)):
            turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
            A = (turn * rng.uniform(0.2, 5, size=d)) @ turn.T
            shares = [0.2, 0.9, 0.99, 1.01, 1.1]
            cases.append({"A": (A + A.T) / 2, "w": rng.normal(size=d), "shares": shares, "steps": steps})
        return cases

    @staticmethod
    def reference(A, w, shares, steps):
        return experiment(A, w, shares, steps)


at_the_limit = AtTheLimit()
