"""Chapter 01, the perceptron: one neuron by hand, its learning rule, and how far the rule reaches."""

import numpy as np

from nnlearn.datasets import logic_gate, make_blobs_with_margin
from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Exact, Through

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


# 01.1 weighted_sum


def bias_forgotten(x, w, b):
    return sum(x_i * w_i for x_i, w_i in zip(x, w, strict=True))


def bias_per_input(x, w, b):
    return sum(x_i * w_i + b for x_i, w_i in zip(x, w, strict=True))


def last_product_only(x, w, b):
    z = 0
    for x_i, w_i in zip(x, w, strict=True):
        z = x_i * w_i
    return z + b


def first_product_only(x, w, b):
    return x[0] * w[0] + b


def sums_multiplied(x, w, b):
    return sum(x) * sum(w) + b


def already_decided(x, w, b):
    return int(sum(x_i * w_i for x_i, w_i in zip(x, w, strict=True)) + b >= 0)


class WeightedSum(Exercise):
    """One number from many, in plain Python."""

    id, name, points = "01.1", "weighted_sum", 1
    title = "a weighted sum by hand"
    why = "Every unit of every network in this course begins with this one line, up to the Transformer."
    hints = (
        "The neuron weighs every input by its own weight, adds the products up, and adds the bias once.",
        "$z = w_1 x_1 + w_2 x_2 + \\dots + w_n x_n + b$, for any number of inputs.",
        "Start with `z = b`. Then go through `zip(x, w)` and add each product to `z`. Return `z` after the loop.",
    )
    mistakes = (
        Mistake(bias_forgotten, "the bias is missing", "What does your neuron answer when every input is 0?"),
        Mistake(
            bias_per_input,
            "the bias is added once per input",
            "With three inputs, how often does `b` enter your sum? How often does it stand in the formula?",
        ),
        Mistake(
            last_product_only,
            "only the last product is kept",
            "What is `z` after the second round of your loop, and where did the first product go?",
        ),
        Mistake(
            first_product_only,
            "only the first product is kept",
            "When does your function return: inside the loop or after it?",
        ),
        Mistake(
            sums_multiplied,
            "the sums are multiplied, not the pairs",
            "Which weight belongs to the first input? Does it ever meet the second one in your sum?",
        ),
        Mistake(
            already_decided,
            "the step is applied already",
            "This exercise asks for $z$ itself. Which line of yours turns it into 0 or 1?",
        ),
    )

    def inputs(self, rng):
        cases = [{"x": [1.0, 2.0], "w": [3.0, -1.0], "b": 0.5}]
        for n in (2, 3, 4, 6):
            x, w = rng.normal(size=(2, n)).round(2)
            cases.append({"x": x.tolist(), "w": w.tolist(), "b": round(float(rng.uniform(0.5, 2)), 2)})
        return cases

    @staticmethod
    def reference(x, w, b):
        z = b
        for x_i, w_i in zip(x, w, strict=True):
            z += x_i * w_i
        return z


# 01.2 gates


def truth_table(weights, gate):
    """What a neuron with weights (w1, w2, b) answers on the four corners: runs outside the kernel."""
    w1, w2, b = (float(value) for value in np.ravel(np.asarray(weights, float)))
    if not np.isfinite([w1, w2, b]).all():
        raise ValueError("the three numbers must be finite")
    return [int(w1 * x1 + w2 * x2 + b >= 0) for x1, x2 in CORNERS]


def three_gates(a, b, c):
    return {"AND": a, "OR": b, "NAND": c}


