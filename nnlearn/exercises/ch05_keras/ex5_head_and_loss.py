"""Exercise 05.5: which last layer, which loss?"""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close

TASKS = ("regression", "binary", "multi-class", "multi-label")


def right_pair(task, classes):
    """Units, activation, loss and its arguments for each of the four tasks."""
    return {
        "regression": (1, None, "MeanSquaredError", {}),
        "binary": (1, "sigmoid", "BinaryCrossentropy", {}),
        "multi-class": (classes, "softmax", "SparseCategoricalCrossentropy", {}),
        "multi-label": (classes, "sigmoid", "BinaryCrossentropy", {}),
    }[task]


def made(task, classes, **wrong):
    """The right layer and loss, but for the tasks named in `wrong`."""
    import keras

    units, activation, loss, settings = wrong.get(task.replace("-", "_"), right_pair(task, classes))
    return keras.layers.Dense(units, activation=activation), getattr(keras.losses, loss)(**settings)


LOGITS = {"from_logits": True}


def softmax_over_one_unit(task, classes):
    return made(task, classes, binary=(1, "softmax", "BinaryCrossentropy", {}))


def sigmoid_twice(task, classes):
    return made(
        task,
        classes,
        binary=(1, "sigmoid", "BinaryCrossentropy", LOGITS),
        multi_label=(classes, "sigmoid", "BinaryCrossentropy", LOGITS),
    )


def sigmoid_missing(task, classes):
    return made(
        task,
        classes,
        binary=(1, None, "BinaryCrossentropy", {}),
        multi_label=(classes, None, "BinaryCrossentropy", {}),
    )


def sigmoid_twice_for_yes_and_no(task, classes):
    return made(task, classes, binary=(1, "sigmoid", "BinaryCrossentropy", LOGITS))


def sigmoid_twice_for_labels(task, classes):
    return made(task, classes, multi_label=(classes, "sigmoid", "BinaryCrossentropy", LOGITS))


def sigmoid_missing_for_yes_and_no(task, classes):
    return made(task, classes, binary=(1, None, "BinaryCrossentropy", {}))


def sigmoid_missing_for_labels(task, classes):
    return made(task, classes, multi_label=(classes, None, "BinaryCrossentropy", {}))


def softmax_missing(task, classes):
    return made(task, classes, multi_class=(classes, None, "SparseCategoricalCrossentropy", {}))


def softmax_twice(task, classes):
    return made(task, classes, multi_class=(classes, "softmax", "SparseCategoricalCrossentropy", LOGITS))


def everything_missing(task, classes):
    return made(
        task,
        classes,
        binary=(1, None, "BinaryCrossentropy", {}),
        multi_class=(classes, None, "SparseCategoricalCrossentropy", {}),
        multi_label=(classes, None, "BinaryCrossentropy", {}),
    )


def everything_twice(task, classes):
    return made(
        task,
        classes,
        binary=(1, "sigmoid", "BinaryCrossentropy", LOGITS),
        multi_class=(classes, "softmax", "SparseCategoricalCrossentropy", LOGITS),
        multi_label=(classes, "sigmoid", "BinaryCrossentropy", LOGITS),
    )


def one_hot_expected(task, classes):
    return made(task, classes, multi_class=(classes, "softmax", "CategoricalCrossentropy", {}))


def one_label_only(task, classes):
    return made(task, classes, multi_label=(classes, "softmax", "CategoricalCrossentropy", {}))


def labels_compete(task, classes):
    return made(task, classes, multi_label=(classes, "softmax", "BinaryCrossentropy", {}))


def classes_do_not_compete(task, classes):
    return made(task, classes, multi_class=(classes, "sigmoid", "SparseCategoricalCrossentropy", {}))


def squeezed_regression(task, classes):
    return made(task, classes, regression=(1, "sigmoid", "MeanSquaredError", {}))


def never_negative(task, classes):
    return made(task, classes, regression=(1, "relu", "MeanSquaredError", {}))


