"""Exercise 05.2: a metric of one's own, among the k highest."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def ranks(y_true, y_pred):
    """How many classes score higher than the right one, for each row."""
    from keras import ops

    y_true, y_pred = ops.cast(y_true, "float32"), ops.cast(y_pred, "float32")
    right = ops.sum(y_true * y_pred, axis=-1, keepdims=True)  # (n, 1)
    return ops.sum(ops.cast(y_pred > right, "float32"), axis=-1)


def number(truths):
    from keras import ops

    return ops.cast(truths, "float32")


def mean_of_the_batch(y_true, y_pred, k):
    from keras import ops

    return ops.mean(number(ranks(y_true, y_pred) < k))


def sum_of_the_batch(y_true, y_pred, k):
    from keras import ops

    return ops.sum(number(ranks(y_true, y_pred) < k))


def first_place_only(y_true, y_pred, k):
    return number(ranks(y_true, y_pred) < 1)


def two_places_always(y_true, y_pred, k):
    return number(ranks(y_true, y_pred) < 2)


def one_place_too_many(y_true, y_pred, k):
    return number(ranks(y_true, y_pred) <= k)


def one_place_too_few(y_true, y_pred, k):
    return number(ranks(y_true, y_pred) < k - 1)


def kth_place_exactly(y_true, y_pred, k):
    return number(ranks(y_true, y_pred) == k - 1)


def lowest_scores(y_true, y_pred, k):
    return number(ranks(y_true, -y_pred) < k)


def misses_counted(y_true, y_pred, k):
    return number(ranks(y_true, y_pred) >= k)


def argmax_down_the_columns(y_true, y_pred, k):
    from keras import ops

    return number(ops.equal(ops.argmax(y_true, axis=0), ops.argmax(y_pred, axis=0)))


def entries_compared(y_true, y_pred, k):
    from keras import ops

    return ops.mean(number(ops.equal(number(y_true), number(y_pred > 0.5))), axis=-1)


def score_of_the_right_class(y_true, y_pred, k):
    from keras import ops

    return ops.sum(number(y_true) * number(y_pred), axis=-1)


class Hits(Exercise):
    """Top-k accuracy, one number per example, so that Keras can average over epochs."""

    id, name, points = "05.2", "hits", 2
    title = "a metric of your own"
    allow, names = ("keras",), ("keras",)
    why = "A metric gives one number per example and leaves the averaging to Keras: only so does a small last batch count for what it holds."
    hints = (
        "Ask of each row: at which place does the right class stand when the scores are sorted from the highest down?",
        "`keras.ops.argmax(y_true, axis=-1)` gives the right class of each row, shape (n,). `keras.ops.top_k(y_pred, k)` gives values and indices of the k highest, shape (n, k).",
        '`keras.ops.in_top_k(right, y_pred, k)` says True or False for each row; `keras.ops.cast(..., "float32")` makes it 1 or 0. No mean: Keras takes it.',
    )
    tips = (
        ("NotAllowed", "np", "`fit` compiles a metric into a graph, and NumPy cannot look into that."),
        (
            "InvalidArgumentError",
            "targets must be|length of targets",
            "`in_top_k` wants one class number for each row. Along which axis must `argmax` go, and what does it do without one?",
        ),
        (
            "InvalidArgumentError",
            "Value for attr 'T' of float",
            "`in_top_k` wants the class as a number, and the labels here are one-hot rows. Which function finds where the 1 stands?",
        ),
    )
    compare = Close(parts=("the hits", "the mean over all batches that `fit` would show"))
    mistakes = (
        Mistake(
            mean_of_the_batch,
            "the mean of each batch is returned",
            "Take a full batch and a last batch of a single example: with one number for each batch, how much does that example count?",
        ),
        Mistake(
            sum_of_the_batch,
            "the hits of a batch are added up",
            "Can a share of hits be 4? What should there be for each example?",
        ),
        Mistake(
            first_place_only, "only the first place counts", "For which k are you right, and what would k = 2 accept?"
        ),
        Mistake(two_places_always, "two places count, whatever k is", "What should k = 1 accept, and what k = 3?"),
        Mistake(
            one_place_too_many, "one place too many counts", "With k = 1, does your function accept the second place?"
        ),
        Mistake(one_place_too_few, "one place too few counts", "With k = 1, which place does your function accept?"),
        Mistake(
            kth_place_exactly,
            "only the k-th place itself counts",
            "With k = 3, is a right class at the very top a hit?",
        ),
        Mistake(
            lowest_scores,
            "the k lowest scores are taken",
            "In which direction does sorting go, and which end holds the best guesses?",
        ),
        Mistake(misses_counted, "the misses are counted", "What does a perfect model get from your function?"),
        Mistake(
            argmax_down_the_columns,
            "argmax runs over the wrong axis",
            "One row is one example. How many numbers do you return for n examples, and along which axis lie its classes?",
        ),
        Mistake(
            entries_compared,
            "entries are compared, not examples",
            "Of ten classes, nine are rightly not the answer. What does a model get from you that says no to all ten?",
        ),
        Mistake(
            score_of_the_right_class,
            "the score of the right class is returned",
            "How sure the model was is another question. Was the class among the k highest, yes or no?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for classes, k, sizes in ((3, 1, [2, 1]), (4, 2, [5, 1]), (6, 3, [6, 6, 2]), (5, 2, [8, 3])):
            n = sum(sizes)
            labels, scores = rng.integers(classes, size=n), rng.normal(size=(n, classes))
            places = np.arange(n) % classes  # every place occurs, in the small last batch too
            rng.shuffle(places)
            for row, (label, place) in enumerate(zip(labels, places, strict=True)):
                at = np.argsort(-scores[row])[place]
                scores[row, [label, at]] = scores[row, [at, label]]
            if classes % 2:
                weights = np.exp(scores)
                scores = weights / weights.sum(axis=1, keepdims=True)  # probabilities as well as any scores
            y_true = np.eye(classes)[labels]
            cases.append({"y_true": y_true, "y_pred": scores, "k": k, "batches": sizes})
        return cases

    @staticmethod
    def probe(answer, y_true, y_pred, k, batches):
        import keras
        import tensorflow as tf

        y_true, y_pred = tf.constant(y_true, "float32"), tf.constant(y_pred, "float32")
        direct = answer(y_true, y_pred, k)
        if direct is None:
            return None
        with tf.__internal__.FuncGraph("fit").as_default():  # where a metric meets tensors without numbers
            promised = [tf.compat.v1.placeholder("float32", y_true.shape) for _ in range(2)]
            try:
                answer(*promised, k)
            except Exception as error:
                says = "fit compiles a metric, and there a tensor has no numbers to look at yet. Use keras.ops on whole tensors"
                raise TypeError(says).with_traceback(error.__traceback__) from None
        metric = keras.metrics.MeanMetricWrapper(answer, name="hits", k=k)
        start = 0
        for size in batches:
            metric.update_state(y_true[start : start + size], y_pred[start : start + size])
            start += size
        return direct, metric.result()

    @staticmethod
    def reference(y_true, y_pred, k):
        from keras import ops

        return ops.cast(ops.in_top_k(ops.argmax(y_true, axis=-1), y_pred, k), "float32")

    def expected(self, y_true, y_pred, k, batches):
        right = (y_true * y_pred).sum(axis=1, keepdims=True)
        found = ((y_pred > right).sum(axis=1) < k).astype("float32")
        return found, found.mean()


hits = Hits()
