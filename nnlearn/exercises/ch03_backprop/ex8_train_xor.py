"""Exercise 03.8: train a network on XOR."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch03_backprop.ex7_network_backward import passes, right
from nnlearn.exercises.compare import Comparison, Difference
from nnlearn.exercises.feedback import show

LARGEST_LOSS = 0.1
# Steps that are too long, or too few, may still arrive from one of several starts.
ALSO = {
    "fallen": ("fallen", "trained"),
    "not finite": ("not finite", "fallen", "trained"),
    "risen": ("risen", "not finite", "fallen", "trained"),
}


def stepping(X, y, weights, steps, rate=-1.0):
    for _ in range(steps):
        _, gradients = right(X, y, weights)
        weights = [w + rate * g for w, g in zip(weights, gradients, strict=True)]
    return weights


def uphill(X, y, weights, steps):
    return stepping(X, y, weights, steps, rate=1.0)


def too_short(X, y, weights, steps):
    return stepping(X, y, weights, min(steps, 20), rate=-0.01)


def one_step(X, y, weights, steps):
    return stepping(X, y, weights, min(steps, 1))


def returns_in_the_loop(X, y, weights, steps):
    return stepping(X, y, weights, 1) if steps else None


def not_kept(X, y, weights, steps):
    return [w.copy() for w in weights]


def not_finite(X, y, weights, steps):
    return [w * np.inf for w in weights] if steps else weights


def gradients_returned(X, y, weights, steps):
    for _ in range(steps):
        _, gradients = right(X, y, weights)
        weights = [w - g for w, g in zip(weights, gradients, strict=True)]
    return gradients


def first_gradients_returned(X, y, weights, steps):
    return right(X, y, weights)[1]


def steps_ignored(X, y, weights, steps):
    return stepping(X, y, weights, 2000)


def one_step_too_many(X, y, weights, steps):
    return stepping(X, y, weights, steps + 1)


def own_start(X, y, weights, steps):
    rng = np.random.default_rng(0)
    return stepping(X, y, [rng.normal(size=w.shape) for w in weights], steps)


def list_changed(X, y, weights, steps):
    for _ in range(steps):
        _, gradients = right(X, y, weights)
        for k in range(4):
            weights[k] = weights[k] - gradients[k]
    return weights


def changed_in_place(X, y, weights, steps):
    for _ in range(steps):
        _, gradients = right(X, y, weights)
        for w, g in zip(weights, gradients, strict=True):
            w -= g
    return weights


class Trained(Comparison):
    """The loss that the weights reach: however they were found."""

    def difference(self, got, expected, case):
        """What the weights lack."""
        got, changed = opened(got)
        if got is None:
            return Difference("missing", "Your answer is None.")
        X, y, given = problem_of(**case)
        wanted = [w.shape for w in given]
        problem = unusable(got, wanted)
        if problem:
            return Difference(
                "use", f"A list of four arrays of shapes {', '.join(map(str, wanted))} is expected; {problem}"
            )
        if not case["steps"]:
            moved = not all(np.allclose(w, old) for w, old in zip(got, given, strict=True))
            says = "With 0 steps the weights should be those that were given."
            return Difference("value", says, "other weights", "the weights as given") if moved else None
        before, after = loss_of(given, X, y), loss_of(got, X, y)
        shown = {"loss before": float(f"{before:.3g}"), "loss after": float(f"{after:.3g}")}
        if not after <= LARGEST_LOSS:
            says = f"The loss is {show(before, 3)} with the weights you were given and {show(after, 3)} with those you return. "
            says += "Is it still falling?" if after < before else "Does each step go downhill, and is it short enough?"
            return Difference("value", says, shown, f"a loss of at most {LARGEST_LOSS}")
        if changed:
            says = f"The loss is small enough, but the {changed} that you were given came back changed."
            return Difference("value", says, f"changed {changed}", f"{changed} as before")
        return None

    def same(self, got, other, case):
        """True where both came equally far: up, down, nowhere, or to numbers that are none."""
        here, there = how_far(got, case), how_far(other, case)
        return here in ALSO.get(there, (there,)) if case["steps"] else here == there


def opened(got):
    """What was returned, and what of the caller's came back changed."""
    if isinstance(got, dict) and list(got) in (["arrays"], ["list"]):
        return next((value, name) for name, value in got.items())
    return got, ""


