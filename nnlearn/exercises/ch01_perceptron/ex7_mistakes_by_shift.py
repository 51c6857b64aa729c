"""Exercise 01.7: an experiment, moving the data."""

from nnlearn.datasets import make_blobs_with_margin
from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch01_perceptron.perceptron import perceptron
from nnlearn.exercises.compare import Exact


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


def last_epoch_only(X, y, shifts):
    raw = [perceptron(X + s, y, 1000)[2][-1] for s in shifts]
    centred = [perceptron(X + s - (X + s).mean(axis=0), y, 1000)[2][-1] for s in shifts]
    return [raw, centred]


def shifted_in_place(X, y, shifts):
    raw, centred = [], []
    for s in shifts:
        X += s
        raw.append(sum(perceptron(X, y, 1000)[2]))
        centred.append(sum(perceptron(X - X.mean(axis=0), y, 1000)[2]))
    return [raw, centred]


def centred_only(X, y, shifts):
    centred = [sum(perceptron(X + s - (X + s).mean(axis=0), y, 1000)[2]) for s in shifts]
    return [centred, centred]


def pairs_by_shift(X, y, shifts):
    return [
        [sum(perceptron(X + s, y, 1000)[2]), sum(perceptron(X + s - (X + s).mean(axis=0), y, 1000)[2])] for s in shifts
    ]


def lists_not_summed(X, y, shifts):
    raw = [perceptron(X + s, y, 1000)[2] for s in shifts]
    return [raw, [perceptron(X + s - (X + s).mean(axis=0), y, 1000)[2] for s in shifts]]


def lists_exchanged(X, y, shifts):
    raw = [sum(perceptron(X + s, y, 1000)[2]) for s in shifts]
    return [[sum(perceptron(X + s - (X + s).mean(axis=0), y, 1000)[2]) for s in shifts], raw]


class MistakesByShift(Exercise):
    """An experiment: what does moving the data away from the origin cost, and what does centring give back?"""

    id, name, points = "01.7", "mistakes_by_shift", 2
    title = "an experiment, moving the data"
    allow, names, needs = ("numpy",), ("np",), ("predict", "update", "train")
    why = "The same points, only elsewhere, and learning can slow many times over: this is why we centre inputs from here on."
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
        Mistake(
            last_epoch_only,
            "only the last epoch's mistakes are taken",
            "The last epoch is clean. Which mistakes did it cost to get there?",
        ),
        Mistake(
            shifted_in_place,
            "`X += s` changes the caller's table, and the shifts add up",
            "Which expression gives a new, moved table and leaves `X` as it was?",
        ),
        Mistake(centred_only, "both lists are centred", "Which of the two trainings should see the data as they are?"),
        Mistake(
            pairs_by_shift,
            "one pair per shift instead of two lists",
            "All raw totals come first, in one list, then all centred ones. How would you turn your table?",
        ),
        Mistake(
            lists_not_summed,
            "the mistakes are not added up",
            "One training gives a list, one number per epoch. The task asks for one total per shift: what is missing?",
        ),
        Mistake(
            lists_exchanged,
            "the two lists have changed places",
            "Which one does the task ask for first, raw or centred?",
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


mistakes_by_shift = MistakesByShift()
