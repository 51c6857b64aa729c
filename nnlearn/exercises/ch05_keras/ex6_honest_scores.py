"""Exercise 05.6: an honest experiment: scale by the training part, a fresh model per seed, judge on the rest."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def run(build, X, y, train, test, seeds, epochs, scale=None, trained_on=None, judged_on=None, fresh=True, seed_of=None):
    """The experiment with every choice that a mistake may change. `scale(X, train, test)` gives the two scaled parts."""
    Z_train, Z_test = (scale or by_training_part)(X, train, test)
    y_train, y_test = y[train], y[test]
    fit_on = trained_on(Z_train, Z_test, y_train, y_test) if trained_on else (Z_train, y_train)
    judge_on = judged_on(Z_train, Z_test, y_train, y_test) if judged_on else (Z_test, y_test)
    scores, model = [], None
    for seed in seeds:
        if fresh or model is None:
            model = build(seed_of(seeds) if seed_of else seed)
        model.fit(*fit_on, epochs=epochs, verbose=0)
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
    compare = Close()
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

    @staticmethod
    def probe(answer, X, y, train, test, seeds, epochs):
        class Model:  # one softmax layer, in plain NumPy, with the manners of a compiled Keras model
            def __init__(self, seed):
                self.seed, self.weights = seed, np.zeros((0, 3))

            def probabilities(self, X):
                if not self.weights.size:
                    self.weights = np.random.default_rng(self.seed).normal(size=(X.shape[1] + 1, 3))
                Z = X @ self.weights[:-1] + self.weights[-1]
                E = np.exp(Z - Z.max(axis=1, keepdims=True))
                return E / E.sum(axis=1, keepdims=True)

            def fit(self, x, y, batch_size=32, epochs=1, verbose="auto", **_):
                x, y = np.asarray(x, float), np.asarray(y)
                for _round in range(epochs):
                    error = (self.probabilities(x) - np.eye(3)[y]) / len(x)
                    self.weights = self.weights - 0.5 * np.vstack([x.T @ error, error.sum(axis=0)])

            def evaluate(self, x, y, batch_size=None, verbose="auto", **_):
                P, y = self.probabilities(np.asarray(x, float)), np.asarray(y)
                loss = -np.log(np.maximum(P[np.arange(len(y)), y], 1e-300)).mean()
                return [float(loss), float((P.argmax(axis=1) == y).mean())]

        return answer(Model, X, y, train, test, seeds, epochs)

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