def problem_of(turn, seed, steps):
    """XOR's corners as small clouds, turned by an angle in degrees; and first weights."""
    rng = np.random.default_rng(seed)
    corners, angle = np.arange(24) % 4, np.deg2rad(turn)
    axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    X = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])[corners] + rng.uniform(-0.25, 0.25, size=(24, 2))
    y = np.isin(corners, (1, 2)).astype(float)[:, None]
    return X @ axes, y, [rng.normal(size=(2, 8)), np.zeros(8), rng.normal(size=(8, 1)), np.zeros(1)]


def unusable(got, wanted):
    """Why weights cannot be used; "" if they can."""
    if not isinstance(got, (list, tuple)) or len(got) != len(wanted):
        return f"there are {len(got)}." if isinstance(got, (list, tuple)) else "there is one thing only."
    for i, (w, shape) in enumerate(zip(got, wanted, strict=True)):
        try:
            array = np.asarray(w, float)
        except (TypeError, ValueError):
            return f"number {i} holds no numbers."
        if array.shape != shape:
            return f"number {i} has the shape {array.shape}."
    return ""


def loss_of(weights, X, y):
    with np.errstate(all="ignore"):
        return float(passes(X, y, [np.asarray(w, float) for w in weights])[3])


def how_far(got, case):
    X, y, given = problem_of(**case)
    weights, changed = opened(got)
    if weights is None or unusable(weights, [w.shape for w in given]):
        return repr(type(weights))
    if all(np.array_equal(w, old) for w, old in zip(weights, given, strict=True)):
        return "nowhere"
    before, after = loss_of(given, X, y), loss_of(weights, X, y)
    if not np.isfinite(after):
        return "not finite"
    if after <= LARGEST_LOSS:
        return f"trained, {changed} changed" if changed else "trained"
    gradients = np.concatenate([g.ravel() for g in right(X, y, given)[1]])
    moved = np.concatenate([np.ravel(w) for w in weights])
    if np.allclose(moved, gradients):
        return "first gradients"
    moved = moved - np.concatenate([w.ravel() for w in given])
    rate = moved @ gradients / (gradients @ gradients)
    if rate < 0 and np.allclose(moved, rate * gradients, rtol=1e-4, atol=1e-6):
        return "one step"
    if max(np.abs(w).max() for w in weights) < 0.01:
        return "small gradients"
    if not case["steps"]:
        return "elsewhere"
    return "risen" if after > before else "fallen"


