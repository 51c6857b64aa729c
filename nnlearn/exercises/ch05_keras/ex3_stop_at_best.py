"""Exercise 05.3: a callback of one's own, which stops and goes back to the best epoch."""

from functools import cached_property
from typing import Any

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


class Stopper:
    """Early stopping without Keras, with every choice that a mistake may change. A learner's own derives from keras' Callback."""

    model: Any
    monitor, sign, start_anew, from_best, reset_wait, restore, ties = "val_loss", 1, True, True, True, "always", False

    def __init__(self, patience):
        self.patience = patience
        self.forget()

    def forget(self):
        self.best, self.best_weights, self.wait = np.inf, None, 0

    def on_train_begin(self, logs=None):
        if self.start_anew:
            self.forget()

    def enough(self, epoch):
        return self.wait >= self.patience

    def better(self, value):
        return value < self.best or (self.ties and value == self.best)

    def on_epoch_end(self, epoch, logs=None):
        value = self.sign * logs[self.monitor]
        if self.better(value):
            self.best, self.best_weights = value, self.model.get_weights()
            self.wait = 0 if self.reset_wait else self.wait
            return
        if not self.from_best:
            self.best = value
        self.wait += 1
        if self.enough(epoch):
            self.model.stop_training = True
            if self.restore == "when stopped":
                self.model.set_weights(self.best_weights)
        if self.restore == "at once" and self.best_weights is not None:
            self.model.set_weights(self.best_weights)

    def on_train_end(self, logs=None):
        if self.restore in ("always", "at once") and self.best_weights is not None:
            self.model.set_weights(self.best_weights)


def stopper(**choices):
    """A stopper with other choices: attributes and methods by name."""
    return type("StopAtBest", (Stopper,), choices)


one_late = stopper(enough=lambda self, epoch: self.wait > self.patience)
one_early = stopper(enough=lambda self, epoch: self.wait >= self.patience - 1)
at_once = stopper(enough=lambda self, epoch: True)
never = stopper(enough=lambda self, epoch: False)
idle = stopper(enough=lambda self, epoch: False, restore="never")
counted_from_the_start = stopper(enough=lambda self, epoch: epoch + 1 >= self.patience)
wait_never_reset = stopper(reset_wait=False)
compared_with_the_last = stopper(from_best=False)
last_weights_stay = stopper(restore="never")
restored_only_when_stopped = stopper(restore="when stopped")
restored_at_once = stopper(restore="at once")
training_loss = stopper(monitor="loss")
higher_is_better = stopper(sign=-1)
never_forgets = stopper(start_anew=False)


def keeps_its_best(self, logs=None):
    self.wait = 0


best_remembered = stopper(on_train_begin=keeps_its_best)


def from_1000(self):
    self.best, self.best_weights, self.wait = 1000.0, None, 0


starts_at_1000 = stopper(forget=from_1000)
must_be_better_by_a_hundredth = stopper(better=lambda self, value: value < self.best - 0.01)
first_epochs_counted = stopper(enough=lambda self, epoch: epoch >= self.patience)
ties_are_better = stopper(ties=True)


