"""Exercise 05.6: an honest experiment: scale by the training part, a fresh model per seed, judge on the rest."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close, Difference


class Scores(Close):
    """Close, with a word on rows that are alike, in another order, or turned round."""

    def difference(self, got, expected, case):
        found = super().difference(got, expected, case)
        if found is None or found.kind != "value" or not isinstance(expected, tuple) or np.iscomplexobj(got[0]):
            return found
        table, right = np.asarray(got[0], float), np.asarray(expected[0], float)
        wrong = super().difference(table, right, case) is not None
        says = ""
        if wrong and table.shape == right.shape and right.ndim == 2:
            if super().same(table[:, ::-1], right, case):
                says = "Each row holds the right two numbers, and they have changed places: loss first, then accuracy."
            elif super().same(by_loss(table), by_loss(right), case):
                says = "The rows are right, in another order: the first belongs to the first of `seeds`, and so on."
            elif len(table) > 1 and np.ptp(table[:, 0]) == 0:
                says = "All your rows are alike. Which seed does each model get?"
        return Difference("value", f"{found.message} {says}", found.yours, found.expected) if says else found


def by_loss(table):
    return table[table[:, 0].argsort()]


def run(
    build,
    X,
    y,
    train,
    test,
    seeds,
    epochs,
    scale=None,
    trained_on=None,
    judged_on=None,
    fresh=True,
    seed_of=None,
    **settings,
):
    """The experiment with every choice that a mistake may change. `scale(X, train, test)` gives the two scaled parts."""
    settings = {"epochs": epochs, "verbose": 0} | settings
    Z_train, Z_test = (scale or by_training_part)(X, train, test)
    y_train, y_test = y[train], y[test]
    fit_on = trained_on(Z_train, Z_test, y_train, y_test) if trained_on else (Z_train, y_train)
    judge_on = judged_on(Z_train, Z_test, y_train, y_test) if judged_on else (Z_test, y_test)
    scores, model = [], None
    for seed in seeds:
        if fresh or model is None:
            model = build(seed_of(seeds) if seed_of else seed)
        model.fit(*fit_on, **settings)
        scores.append(model.evaluate(*judge_on, verbose=0))
    return scores


def scaled(rows, source, axis=0, spread=np.std, zero=1.0):
    """Rows minus the mean of the source, divided by its spread."""
    size = np.asarray(spread(source, axis=axis, keepdims=True))
    with np.errstate(all="ignore"):
        return (rows - source.mean(axis=axis, keepdims=True)) / np.where(size > 0, size, zero)


def by_training_part(X, train, test):
    return scaled(X[train], X[train]), scaled(X[test], X[train])


def whole_set(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return scaled(X[train], X), scaled(X[test], X)

    return run(build, X, y, train, test, seeds, epochs, scale)


def each_by_itself(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return scaled(X[train], X[train]), scaled(X[test], X[test])

    return run(build, X, y, train, test, seeds, epochs, scale)


def test_by_its_own_mean(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        size = X[train].std(axis=0)
        size = np.where(size > 0, size, 1)
        return scaled(X[train], X[train]), (X[test] - X[test].mean(axis=0)) / size

    return run(build, X, y, train, test, seeds, epochs, scale)


def by_test_part(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return scaled(X[train], X[test]), scaled(X[test], X[test])

    return run(build, X, y, train, test, seeds, epochs, scale)


def test_left_raw(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return scaled(X[train], X[train]), X[test]

    return run(build, X, y, train, test, seeds, epochs, scale)


def never_scaled(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return X[train], X[test]

    return run(build, X, y, train, test, seeds, epochs, scale)


def one_mean_for_all(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return scaled(X[train], X[train], axis=None), scaled(X[test], X[train], axis=None)

    return run(build, X, y, train, test, seeds, epochs, scale)


def by_rows(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return scaled(X[train], X[train], axis=1), scaled(X[test], X[test], axis=1)

    return run(build, X, y, train, test, seeds, epochs, scale)


def by_variance(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return scaled(X[train], X[train], spread=np.var), scaled(X[test], X[train], spread=np.var)

    return run(build, X, y, train, test, seeds, epochs, scale)


def divided_by_zero(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        return scaled(X[train], X[train], zero=0.0), scaled(X[test], X[train], zero=0.0)

    return run(build, X, y, train, test, seeds, epochs, scale)


def tiny_number_added(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        mean, spread = X[train].mean(axis=0), X[train].std(axis=0) + 1e-8
        return (X[train] - mean) / spread, (X[test] - mean) / spread

    return run(build, X, y, train, test, seeds, epochs, scale)


def one_less(build, X, y, train, test, seeds, epochs):
    def spread(rows, axis, keepdims):
        return np.std(rows, axis=axis, keepdims=keepdims, ddof=1)

    def scale(X, train, test):
        return scaled(X[train], X[train], spread=spread), scaled(X[test], X[train], spread=spread)

    return run(build, X, y, train, test, seeds, epochs, scale)


def not_centred(build, X, y, train, test, seeds, epochs):
    def scale(X, train, test):
        size = X[train].std(axis=0)
        size = np.where(size > 0, size, 1)
        return X[train] / size, X[test] / size

    return run(build, X, y, train, test, seeds, epochs, scale)


def same_model_again(build, X, y, train, test, seeds, epochs):
    return run(build, X, y, train, test, seeds, epochs, fresh=False)


def same_seed_again(build, X, y, train, test, seeds, epochs):
    return run(build, X, y, train, test, seeds, epochs, seed_of=lambda seeds: seeds[0])


def always_seed_0(build, X, y, train, test, seeds, epochs):
    return run(build, X, y, train, test, seeds, epochs, seed_of=lambda seeds: 0)


def epochs_forgotten(build, X, y, train, test, seeds, epochs):
    return run(build, X, y, train, test, seeds, 1)


def test_part_watched(build, X, y, train, test, seeds, epochs):
    Z_test = by_training_part(X, train, test)[1]
    return run(build, X, y, train, test, seeds, epochs, validation_data=(Z_test, y[test]))


def half_of_it_held_back(build, X, y, train, test, seeds, epochs):
    return run(build, X, y, train, test, seeds, epochs, validation_split=0.5)


def a_fifth_held_back(build, X, y, train, test, seeds, epochs):
    return run(build, X, y, train, test, seeds, epochs, validation_split=0.2)


def judged_on_training_part(build, X, y, train, test, seeds, epochs):
    return run(build, X, y, train, test, seeds, epochs, judged_on=lambda Zt, Ze, yt, ye: (Zt, yt))


def trained_on_everything(build, X, y, train, test, seeds, epochs):
    def both(Z_train, Z_test, y_train, y_test):
        return np.concatenate([Z_train, Z_test]), np.concatenate([y_train, y_test])

    return run(build, X, y, train, test, seeds, epochs, trained_on=both)


def trained_on_the_test(build, X, y, train, test, seeds, epochs):
    return run(build, X, y, train, test, seeds, epochs, trained_on=lambda Zt, Ze, yt, ye: (Ze, ye))


def best_seed_only(build, X, y, train, test, seeds, epochs):
    return max(run(build, X, y, train, test, seeds, epochs), key=lambda score: score[1])


def mean_of_the_seeds(build, X, y, train, test, seeds, epochs):
    return np.mean(run(build, X, y, train, test, seeds, epochs), axis=0)


class HonestScores(Exercise):
    """Several seeds, nothing of the test rows seen before the end."""

    id, name, points = "05.6", "honest_scores", 2
    title = "an honest experiment"
    allow, names = ("numpy",), ("np",)
    why = "A number without its spread over seeds, or with a glance at the test rows, tells less than it seems to."
    hints = (
        "Three promises: mean and spread come from the training rows alone, each seed gets a model that has never been trained, and the score comes from rows that took part in neither.",
        "`mean, spread = X[train].mean(axis=0), X[train].std(axis=0)`, both of shape (columns,). Where the spread is 0, divide by 1. The same two are used for `X[test]`.",
        "`for seed in seeds: model = build(seed)`, then `model.fit(Z_train, y[train], epochs=epochs, verbose=0)` and append what `model.evaluate(Z_test, y[test], verbose=0)` gives.",
    )
    tips = (
        (
            "TypeError",
            "indices must be integers|unhashable|string indices",
            "Without `return_dict=True`, `evaluate` gives a list: the loss, then the accuracy.",
        ),
    )
    compare = Scores(parts=("the scores", "the rows that each `fit` saw besides its training rows"))
    mistakes = (
        Mistake(
            whole_set,
            "mean and spread are taken of the whole set",
            "Which rows did the mean see? At that moment, may anything be known about the test rows?",
        ),
        Mistake(
            each_by_itself,
            "the test part is scaled by its own mean and spread",
            "Tomorrow one single digit comes in. What would its own mean and spread be?",
        ),
        Mistake(
            test_by_its_own_mean,
            "the test part is moved by its own mean",
            "Tomorrow one single digit comes in. What would its own mean be, and what would be left of it?",
        ),
        Mistake(
            by_test_part,
            "mean and spread are taken of the test part",
            "Which of the two parts are you allowed to look at before the end?",
        ),
        Mistake(
            test_left_raw,
            "the test part is not scaled",
            "The model learned on scaled columns. In which units do the test rows reach it?",
        ),
        Mistake(never_scaled, "nothing is scaled", "What are mean and spread of each column that reaches `fit`?"),
        Mistake(
            one_mean_for_all,
            "one mean and one spread serve all columns",
            "One column counts to 16, another to 1000. How many means does a table with 5 columns need?",
        ),
        Mistake(
            by_rows,
            "each row is scaled by itself",
            "Along which axis do you take the mean: over the examples, or over the columns of one example?",
        ),
        Mistake(
            by_variance,
            "it divides by the variance",
            "Which of the two has the unit of the column: variance, or its root?",
        ),
        Mistake(
            divided_by_zero,
            "a column that never changes is divided by 0",
            "Its spread is 0. What does the task say to divide by then?",
        ),
        Mistake(
            tiny_number_added,
            "a tiny number is added to each spread",
            "A column is 3 in all training rows and 7 in one test row. How large does that 7 become with you, and how large with a divisor of 1?",
        ),
        Mistake(
            one_less,
            "the spread is taken with n - 1",
            "Other books divide by n - 1 (`ddof=1`). Which does `np.std` do if nobody tells it otherwise?",
            convention=True,
        ),
        Mistake(
            not_centred,
            "the mean is not subtracted",
            "What is the mean of each of your scaled columns?",
        ),
        Mistake(
            same_model_again,
            "one model is trained on and on",
            "`fit` goes on where it stopped. How many epochs has your last score had?",
        ),
        Mistake(
            same_seed_again,
            "every model has the same seed",
            "Your scores do not vary at all. Which seed does `build` get in each round?",
        ),
        Mistake(
            always_seed_0,
            "every model has seed 0",
            "Your scores do not vary at all, whatever `seeds` holds. Which seed does `build` get in each round?",
        ),
        Mistake(
            epochs_forgotten,
            "each model is trained for a single epoch",
            "How many epochs does `fit` run when nobody tells it how many?",
        ),
        Mistake(
            test_part_watched,
            "`fit` is shown the test rows",
            "As validation data they are measured after each epoch, and whoever sees that may stop where they do best. "
            "Until when should nobody look at them?",
        ),
        Mistake(
            half_of_it_held_back,
            "half of the training rows are held back",
            "`validation_split` takes its share out of the rows that you hand to `fit`. How many are left to learn from?",
        ),
        Mistake(
            a_fifth_held_back,
            "a fifth of the training rows is held back",
            "`validation_split` takes its share out of the rows that you hand to `fit`. How many are left to learn from?",
        ),
        Mistake(
            judged_on_training_part,
            "the score comes from the training rows",
            "A model that learned them by heart would get full marks. Which rows has it never seen?",
        ),
        Mistake(
            trained_on_everything,
            "the test rows are trained on too",
            "Which rows did `fit` see? What is an exam worth whose answers were practised?",
        ),
        Mistake(
            trained_on_the_test,
            "it trains on the test rows",
            "Which rows does `fit` get, and which `evaluate`?",
        ),
        Mistake(
            best_seed_only,
            "only the best seed is told",
            "Somebody repeats your experiment with a seed of their own. What should they expect?",
        ),
        Mistake(
            mean_of_the_seeds,
            "only the mean over the seeds is told",
            "How would anybody see from it how far the seeds lie apart?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for n, columns, seeds in ((9, 2, [0, 1]), (16, 3, [3, 1, 2]), (24, 4, [5, 8])):
            size = 10.0 ** rng.uniform(-1, 2, size=columns)
            y = rng.integers(3, size=n)
            X = (rng.normal(size=(n, columns)) + rng.normal(size=(3, columns))[y] + rng.normal(size=columns)) * size
            order = rng.permutation(n)
            X[:, -1] = 3.0
            X[order[0], -1] = 7.0  # among the test rows only: a column that never changes in the training part
            test, train = order[: n // 3], order[n // 3 :]
            case = {"X": X, "y": y, "train": np.sort(train), "test": np.sort(test), "seeds": seeds, "epochs": 5}
            cases.append(case)
        return cases

    def shown(self, **case):
        return {name: case[name] for name in ("X", "train", "test", "seeds", "epochs")}

    @staticmethod
    def probe(answer, X, y, train, test, seeds, epochs):
        watched = []

        class History:
            def __init__(self):
                self.history = {}

        class Model:  # one softmax layer, in plain NumPy, with the manners of a compiled Keras model
            def __init__(self, seed):
                self.seed, self.weights = seed, np.zeros((0, 3))

            def predict(self, x, batch_size=None, verbose="auto"):
                x = np.asarray(x, float)
                if not self.weights.size:
                    self.weights = np.random.default_rng(self.seed).normal(size=(x.shape[1] + 1, 3))
                Z = x @ self.weights[:-1] + self.weights[-1]
                E = np.exp(Z - Z.max(axis=1, keepdims=True))
                return E / E.sum(axis=1, keepdims=True)

            def fit(
                self,
                x,
                y,
                batch_size=None,
                epochs=1,
                verbose="auto",
                callbacks=None,
                validation_split=0.0,
                validation_data=None,
                shuffle=True,
            ):  # these few rows are one batch, whatever its size
                if callbacks:
                    raise TypeError("the small model of this check takes no callbacks, and the task needs none")
                x, y, told = np.asarray(x, float), np.asarray(y), History()
                if len(x) != len(y):
                    raise ValueError("fit was given " + str(len(x)) + " rows and " + str(len(y)) + " labels")
                kept = len(x) if validation_data else int(len(x) * (1 - validation_split))
                held = validation_data or ((x[kept:], y[kept:]) if validation_split else None)
                watched.append(len(held[1]) if held else 0)
                x, y = x[:kept], y[:kept]
                for _round in range(epochs):
                    error = (self.predict(x) - np.eye(3)[y]) / len(x)
                    self.weights = self.weights - 0.5 * np.vstack([x.T @ error, error.sum(axis=0)])
                    scores = dict(zip(("loss", "accuracy"), self.evaluate(x, y), strict=True))
                    if held:
                        scores |= dict(zip(("val_loss", "val_accuracy"), self.evaluate(*held), strict=True))
                    for name, value in scores.items():
                        told.history.setdefault(name, []).append(value)
                return told

            def evaluate(self, x, y, batch_size=None, verbose="auto", return_dict=False):
                P, y = self.predict(x), np.asarray(y)
                if len(P) != len(y):
                    raise ValueError("evaluate was given " + str(len(P)) + " rows and " + str(len(y)) + " labels")
                loss = -np.log(np.maximum(P[np.arange(len(y)), y], 1e-300)).mean()
                scores = [float(loss), float((P.argmax(axis=1) == y).mean())]
                return dict(zip(("loss", "accuracy"), scores, strict=True)) if return_dict else scores

        scores = answer(Model, X, y, train, test, seeds, epochs)
        return None if scores is None else (scores, watched)

    @staticmethod
    def reference(build, X, y, train, test, seeds, epochs):
        mean, spread = X[train].mean(axis=0), X[train].std(axis=0)
        Z = (X - mean) / np.where(spread > 0, spread, 1)
        scores = []
        for seed in seeds:
            model = build(seed)  # never trained before
            model.fit(Z[train], y[train], epochs=epochs, verbose=0)
            scores.append(model.evaluate(Z[test], y[test], verbose=0))
        return np.array(scores)


honest_scores = HonestScores()