class TrainXor(Exercise):
    """Gradient descent, from start to finish."""

    id, name, points = "03.8", "train_xor", 2
    title = "train a network on XOR"
    allow, names = ("numpy",), ("np",)
    needs = ("binary_crossentropy", "activation_backward", "dense_backward", "network_backward")
    why = "From weights that know nothing to weights that answer XOR. Steps downhill do this in networks of any size: how to take them well is much of what follows."
    hints = (
        "A loop. In each round: ask for the gradients, move every weight a little against its own, keep the moved weights for the next round.",
        "$w \\leftarrow w - \\eta\\,\\partial L/\\partial w$ for all four arrays, with the gradients computed *before* any of them moves. A learning rate $\\eta$ of 1 will do.",
        "`for _ in range(steps): loss, gradients = network_backward(X, y, weights)`, then `weights = [w - 1.0 * g for w, g in zip(weights, gradients)]`. Behind the loop: `return weights`.",
    )
    compare = Trained()
    mistakes = (
        Mistake(
            too_short,
            "the loss has fallen, but not far enough",
            "How many of the steps did you take, and how long are they? Print the loss every 100 steps: does it still fall, or does it jump?",
        ),
        Mistake(
            one_step,
            "the weights move along the first gradient only",
            "Was one step taken, or did every step take the same gradient? In each round: from which weights does the step start, and at which weights are its gradients computed?",
        ),
        Mistake(
            returns_in_the_loop,
            "it returns after the first step",
            "How far is your `return` indented: inside the loop or behind it?",
        ),
        Mistake(
            not_kept,
            "the weights come back as they were",
            "Each round makes new weights. Which name holds them in the next round, and which do you return?",
        ),
        Mistake(
            not_finite,
            "the weights are no longer finite numbers",
            "Print the loss of the first ten steps. Does it jump up? What would shorter steps do?",
        ),
        Mistake(
            gradients_returned,
            "gradients come back, not weights",
            "A gradient says where to go. Where do you stand after having gone there?",
        ),
        Mistake(
            first_gradients_returned,
            "the gradients at the start come back, not weights",
            "A gradient says where to go. Where do you stand after having gone there?",
        ),
        Mistake(
            steps_ignored,
            "the weights move even when 0 steps are allowed, by many steps",
            "`steps` says how many updates to make: where do you use it? (From some starts no number of steps reaches a loss of 0.1.)",
        ),
        Mistake(
            one_step_too_many,
            "the weights move even when 0 steps are allowed, by one step",
            "How often does your loop run for `steps` = 3, and how often does it update?",
        ),
        Mistake(
            uphill,
            "the loss rises, from some start or from all",
            "Three things can do that: a sign, steps that are too long, and gradients that belong to other points than `X`. Print the loss of the first ten steps: which is it here?",
        ),
        Mistake(
            own_start,
            "the walk does not start at the weights that are given",
            "With 0 steps, whose weights come back? Where to start is the caller's choice: they may want to compare two starts.",
        ),
        Mistake(
            list_changed,
            "training succeeds, but the caller's list holds other arrays now",
            "`weights` is the caller's own list, and they cannot start again from it. What would give you a list of your own before the loop?",
        ),
        Mistake(
            changed_in_place,
            "training succeeds, but on the caller's own weights",
            "Whoever handed you the arrays finds them trained, and cannot start again. (`w -= g` writes into an array. What makes a new one?)",
        ),
    )

    def inputs(self, rng):
        cases = [
            {"turn": round(rng.uniform(0, 360), 1), "seed": int(rng.integers(10**6)), "steps": 2000} for _ in range(3)
        ]
        return [*cases, {**cases[0], "steps": 0}]

    @staticmethod
    def probe(answer, turn, seed, steps):
        rng = np.random.default_rng(seed)
        corners, angle = np.arange(24) % 4, np.deg2rad(turn)
        axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        X = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])[corners] + rng.uniform(-0.25, 0.25, size=(24, 2))
        y = np.isin(corners, (1, 2)).astype(float)[:, None]
        weights = [rng.normal(size=(2, 8)), np.zeros(8), rng.normal(size=(8, 1)), np.zeros(1)]
        given, before = list(weights), [w.copy() for w in weights]
        returned = answer(X @ axes, y, weights, steps)
        if not all(np.array_equal(w, old) for w, old in zip(given, before, strict=True)):
            return {"arrays": returned}
        if len(weights) != 4 or any(w is not old for w, old in zip(weights, given, strict=True)):
            return {"list": returned}
        return returned

    def shown(self, turn, seed, steps):
        return {
            "X, y": f"XOR's corners as clouds of 24 points, turned by {turn:g} degrees",
            "weights": "random numbers for 8 hidden units",
            "steps": steps,
        }

    def expected(self, turn, seed, steps):
        return LARGEST_LOSS

    @staticmethod
    def reference(X, y, weights, steps):
        return stepping(X, y, weights, steps)


train_xor = TrainXor()
