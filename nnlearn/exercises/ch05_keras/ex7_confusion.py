"""Exercise 05.7: the confusion matrix, and the recall of each class."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def count(y_true, y_pred, classes):
    """Truth in rows, what was read in columns."""
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix


def share(matrix, axis=1):
    """The diagonal as a share of the rows' (or columns') sums; 0 where there is nothing."""
    totals = matrix.sum(axis=axis)
    return np.diag(matrix) / np.where(totals > 0, totals, 1)


def transposed(y_true, y_pred, classes):
    matrix = count(y_pred, y_true, classes)
    return matrix, share(matrix, axis=0)


def transposed_and_rows(y_true, y_pred, classes):
    matrix = count(y_pred, y_true, classes)
    return matrix, share(matrix)


def precision_for_recall(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix, share(matrix, axis=0)


def share_of_everything(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix, np.diag(matrix) / len(y_true)


def at_most_once(y_true, y_pred, classes):
    matrix = np.minimum(count(y_true, y_pred, classes), 1)
    return matrix, share(matrix)


def rows_made_shares(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    totals = matrix.sum(axis=1, keepdims=True)
    return matrix / np.where(totals > 0, totals, 1), share(matrix)


def errors_only(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix - np.diag(np.diag(matrix)), share(matrix)


def last_class_left_out(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    matrix[-1], matrix[:, -1] = 0, 0
    return matrix, share(matrix)


def misses_for_recall(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix, 1 - share(matrix)


def one_accuracy_for_all(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix, np.full(classes, np.diag(matrix).sum() / len(y_true))


def hits_counted(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix, np.diag(matrix)


def cut_to_whole_numbers(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix, np.diag(matrix) // np.maximum(matrix.sum(axis=1), 1)


def per_cent(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix, 100 * share(matrix)


def one_mean_recall(y_true, y_pred, classes):
    matrix = count(y_true, y_pred, classes)
    return matrix, share(matrix).mean()


def one_row_many_times(y_true, y_pred, classes):
    matrix = [[0] * classes] * classes
    for t, p in zip(y_true, y_pred, strict=True):
        matrix[t][p] += 1
    return matrix, share(np.array(matrix))


class Confusion(Exercise):
    """Who is taken for whom."""

    id, name, points = "05.7", "confusion", 1
    title = "who is taken for whom?"
    allow, names = ("numpy",), ("np",)
    why = (
        "One accuracy hides who bears the errors; the matrix shows which classes are hard, and for what they are taken."
    )
    hints = (
        "Walk through the pairs (truth, prediction). Each adds 1 to one cell: which row, which column?",
        "`matrix[t, p] += 1` in a loop, from `np.zeros((classes, classes))`. A class's recall is its diagonal entry divided by its row's sum.",
        "`recall = np.diag(matrix) / matrix.sum(axis=1)`. Beware of `matrix[y_true, y_pred] += 1` in one go: a cell named twice is increased once.",
    )
    compare = Close(parts=("the matrix", "the recall"))
    mistakes = (
        Mistake(
            transposed,
            "rows and columns are swapped",
            "Some books do it so. As in scikit-learn and TensorFlow, a row here is one true class: which index comes first?",
            convention=True,
        ),
        Mistake(
            transposed_and_rows,
            "rows and columns are swapped, and recall is taken along the wrong one",
            "A row is one true class. Of all true threes, how many were read as threes?",
        ),
        Mistake(
            precision_for_recall,
            "the columns' sums are divided by, which makes precision",
            "Of all that were called 3, how many are threes? That is a good question, and another one. Which does recall ask?",
        ),
        Mistake(
            share_of_everything,
            "recall is divided by all examples",
            "A class of 10 among 100 examples that are all read well: what is its recall?",
        ),
        Mistake(
            at_most_once,
            "no cell counts beyond 1",
            "The same confusion happens three times. What does your cell say after the first, and after the third?",
        ),
        Mistake(
            rows_made_shares,
            "the matrix holds shares, not counts",
            "A share of 0.5 may be 1 of 2 or 50 of 100. Which does the task ask for?",
            convention=True,
        ),
        Mistake(
            errors_only,
            "the right answers are missing from the matrix",
            "Where do the pairs go in which truth and prediction agree?",
        ),
        Mistake(
            last_class_left_out,
            "the last class is left out",
            "How many rows are filled, and how many classes are there? Does your range end one too early?",
        ),
        Mistake(
            misses_for_recall, "recall counts the misses", "A class that is always read well: is its recall 1 or 0?"
        ),
        Mistake(
            one_accuracy_for_all,
            "every class gets the accuracy of all",
            "One class may be read much better than another. Which row belongs to which class?",
        ),
        Mistake(
            cut_to_whole_numbers,
            "recall is cut to whole numbers",
            "What are 3 / 4 and 3 // 4, and which type has the array into which you write your shares?",
        ),
        Mistake(
            per_cent,
            "recall is given in per cent",
            "The same thing in other words. How much is a share of everything, as the example has it: 1, or 100?",
            convention=True,
        ),
        Mistake(
            one_mean_recall,
            "one recall is given for all classes",
            "A mean hides the class that bears the errors. How many classes are there, and how many recalls?",
        ),
        Mistake(
            one_row_many_times,
            "all rows are one and the same",
            "`[row] * 3` holds one list three times. Who else changes when you write into the first?",
        ),
        Mistake(
            hits_counted, "recall is a count, not a share", "18 right answers: is that much for a class of 18? Of 180?"
        ),
    )

    def inputs(self, rng):
        cases = []
        for n, classes in ((6, 2), (15, 3), (40, 4), (120, 6)):
            y_true = np.concatenate([np.arange(classes), rng.integers(classes, size=n - classes)])
            y_pred = np.where(rng.random(n) < 0.6, y_true, rng.integers(classes, size=n))
            y_true[-3:], y_pred[-3:] = classes - 1, [0, 0, classes - 1]  # one confusion happens at least twice
            order = rng.permutation(n)
            cases.append({"y_true": y_true[order], "y_pred": y_pred[order], "classes": classes})
        return cases

    @staticmethod
    def reference(y_true, y_pred, classes):
        matrix = np.zeros((classes, classes), dtype=int)
        for t, p in zip(y_true, y_pred, strict=True):
            matrix[t, p] += 1
        return matrix, np.diag(matrix) / matrix.sum(axis=1)


confusion = Confusion()