class Gates(Exercise):
    """Weights chosen by thinking."""

    id, name, points = "01.2", "gates", 1
    title = "AND, OR and NAND by choosing weights"
    why = "You programmed a neuron by its weights alone: three machines, one mechanism. NAND alone suffices to build all of logic."
    hints = (
        "Think of the weights as votes and of the bias as how hard the neuron is to convince.",
        "AND: one vote must fall short, $w + b < 0$, two must do, $2w + b \\geq 0$. NAND turns all signs round, the bias too.",
        "With votes of 1, a bias between -1 and 0 asks for one vote, a bias between -2 and -1 for two. Which gate is which?",
    )
    reference = three_gates((1.0, 1.0, -1.5), (1.0, 1.0, -0.5), (-1.0, -1.0, 1.5))
    compare = Through(truth_table, Exact(), "On 00, 01, 10, 11 your neuron answers")
    mistakes = (
        Mistake(
            three_gates((1, 1, 1.5), (1, 1, 0.5), (-1, -1, -1.5)),
            "the threshold stands where the bias should",
            "The neuron asks whether $w_1 x_1 + w_2 x_2 + b \\geq 0$. With inputs 00, what is left of the sum, and is it to fire?",
        ),
        Mistake(
            three_gates((1, 1, -0.5), (1, 1, -1.5), (-1, -1, 1.5)),
            "AND and OR have changed places",
            "Which of the two is harder to convince? Which bias is the lower one?",
        ),
        Mistake(
            three_gates((1, 1, -0.5), (1, 1, -0.5), (-1, -1, 1.5)),
            "your AND is an OR",
            "Put 01 into your AND: is one vote enough to reach 0?",
        ),
        Mistake(
            three_gates((1, 1, -1.5), (1, 1, -0.5), (-1, -1, 0.5)),
            "your NAND is a NOR",
            "NAND says no to 11 only. What does yours say to 01?",
        ),
        Mistake(
            three_gates((1, 1, -1.5), (1, 1, -0.5), (-1, -1, -1.5)),
            "the NAND's bias kept its sign",
            "To turn every answer round, $z$ must change its sign as a whole. Which part of yours did not?",
        ),
    )

    def inputs(self, rng):
        return [{"gate": "AND"}, {"gate": "OR"}, {"gate": "NAND"}]

    @staticmethod
    def probe(answer, gate):
        return answer if answer is ... else answer[gate]

    def expected(self, gate):
        return logic_gate(gate)[1].tolist()


# 01.3 predict


def without_bias(X, w, b):
    return (X @ w >= 0).astype(int)


def strictly_greater(X, w, b):
    return (X @ w + b > 0).astype(int)


def sum_not_decision(X, w, b):
    return X @ w + b


def one_for_all(X, w, b):
    return int((X * w).sum() + b >= 0)


def plus_minus_one(X, w, b):
    return np.where(X @ w + b >= 0, 1, -1)


def column_of_answers(X, w, b):
    return (X @ w + b >= 0).astype(int)[:, None]


class Predict(Exercise):
    """The neuron's answer for every row at once."""

    id, name, points = "01.3", "predict", 1
    title = "a whole table of inputs at once"
    allow, names = ("numpy",), ("np",)
    why = "A batch is one matrix product: this is why networks run fast on hardware built for matrix products."
    hints = (
        "Every row of `X` is one example. The matrix product `X @ w` makes one number of each row.",
        "`X` is (n, d), `w` is (d,): `X @ w` is (n,). Adding `b` adds it to all. Comparing gives n truths.",
        "`z = X @ w + b`, then 1 where `z >= 0` and 0 elsewhere: `np.where`, or `.astype(int)` on the comparison.",
    )
    compare = Exact()
    mistakes = (
        Mistake(without_bias, "the bias is missing", "Where does your line cross if $b$ never enters? Try $b = 100$."),
        Mistake(
            strictly_greater,
            "a sum of exactly 0 is answered with 0",
            "The step fires *at* the threshold too. Which comparison includes it?",
        ),
        Mistake(sum_not_decision, "the step is missing", "These are the sums. Which of them fire?"),
        Mistake(
            one_for_all,
            "one answer for the whole table",
            "How many rows went in, how many answers came out? Over which axis did you sum?",
        ),
        Mistake(plus_minus_one, "the answers are -1 and 1", "This chapter's labels are 0 and 1. Which value is off?"),
        Mistake(
            column_of_answers,
            "a column (n, 1) where a row of answers (n,) is asked for",
            "What is the shape of `w` in your product: (d,) or (d, 1)?",
        ),
    )

    def inputs(self, rng):
        cases = [{"X": np.array([[1.0, 1.0], [2.0, 1.0], [0.0, 1.0]]), "w": np.array([2.0, -1.0]), "b": -1.0}]
        for n, d in ((4, 2), (30, 3), (50, 5)):
            cases.append({"X": rng.normal(size=(n, d)), "w": rng.normal(size=d), "b": float(rng.normal())})
        return cases

    @staticmethod
    def reference(X, w, b):
        return (X @ w + b >= 0).astype(int)


