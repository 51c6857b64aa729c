"""What there is to check in a layer, a loss or a model: numbers with a gradient that somebody claims."""

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlearn.scratch.checks import numbers, refusal
from nnlearn.scratch.gradcheck.numeric import Array
from nnlearn.scratch.layers.base import Layer

WHO = "check_gradients"


@dataclass(frozen=True)
class Claim:
    """That `gradient` is the gradient of the number f by w, at `w`.

    Attributes:
        name: of w, such as "kernel" or "input".
        owner: whose it is, such as "dense"; "" if it needs no name.
        f: takes an array shaped like w, gives one number.
        w: float64.
        gradient: what is claimed; None if nothing is.
        size: of the numbers that f works with, to know how far f can be rounded.
        batch: number of samples; None if there are none to speak of.
        source: who claims it.
    """

    name: str
    owner: str
    f: Callable[[Array], float]
    w: Array
    gradient: Any
    size: float
    batch: int | None = None
    source: str = "backward"

    @property
    def label(self) -> str:
        """Such as "kernel of dense"."""
        return f"{self.name} of {self.owner}" if self.owner else self.name


def claims_of_layer(layer: Layer, x: Any, training: bool, seed: int) -> list[Claim]:
    """By each input and each trainable weight, with a random gradient for the output to pass back."""
    layer, x = _ready(layer, x)
    run = copy.deepcopy(layer)
    y = run(x, training)
    upstream = np.random.default_rng(seed).normal(size=y.shape)
    by_x = run.backward(upstream)
    size, inputs = float(np.abs(y * upstream).sum()) + _largest(x), _inputs(x)

    def total(copied, x):
        return float((copied(x, training) * upstream).sum())

    def by_input(k):
        def f(w):
            moved = [*inputs[:k], w, *inputs[k + 1 :]]
            return total(copy.deepcopy(layer), moved if isinstance(x, list) else w)

        return f

    claims = []
    for k, gradient in enumerate(_inputs(by_x) if isinstance(x, list) else [by_x]):
        if inputs[k].dtype.kind == "f" or gradient is not None:  # whole numbers, such as an Embedding's, have none
            name = f"input {k}" if isinstance(x, list) else "input"
            w = inputs[k].astype(np.float64)
            claims.append(Claim(name, layer.name, by_input(k), w, gradient, size, len(w)))
    return claims + _claims_of_weights(layer, run.gradients, lambda copied: total(copied, x), size, len(y))


def claims_of_model(model: Any, x: Any, y: Any, training: bool) -> list[Claim]:
    """By each trainable weight of a compiled model: the gradients of its loss, regularizers included."""
    model, x = _ready(model, x)

    def loss(copied):
        return copied.loss_and_gradients(x, y, training=training)[0]

    run = copy.deepcopy(model)
    size = 1 + abs(loss(run)) + _largest(x)
    return _claims_of_weights(model, run.gradients, loss, size, len(_inputs(x)[0]))


def claims_of_loss(loss: Any, y_true: Any, y_pred: Any) -> list[Claim]:
    """By the predictions."""
    y_pred = numbers(WHO, "y_pred", y_pred).astype(np.float64)
    value = float(loss(y_true, y_pred))
    gradient = loss.gradient(y_true, y_pred)
    name = getattr(loss, "name", type(loss).__name__)
    batch = len(y_pred) if y_pred.ndim else None
    size = 1 + abs(value) + _largest(y_pred)
    return [Claim("y_pred", name, lambda p: loss(y_true, p), y_pred, gradient, size, batch, "gradient")]


def _claims_of_weights(layer, gradients, total, size, batch):
    """One claim for each trainable weight; total(layer) is the number whose gradients are claimed."""
    weights = list(_named_weights(layer))
    if len(gradients) != len(weights):
        names = ", ".join(f"{name} of {owner}" for owner, name, _ in weights) or "none"
        raise refusal(
            WHO,
            f"a gradient for each of the {len(weights)} trainable weights of {layer.name} ({names})",
            f"{len(gradients)} gradients",
            "self.gradients = [...] in backward, in the order of trainable_weights",
        )

    def by_weight(k):
        def f(w):
            copied = copy.deepcopy(layer)  # so that nothing moves for good, and every run draws the same chance
            copied.trainable_weights[k][...] = w
            return total(copied)

        return f

    return [
        Claim(name, owner, by_weight(k), weight.copy(), gradient, size, batch)
        for k, ((owner, name, weight), gradient) in enumerate(zip(weights, gradients, strict=True))
    ]


def _ready(layer, x):
    """A built copy of the layer, which has seen no data, and the input as arrays."""
    x = [_in_float64(each) for each in x] if _several(x) else _in_float64(x)
    layer = copy.deepcopy(layer)
    single = [each.name for each in _family(layer) if each.dtype != np.float64]
    if single:
        fix = "dtype='float64' where the layer is made: float32 rounds so much that a wrong gradient can hide"
        raise refusal(WHO, "layers in float64", f"float32 in {', '.join(single)}", fix)
    if not layer.built:
        shapes = [(None, *each.shape[1:]) for each in _inputs(x)]
        layer.build(shapes if isinstance(x, list) else shapes[0])
    return layer, x


def _several(x):
    """Several inputs come as a list of arrays; a list of numbers is one input."""
    return isinstance(x, list | tuple) and bool(x) and all(isinstance(each, np.ndarray) for each in x)


def _in_float64(x):
    """Whole numbers stay whole, since an Embedding wants them; all else is checked in float64."""
    x = numbers(WHO, "x", x)
    return x.astype(x.dtype if x.dtype.kind in "iub" else np.float64)


def _largest(x):
    return max(float(np.abs(each).max(initial=0)) for each in _inputs(x))


def _inputs(x):
    return x if isinstance(x, list) else [x]


def _family(layer) -> Iterator[Layer]:
    """The layer, then the layers inside it: the order of trainable_weights."""
    yield layer
    for inner in layer.layers:
        yield from _family(inner)


def _named_weights(layer):
    """(owner, name, weight) of each trainable weight; owners of one name are told apart as in Keras: dense, dense_1."""
    seen: Counter[str] = Counter()
    for each in _family(layer):
        owner = f"{each.name}_{seen[each.name]}" if seen[each.name] else each.name
        seen[each.name] += 1
        inner = {id(weight) for inside in each.layers for weight in inside.trainable_weights}
        own = [weight for weight in each.trainable_weights if id(weight) not in inner]
        for k, weight in enumerate(own):
            names = [name for name, value in vars(each).items() if value is weight]
            yield owner, names[0] if names else f"weight {k}", weight
