"""Exercise 02.3: how many numbers are there to learn?."""

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Exact


def without_biases(sizes):
    return sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True))


def biases_for_inputs(sizes):
    return sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True)) + sum(sizes)


def one_bias_per_layer(sizes):
    return sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True)) + len(sizes) - 1


def biases_of_the_sender(sizes):
    return sum(a * b + a for a, b in zip(sizes[:-1], sizes[1:], strict=True))


def product_of_all(sizes):
    product = 1
    for size in sizes:
        product *= size
    return product + sum(sizes[1:])


def neurons_counted(sizes):
    return sum(sizes)


def first_layer_counted(sizes):
    return sizes[0] * sizes[1] + sizes[1]


def last_layer_counted(sizes):
    return sizes[-2] * sizes[-1] + sizes[-1]


def last_layer_skipped(sizes):
    return sum(m * n + n for m, n in zip(sizes[:-2], sizes[1:-1], strict=True))


class CountParameters(Exercise):
    """How many numbers a network has to learn."""

    id, name, points = "02.3", "count_parameters", 1
    title = "how many numbers are there to learn?"
    why = "The first thing anyone asks about a network, and now you can answer it for any plain one."
    hints = (
        "Count one layer at a time: how many arrows lead into it, and how many biases does it have?",
        "A layer from $m$ to $n$ units has $m \\cdot n$ weights and $n$ biases. The inputs are no layer: they have neither.",
        "Go through `zip(sizes[:-1], sizes[1:])` and add `m * n + n` for each pair.",
    )
    compare = Exact()
    mistakes = (
        Mistake(
            without_biases, "the biases are not counted", "Which numbers besides the arrows are learned in each unit?"
        ),
        Mistake(
            biases_for_inputs,
            "the inputs are given biases too",
            "An input is given, not computed. What would its bias be added to?",
        ),
        Mistake(
            one_bias_per_layer,
            "one bias per layer instead of one per unit",
            "Do all units of a layer share one threshold?",
        ),
        Mistake(
            biases_of_the_sender,
            "the biases belong to the wrong end of the arrows",
            "A layer from 784 to 10 units: does it add 784 biases or 10?",
        ),
        Mistake(
            product_of_all,
            "all sizes are multiplied with each other",
            "Are there arrows from the inputs past the hidden layer straight to the output?",
        ),
        Mistake(
            neurons_counted,
            "units are counted, not parameters",
            "One unit with 3 inputs: how many numbers does it learn?",
        ),
        Mistake(
            first_layer_counted,
            "only the first layer is counted",
            "How far is your `return` indented: inside the loop or behind it?",
        ),
        Mistake(last_layer_counted, "only the last layer is counted", "Do you add to the total, or replace it?"),
        Mistake(
            last_layer_skipped,
            "the last layer is skipped",
            "How many layers has `[2, 3, 1]`? How many rounds does your loop make?",
        ),
    )

    def inputs(self, rng):
        cases = [{"sizes": [3, 2]}, {"sizes": [2, 3, 1]}, {"sizes": [784, 128, 10]}]
        for depth in (3, 4, 5, 6) * 4:
            cases.append({"sizes": rng.integers(2, 200, size=depth).tolist()})
        return cases

    @staticmethod
    def reference(sizes):
        return sum(m * n + n for m, n in zip(sizes[:-1], sizes[1:], strict=True))


count_parameters = CountParameters()