# 01.4 update


def sign_flipped(w, b, x, y):
    error = int(x @ w + b >= 0) - y
    return w + error * x, b + error


def always_moves(w, b, x, y):
    return w + (2 * y - 1) * x, b + (2 * y - 1)


def bias_stays(w, b, x, y):
    error = y - int(x @ w + b >= 0)
    return w + error * x, b


def misses_only(w, b, x, y):
    miss = int(y == 1 and x @ w + b < 0)
    return w + miss * x, b + miss


def error_of_the_sum(w, b, x, y):
    error = y - (x @ w + b)
    return w + error * x, b + error


def input_forgotten(w, b, x, y):
    error = y - int(x @ w + b >= 0)
    return w + error, b + error


def moved_in_place(w, b, x, y):
    error = y - int(x @ w + b >= 0)
    w += error * x
    return w, b + error


class Update(Exercise):
    """One step of the learning rule."""

    id, name, points = "01.4", "update", 2
    title = "one step of learning"
    allow, names = ("numpy",), ("np",)
    why = "Rosenblatt's rule: only mistakes teach, and each pulls the weights towards, or pushes them from, the very input it failed on."
    hints = (
        "First let the neuron answer. Where the answer is right, nothing changes.",
        "$\\hat y = \\mathrm{step}(w \\cdot x + b)$, error $= y - \\hat y \\in \\{-1, 0, 1\\}$; new $w = w + \\text{error}\\; x$, new $b = b + \\text{error}$.",
        "`error = y - int(x @ w + b >= 0)`, then return `w + error * x` and `b + error`: new arrays, the old `w` stays as it is.",
    )
    mistakes = (
        Mistake(
            sign_flipped,
            "the update goes the wrong way",
            "The neuron should have fired and did not. Does your step raise or lower $w \\cdot x + b$?",
        ),
        Mistake(
            always_moves,
            "it also learns from right answers",
            "When $\\hat y = y$, what is the error, and what should happen to $w$?",
        ),
        Mistake(
            bias_stays, "the bias does not learn", "The bias is a weight whose input is always 1. How should it move?"
        ),
        Mistake(
            misses_only,
            "false alarms are ignored",
            "The neuron fired and should not have: $y = 0$, $\\hat y = 1$. What is $y - \\hat y$?",
        ),
        Mistake(
            error_of_the_sum,
            "the error is taken of the sum, not of the answer",
            "That is a different rule (Widrow and Hoff, 1960). Here the error is 1, 0 or -1: which step comes before the subtraction?",
            convention=True,
        ),
        Mistake(
            input_forgotten,
            "the input is missing from the step",
            "Should the weight of an input that was 0 change? In your rule all weights move alike.",
        ),
        Mistake(
            moved_in_place,
            "`w` was changed in place",
            "`w += ...` changes the caller's array. Which expression makes a new one?",
        ),
    )

    def inputs(self, rng):
        cases = [
            {"w": np.array([0.0, 0.0]), "b": -1.0, "x": np.array([2.0, 1.0]), "y": 1},
            {"w": np.array([0.0, 0.0]), "b": 0.0, "x": np.array([1.0, 3.0]), "y": 0},
            {"w": np.array([1.0, -1.0]), "b": 0.0, "x": np.array([2.0, 2.0]), "y": 1},
        ]
        for d in (2, 3, 5, 5):
            for y in (0, 1):
                w, x = rng.normal(size=(2, d)).round(2)
                cases.append({"w": w, "b": round(float(rng.normal()), 2), "x": x, "y": y})
        return cases

    @staticmethod
    def reference(w, b, x, y):
        error = y - int(x @ w + b >= 0)
        return w + error * x, b + error


