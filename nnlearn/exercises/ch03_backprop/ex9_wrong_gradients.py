"""Exercise 03.9: which gradients are wrong?"""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Difference, Exact

# What is planted, and which of dX, dW, db it makes wrong.
BUGS = {
    "none": (False, False, False),
    "none, one unit saturated": (False, False, False),
    "the slope is forgotten": (True, True, True),
    "the slope is taken at the output": (True, True, True),
    "dW is divided by the batch": (False, True, False),
    "db is a mean": (False, False, True),
    "db is not summed": (False, False, True),
    "db has an axis too many": (False, False, True),
    "dW lacks the last example": (False, True, False),
    "dX has its sign flipped": (True, False, False),
    "W is not transposed": (True, False, False),
    "dW is transposed": (False, True, False),
    "dX and db are one percent too large": (True, False, True),
    "only the last entry of dW is wrong": (False, True, False),
    "two entries of db have changed places": (False, False, True),
    "two rows of dX have changed places": (True, False, False),
    "every entry of db is too small": (False, False, True),
    "negative gradients are cut off": (True, True, True),
    "a unit with a bias below -2 is forgotten": (True, True, True),
}


def central(f, w):
    g = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        g[i] = (f(up) - f(down)) / 2e-5
    return g


def measured(forward, upstream, X, W, b):
    return (
        central(lambda X: (upstream * forward(X, W, b)).sum(), X),
        central(lambda W: (upstream * forward(X, W, b)).sum(), W),
        central(lambda b: (upstream * forward(X, W, b)).sum(), b),
    )


def differs(claimed, numeric, tolerance=1e-3):
    if np.shape(claimed) != numeric.shape:
        return True
    return bool(np.abs(claimed - numeric).max() > tolerance * np.abs(numeric).max())


def judged_by(rule):
    """A detective who compares claimed and measured by a rule."""

    def wrong_gradients(forward, backward, upstream, X, W, b):
        pairs = zip(backward(upstream, X, W, b), measured(forward, upstream, X, W, b), strict=True)
        return tuple(bool(rule(claimed, numeric)) for claimed, numeric in pairs)

    return wrong_gradients


def any_entry_close(claimed, numeric):
    return claimed.shape != numeric.shape or not np.isclose(claimed, numeric, rtol=1e-3).any()


def first_entry_only(claimed, numeric):
    return claimed.shape != numeric.shape or differs(claimed.ravel()[:1], numeric.ravel()[:1])


def sums_only(claimed, numeric):
    return abs(claimed.sum() - numeric.sum()) > 1e-3 * np.abs(numeric).max()


def lengths_only(claimed, numeric):
    return abs(np.linalg.norm(claimed) - np.linalg.norm(numeric)) > 1e-3 * np.linalg.norm(numeric)


def sizes_only(claimed, numeric):
    return claimed.shape != numeric.shape or differs(np.abs(claimed), np.abs(numeric))


def shapes_only(claimed, numeric):
    return claimed.shape != numeric.shape


def generously(claimed, numeric):
    return differs(claimed, numeric, 0.05)


def signed(claimed, numeric):
    return claimed.shape != numeric.shape or (claimed - numeric).max() > 1e-3 * np.abs(numeric).max()


def any_shape(claimed, numeric):
    return np.abs(claimed - numeric).max() > 1e-3 * np.abs(numeric).max()


def not_wrong(claimed, numeric):
    return not differs(claimed, numeric)


def always(claimed, numeric):
    return True


def never(claimed, numeric):
    return False


def absolutely(claimed, numeric):
    return claimed.shape != numeric.shape or np.abs(claimed - numeric).max() > 1e-4


def with_a_little_added(claimed, numeric):
    return claimed.shape != numeric.shape or not np.allclose(claimed, numeric, rtol=1e-3)


def entry_by_entry(claimed, numeric):
    return claimed.shape != numeric.shape or (np.abs(claimed - numeric) > 1e-3 * np.abs(numeric)).any()


def on_average(claimed, numeric):
    return claimed.shape != numeric.shape or np.abs(claimed - numeric).mean() > 1e-3 * np.abs(numeric).max()


