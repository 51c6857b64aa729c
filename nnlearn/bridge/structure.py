"""A Keras model read as rows of layers, with forks where a branch leaves: the shape that `nnlearn.scratch` builds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras

MERGES = (keras.layers.Add, keras.layers.Concatenate)


@dataclass
class Fork:
    """Paths that start from one value and are merged again."""

    paths: list[list[Any]]
    merge: Any


def rows_of(model: Any) -> list[Any]:
    """The layers of a Sequential or functional model in order: Keras layers and Forks.

    Raises:
        ValueError: for several inputs or outputs, a subclassed model, a layer that is used twice, or branches
            that do not start from one value.
    """
    if isinstance(model, keras.Sequential):
        return list(model.layers)
    if not isinstance(model, keras.Model) or not hasattr(model, "_nodes") or not getattr(model, "inputs", None):
        raise ValueError(
            f"from_keras expects a Sequential or functional model, received {type(model).__name__}, which does not "
            "tell its structure. Fix: keras.Sequential([...])."
        )
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(
            f"from_keras expects a model with one input and one output, received {len(model.inputs)} and "
            f"{len(model.outputs)}. Fix: convert its parts one by one."
        )
    rows = _row(model.outputs[0], model.inputs[0])
    used = [id(layer) for layer in leaves(rows)]
    if len(set(used)) < len(used):
        raise ValueError(
            "from_keras expects each branch to start where the branches it is merged with start, received some that "
            "share layers. Fix: merge them step by step."
        )
    return rows


def leaves(rows: list[Any]) -> Iterator[Any]:
    """The Keras layers that can hold weights, in the order of the rows; not the merges."""
    for item in rows:
        if isinstance(item, Fork):
            for path in item.paths:
                yield from leaves(path)
        elif isinstance(item, keras.Model):
            yield from leaves(rows_of(item))
        elif not isinstance(item, keras.layers.InputLayer):
            yield item


def _row(tensor: Any, start: Any) -> list[Any]:
    """The layers that lead from one tensor to another, first to last."""
    items: list[Any] = []
    while tensor is not start:
        layer, inputs = _origin(tensor)
        if isinstance(layer, MERGES):
            fork = _meeting(inputs)
            items.append(Fork([_row(each, fork) for each in inputs], layer))
            tensor = fork
        elif len(inputs) == 1:
            items.append(layer)
            tensor = inputs[0]
        else:
            received = type(layer).__name__ if isinstance(layer, keras.layers.Layer) else f"the operation {layer.name}"
            raise ValueError(
                f"from_keras expects branches that the layers Add or Concatenate merge, received {received}. "
                "Fix: keras.layers.Add()([a, b])."
            )
    return items[::-1]


def _origin(tensor: Any) -> tuple[Any, list[Any]]:
    """The layer that made a tensor, and what it made it from."""
    history = tensor._keras_history
    return history.operation, list(history.operation._inbound_nodes[history.node_index].input_tensors)


def _line(tensor: Any) -> list[Any]:
    """The tensor and those before it that every way from the input goes through, last to first."""
    layer, inputs = _origin(tensor)
    if not inputs:
        return [tensor]
    return [tensor, *_line(_meeting(inputs) if isinstance(layer, MERGES) else inputs[0])]


def _meeting(tensors: list[Any]) -> Any:
    """The last tensor that all of these come from."""
    first, *others = [_line(tensor) for tensor in tensors]
    for candidate in first:
        if all(any(candidate is each for each in line) for line in others):
            return candidate
    raise ValueError("from_keras expects branches of one value, received some that never meet. Fix: use one Input.")