# 01.5 train


def perceptron(X, y, max_epochs):
    """The perceptron as the lesson has it: shared by the references of this chapter."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            if error:
                w, b, wrong = w + error * x_i, b + error, wrong + 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def batch_updates(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        error = y - (X @ w + b >= 0)
        w, b = w + error @ X, b + error.sum()
        mistakes.append(int(np.abs(error).sum()))
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


def clean_epoch_left_out(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        if wrong == 0:
            break
        mistakes.append(wrong)
    return w, b, mistakes


def never_stops(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        mistakes.append(wrong)
    return w, b, mistakes


def running_total(X, y, max_epochs):
    w, b, mistakes, wrong = np.zeros(X.shape[1]), 0.0, [], 0
    for _ in range(max_epochs):
        before = wrong
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        mistakes.append(wrong)
        if wrong == before:
            break
    return w, b, mistakes


def mistakes_after_the_epoch(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b = w + error * x_i, b + error
        mistakes.append(int(np.abs(y - (X @ w + b >= 0)).sum()))
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


def bias_not_trained(X, y, max_epochs):
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_epochs):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, wrong = w + error * x_i, wrong + abs(error)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes


def returns_after_one_epoch(X, y, max_epochs):
    w, b, wrong = np.zeros(X.shape[1]), 0.0, 0
    for x_i, y_i in zip(X, y, strict=True):
        error = y_i - int(x_i @ w + b >= 0)
        w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
    return w, b, [wrong]


class Train(Exercise):
    """Epoch after epoch until nothing is wrong."""

    id, name, points = "01.5", "train", 3
    title = "the training loop"
    allow, names, needs = ("numpy",), ("np",), ("predict", "update")
    why = "This loop (walk through the data, correct, count, stop when clean) is the skeleton of every training loop to come."
    hints = (
        "Two loops: the outer one counts epochs, the inner one walks through the rows in order and corrects after each one.",
        "Zero weights, zero bias. Per epoch: a fresh counter; per row: was the answer wrong? then count it and update. After the rows: note the count, stop at 0.",
        "Inner loop: `new_w, new_b = update(w, b, x_i, y_i)`; a row was wrong when `new_b != b`. After it: `mistakes.append(wrong)`, then `if wrong == 0: break`.",
    )
    mistakes = (
        Mistake(
            batch_updates,
            "all rows of an epoch are judged by the same weights",
            "After the first wrong row, which weights meet the second row: the old ones or the corrected ones?",
        ),
        Mistake(
            clean_epoch_left_out,
            "the clean epoch is missing from the list",
            "The last epoch makes 0 mistakes, and that is how you know you are done. Is its 0 in your list?",
        ),
        Mistake(
            never_stops,
            "it goes on after a clean epoch",
            "Once a whole epoch made no mistake, what can the next one change?",
        ),
        Mistake(
            running_total,
            "the counter is never set back",
            "How many mistakes did the second epoch make by itself? Where does your counter start it?",
        ),
        Mistake(
            mistakes_after_the_epoch,
            "mistakes are counted after the epoch, not while walking through it",
            "A row was wrong when you met it, even if a later correction mends it. When do you count?",
        ),
        Mistake(
            bias_not_trained,
            "the bias stays 0",
            "Is every line that your neuron can draw forced through the origin?",
        ),
        Mistake(
            returns_after_one_epoch,
            "it stops after the first epoch",
            "How far is your `return` (or `break`) indented: inside the loop over epochs or behind it?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for gate, max_epochs in (("OR", 10), ("NAND", 10), ("XOR", 6)):
            X, y = logic_gate(gate)
            cases.append({"X": X, "y": y, "max_epochs": max_epochs})
        for n, offset in ((12, 1.0), (30, 2.0)):
            X, y, _ = make_blobs_with_margin(n, 0.2, rng, offset=offset)
            cases.append({"X": X, "y": y, "max_epochs": 50})
        return cases

    reference = staticmethod(perceptron)


# 01.6 margin


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


class Margin(Exercise):
    """R, gamma and Novikoff's bound."""

    id, name, points = "01.6", "novikoff", 2
    title = "radius, margin, bound"
    allow, names = ("numpy",), ("np",)
    why = "Two numbers of the data, known before training, promise when it ends: a rare gift in this field."
    hints = (
        "Treat the bias as one more weight whose input is always 1. Then the line goes through the origin of a space with one more axis.",
        "$\\tilde x = (x, 1)$, $v = (w, b)$: $R = \\max \\|\\tilde x_i\\|$, $\\gamma = \\min_i s_i\\,(v \\cdot \\tilde x_i) / \\|v\\|$ with $s_i = 2 y_i - 1$.",
        "`A = np.hstack([X, np.ones((len(X), 1))])`, `v = np.append(w, b)`; lengths of rows: `np.linalg.norm(A, axis=1)`. The bound is the square of the quotient.",
    )
    mistakes = (
        Mistake(
            plain_inputs,
            "the 1 is not appended",
            "Right for a line through the origin, without a bias. Ours learns $b$ as well: which input does that weight see?",
            convention=True,
        ),
        Mistake(
            bound_not_squared,
            "the bound is not squared",
            "The theorem's bound is $(R/\\gamma)^2$. What did you return?",
        ),
        Mistake(
            labels_as_signs,
            "the examples with label 0 do not count",
            "A label of 0 wipes its example out of the product. Which number should stand for class 0 instead?",
        ),
        Mistake(
            not_divided_by_length,
            "the length of the weights is not divided out",
            "Double $w$ and $b$: the line is the same. Is your margin?",
        ),
        Mistake(
            average_margin,
            "the average distance is taken",
            "The margin belongs to the point that comes closest. Which function finds it?",
        ),
        Mistake(
            only_w_in_the_length,
            "the length leaves the bias out",
            "In the space of $(x, 1)$ the weights are $(w, b)$. How long is that vector?",
        ),
    )

    def inputs(self, rng):
        cases = [
            {"X": np.array([[3.0, 0.0], [-1.0, 2.0]]), "y": np.array([1, 0]), "w": np.array([2.0, -1.0]), "b": -2.0}
        ]
        for n, offset in ((8, 0.5), (30, 2.0), (60, -1.0)):
            X, y, line = make_blobs_with_margin(n, 0.2, rng, offset=offset)
            scale = rng.uniform(0.5, 3)
            cases.append({"X": X, "y": y, "w": scale * line.normal, "b": float(scale * line.bias)})
        return cases

    @staticmethod
    def reference(X, y, w, b):
        A, v = _appended(X, w, b)
        radius = np.linalg.norm(A, axis=1).max()
        margin = ((2 * y - 1) * (A @ v)).min() / np.linalg.norm(v)
        return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}