def all_verdicts(forward, backward, upstream, X, W, b):
    pairs = zip(backward(upstream, X, W, b), measured(forward, upstream, X, W, b), strict=True)
    return tuple(differs(claimed, numeric) for claimed, numeric in pairs)


def own_upstream(forward, backward, upstream, X, W, b):
    return all_verdicts(forward, backward, np.ones(upstream.shape), X, W, b)


def own_inputs(forward, backward, upstream, X, W, b):
    rng = np.random.default_rng(0)
    return all_verdicts(forward, backward, upstream, *(0.5 * rng.normal(size=a.shape) for a in (X, W, b)))


def measured_in_place(forward, backward, upstream, X, W, b):
    verdicts = []
    for claimed, w in zip(backward(upstream, X, W, b), (X, W, b), strict=True):
        g = np.empty(w.shape)
        for i in np.ndindex(w.shape):
            w[i] += 1e-5
            up = (upstream * forward(X, W, b)).sum()
            w[i] -= 2e-5
            g[i] = (up - (upstream * forward(X, W, b)).sum()) / 2e-5
        verdicts.append(differs(claimed, g))
    return tuple(verdicts)


def one_verdict_for_all(forward, backward, upstream, X, W, b):
    pairs = zip(backward(upstream, X, W, b), measured(forward, upstream, X, W, b), strict=True)
    return (any(differs(claimed, numeric) for claimed, numeric in pairs),) * 3


def kernel_only(forward, backward, upstream, X, W, b):
    _, dW, _ = backward(upstream, X, W, b)
    return False, differs(dW, measured(forward, upstream, X, W, b)[1]), False


def weights_only(forward, backward, upstream, X, W, b):
    pairs = list(zip(backward(upstream, X, W, b), measured(forward, upstream, X, W, b), strict=True))
    return (False, differs(*pairs[1]), differs(*pairs[2]))


class Flags(Exact):
    """Three truths, shown with the names of what they are about."""

    names = ("dX", "dW", "db")

    def difference(self, got, expected, case):
        """As `Exact`, with all three in sight."""
        if isinstance(got, dict) and list(got) == ["changed", "verdicts"]:
            says = f"`{got['changed']}` came back changed. Whoever owns the layer needs it as it was."
            return Difference("value", says, f"a changed {got['changed']}", f"{got['changed']} as it was")
        found = super().difference(got, expected, case)
        if found is None or found.kind == "missing":
            return found
        if found.kind != "value":
            says = "Three verdicts are expected, each True or False: on dX, on dW, on db."
            return Difference(found.kind, says, got, expected)
        yours, right = (dict(zip(self.names, map(bool, truths), strict=True)) for truths in (got, expected))
        wrong = [name for name in self.names if yours[name] != right[name]]
        return Difference(
            "value", f"True means wrong. Your verdict on {' and '.join(wrong)} is not right here.", yours, right
        )

    def same(self, got, other, case):
        """True for equal verdicts, and equal words on what came back changed."""
        return Exact().difference(got, other, case) is None


