"""A model and its Keras twin side by side: outputs, loss, every gradient, and the weights after some steps."""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from nnlearn import scratch
from nnlearn.bridge.convert import pairs, twin
from nnlearn.scratch import losses, optimizers
from nnlearn.scratch.models.names import numbered

Array = np.ndarray
NEGLIGIBLE = 1e-2  # of the largest of its kind


@dataclass(frozen=True)
class Row:
    """How far one array is from its twin: largest difference, and the same as a share of the largest value.

    A value that is next to nothing beside the others of its kind is rounding alone, such as the gradient by a bias before
    BatchNormalization. So the share is of at least a hundredth of the largest gradient, or of the largest weight.
    """

    what: str
    shape: tuple[int, ...]
    absolute: float
    relative: float
    allowed: float

    @property
    def equal(self) -> bool:
        """True if the relative difference is no larger than allowed; NaN is."""
        return self.relative <= self.allowed


@dataclass(frozen=True)
class ParityReport:
    """What `parity` measured. Printed, it is a table.

    Attributes:
        rows: outputs, loss, gradients, weights after the steps.
    """

    rows: tuple[Row, ...]

    @property
    def largest(self) -> float:
        """The largest relative difference of all rows."""
        return max((row.relative for row in self.rows), key=lambda value: np.inf if np.isnan(value) else value)

    @property
    def equal(self) -> bool:
        """True if no row differs by more than it may."""
        return all(row.equal for row in self.rows)

    def __str__(self) -> str:
        width = max(len(row.what) for row in self.rows)
        lines = [f"{'':<{width}}  {'shape':<12}{'largest difference':>19}{'relative':>10}"]
        for row in self.rows:
            mark = "" if row.equal else "  differs"
            lines.append(f"{row.what:<{width}}  {row.shape!s:<12}{row.absolute:>19.1e}{row.relative:>10.1e}{mark}")
        allowed = " or ".join(f"{value:.0e}" for value in sorted({row.allowed for row in self.rows}))
        verdict = "equal" if self.equal else "NOT equal"
        lines.append(f"{verdict}: largest relative difference {self.largest:.1e}, allowed {allowed}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)


def parity(
    model: scratch.Sequential,
    keras_model: Any,
    x: Array,
    y: Array,
    *,
    loss: str | losses.Loss | None = None,
    optimizer: str | optimizers.Optimizer | None = None,
    steps: int = 10,
    training: bool = True,
    rtol: float | None = None,
) -> ParityReport:
    """Measure how far a model and its Keras twin are apart. Neither is changed.

    Args:
        model: built, of `nnlearn.scratch`.
        keras_model: with the same layers; the weights are compared as they are, so transplant them first.
        x: a batch of inputs.
        y: its targets.
        loss: name or object of `nnlearn.scratch`; None takes the one that the model was compiled with.
        optimizer: likewise; both sides start it afresh.
        steps: how many steps on this batch.
        training: False for models with Dropout, whose two sides would draw different masks.
        rtol: what counts as equal; None is 1e-6 in float64, 1e-4 in float32. Weights after steps of Adam may differ
            by ten times as much: for its bias correction Keras rounds beta_2 to float32, which changes every step
            by 6.6e-6 of itself. In float32, Adam and RMSprop make steps of the rounding in a gradient that should be
            0: compare in float64.

    Raises:
        ValueError: for different layers, no loss or optimizer, or Dropout in training.

    Example:
        >>> from nnlearn.bridge import to_keras
        >>> model = scratch.Sequential([scratch.Dense(3, "tanh", seed=0), scratch.Dense(1, seed=1)])
        >>> x = np.linspace(-1, 1, 8).reshape(4, 2)
        >>> y = x[:, :1] * x[:, 1:]
        >>> model.build((None, 2))
        >>> parity(model, to_keras(model), x, y, loss="mse", optimizer="adam").equal
        True
    """
    model = copy.deepcopy(model)
    pairs(model, keras_model)  # says so when the two are not built alike
    model.compile(*_settings(model, optimizer, loss))
    if training and any(getattr(layer, "rate", 0) for layer, _ in pairs(model, keras_model)):
        raise ValueError(
            "parity expects no active Dropout, received a model whose two sides would draw different masks. "
            "Fix: training=False."
        )
    if rtol is None:
        rtol = 1e-6 if model.dtype == np.float64 else 1e-4
    after = 10 * rtol if isinstance(model.optimizer, optimizers.Adam) else rtol
    kept = [weight.numpy() for weight in keras_model.weights]
    try:
        rows = [
            *_one_pass(model, keras_model, x, y, training, rtol),
            *_after_steps(model, keras_model, x, y, steps, training, after),
        ]
    finally:
        for weight, value in zip(keras_model.weights, kept, strict=True):
            weight.assign(value)
    return ParityReport(tuple(rows))


def _settings(model, optimizer, loss):
    """Optimizer and loss as given, or as compiled; the optimizer without the steps it has made."""
    optimizer = model.optimizer if optimizer is None else optimizers.get(optimizer)
    loss = loss if loss is not None else model.loss
    if optimizer is None or loss is None:
        missing = "loss" if loss is None else "optimizer"
        raise ValueError(f"parity expects a loss and an optimizer, received no {missing}. Fix: {missing}='...'.")
    return type(optimizer).from_config(optimizer.get_config()), loss


def _one_pass(model, keras_model, x, y, training, allowed):
    """Rows for outputs, loss, and the gradients by input and weights, before any step."""
    loss, y_pred = model.loss_and_gradients(x, y, training=training)
    theirs = _keras_pass(model, keras_model, x, y, training)
    size = _largest([theirs["dx"], *theirs["gradients"]])
    yield _difference("outputs", y_pred, theirs["outputs"], allowed)
    yield _difference("loss", loss, theirs["loss"], allowed)
    dx = model.backward(model.loss.gradient(y, y_pred))
    model.add_penalty_gradients()
    if dx is not None:
        yield _difference("gradient by the input", dx, theirs["dx"], allowed, size)
    for name, mine, their in zip(_weight_names(model, keras_model), model.gradients, theirs["gradients"], strict=True):
        yield _difference(f"gradient by {name}", mine, their, allowed, size)


def _keras_pass(model, keras_model, x, y, training):
    """The same by GradientTape; the gradients in the order of our weights."""
    loss_of = twin(model.loss)
    whole = "int" in keras_model.inputs[0].dtype  # as an Embedding takes them
    inputs = tf.constant(np.asarray(x, "int64" if whole else model.dtype))
    weights = [weight for _, layer in pairs(model, keras_model) for weight in layer.trainable_weights]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(inputs) if inputs.dtype.is_floating else None
        outputs = keras_model(inputs, training=training)
        loss = loss_of(np.asarray(y), outputs)
        total = loss + tf.add_n(keras_model.losses) if keras_model.losses else loss
    gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(total, weights)]
    dx = tape.gradient(loss, inputs) if inputs.dtype.is_floating else None
    return {"outputs": outputs, "loss": total, "gradients": gradients, "dx": dx, "weights": weights}