# 01.7 mistakes_by_shift


def centred_once(X, y, shifts):
    means = X.mean(axis=0)
    return [[sum(perceptron(X + s - c, y, 1000)[2]) for s in shifts] for c in (0.0, means)]


def epochs_counted(X, y, shifts):
    raw = [len(perceptron(X + s, y, 1000)[2]) for s in shifts]
    centred = [len(perceptron(X + s - (X + s).mean(axis=0), y, 1000)[2]) for s in shifts]
    return [raw, centred]


def one_mean_for_all(X, y, shifts):
    raw = [sum(perceptron(X + s, y, 1000)[2]) for s in shifts]
    centred = [sum(perceptron(X + s - (X + s).mean(), y, 1000)[2]) for s in shifts]
    return [raw, centred]


def shifts_add_up(X, y, shifts):
    raw, centred = [], []
    for s in shifts:
        X = X + s
        raw.append(sum(perceptron(X, y, 1000)[2]))
        centred.append(sum(perceptron(X - X.mean(axis=0), y, 1000)[2]))
    return [raw, centred]


def centred_rows(X, y, shifts):
    raw = [sum(perceptron(X + s, y, 1000)[2]) for s in shifts]
    centred = [sum(perceptron(X + s - (X + s).mean(axis=1, keepdims=True), y, 1000)[2]) for s in shifts]
    return [raw, centred]