class WrongGradients(Exercise):
    """A bench of backward passes, some of them broken."""

    id, name, points = "03.9", "wrong_gradients", 2
    title = "an experiment, which gradients are wrong?"
    allow, names = ("numpy",), ("np",)
    needs = ("numeric_gradient",)
    why = "You found faults in code that you have not read, by behaviour alone. Run this on every backward pass that you write."
    hints = (
        "Three questions about one layer, each with two answers: what `backward` claims, and what turning the knobs of X, of W, of b says.",
        "`numeric_gradient` wants a function of one array that gives one number: for W, $f(W) = \\sum \\mathrm{upstream} \\cdot \\mathrm{forward}(X, W, b)$. Compare shapes first, then the largest difference with a thousandth of the largest measured entry.",
        "`numeric = numeric_gradient(lambda W: (upstream * forward(X, W, b)).sum(), W)`; wrong if `dW.shape != numeric.shape` or `np.abs(dW - numeric).max() > 1e-3 * np.abs(numeric).max()`. The same for X and b.",
    )
    compare = Flags()
    mistakes = (
        Mistake(
            judged_by(first_entry_only),
            "only the first entry is compared",
            "One of these gradients is right there and wrong elsewhere. How many entries can a bug leave alone?",
        ),
        Mistake(
            judged_by(any_entry_close),
            "one right entry acquits the whole gradient",
            "A gradient is right if *every* entry is. Is your `any` an `all`?",
        ),
        Mistake(
            judged_by(sums_only),
            "only the sums are compared",
            "Exchange two entries: the sum stays. What should be compared instead of it?",
        ),
        Mistake(
            judged_by(lengths_only),
            "only the lengths are compared",
            "A gradient may have the right length and point the wrong way. What tells the two apart?",
        ),
        Mistake(
            judged_by(sizes_only),
            "a flipped sign is let pass",
            "Compare 2 with −2 by your rule. What is the difference of which two numbers?",
        ),
        Mistake(
            judged_by(shapes_only),
            "only the shapes are compared",
            "Most bugs leave the shape alone. What else can you compare?",
        ),
        Mistake(
            judged_by(generously),
            "an error of one percent is let pass",
            "The task lets a thousandth of the largest entry pass. This gradient is off by more. How large is your tolerance?",
        ),
        Mistake(
            judged_by(signed),
            "only errors in one direction count",
            "If the claim is 1 too *small*, what is claim minus measured? Is it above your tolerance?",
        ),
        Mistake(
            judged_by(any_shape),
            "a wrong shape is let pass",
            "NumPy subtracts a (3,) from a (1, 3) without a word. What do you compare before the entries?",
        ),
        Mistake(
            judged_by(not_wrong),
            "right and wrong are turned round",
            "True means wrong here. What do you say of a layer without a bug?",
        ),
        Mistake(
            judged_by(absolutely),
            "the size of the gradients is left out of account",
            "Some layers have gradients of the size 1e10 here, some of 1e-10. A thousandth *of what* does the task let pass?",
        ),
        Mistake(
            judged_by(with_a_little_added),
            "errors in small gradients are let pass",
            "This layer's gradients are of the size 1e-10. How large an error do you let pass, and is it a share of the largest entry? (An `atol` is an absolute number; `np.allclose` and `np.isclose` have one of 1e-8 unless you give another.)",
        ),
        Mistake(
            judged_by(entry_by_entry),
            "each entry is judged by its own size",
            "One unit is saturated: its gradients are nearly 0, and what turning knobs measures there is rounding. A thousandth *of what* does the task let pass?",
        ),
        Mistake(
            judged_by(on_average),
            "one wrong entry is averaged away",
            "A single entry is off, by more than a thousandth of the largest. What does a mean over all entries make of it?",
        ),
        Mistake(
            own_upstream,
            "judged with another upstream gradient than the one given",
            "This bug shows only where the upstream gradient is negative. Which one did you hand to `backward`?",
        ),
        Mistake(
            own_inputs,
            "judged at other inputs than those given",
            "This bug shows only where a bias is below −2. At which X, W and b did you measure?",
        ),
        Mistake(
            measured_in_place,
            "the verdicts are right, but X, W or b comes back changed",
            "Whoever owns the layer needs its arrays as they were. Which copy could be moved instead?",
        ),
        Mistake(
            judged_by(always),
            "every gradient is called wrong here",
            "This layer has no bug. How far are claim and measurement apart here? If in the last digits: what does the task let pass? If far: is `upstream` in what you measure?",
        ),
        Mistake(
            judged_by(never),
            "no gradient is called wrong here",
            "The layer below has a bug. Print claim and measurement side by side: what do you see?",
        ),
        Mistake(
            one_verdict_for_all,
            "one verdict for all three gradients",
            "A bug in db leaves dX and dW alone. How many verdicts does the task ask for?",
        ),
        Mistake(kernel_only, "only dW is judged here", "Which gradients does `backward` claim besides?"),
        Mistake(
            weights_only,
            "dX is never called wrong here",
            "A wrong dX leaves this layer's own weights right. Whom does it mislead?",
        ),
    )

    def inputs(self, rng):
        first = [("none", 1.0), ("dW is divided by the batch", 1.0)]
        last = [("the slope is forgotten", 1e-10), ("none", 1e10), ("none, one unit saturated", 1.0)]
        last += [("only the last entry of dW is wrong", 1.0), ("none", 1.0)]
        drawn = [(str(planted), 1.0) for planted in rng.permutation(list(BUGS))]
        return [_layer(rng, planted, scale) for planted, scale in (*first, *drawn, *last)]

    def shown(self, activation, planted, scale, seed):
        size = f", upstream gradients of the size {scale:g}" if scale != 1 else ""
        return {"layer": f"{activation}, 3 inputs, 3 units, 4 examples{size}; its bug: {planted}"}

    @staticmethod
    def probe(answer, activation, planted, scale, seed):
        value = {
            "tanh": lambda z: np.tanh(z),
            "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
            "softplus": lambda z: np.log(1 + np.exp(z)),
        }[activation]
        slope = {
            "tanh": lambda z: 1 - np.tanh(z) ** 2,
            "sigmoid": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
            "softplus": lambda z: 1 / (1 + np.exp(-z)),
        }[activation]
        rng = np.random.default_rng(seed)
        X, W, b, upstream = (rng.normal(size=shape) for shape in ((4, 3), (3, 3), (3,), (4, 3)))
        upstream = scale * upstream
        if planted == "a unit with a bias below -2 is forgotten":
            b[0] = -2.3
        if planted == "none, one unit saturated":
            b[0] = 14.0 if activation == "tanh" else -25.0

        def forward(X, W, b):
            return value(X @ W + b)

        def backward(upstream, X, W, b):
            z = X @ W + b
            at = value(z) if planted == "the slope is taken at the output" else z
            dz = upstream * (1 if planted == "the slope is forgotten" else slope(at))
            if planted == "negative gradients are cut off":
                dz = np.maximum(upstream, 0) * slope(z)
            elif planted == "a unit with a bias below -2 is forgotten":
                dz = dz * (b >= -2)
            dX, dW, db = dz @ W.T, X.T @ dz, dz.sum(axis=0)
            if planted == "dW is divided by the batch":
                dW = dW / len(X)
            elif planted == "db is a mean":
                db = dz.mean(axis=0)
            elif planted == "db is not summed":
                db = dz
            elif planted == "db has an axis too many":
                db = dz.sum(axis=0, keepdims=True)
            elif planted == "dW lacks the last example":
                dW = X[:-1].T @ dz[:-1]
            elif planted == "dX has its sign flipped":
                dX = -dX
            elif planted == "W is not transposed":
                dX = dz @ W
            elif planted == "dW is transposed":
                dW = dW.T
            elif planted == "dX and db are one percent too large":
                dX, db = 1.01 * dX, 1.01 * db
            elif planted == "only the last entry of dW is wrong":
                dW[-1, -1] -= 0.006 * np.abs(dW).max()
            elif planted == "every entry of db is too small":
                db = db - 0.05 * np.abs(db).max()
            elif planted == "two entries of db have changed places":
                db[[0, 1]] = db[[1, 0]]
            elif planted == "two rows of dX have changed places":
                dX[[0, 1]] = dX[[1, 0]]
            return dX, dW, db

        given = {"upstream": upstream, "X": X, "W": W, "b": b}
        before = {name: array.copy() for name, array in given.items()}
        returned = answer(forward, backward, upstream, X, W, b)
        for name, array in given.items():
            if not np.allclose(array, before[name], rtol=1e-9, atol=0):
                return {"changed": name, "verdicts": returned}
        return returned

    def expected(self, activation, planted, scale, seed):
        return BUGS[planted]

    reference = staticmethod(all_verdicts)


def _layer(rng, planted, scale):
    """A layer whose bug shows: what it makes wrong is off by half a percent of the largest entry or more."""

    def clearly(forward, backward, upstream, X, W, b):
        pairs = zip(backward(upstream, X, W, b), measured(forward, upstream, X, W, b), strict=True)
        return tuple(differs(claimed, numeric, 5e-3) for claimed, numeric in pairs)

    while True:
        activation = str(rng.choice(["tanh", "sigmoid", "softplus"]))
        layer = {"activation": activation, "planted": planted, "scale": scale, "seed": int(rng.integers(10**6))}
        if WrongGradients.probe(clearly, **layer) == BUGS[planted]:
            return layer


wrong_gradients = WrongGradients()
