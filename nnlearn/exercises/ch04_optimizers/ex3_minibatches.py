"""Exercise 04.3: mini-batches."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Exact, Through

RIGHT = {
    "rows": "each once",
    "x and y": "together",
    "order": "well mixed",
    "next epoch": "shuffled anew",
    "same seed": "the same batches",
}


def what_happens(epochs, X, y, batch_size, seed):
    """What two epochs, and a third from the same seed as the first, did with the rows: runs outside the kernel."""
    read = [_read(epoch, X, y) for epoch in epochs]
    (sizes, x_rows, y_rows), (_, next_rows, _), (_, again_rows, _) = read
    parts = [frozenset(part) for part in _cut(x_rows, sizes)]
    next_parts = [frozenset(part) for part in _cut(next_rows, sizes)]
    new = "the same order" if x_rows == next_rows else "shuffled anew"
    if len(X) > 20 and x_rows != next_rows and set(parts) == set(next_parts):  # with fewer rows chance could do it
        new = "the same rows share a batch"
    return {
        "sizes": sizes,
        "rows": _once(x_rows, len(X)),
        "x and y": _pairs(x_rows, y_rows),
        "order": _order(x_rows, next_rows),
        "next epoch": new,
        "same seed": "the same batches" if x_rows == again_rows else "other batches",
    }


def _read(epoch, X, y):
    """Sizes of the batches, and the numbers of the rows of X and of y in the order in which they came."""
    sizes, x_rows, y_rows = [], [], []
    for batch in epoch:
        if len(batch) != 2:
            raise ValueError(f"Each batch must be a pair (X_batch, y_batch); there is one of {len(batch)} parts")
        X_batch, y_batch = (np.asarray(part, dtype=float) for part in batch)
        if X_batch.ndim != 2 or X_batch.shape[1] != X.shape[1] or y_batch.ndim != 1:
            raise ValueError(
                f"A batch has the shapes {X_batch.shape} and {y_batch.shape}; (rows, {X.shape[1]}) and (rows,) are expected"
            )
        if len(X_batch) != len(y_batch):
            raise ValueError(f"A batch has {len(X_batch)} rows of X and {len(y_batch)} of y")
        sizes.append(len(X_batch))
        x_rows += [_number(row, X) for row in X_batch]
        y_rows += [_number(value, y) for value in y_batch]
    return sizes, x_rows, y_rows


def _number(row, table):
    """Which row of the table this is."""
    found = np.flatnonzero(np.isclose(np.atleast_2d(table.T).T, row, rtol=1e-5).all(axis=1))
    if len(found) != 1:
        raise ValueError("A batch holds a row that was not given")
    return int(found[0])


def _order(first, second):
    """How well the rows are mixed. Of many rows hardly two stay neighbours; of few, chance could leave any order."""
    if first == sorted(first):
        return "as it was"
    if first == sorted(first, reverse=True):
        return "backwards"
    apart = np.abs(np.concatenate([np.diff(first), np.diff(second)]))
    return "most neighbours stay neighbours" if len(first) > 20 and np.mean(apart == 1) > 0.5 else "well mixed"


def _cut(rows, sizes):
    ends = np.cumsum(sizes)
    return [rows[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _once(rows, n):
    lost, twice = len(set(rows)) < n, len(set(rows)) < len(rows)
    return {
        (False, False): "each once",
        (True, False): "some lost",
        (False, True): "some twice",
        (True, True): "some lost, some twice",
    }[lost, twice]


def _pairs(x_rows, y_rows):
    if x_rows == y_rows:
        return "together"
    if y_rows == sorted(y_rows):
        return "torn apart, y in its old order"
    return "torn apart, X in its old order" if x_rows == sorted(x_rows) else "torn apart"


def cut(X, y, rows, batch_size):
    return [(X[rows[i : i + batch_size]], y[rows[i : i + batch_size]]) for i in range(0, len(rows), batch_size)]


def last_dropped(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    return cut(X, y, rows[: len(X) // batch_size * batch_size], batch_size)


def last_full_one_dropped(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    starts = range(0, len(X) - batch_size, batch_size)
    return [(X[rows[i : i + batch_size]], y[rows[i : i + batch_size]]) for i in starts]


def y_not_shuffled(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    return [(X[rows[i : i + batch_size]], y[i : i + batch_size]) for i in range(0, len(X), batch_size)]


def x_not_shuffled(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    return [(X[i : i + batch_size], y[rows[i : i + batch_size]]) for i in range(0, len(X), batch_size)]


def each_by_itself(X, y, batch_size, rng):
    x_rows, y_rows = rng.permutation(len(X)), rng.permutation(len(X))
    return [(X[x_rows[i : i + batch_size]], y[y_rows[i : i + batch_size]]) for i in range(0, len(X), batch_size)]


def with_replacement(X, y, batch_size, rng):
    return cut(X, y, rng.integers(0, len(X), size=len(X)), batch_size)


def every_batch_anew(X, y, batch_size, rng):
    count = -(-len(X) // batch_size)
    draws = [rng.integers(0, len(X), size=batch_size) for _ in range(count)]
    return [(X[rows], y[rows]) for rows in draws]


def every_full_batch_anew(X, y, batch_size, rng):
    draws = [rng.integers(0, len(X), size=batch_size) for _ in range(len(X) // batch_size)]
    return [(X[rows], y[rows]) for rows in draws]


def one_batch_only(X, y, batch_size, rng):
    return cut(X, y, rng.permutation(len(X)), batch_size)[:1]


def never_shuffled(X, y, batch_size, rng):
    return cut(X, y, np.arange(len(X)), batch_size)


def same_order_every_epoch(X, y, batch_size, rng):
    return cut(X, y, np.random.default_rng(0).permutation(len(X)), batch_size)


def another_generator(X, y, batch_size, rng):
    return cut(X, y, np.random.permutation(len(X)), batch_size)


def filled_up(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    return cut(X, y, np.concatenate([rows, rows[: -len(X) % batch_size]]), batch_size)


def evened_out(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    return [(X[part], y[part]) for part in np.array_split(rows, -(-len(X) // batch_size))]


def batch_size_as_count(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    return [(X[part], y[part]) for part in np.array_split(rows, batch_size) if len(part)]


def batches_in_another_order(X, y, batch_size, rng):
    batches = cut(X, y, np.arange(len(X)), batch_size)
    return [batches[i] for i in rng.permutation(len(batches))]


def within_batches(X, y, batch_size, rng):
    parts = [rng.permutation(np.arange(i, min(i + batch_size, len(X)))) for i in range(0, len(X), batch_size)]
    return [(X[part], y[part]) for part in parts]


def turned_round(X, y, batch_size, rng):
    return cut(X, y, np.roll(np.arange(len(X)), rng.permutation(len(X))[0]), batch_size)


def backwards(X, y, batch_size, rng):
    return cut(X, y, np.arange(len(X))[::-1], batch_size)


def empty_batch(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    starts = range(0, len(X) // batch_size * batch_size + 1, batch_size)
    return [(X[rows[i : i + batch_size]], y[rows[i : i + batch_size]]) for i in starts]


def lonely_row_dropped(X, y, batch_size, rng):
    return [batch for batch in cut(X, y, rng.permutation(len(X)), batch_size) if len(batch[1]) > 1]


def shuffled_in_place(X, y, batch_size, rng):
    rows = rng.permutation(len(X))
    X[:], y[:] = X[rows], y[rows]
    return cut(X, y, np.arange(len(X)), batch_size)


def each_in_place(X, y, batch_size, rng):
    rng.shuffle(X)
    rng.shuffle(y)
    return cut(X, y, np.arange(len(X)), batch_size)


class Minibatches(Exercise):
    """Every row once, in an order that changes."""

    id, name, points = "04.3", "minibatches", 2
    title = "mini-batches, no row lost or seen twice"
    allow, names = ("numpy",), ("np",)
    why = "Each epoch now shows every example exactly once, and no two epochs make the same mistakes in the same order: this loop feeds every network from here on."
    hints = (
        "Shuffle row *numbers*, not rows: one shuffled list of numbers can pick from `X` and from `y` alike.",
        "`rows = rng.permutation(len(X))`; slices of `rows`, each `batch_size` long, the last as long as what is left.",
        "`for start in range(0, len(X), batch_size): part = rows[start : start + batch_size]`, then collect (or yield) `(X[part], y[part])`.",
    )
    compare = Through(
        what_happens, Exact(), "What counts is what happens to the rows in two epochs, and again from the same seed."
    )
    mistakes = (
        Mistake(
            last_dropped,
            "the last, smaller batch is dropped",
            "10 rows in batches of 4: which rows does nobody see in this epoch?",
        ),
        Mistake(
            last_full_one_dropped,
            "the last batch is dropped, even a full one",
            "12 rows in batches of 4: at which row number must the last batch start? Does your range reach it?",
        ),
        Mistake(
            y_not_shuffled,
            "X is shuffled and y is not",
            "Row 7 of X may now stand beside the answer to row 0. What keeps the pairs together?",
        ),
        Mistake(
            x_not_shuffled,
            "y is shuffled and X is not",
            "Row 7 of X may now stand beside the answer to row 0. What keeps the pairs together?",
        ),
        Mistake(
            each_by_itself,
            "X and y are shuffled, each in an order of its own",
            "How many shuffled orders do you draw, and how many must there be for pairs to stay pairs?",
        ),
        Mistake(
            with_replacement,
            "rows are drawn with replacement: some come twice, others never",
            "Draw 10 cards, putting each back: do you see all 10? Which draw sees each once?",
        ),
        Mistake(
            every_batch_anew,
            "every batch is drawn from all rows anew, the last one in full size",
            "What does the second batch know of the rows that the first one took?",
        ),
        Mistake(
            every_full_batch_anew,
            "every batch is drawn from all rows anew, and there is no smaller one at the end",
            "What does the second batch know of the rows that the first one took?",
        ),
        Mistake(
            one_batch_only, "there is one batch only", "Where does your `return` stand: inside the loop or after it?"
        ),
        Mistake(
            never_shuffled,
            "the rows keep their order",
            "If the table is sorted by class, what does the first batch hold?",
        ),
        Mistake(
            same_order_every_epoch,
            "every epoch has the same order",
            "Two calls, one after the other, with one `rng`: the same order came twice. Is it drawn in every call, and from that `rng`?",
        ),
        Mistake(
            another_generator,
            "the same seed gives other batches",
            "Who draws your order: the `rng` that is given or NumPy's global generator?",
        ),
        Mistake(
            filled_up,
            "the last batch is filled up with rows that were seen already",
            "How often does each row count in this epoch?",
        ),
        Mistake(
            evened_out,
            "the batches are evened out",
            "10 rows in batches of 4 are 4, 4 and 2. What are yours?",
        ),
        Mistake(
            batch_size_as_count,
            "the batch size is taken for the number of batches",
            "With `batch_size` 4, how many rows should a batch hold?",
        ),
        Mistake(
            batches_in_another_order,
            "the batches change places, but each holds the same rows in every epoch",
            "Can row 0 ever meet row 9 in a batch? What must be shuffled for that?",
        ),
        Mistake(
            within_batches,
            "rows are shuffled within their batch, but the same rows meet in every epoch",
            "Can row 0 ever meet row 9 in a batch? What must be shuffled before the cutting?",
        ),
        Mistake(
            turned_round,
            "most rows keep their neighbours",
            "If the table is sorted by class, what does a batch hold now? `rng.permutation(n)` is a whole new order: how much of one do you use?",
        ),
        Mistake(
            backwards,
            "the rows come backwards, in every epoch",
            "Is that an order drawn by chance? What does `rng` do in your function?",
        ),
        Mistake(
            empty_batch,
            "where the rows divide evenly, an empty batch follows",
            "12 rows in batches of 4: what does a batch hold that starts at row 12? Where should the range end?",
        ),
        Mistake(
            lonely_row_dropped,
            "a batch of a single row is dropped",
            "13 rows in batches of 4 are 4, 4, 4 and 1. Does the last row count for less?",
        ),
        Mistake(
            shuffled_in_place,
            "the caller's X and y come back shuffled",
            "Whoever called you still needs the table as it was. Can you shuffle row numbers instead?",
        ),
        Mistake(
            each_in_place,
            "X and y are shuffled in place, each by itself",
            "Do row 0 of X and entry 0 of y still belong together? And whose table did you shuffle?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for n, batch_size in ((6, 1), (9, 20), (10, 4), (12, 4), (13, 4), (41, 8)):
            X = np.column_stack([np.arange(n), rng.normal(size=n).round(2)])  # the first column numbers the rows
            cases.append(
                {"X": X, "y": 100.0 + np.arange(n), "batch_size": batch_size, "seed": int(rng.integers(2**31))}
            )
        return cases

    @staticmethod
    def probe(answer, X, y, batch_size, seed):
        epochs, rng = [], np.random.default_rng(seed)
        copies = [(X, y), (X.copy(), y.copy()), (X.copy(), y.copy())]  # an epoch that changes its table spoils no other
        for (rows, answers), generator in zip(copies, (rng, rng, np.random.default_rng(seed)), strict=True):
            batches = answer(rows, answers, batch_size, generator)
            if batches is None:
                return None
            epoch = []
            for batch in batches:
                epoch.append([np.array(part) for part in batch])
                if len(epoch) > 2 * len(X):
                    break  # a loop that never ends
            epochs.append(epoch)
        return epochs

    def expected(self, X, y, batch_size, seed):
        n = len(X)
        sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
        return {"sizes": sizes, **RIGHT}

    @staticmethod
    def reference(X, y, batch_size, rng):
        return cut(X, y, rng.permutation(len(X)), batch_size)


minibatches = Minibatches()
