"""Exercise 01.1: a weighted sum by hand."""

from nnlearn.exercises.base import Exercise, Mistake


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


def bias_taken_away(x, w, b):
    return sum(x_i * w_i for x_i, w_i in zip(x, w, strict=True)) - b


def last_pair_skipped(x, w, b):
    return sum(x[i] * w[i] for i in range(len(x) - 1)) + b


def first_pair_skipped(x, w, b):
    return sum(x[i] * w[i] for i in range(1, len(x))) + b


def pairs_added(x, w, b):
    return sum(x_i + w_i for x_i, w_i in zip(x, w, strict=True)) + b


class WeightedSum(Exercise):
    """One number from many, in plain Python."""

    id, name, points = "01.1", "weighted_sum", 1
    title = "a weighted sum by hand"
    why = "Every unit of every network in this course begins with this one line, up to the Transformer."
    hints = (
        "The neuron weighs every input by its own weight, adds the products up, and adds the bias once.",
        "$z = w_1 x_1 + w_2 x_2 + \\dots + w_d x_d + b$, for any number of inputs.",
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
            "This exercise asks for z itself. Which line of yours turns it into 0 or 1?",
        ),
        Mistake(bias_taken_away, "the bias is subtracted", "Which sign stands before b in the formula?"),
        Mistake(
            last_pair_skipped,
            "the last pair is skipped",
            "With three inputs, which numbers does `range(len(x) - 1)` give?",
        ),
        Mistake(
            first_pair_skipped,
            "the first pair is skipped",
            "At which index does Python start to count, and at which does your loop?",
        ),
        Mistake(
            pairs_added,
            "inputs and weights are added, not multiplied",
            "What should an input of 0 contribute, whatever its weight?",
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


weighted_sum = WeightedSum()
