"""What may happen between the epochs of a training: keep its history, stop it early, print a line. Introduced in chapter 05."""

import math
import sys
from typing import TYPE_CHECKING, Any

from nnlearn.scratch.checks import finite_number, refusal, true_or_false, whole_number

if TYPE_CHECKING:
    from nnlearn.scratch.models.model import Model

Logs = dict[str, float]


class Callback:
    """Called by `fit`; a new one overrides the moments it cares for.

    Attributes:
        model: the model in training. Setting `self.model.stop_training = True` ends it after the epoch.
    """

    model: "Model"

    def on_train_begin(self) -> None:
        """Before the first epoch."""

    def on_train_end(self) -> None:
        """After the last epoch."""

    def on_epoch_begin(self, epoch: int) -> None:
        """Before an epoch, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """After an epoch and its validation; logs holds loss, metrics, and both again with val_ before them."""

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """After the update of a mini-batch, counted from 0; logs holds loss and metrics of the epoch so far."""


class History(Callback):
    """What `fit` gives back: the logs of every epoch.

    Attributes:
        epoch: numbers of the epochs, from 0.
        history: name -> one number for each epoch.
    """

    def __init__(self) -> None:
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {}

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Append the logs."""
        self.epoch.append(epoch)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)


class EarlyStopping(Callback):
    """Stops when a number has not become better for a while. Prechelt (1998), Early stopping - but when?

    Introduced in chapter 07.

    Args:
        monitor: a name in the logs, such as "val_loss".
        min_delta: how much better counts as better.
        patience: epochs without a better value that are borne; with 0 the first one ends the training.
        mode: "min", "max", or "auto": names of accuracies, precision, recall and R2 are to rise, all others to fall.
        restore_best_weights: True puts the weights of the best epoch back at the end.
        start_from_epoch: epochs at the start that are not looked at.

    Attributes:
        stopped_epoch: the epoch after which the training was stopped; 0 if it was not.
        best_epoch: the epoch with the best value.

    Raises:
        ValueError: for a negative patience, an unknown mode; during the training, for a monitor that the logs
            do not have.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        *,
        mode: str = "auto",
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ):
        if mode not in ("auto", "min", "max"):
            raise refusal("EarlyStopping", "mode 'auto', 'min' or 'max'", repr(mode), "mode='min'")
        self.monitor = monitor
        self.min_delta = abs(finite_number("EarlyStopping", "min_delta", min_delta, "0"))
        self.patience = whole_number("EarlyStopping", "patience", patience, at_least=0)
        self.mode = mode
        self.restore_best_weights = true_or_false("EarlyStopping", "restore_best_weights", restore_best_weights)
        self.start_from_epoch = whole_number("EarlyStopping", "start_from_epoch", start_from_epoch, at_least=0)
        self.stopped_epoch = 0
        self.best_epoch = 0

    def on_train_begin(self) -> None:
        """Forget an earlier training."""
        rising = self.mode == "max" or (self.mode == "auto" and _rises(self.monitor))
        self._sign = -1 if rising else 1  # below, smaller is better
        self._best, self._waited = math.inf, 0
        self._first = True  # no epoch has been compared yet
        self._best_weights: list[Any] | None = None
        self.stopped_epoch = self.best_epoch = 0

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Compare with the best so far."""
        if self.monitor not in logs:
            raise refusal(
                "EarlyStopping", f"monitor to be one of {', '.join(logs)}", repr(self.monitor), "pass validation_data"
            )
        if epoch < self.start_from_epoch:
            return
        value = self._sign * logs[self.monitor]
        better = value < self._best - self.min_delta
        if better or self._first:
            self._first, self.best_epoch = False, epoch
            if self.restore_best_weights:
                self._best_weights = self.model.get_weights()
        self._waited = 0 if better else self._waited + 1
        if better:
            self._best = value
        elif self._waited >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self) -> None:
        """Put the best weights back, if asked."""
        if self._best_weights is not None:
            self.model.set_weights(self._best_weights)


class ProgressLine(Callback):
    """One line that tells the epoch and its logs, written anew for each epoch; with `keep`, a line for each."""

    def __init__(self, epochs: int, keep: bool = False):
        self.epochs = epochs
        self.keep = keep
        self._width = 0

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Write the line."""
        numbers = "  ".join(f"{name} {value:.4g}" for name, value in logs.items())
        line = f"epoch {epoch + 1}/{self.epochs}  {numbers}"
        start, end = ("", "\n") if self.keep else ("\r", "")
        sys.stdout.write(start + line.ljust(self._width) + end)
        sys.stdout.flush()
        self._width = 0 if self.keep else len(line)

    def on_train_end(self) -> None:
        """End the line."""
        if self._width:
            sys.stdout.write("\n")


def _rises(name: str) -> bool:
    name = name.removeprefix("val_").lower()
    return name.endswith(("accuracy", "precision", "recall", "r2_score")) or name == "acc"


def check_callbacks(callbacks: Any) -> list[Callback]:
    """The callbacks as a list.

    Raises:
        ValueError: for something that is none.
    """
    listed = [] if callbacks is None else list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]
    for callback in listed:
        if not isinstance(callback, Callback):
            raise refusal("fit", "callbacks", repr(callback), "a list such as [EarlyStopping(patience=3)]")
    return listed
