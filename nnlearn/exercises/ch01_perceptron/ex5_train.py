"""Exercise 01.5: the training loop."""

from nnlearn.datasets import logic_gate, make_blobs_with_margin
from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.ch01_perceptron import ex5_wrong as wrong
from nnlearn.exercises.ch01_perceptron.perceptron import perceptron
from nnlearn.exercises.compare import Close


class Train(Exercise):
    """Epoch after epoch until nothing is wrong."""

    id, name, points = "01.5", "train", 3
    title = "the training loop"
    allow, names, needs = ("numpy",), ("np",), ("predict", "update")
    compare = Close(parts=("w", "b", "the mistakes"))
    why = "This loop (walk through the data, correct, count, stop when clean) is the skeleton of every training loop to come."
    hints = (
        "Two loops: the outer one counts epochs, the inner one walks through the rows in order and corrects after each one.",
        "Zero weights, zero bias. Per epoch: a fresh counter; per row: was the answer wrong? then count it and update. After the rows: note the count, stop at 0.",
        "Inner loop: `new_w, new_b = update(w, b, x_i, y_i)`; a row was wrong when `new_b != b`. After it: `mistakes.append(wrong)`, then `if wrong == 0: break`.",
    )
    mistakes = (
        Mistake(
            wrong.batch_updates,
            "all rows of an epoch are judged by the same weights",
            "After the first wrong row, which weights meet the second row: the old ones or the corrected ones?",
        ),
        Mistake(
            wrong.clean_epoch_left_out,
            "the clean epoch is missing from the list",
            "The last epoch makes 0 mistakes, and that is how you know you are done. Is its 0 in your list?",
        ),
        Mistake(
            wrong.never_stops,
            "it goes on after a clean epoch",
            "Once a whole epoch made no mistake, what can the next one change?",
        ),
        Mistake(
            wrong.running_total,
            "the counter is never set back",
            "How many mistakes did the second epoch make by itself? Where does your counter start it?",
        ),
        Mistake(
            wrong.mistakes_after_the_epoch,
            "mistakes are counted after the epoch, not while walking through it",
            "A row was wrong when you met it, even if a later correction mends it. When do you count?",
        ),
        Mistake(
            wrong.bias_not_trained,
            "the bias stays 0",
            "Is every line that your neuron can draw forced through the origin?",
        ),
        Mistake(
            wrong.returns_after_one_epoch,
            "it stops after the first epoch",
            "How far is your `return` (or `break`) indented: inside the loop over epochs or behind it?",
        ),
        Mistake(
            wrong.total_never_set_back,
            "the counter is never set back to 0",
            "Where does the counter start for the second epoch: at 0, or where the first one left it?",
        ),
        Mistake(
            wrong.weights_start_anew,
            "every epoch starts from zero weights",
            "Should the second epoch forget what the first one learned? Where do you set w to zero?",
        ),
        Mistake(
            wrong.counted_after_the_update,
            "mistakes are looked for after the update",
            "You let the neuron answer again when it has been corrected already. When was it wrong?",
        ),
        Mistake(
            wrong.strict_comparison,
            "a sum of exactly 0 is taken for a no",
            "The very first sum is 0, since all weights are. What does this course's neuron answer to it?",
        ),
        Mistake(
            wrong.max_epochs_ignored, "max_epochs is ignored", "On data that no line separates, what ends your loop?"
        ),
        Mistake(
            wrong.last_row_skipped,
            "the last row is skipped",
            "How many rows has the table, and how many does your inner loop visit?",
        ),
        Mistake(
            wrong.errors_that_cancel,
            "misses and false alarms cancel each other",
            "An error of 1 and one of -1: how many mistakes are that together?",
        ),
        Mistake(
            wrong.one_epoch_too_few,
            "one epoch too few",
            "With max_epochs = 6 and no clean epoch, how many numbers belong into the list?",
        ),
        Mistake(
            wrong.update_not_kept,
            "the updated weights are not kept",
            "`update` returns new weights. Which names hold them after your call?",
        ),
        Mistake(
            wrong.counted_before_the_epoch,
            "mistakes are counted before the epoch, not while walking through it",
            "The weights change on the way. Which weights meet the last row of the epoch, and which did you count with?",
        ),
        Mistake(
            wrong.one_epoch_too_many,
            "one epoch too many",
            "With max_epochs = 6 and no clean epoch, how many numbers belong into the list?",
        ),
        Mistake(
            wrong.mistakes_seen_in_w_only,
            "a mistake is noticed only if w changes",
            "After a mistake on the input (0, 0), which of w and b moves?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for gate, max_epochs in (("OR", 10), ("NAND", 10), ("XOR", 6)):
            X, y = logic_gate(gate)
            cases.append({"X": X, "y": y, "max_epochs": max_epochs})
        for n, dim, offset, max_epochs in ((12, 2, 1.0, 50), (16, 3, 1.0, 50), (30, 2, 2.0, 50), (30, 2, 3.0, 2)):
            X, y, _ = make_blobs_with_margin(n, 0.2, rng, dim=dim, offset=offset)
            cases.append({"X": X, "y": y, "max_epochs": max_epochs})
        return cases

    reference = staticmethod(perceptron)


train = Train()