class MistakesByShift(Exercise):
    """An experiment: what does moving the data away from the origin cost, and what does centring give back?"""

    id, name, points = "01.7", "mistakes_by_shift", 2
    title = "an experiment, moving the data"
    allow, names, needs = ("numpy",), ("np",), ("predict", "update", "train")
    why = "The same points, only elsewhere, and learning can slow a hundredfold: this is why we centre inputs from here on."
    hints = (
        "For each shift train twice from scratch: once on the shifted data, once on the shifted data with its own mean taken away.",
        "The cost of one training is `sum` of the mistakes that `train` returns. The mean is taken per column: one number per input.",
        "`S = X + s`; raw: `sum(train(S, y, 1000)[2])`; centred: the same with `S - S.mean(axis=0)`. Collect both in lists.",
    )
    compare = Exact()
    mistakes = (
        Mistake(
            centred_once,
            "the mean is taken before shifting",
            "After your subtraction, is the mean of the shifted data 0? Print it.",
        ),
        Mistake(
            epochs_counted,
            "epochs are counted, not mistakes",
            "The bound speaks of mistakes. Which of the three results of `train` holds them, and what do you do with its entries?",
        ),
        Mistake(
            one_mean_for_all,
            "one mean for all columns",
            "Take heights in metres and weights in kilograms: would one common mean centre either of them?",
        ),
        Mistake(
            shifts_add_up,
            "the shifts add up",
            "The second shift should start from the first data again. Which `X` does your loop shift?",
        ),
        Mistake(
            centred_rows,
            "rows are centred instead of columns",
            "Which axis counts the examples? Over which one must a mean over examples run?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for n, shifts in ((8, [0.0, 1.0]), (16, [0.0, 1.0, 2.0]), (20, [0.0, 1.0, 3.0])):
            X, y, _ = make_blobs_with_margin(n, 0.25, rng)
            X = X + [1.5, -1.0]  # columns with means of their own
            cases.append({"X": X.round(2), "y": y, "shifts": shifts})
        return cases

    @staticmethod
    def reference(X, y, shifts):
        raw = [sum(perceptron(X + s, y, 1000)[2]) for s in shifts]
        centred = [sum(perceptron(X + s - (X + s).mean(axis=0), y, 1000)[2]) for s in shifts]
        return [raw, centred]


# 01.8 separable


def too_few_epochs(X, y):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(5):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        if wrong == 0:
            return True
    return False


def good_enough(X, y):
    w, b, fewest = np.zeros(X.shape[1]), 0.0, len(y)
    for _ in range(400):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        fewest = min(fewest, wrong)
    return bool(fewest <= 0.1 * len(y))


def always_yes(X, y):
    return True


def always_no(X, y):
    return False


def nearest_mean(X, y):
    ones, zeros = X[y == 1].mean(axis=0), X[y == 0].mean(axis=0)
    nearer = np.linalg.norm(X - ones, axis=1) < np.linalg.norm(X - zeros, axis=1)
    return bool((nearer == (y == 1)).all())


def turned_round(X, y):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(400):
        wrong = 0
        for x_i, y_i in zip(X, y, strict=True):
            error = y_i - int(x_i @ w + b >= 0)
            w, b, wrong = w + error * x_i, b + error, wrong + abs(error)
        if wrong == 0:
            return False
    return True


class Separable(Exercise):
    """Can a line do it? Decided with a promise."""

    id, name, points = "01.8", "separable", 2
    title = "which of these sets can a line separate?"
    allow, names, needs = ("numpy",), ("np",), ("predict", "update", "train")
    why = "A loop that may never end became a decision, because a theorem says how long it is worth waiting."
    hints = (
        "Training stops by itself exactly when a line exists. So the question is how long to wait before saying no.",
        "At most $(R/\\gamma)^2 \\leq (2/0.1)^2 = 400$ mistakes if a line exists, and every epoch that is not clean makes at least one.",
        "`train(X, y, 401)`: if the last number of mistakes is 0, a line exists. If not, the theorem says that none does.",
    )
    compare = Exact()
    mistakes = (
        Mistake(
            too_few_epochs,
            "it gives up too early",
            "Here a line exists, but it took longer to find. How many epochs does the theorem ask you to wait?",
        ),
        Mistake(
            good_enough,
            "a few mistakes are let pass",
            "Separable means no mistake at all. What number must the last epoch show?",
        ),
        Mistake(always_yes, "the answer is always True", "Try your function on XOR."),
        Mistake(always_no, "the answer is always False", "Try your function on AND."),
        Mistake(
            nearest_mean,
            "the line halfway between the means is the only one tried",
            "That line fails here, but another one does not. Who finds it for you?",
        ),
        Mistake(
            turned_round,
            "True and False are turned round",
            "Your function says no to AND. What does a clean epoch prove?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for gate in ("AND", "XOR"):
            X, y = logic_gate(gate)
            cases.append({"X": X, "y": y})
        for draw in rng.permutation([_line_set, _slow_set, _no_line_set, _no_line_set] * 5):
            X, y = draw(rng)
            cases.append({"X": X, "y": y})
        return cases

    def expected(self, X, y):
        return line_exists(X, y)

    @staticmethod
    def reference(X, y):
        return perceptron(X, y, 401)[2][-1] == 0


def line_exists(X, y):
    """Separability by linear programming, which asks in another way and knows nothing of perceptrons."""
    from scipy.optimize import linprog

    sign = (2 * y - 1)[:, None]
    rows = -sign * np.hstack([X, np.ones((len(X), 1))])
    found = linprog(np.zeros(X.shape[1] + 1), A_ub=rows, b_ub=-np.ones(len(X)), bounds=(None, None))
    return bool(found.status == 0)


def _line_set(rng):
    """Points that a line separates: R below 2 and a margin above 0.1, both with the 1 appended."""
    X, y, _ = make_blobs_with_margin(24, 0.13, rng, offset=float(rng.choice([-0.7, 0.0, 0.7])))
    keep = (y == 0) | (X[:, 0] > 0) | (np.arange(24) < 6)  # one class thinned out on one side: its mean misleads
    return X[keep], y[keep]


def _slow_set(rng):
    """The same promise, but two bars far from the origin that keep a perceptron busy for more than 8 epochs."""
    while True:
        angle = rng.uniform(0, 2 * np.pi)
        along, across = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        y = rng.permutation([0, 1] * 10)
        ahead, aside = rng.uniform(1.2, 1.6, size=20), (2 * y - 1) * rng.uniform(0.11, 0.4, size=20)
        X = ahead[:, None] * along + aside[:, None] * across
        if 8 < len(perceptron(X, y, 401)[2]) <= 401:
            return X, y


def _no_line_set(rng):
    """One label turned round, deep in the other class."""
    while True:
        X, y = _line_set(rng)
        depth = np.linalg.norm(X - X[y == 0].mean(axis=0), axis=1)
        y = np.where(depth == depth[y == 0].min(), 1, y)
        if not line_exists(X, y):
            return X, y


weighted_sum = WeightedSum()
gates = Gates()
predict = Predict()
update = Update()
train = Train()
novikoff = Margin()
mistakes_by_shift = MistakesByShift()
separable = Separable()