def _after_steps(model, keras_model, x, y, steps, training, allowed):
    """Rows for all weights after some steps of both optimizers on this batch."""
    optimizer = twin(model.optimizer)
    for _ in range(steps):
        model.loss_and_gradients(x, y, training=training)
        model.optimizer.apply(model.gradients, model.trainable_weights)
        theirs = _keras_pass(model, keras_model, x, y, training)
        optimizer.apply(theirs["gradients"], theirs["weights"])
    size = _largest(keras_model.weights)
    for name, (mine, layer) in zip(_names(model, keras_model), pairs(model, keras_model), strict=True):
        for weight, their in zip(mine.weights, layer.weights, strict=True):
            yield _difference(f"{name}.{their.name} after {steps} steps", weight, their, allowed, size)


def _names(model, keras_model):
    return numbered([layer for layer, _ in pairs(model, keras_model)])


def _weight_names(model, keras_model):
    names = zip(_names(model, keras_model), pairs(model, keras_model), strict=True)
    return [f"{name}.{weight.name}" for name, (_, layer) in names for weight in layer.trainable_weights]


def _largest(arrays):
    """The largest magnitude in any of them that are there; NaN and infinity do not count."""
    values = [np.abs(np.asarray(array, dtype=float)) for array in arrays if array is not None]
    return max((float(value[np.isfinite(value)].max(initial=0)) for value in values), default=0.0)


def _difference(what, mine, theirs, allowed, size=0.0):
    """A row: the largest difference between two arrays, and that as a share of the largest magnitude.

    `size` is the largest magnitude among arrays of this kind.
    """
    mine, theirs = np.asarray(mine, dtype=float), np.asarray(theirs, dtype=float)
    absolute = float(np.abs(mine - theirs).max())
    scale = max(float(np.abs(theirs).max()), NEGLIGIBLE * size)
    return Row(what, mine.shape, absolute, absolute / scale if scale else absolute, allowed)
