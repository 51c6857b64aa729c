"""Exercise 03.8: train a network on XOR."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch03_backprop.ex7_network_backward import passes, right
from nnlearn.exercises.compare import Comparison, Difference
from nnlearn.exercises.feedback import show

LARGEST_LOSS = 0.1


def stepping(X, y, weights, sign=-1.0, rate=1.0, steps=2000):
    for _ in range(steps):
        _, gradients = right(X, y, weights)
        weights = [w + sign * rate * g for w, g in zip(weights, gradients, strict=True)]
    return weights


def uphill(X, y, weights):
    return stepping(X, y, weights, sign=1.0, steps=200)


def one_step(X, y, weights):
    return stepping(X, y, weights, steps=1)


def not_kept(X, y, weights):
    return [w.copy() for w in weights]


def far_too_large(X, y, weights):
    with np.errstate(all="ignore"):
        return [w * np.inf for w in weights]


def gradients_returned(X, y, weights):
    return right(X, y, weights)[1]


def changed_in_place(X, y, weights):
    for _ in range(2000):
        _, gradients = right(X, y, weights)
        for w, g in zip(weights, gradients, strict=True):
            w -= g
    return weights


class Trained(Comparison):
    """The loss that the weights reach: however they were found."""

    def difference(self, got, expected, case):
        """What the weights lack."""
        if got is None:
            return Difference("missing", "Your answer is None.")
        wanted = [w.shape for w in case["weights"]]
        problem = unusable(got, wanted)
        if problem:
            return Difference(
                "use", f"A list of four arrays of shapes {', '.join(map(str, wanted))} is expected; {problem}"
            )
        before, after = loss_of(case["weights"], case), loss_of(got, case)
        if after <= LARGEST_LOSS:
            return None
        says = (
            f"The loss is {show(before, 3)} with the weights you were given and {show(after, 3)} with those you return."
        )
        return Difference("value", says, show(after, 3), f"at most {LARGEST_LOSS}")

    def same(self, got, other, case):
        """True where both came equally far: up, down, nowhere, or to numbers that are none."""
        return how_far(got, case) == how_far(other, case)


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


def loss_of(weights, case):
    with np.errstate(all="ignore"):
        return float(passes(case["X"], case["y"], [np.asarray(w, float) for w in weights])[3])


def how_far(got, case):
    wanted = [w.shape for w in case["weights"]]
    if got is None or unusable(got, wanted):
        return repr(type(got))
    if all(np.array_equal(w, old) for w, old in zip(got, case["weights"], strict=True)):
        return "unchanged"
    before, after = loss_of(case["weights"], case), loss_of(got, case)
    if not np.isfinite(after):
        return "not finite"
    if after <= LARGEST_LOSS:
        return "trained"
    found = right(case["X"], case["y"], case["weights"])[1]
    if all(np.allclose(w, g) for w, g in zip(got, found, strict=True)):
        return "gradients"
    return "risen" if after > before else "fallen"


class TrainXor(Exercise):
    """Gradient descent, from start to finish."""

    id, name, points = "03.8", "train_xor", 2
    title = "train a network on XOR"
    allow, names = ("numpy",), ("np",)
    needs = ("binary_crossentropy", "activation_backward", "dense_backward", "network_backward")
    why = "Nobody told the hidden units what to look for. They found it in slopes: this is the whole of training, and the rest of the course is how to do it well."
    hints = (
        "A loop. In each round: ask for the gradients, move every weight a little against its own, keep the moved weights for the next round.",
        "$w \\leftarrow w - \\eta\\,\\partial L/\\partial w$ for all four arrays, with the gradients computed *before* any of them moves. A learning rate $\\eta$ of 1 and 2,000 rounds will do.",
        "`for _ in range(2000): loss, gradients = network_backward(X, y, weights)`, then `weights = [w - 1.0 * g for w, g in zip(weights, gradients)]`. Behind the loop: `return weights`.",
    )
    compare = Trained()
    mistakes = (
        Mistake(
            uphill,
            "the loss has risen",
            "The gradient points to where the loss grows. Which sign does your update have?",
        ),
        Mistake(
            one_step,
            "the loss has fallen, but not far enough",
            "How many steps did you take, and how long are they? Print the loss every 100 steps: is it still falling?",
        ),
        Mistake(
            not_kept,
            "the weights come back as they were",
            "Each round makes new weights. Which name holds them in the next round, and which do you return?",
        ),
        Mistake(
            far_too_large,
            "the weights are no longer finite numbers",
            "Print the loss of the first ten steps. Does it jump up? What would shorter steps do?",
        ),
        Mistake(
            gradients_returned,
            "gradients come back, not weights",
            "A gradient says where to go. Where do you stand after having gone there?",
        ),
        Mistake(
            changed_in_place,
            "training succeeds, but on the caller's own weights",
            "`w -= g` writes into the array that you were given, and its owner finds it trained. Which operation makes a new array?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for n in (24, 32, 40):
            corners, turn = np.arange(n) % 4, rng.uniform(0, 2 * np.pi)
            axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
            X = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])[corners] + rng.uniform(-0.25, 0.25, size=(n, 2))
            y = np.isin(corners, (1, 2)).astype(float)[:, None]
            weights = [rng.normal(size=(2, 8)), np.zeros(8), rng.normal(size=(8, 1)), np.zeros(1)]
            cases.append({"X": X @ axes, "y": y, "weights": weights})
        return cases

    def expected(self, X, y, weights):
        return LARGEST_LOSS

    @staticmethod
    def reference(X, y, weights):
        return stepping(X, y, weights)


train_xor = TrainXor()