class StoppingExercise(Exercise):
    """Patience, and the way back."""

    id, name, points = "05.3", "StopAtBest", 2
    title = "a callback that knows when to stop"
    allow, names = ("numpy", "keras"), ("keras", "np")
    why = "Training stops by itself where it did best, and a callback can do anything between two epochs: log, draw, save, change the rate."
    hints = (
        "Remember three things between epochs: the best value so far, the weights that it had, and for how many epochs nothing was better. Start all three anew in `on_train_begin`.",
        'In `on_epoch_end`: if `logs["val_loss"]` is below the best, keep it, keep `self.model.get_weights()`, and wait 0. Otherwise wait one more, and when the wait reaches `patience`, `self.model.stop_training = True`.',
        '`on_train_begin` sets `self.best, self.weights, self.wait = float("inf"), None, 0`. `on_train_end` calls `self.model.set_weights(self.weights)` if there are any.',
    )
    tips = (
        (
            "AttributeError",
            "has no attribute",
            "Whatever your methods share through `self` must exist before it is used: `on_train_begin` comes first.",
        ),
        ("KeyError", "", "This training logs `loss` and `val_loss` in every epoch. Under which name do you look?"),
        (
            "TypeError",
            "positional argument",
            "Keras calls `on_epoch_end(epoch, logs)`, and the two others with `logs` alone, beside `self`.",
        ),
    )
    compare = Close()
    mistakes = (
        Mistake(
            one_late,
            "it stops one epoch too late",
            "With patience 1, how many epochs without progress does your callback bear?",
        ),
        Mistake(
            one_early,
            "it stops one epoch too early",
            "With patience 2, after how many epochs without progress do you stop? When exactly do you count?",
        ),
        Mistake(
            at_once,
            "it stops at the first epoch that is no better",
            "Validation losses wobble. Where does your callback look at `patience`?",
        ),
        Mistake(
            never, "it never stops", "Which attribute of the model ends a training? Do you set it on `self.model`?"
        ),
        Mistake(
            counted_from_the_start,
            "patience is counted from the start of the training",
            "A training that gets better in every epoch should never be stopped. What does yours count: epochs, or epochs since the best?",
        ),
        Mistake(
            first_epochs_counted,
            "patience is measured by the number of the epoch",
            "Epoch 20 is worse than epoch 19, the best. For how many epochs has nothing been better?",
        ),
        Mistake(
            wait_never_reset,
            "the wait is never set back",
            "One bad epoch, three better ones, one bad epoch: how long has the training been waiting now?",
        ),
        Mistake(
            compared_with_the_last,
            "each epoch is compared with the one before",
            "Losses of 1, 5, 4, 3: is the last one progress? With which number should it be compared?",
        ),
        Mistake(
            last_weights_stay,
            "the last weights stay in the model",
            "When it stops, the best epoch lies some epochs back. Which weights does the model have then? (`model.weights` are the "
            "variables themselves, which move on; `get_weights()` makes copies.)",
        ),
        Mistake(
            restored_only_when_stopped,
            "the best weights come back only when it stopped early",
            "What if the epochs run out first? Which method does Keras call at the end of every training?",
        ),
        Mistake(
            restored_at_once,
            "the best weights come back after every bad epoch",
            "Then no training can go on from where it is: each bad epoch starts again from the best. When does the task ask for them?",
        ),
        Mistake(
            starts_at_1000,
            "no loss above 1000 can be the best",
            "With which number does your best begin, and what if a training starts far above it?",
        ),
        Mistake(
            must_be_better_by_a_hundredth,
            "a small step forward is no progress",
            "From 0.0031 to 0.0029 a tenth of a loss may go. How much must it fall here to be below its best?",
        ),
        Mistake(
            idle,
            "nothing happens: it neither stops nor returns to the best epoch",
            "Which methods does Keras call between epochs and at the end, and are yours spelt like them?",
        ),
        Mistake(
            training_loss,
            "it watches the training loss",
            "The training loss nearly always falls. Which entry of `logs` tells about data that were not trained on?",
        ),
        Mistake(higher_is_better, "the highest loss counts as the best", "Is a loss better when it rises?"),
        Mistake(
            never_forgets,
            "a second training remembers the first",
            "The same callback is handed to a second `fit`. Which method is called when that begins, and what must it forget?",
        ),
        Mistake(
            best_remembered,
            "a second training must beat the best of the first",
            "The same callback is handed to a second `fit`, with fresh weights. Which loss should its first epoch be compared with?",
        ),
        Mistake(
            ties_are_better,
            "an equal loss counts as progress",
            "A loss that stays at 2, 2, 2 for ever: when does your callback stop?",
        ),
    )

    def inputs(self, rng):
        scripts: list = [(1, [[3, 2, 4, 1, 0], [9, 8, 7, 8, 3]]), (2, [[5, 4, 6, 4, 6, 1, 1], [2, 5, 4, 3, 1, 0]])]
        for patience, size in ((2, 1e12), (3, 1e-4), (4, 1.0)):  # from overflow to the finest differences
            wobbling = [4 * np.exp(-np.arange(14) / 4) + 0.2 * np.arange(14) + rng.normal(size=14) / 2 for _ in "ab"]
            falling = np.sort(rng.uniform(1, 5, size=9))[::-1] + np.tile([0, 0.8, 0.3], 3)
            losses = [*wobbling, falling, [2, 1, *[1] * 8]]
            scripts.append((patience, [[float(f"{value * size:.2g}") for value in script] for script in losses]))
        scripts.append(
            (30, [[*np.round(rng.uniform(1, 5, size=8), 1).tolist(), 6]])
        )  # nothing stops it: the end comes first
        scripts.sort(key=lambda script: sum(map(len, script[1])))
        return [{"patience": p, "val_losses": [list(map(float, losses)) for losses in s]} for p, s in scripts]

    @staticmethod
    def probe(answer, patience, val_losses):
        import keras

        model, found = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]), []
        model.compile("sgd", "mse")
        callback = answer(patience)
        if callback is None:
            return None

        def move(number):  # what an epoch does to the weights
            for variable in model.weights:
                variable.assign(np.full(variable.shape, float(number)))

        def place():  # the epoch that the weights come from
            return float(np.ravel(model.get_weights()[0])[0])

        if hasattr(callback, "set_model"):
            callback.set_model(model)
        else:
            callback.model = model

        def tell(moment, *arguments):
            if hasattr(callback, moment):
                getattr(callback, moment)(*arguments)

        for number, losses in enumerate(val_losses):
            model.stop_training, epoch, after = False, 0, ""
            move(0)
            tell("on_train_begin", {})
            for epoch, value in enumerate(losses):
                tell("on_epoch_begin", epoch, {})
                move(epoch + 1)
                tell("on_epoch_end", epoch, {"loss": abs(epoch - 6) + 1.0, "val_loss": value})
                if model.stop_training:
                    break
                if place() != epoch + 1 and not after:
                    after = ", with other weights put in after epoch " + str(epoch + 1)
            tell("on_train_end", {})
            ran, kept = str(epoch + 1), format(place(), "g")
            found.append(
                "training "
                + str(number + 1)
                + " runs for "
                + ran
                + " epochs and ends with the weights of epoch "
                + kept
                + after
            )
        return found

    @cached_property
    def reference(self):
        """A real callback, for lessons that train with it. Made when it is asked for, since its base is Keras'."""
        import keras

        class StopAtBest(keras.callbacks.Callback):
            def __init__(self, patience):
                super().__init__()
                self.patience = patience

            def on_train_begin(self, logs=None):
                self.best, self.weights, self.wait = float("inf"), None, 0

            def on_epoch_end(self, epoch, logs=None):
                if logs["val_loss"] < self.best:
                    self.best, self.weights, self.wait = logs["val_loss"], self.model.get_weights(), 0
                else:
                    self.wait += 1
                    self.model.stop_training = self.wait >= self.patience

            def on_train_end(self, logs=None):
                if self.weights is not None:
                    self.model.set_weights(self.weights)

        return StopAtBest

    def expected(self, patience, val_losses):
        return self.probe(Stopper, patience, val_losses)


StopAtBest = StoppingExercise()