def absolute_errors(task, classes):
    return made(task, classes, regression=(1, None, "MeanAbsoluteError", {}))


def squares_for_yes_and_no(task, classes):
    return made(task, classes, binary=(1, "sigmoid", "MeanSquaredError", {}))


def squares_for_labels(task, classes):
    return made(task, classes, multi_label=(classes, "sigmoid", "MeanSquaredError", {}))


def two_units_for_yes_and_no(task, classes):
    return made(task, classes, binary=(2, "softmax", "SparseCategoricalCrossentropy", {}))


class HeadAndLoss(Exercise):
    """The end of a network says what kind of question it answers."""

    id, name, points = "05.5", "head_and_loss", 2
    title = "which last layer, which loss?"
    allow, names = ("keras",), ("keras",)
    why = "Last layer and loss are one decision: they say what kind of question the network answers, and a wrong pair may train for hours without complaint."
    hints = (
        "Ask two things. How many numbers is the answer, and may they be anything, or must they be probabilities? If probabilities: of one thing that excludes the others, or of each for itself?",
        "Any number: no activation. One yes or no, or several at once: a sigmoid on each unit. One of many: a softmax over all. The cross-entropies are called binary, and sparse categorical where a label is a class number.",
        '`if task == "regression": return keras.layers.Dense(1), keras.losses.MeanSquaredError()`. For `"multi-class"`: `Dense(classes, activation="softmax")` and `SparseCategoricalCrossentropy()`. Two more branches follow the same pattern.',
    )
    tips = (
        (
            "ValueError",
            "same (shape|rank)",
            "Labels and outputs do not fit in this task. How many units does it need, and which form do its labels have?",
        ),
    )
    compare = Close(parts=("the number of units", "the loss on our examples"))
    mistakes = (
        Mistake(
            softmax_over_one_unit,
            "softmax over a single unit",
            "A softmax makes the probabilities of a row sum to 1. With one unit in the row, which probability is left for it?",
        ),
        Mistake(
            sigmoid_twice,
            "the sigmoid is applied twice in both tasks that have one",
            "`from_logits=True` tells the loss to apply it. What does your layer do already?",
        ),
        Mistake(
            sigmoid_missing,
            "the sigmoid is missing in both tasks that want one",
            "Your layer gives any number, and this loss takes it for a probability without complaint. Which of the two could apply the sigmoid?",
        ),
        Mistake(
            sigmoid_twice_for_yes_and_no,
            "the sigmoid is applied twice in the binary task",
            "`from_logits=True` tells the loss to apply it. What does your layer do already?",
        ),
        Mistake(
            sigmoid_twice_for_labels,
            "the sigmoid is applied twice in the multi-label task",
            "`from_logits=True` tells the loss to apply it. What does your layer do already?",
        ),
        Mistake(
            sigmoid_missing_for_yes_and_no,
            "the sigmoid is missing in the binary task",
            "Your layer gives any number, and this loss takes it for a probability without complaint. Which of the two could apply the sigmoid?",
        ),
        Mistake(
            sigmoid_missing_for_labels,
            "the sigmoid is missing in the multi-label task",
            "Your layer gives any number, and this loss takes it for a probability without complaint. Which of the two could apply the sigmoid?",
        ),
        Mistake(
            softmax_missing,
            "the softmax is missing",
            "Your layer gives any scores, and this loss expects probabilities. Which of the two could apply the softmax?",
        ),
        Mistake(
            softmax_twice,
            "the softmax is applied twice",
            "`from_logits=True` tells the loss to apply it. What does your layer do already?",
        ),
        Mistake(
            everything_missing,
            "no layer makes probabilities and no loss does",
            "These losses take the logarithm of what comes. Where do the scores become probabilities?",
        ),
        Mistake(
            everything_twice,
            "sigmoid and softmax are applied twice",
            "`from_logits=True` tells a loss to apply them. What do your layers do already?",
        ),
        Mistake(
            one_hot_expected,
            "the loss expects one-hot labels, and the labels are class numbers",
            "Is the label of class 2 the number 2, or the row 0 0 1? Each has a loss of its own: what does `Sparse` stand for?",
        ),
        Mistake(
            one_label_only,
            "several labels are treated as if one excluded the others",
            "A film is a comedy and a love story. What must its probabilities sum to: must they sum to 1?",
        ),
        Mistake(
            labels_compete,
            "the labels share one softmax",
            "A film is a comedy and a love story. How high can both probabilities be when they sum to 1?",
        ),
        Mistake(
            classes_do_not_compete,
            "the classes do not share one softmax",
            "If class 2 becomes more probable, what must happen to the others? Does your activation know of them?",
        ),
        Mistake(
            squeezed_regression,
            "the regression can only answer between 0 and 1",
            "What would your network say to a house that costs 300,000?",
        ),
        Mistake(
            never_negative,
            "the regression can never answer below 0",
            "What would your network say to a temperature of 5 degrees below zero?",
        ),
        Mistake(
            absolute_errors,
            "mean absolute error for the regression",
            "A fair loss, less moved by single large errors. Which one does the task ask for?",
            convention=True,
        ),
        Mistake(
            squares_for_yes_and_no,
            "squared errors for a yes or no",
            "Chapter 03 drew both slopes: what does this one say to a network that is surely wrong?",
        ),
        Mistake(
            squares_for_labels,
            "squared errors for labels",
            "Chapter 03 drew both slopes: what does this one say to a network that is surely wrong?",
        ),
        Mistake(
            two_units_for_yes_and_no,
            "two units and a softmax for a yes or no",
            "It can say the same with twice the weights. How many units does the task ask for?",
            convention=True,
        ),
    )

    def inputs(self, rng):
        cases = []
        for rows in (2, 5):
            for task in TASKS:
                classes, features = int(rng.integers(3, 6)), 3
                y = {
                    "regression": rng.normal(size=(rows, 1)) * 3 - 1,
                    "binary": rng.permutation(np.arange(rows) % 2)[:, None],
                    "multi-class": rng.permutation(np.arange(rows) % classes),
                    "multi-label": rng.permutation(np.arange(rows * classes) % 2).reshape(rows, classes),
                }[task]
                case = {"task": task, "classes": classes, "labels": y, "features": rng.normal(size=(rows, features))}
                case |= {"kernel": rng.normal(size=(features, 8)), "bias": rng.normal(size=8)}
                cases.append(case)
        return cases

    def shown(self, **case):
        return {name: case[name] for name in ("task", "classes", "labels")}

    @staticmethod
    def probe(answer, task, classes, labels, features, kernel, bias):
        import keras

        pair = answer(task, classes)
        if pair is None:
            return None
        if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not isinstance(pair[0], keras.layers.Dense):
            raise TypeError("a pair (keras.layers.Dense(...), loss) is expected")
        layer, loss = pair[0], keras.losses.get(pair[1])
        layer.build((None, features.shape[1]))
        layer.set_weights([kernel[:, : layer.units], bias[: layer.units]][: len(layer.weights)])
        outputs = np.array(
            layer(features.astype("float32"))
        )  # plain numbers: TensorFlow's know which scores they come from
        labels = labels if task == "multi-class" else labels.astype("float32")
        return layer.units, np.float32(np.mean(loss(keras.ops.array(labels), keras.ops.array(outputs))))

    @staticmethod
    def reference(task, classes):
        return made(task, classes)

    def expected(self, task, classes, labels, features, kernel, bias):
        units = right_pair(task, classes)[0]
        z = features @ kernel[:, :units] + bias[:units]
        if task == "regression":
            return 1, np.mean((z - labels) ** 2)
        if task == "multi-class":
            chosen = np.take_along_axis(z, labels[:, None], axis=1)[:, 0]
            return units, np.mean(np.log(np.exp(z).sum(axis=1)) - chosen)
        return units, np.mean(np.logaddexp(0, z) - labels * z)


head_and_loss = HeadAndLoss()
