"""Training: a model is a layer that knows a loss and an optimizer. Introduced in chapter 05."""

import copy
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnlearn.scratch import losses, metrics, optimizers
from nnlearn.scratch.callbacks import Callback, History, ProgressLine, check_callbacks
from nnlearn.scratch.checks import check_seed, check_shape, refusal, whole_number
from nnlearn.scratch.layers.base import Layer, Shape
from nnlearn.scratch.models.batches import batches, check_inputs, check_pairs, sample_weights, split_off

Array = np.ndarray
Data = tuple[Array, Array, Array | None]  # inputs, targets, weights of the samples
AUTOMATIC = ("accuracy", "acc")  # names of whichever accuracy fits targets and outputs


class Model(Layer):
    """A layer with `compile`, `fit`, `evaluate` and `predict`, in Keras' names and conventions.

    `Sequential` is one. A model of your own derives from it, makes its layers, names them in `self.layers`, and
    writes `forward` and `backward`.

    Attributes:
        loss: as `compile` set it; so are `optimizer` and `metrics`.
        input_shape: of the inputs that the model was built for, such as (None, 2).
        stop_training: a callback sets it to True to end `fit` after the epoch.

    Example:
        >>> from nnlearn.scratch import Dense, Sequential
        >>> x = np.array([[0.0], [1.0], [2.0]])
        >>> model = Sequential([Dense(1, seed=0)])
        >>> model.compile("sgd", "mse")
        >>> history = model.fit(x, 2 * x + 1, epochs=1000, verbose=0, seed=0)
        >>> print(f"{model.predict(np.array([[10.0]]))[0, 0]:.1f}")
        21.0
    """

    loss: losses.Loss | None = None
    optimizer: optimizers.Optimizer | None = None
    stop_training = False
    input_shape: Shape = ()

    def build(self, input_shape: Shape) -> None:
        """Remember the shape; the layers make their weights when they are first called, or in a `build` of yours.

        Raises:
            ValueError: for something that is no shape, or a model that was built for another one.
        """
        check_shape(type(self).__name__, input_shape)
        input_shape = tuple(input_shape)
        if self.built and self.input_shape and input_shape != self.input_shape:
            who = f"{type(self).__name__}.build"
            raise refusal(who, f"{self.input_shape}, which it was built for", input_shape, "make a new model")
        self.input_shape = input_shape
        super().build(input_shape)

    def __call__(self, x: Any, training: bool = False) -> Array:
        """The output for a batch of inputs, which must hold no NaN."""
        x = check_inputs(type(self).__name__, x)
        y = super().__call__(x, training)
        return y.copy() if np.may_share_memory(x, y) else y  # Dropout and Flatten may hand on the caller's own array

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "rmsprop",
        loss: str | losses.Loss | None = None,
        *,
        metrics: Sequence[str | metrics.Metric] | str | metrics.Metric | None = None,
    ) -> None:
        """Choose what to make small and how, before `fit`.

        Where a softmax or sigmoid ends the model, Keras looks through it to the logits. Here a loss from
        probabilities sees only those, which it clips at 1e-7: what is surer than that teaches nothing. A linear last
        layer with `from_logits=True` has no such limit.

        Args:
            optimizer: name, for Keras' default settings, or object.
            loss: name or object.
            metrics: name or object, or a list of them; "accuracy" becomes the one that fits targets and outputs.

        Raises:
            ValueError: for an unknown name, or no loss.
        """
        if loss is None:
            raise refusal("compile", "a loss", "None", "model.compile('adam', loss='mse')")
        self.optimizer = optimizers.get(optimizer)
        self.loss = losses.get(loss)
        self.metrics = _known_metrics(metrics)
        self._trackers: dict[str, Any] | None = None  # made when the shapes are known
        self._sum = self._count = 0.0  # of the losses and samples of an epoch

    def loss_and_gradients(
        self, x: Array, y: Array, sample_weight: Array | None = None, training: bool = True
    ) -> tuple[float, Array]:
        """One pass forward and one backward; fills `gradients` and changes no weight.

        Returns:
            The loss, penalties of regularizers included, and the outputs.
        """
        loss = self._compiled("loss_and_gradients")
        y_pred = self(x, training)
        value = loss(y, y_pred, sample_weight) + self.penalty()
        self.backward(loss.gradient(y, y_pred, sample_weight))
        self.add_penalty_gradients()
        return value, y_pred

    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> float | list[float]:
        """One step of the optimizer on one mini-batch.

        Returns:
            The loss before the step, or [loss, metrics...] of this batch if there are metrics.
        """
        self._compiled("train_on_batch")
        x, y = check_pairs("train_on_batch", x, y)
        self._reset_trackers()
        self._step((x, y, sample_weights(y, sample_weight, who="train_on_batch")))
        return _as_keras(self._results())

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int = 32,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: list[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[Any] | None = None,
        shuffle: bool = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        *,
        seed: int | None = None,
    ) -> History:
        """Train for some epochs, each of which sees every sample once. A second call goes on where the first ended.

        Args:
            x: inputs, shape (samples, ...).
            y: targets, shape (samples, ...).
            batch_size: samples in a step; the last batch of an epoch may be smaller.
            epochs: where to stop, counted from 1.
            verbose: 0 is silent, 1 rewrites one line, 2 writes a line for each epoch; "auto" is 1.
            callbacks: called between epochs and batches.
            validation_split: share of the samples, the last ones, to validate on instead.
            validation_data: (x, y) or (x, y, sample_weight) to evaluate after each epoch.
            shuffle: False keeps the order of the samples.
            class_weight: label -> weight in the loss; not used in validation, as in Keras.
            sample_weight: weight of each sample in the loss, shape (samples,).
            initial_epoch: number of the epoch to begin with, for a training that is resumed.
            seed: of the shuffling; fresh chance if None.

        Returns:
            The history: `history.history["loss"]` has one number for each epoch, the mean over its batches.

        Raises:
            ValueError: for inputs that are empty or hold NaN, targets that do not fit, a model that is not
                compiled.
        """
        self._compiled("fit")
        batch_size = whole_number("fit", "batch_size", batch_size)
        epochs = whole_number("fit", "epochs", epochs, at_least=0)
        initial_epoch = whole_number("fit", "initial_epoch", initial_epoch, at_least=0)
        rng = np.random.default_rng(check_seed("fit", seed)) if shuffle else None
        data, validation_data = _training_and_validation(
            x, y, sample_weight, class_weight, validation_split, validation_data
        )
        history = History()
        called = [*check_callbacks(callbacks), history, *_progress(verbose, epochs)]

        self.stop_training = self._warned = False
        for callback in called:
            callback.model = self
            callback.on_train_begin()
        for epoch in range(initial_epoch, epochs):
            logs = self._epoch(epoch, data, batch_size, rng, called)
            if validation_data is not None:
                logs |= {f"val_{name}": value for name, value in self._evaluate(validation_data, batch_size).items()}
            for callback in called:
                callback.on_epoch_end(epoch, logs)
            if self.stop_training:
                break
        for callback in called:
            callback.on_train_end()
        return history

    def evaluate(
        self, x: Any, y: Any, batch_size: int = 32, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Loss and metrics on these samples, with nothing changed.

        Returns:
            The loss, or [loss, metrics...] if there are metrics; with return_dict, a dict by name.
        """
        self._compiled("evaluate")
        x, y = check_pairs("evaluate", x, y)
        results = self._evaluate((x, y, sample_weights(y, sample_weight, who="evaluate")), batch_size)
        return results if return_dict else _as_keras(results)

    def predict(self, x: Any, batch_size: int = 32) -> Array:
        """The outputs for any number of inputs, computed in batches that fit the memory."""
        x = check_inputs("predict", x)
        batch_size = whole_number("predict", "batch_size", batch_size)
        return np.concatenate([self(x[rows]) for rows in batches(len(x), batch_size)])

    def save(self, path: str | Path) -> None:
        """Write layers, weights, loss and optimizer to one file, see `nnlearn.scratch.load_model`."""
        from nnlearn.scratch import saving  # saving knows the models, so it is imported when both exist

        saving.save_model(self, path)

    def _epoch(self, epoch: int, data: Data, batch_size: int, rng: Any, called: Iterable[Callback]) -> dict[str, float]:
        """One step for each mini-batch; the means over the epoch."""
        x, y, weights = data
        self._reset_trackers()
        for callback in called:
            callback.on_epoch_begin(epoch)
        for number, rows in enumerate(batches(len(x), batch_size, rng)):
            self._step((x[rows], y[rows], None if weights is None else weights[rows]))
            for callback in called:
                callback.on_train_batch_end(number, self._results())
        results = self._results()
        if not np.isfinite(results["loss"]) and not self._warned:
            self._warned = True
            text = f"The loss became {results['loss']} in epoch {epoch + 1}. Try a smaller learning_rate or clipnorm=1."
            warnings.warn(text, RuntimeWarning, stacklevel=3)
        return results

    def _step(self, batch: Data) -> None:
        """Forward, backward, update."""
        x, y, weights = batch
        with np.errstate(over="ignore", invalid="ignore"):  # a training that diverges is told once, by `_epoch`
            loss, y_pred = self.loss_and_gradients(x, y, weights)
            self._track(loss, y, y_pred)
            self.optimizer.apply(self.gradients, self.trainable_weights)  # type: ignore[union-attr]

    def _evaluate(self, data: Any, batch_size: int) -> dict[str, float]:
        x, y, weights = data
        loss = self._compiled("evaluate")
        kept = self._sum, self._count, self._trackers  # of an epoch under way, if a callback evaluates
        self._trackers = copy.deepcopy(self._trackers)
        self._reset_trackers()
        for rows in batches(len(x), whole_number("evaluate", "batch_size", batch_size)):
            y_pred = self(x[rows])
            value = loss(y[rows], y_pred, None if weights is None else weights[rows])
            self._track(value + self.penalty(), y[rows], y_pred)
        results = self._results()
        self._sum, self._count, self._trackers = kept
        return results

    def _compiled(self, method: str) -> losses.Loss:
        if self.loss is None:
            raise refusal(
                f"{type(self).__name__}.{method}",
                "a compiled model",
                "one without loss and optimizer",
                "model.compile('adam', loss='mse')",
            )
        return self.loss

    def _reset_trackers(self) -> None:
        self._sum = self._count = 0.0
        for tracker in (self._trackers or {}).values():
            tracker.reset_state()

    def _track(self, loss: float, y: Array, y_pred: Array) -> None:
        """Keras' mean of the loss: each batch counts by its size."""
        self._sum += loss * len(y)
        self._count += len(y)
        if self._trackers is None:
            self._trackers = _trackers(self.metrics, y.shape, y_pred.shape)
        for tracker in self._trackers.values():
            tracker.update_state(y, y_pred)

    def _results(self) -> dict[str, float]:
        results = {name: tracker.result() for name, tracker in (self._trackers or {}).items()}
        return {"loss": self._sum / self._count, **results}


def _known_metrics(given):
    """The metrics as a list of names and objects."""
    listed = list(given) if isinstance(given, list | tuple) else [] if given is None else [given]
    made = [None if metric in AUTOMATIC else metrics.get(metric) for metric in listed]  # says so if one is unknown
    return [metric if isinstance(metric, str) else new for metric, new in zip(listed, made, strict=True)]


def _trackers(chosen, y_shape, y_pred_shape):
    """Name in the logs -> a new metric: one given by name is logged by that name, as in Keras."""
    found = {}
    for metric in chosen:
        if metric in AUTOMATIC:
            found[metric] = metrics.accuracy_for(y_shape, y_pred_shape)
        else:
            found[metric if isinstance(metric, str) else metric.name] = copy.deepcopy(metrics.get(metric))
    for metric in found.values():
        metric.reset_state()
    return found


def _as_keras(results):
    values = list(results.values())
    return values[0] if len(values) == 1 else values


def _training_and_validation(x, y, sample_weight, class_weight, validation_split, validation_data):
    """Inputs, targets and weights to train on, and those to validate on, or None."""
    x, y = check_pairs("fit", x, y)
    data: Any = (x, y, sample_weights(y, sample_weight))
    if validation_data is not None:
        validation_data = _check_validation(validation_data)
    elif validation_split:
        data, validation_data = split_off(validation_split, *data)
    x, y, weights = data
    return (x, y, sample_weights(y, weights, class_weight)), validation_data  # classes' weights are for training only


def _check_validation(given):
    if not isinstance(given, tuple | list) or len(given) not in (2, 3):
        raise refusal("fit", "validation_data (x, y)", type(given).__name__, "validation_data=(x_val, y_val)")
    x, y = check_pairs("validation_data", *given[:2])
    return x, y, sample_weights(y, given[2] if len(given) == 3 else None, who="validation_data")


def _progress(verbose, epochs):
    if verbose not in ("auto", 0, 1, 2):
        raise refusal("fit", "verbose 'auto', 0, 1 or 2", repr(verbose), "verbose=0")
    return [ProgressLine(epochs, keep=verbose == 2)] if verbose else []
