"""Exercise 05.8: read learning curves."""

import numpy as np

from nnlearn.datasets.learning_curves import CAUSES, make_learning_curves
from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Accuracy, Difference

EACH = 5  # curves of each cause in a case


class Diagnoses(Accuracy):
    """Accuracy, with the first patient of whom the answer is wrong."""

    def difference(self, got, expected, case):
        found = super().difference(got, expected, case)
        if found is None or found.kind != "value":
            return found
        k = int(np.argmax(np.asarray(got) != expected))
        train, validation, guess = case["train"][k], case["validation"][k], case["guess"]
        right, each = int(np.sum(np.asarray(got) == expected)), len(expected)
        says = (
            f"{right} of {each} are right; {round(self.least * each)} must be. {confused(got, expected)} For example number "
            f"{k}, counted from 0: training goes from {train[0]:.2f} to {train[-1]:.2f}, validation from "
            f"{validation[0]:.2f} by {min(validation):.2f} at its lowest to {validation[-1]:.2f}; the guess is {guess:.2f}."
        )
        return Difference("value", says, CAUSES[int(got[k])], CAUSES[int(expected[k])])


def confused(got, expected):
    """The pair of causes that is mistaken most often, in words."""
    pairs = [(int(a), int(b)) for a, b in zip(expected, got, strict=True) if a != b]
    true, said = max(sorted(set(pairs)), key=pairs.count)
    return f'Most often: "{CAUSES[true]}" is called "{CAUSES[said]}", {pairs.count((true, said))} times of {EACH}.'


def read(train, validation, guess):
    """The causes, told apart by what `make_learning_curves` promises of them."""
    if max(np.diff(train)) > 0.1 * guess:
        return "rate too high"
    if train[-1] > 0.75 * guess:
        return "rate too low"
    if min(validation) > 0.9 * guess:
        return "nothing to learn"
    if validation[-1] > 4 / 3 * min(validation):
        return "overfitting"
    if validation[-1] < 0.85 * train[-1]:
        return "held back in training"
    return "too small"


def renamed(**names):
    """What a reader says who takes some causes for others."""
    taken = {name.replace("_", " "): other for name, other in names.items()}

    def diagnose(train, validation, guess):
        found = read(train, validation, guess)
        return taken.get(found, found)

    return diagnose


rates_swapped = renamed(rate_too_high="rate too low", rate_too_low="rate too high")
memory_is_overfitting = renamed(nothing_to_learn="overfitting")
overfitting_is_nothing = renamed(overfitting="nothing to learn")
slow_is_small = renamed(rate_too_low="too small")
small_is_slow = renamed(too_small="rate too low")
better_validation_is_overfitting = renamed(held_back_in_training="overfitting")
better_validation_is_small = renamed(held_back_in_training="too small")
small_is_overfitting = renamed(too_small="overfitting")
jumps_are_nothing = renamed(rate_too_high="nothing to learn")


def curves_mixed_up(train, validation, guess):
    return read(validation, train, guess)


def training_curve_only(train, validation, guess):
    return read(train, train, guess)


def validation_curve_only(train, validation, guess):
    return read(validation, validation, guess)


class Diagnose(Exercise):
    """Six causes, many patients."""

    id, name, points = "05.8", "diagnose", 2
    title = "read these learning curves"
    allow, names = ("numpy",), ("np",)
    why = "Two curves tell what to change next, and it is cheaper to read them than to try everything."
    hints = (
        "Ask one question after the other, the plainest first. Does the training loss get anywhere at all? If not: did it jump up, or does it creep? If so: what does the validation loss do?",
        "Compare ends with the guess: `train[-1] > 0.75 * guess`. `np.diff(train)` holds the steps from epoch to epoch: is the largest of them a rise of more than `0.1 * guess`? Compare the validation's end with its lowest point, and with the training's end.",
        "Jumps up, once or often: rate too high. Ends high: rate too low. `min(validation) > 0.9 * guess`: nothing to learn. Ends well above its own minimum: overfitting. Validation clearly below training: held back. What is left is too small.",
    )
    compare = Diagnoses(0.9)
    mistakes = (
        Mistake(
            rates_swapped,
            "the two learning rates are swapped",
            "Chapter 04 drew both on a parabola: which of the two jumps from side to side?",
        ),
        Mistake(
            memory_is_overfitting,
            "nothing to learn is taken for overfitting",
            "An overfitted network was good on new data for a while. Was this validation loss ever clearly below the guess?",
        ),
        Mistake(
            overfitting_is_nothing,
            "overfitting is taken for nothing to learn",
            "How low does this validation loss get before it turns? Would it get there if there were nothing to learn?",
        ),
        Mistake(
            slow_is_small,
            "a rate that is too low is taken for a network that is too small",
            "Both end high. Which of the two is still falling at the end?",
        ),
        Mistake(
            small_is_slow,
            "a network that is too small is taken for a rate that is too low",
            "Both end high. Would more epochs help here? Look at the last ten.",
        ),
        Mistake(
            better_validation_is_overfitting,
            "a validation loss below the training loss is taken for overfitting",
            "On which side of the training curve does the validation curve of an overfitted network lie?",
        ),
        Mistake(
            better_validation_is_small,
            "a network that is held back in training is taken for one that is too small",
            "Where does the validation curve lie: beside the training curve, or clearly below it?",
        ),
        Mistake(
            small_is_overfitting,
            "a network that is too small is taken for overfitting",
            "Does this validation curve turn and rise, and is the training loss near 0?",
        ),
        Mistake(
            jumps_are_nothing,
            "a rate that is too high is taken for nothing to learn",
            "Where there is nothing to learn, the training loss still falls evenly. Does this one?",
        ),
        Mistake(
            curves_mixed_up,
            "training and validation are mixed up",
            "Which of the two curves is handed to you first?",
        ),
        Mistake(
            training_curve_only,
            "only the training curve is read",
            "Which causes look alike on the training curve? What does the other curve add?",
        ),
        Mistake(
            validation_curve_only,
            "only the validation curve is read",
            "Is a validation loss that falls and stays below the training loss told from one that stays beside it?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for classes in (2, 10):
            guess = float(np.log(classes))
            causes = rng.permutation(np.repeat(CAUSES, EACH))
            curves = np.array([make_learning_curves(cause, rng, guess=guess) for cause in causes]).round(5)
            cases.append({"train": curves[:, 0], "validation": curves[:, 1], "guess": guess})
        return cases

    def shown(self, **case):
        return {"curves": "{} pairs of {} epochs each".format(*case["train"].shape), "guess": case["guess"]}

    @staticmethod
    def probe(answer, train, validation, guess):
        causes = (
            "rate too high",
            "rate too low",
            "overfitting",
            "too small",
            "held back in training",
            "nothing to learn",
        )
        found = []
        for own, new in zip(train, validation, strict=True):
            name = answer(own, new, guess)
            if name is None:
                return None
            if not isinstance(name, str) or name not in causes:
                raise ValueError(
                    "one of the six causes is expected, spelt as in the table; there is " + repr(name)[:60]
                )
            found.append(causes.index(name))
        return np.array(found)

    @staticmethod
    def reference(train, validation, guess):
        return read(train, validation, guess)


diagnose = Diagnose()
