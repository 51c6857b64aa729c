"""Models from `nnlearn.scratch` to Keras and back, weights included.

Both sides use the same names for classes and arguments, so a layer is converted by its configuration.
"""

import inspect
from collections.abc import Iterator
from typing import Any

import keras

from nnlearn import scratch
from nnlearn.bridge.structure import Fork, leaves, rows_of
from nnlearn.scratch.config import Configurable, full_name
from nnlearn.scratch.layers import Branches, Concatenate, Layer, Residual
from nnlearn.scratch.models.names import numbered

PLACES = {  # package of nnlearn.scratch -> where Keras has the class of the same name
    "layers": (keras.layers,),
    "losses": (keras.losses,),
    "metrics": (keras.metrics,),
    "optimizers": (keras.optimizers, keras.optimizers.schedules),
    "initializers": (keras.initializers,),
    "regularizers": (keras.regularizers,),
}


def to_keras(model: scratch.Sequential) -> Any:
    """A Keras model with the same layers, weights, loss, metrics and optimizer; the optimizer starts afresh.

    Args:
        model: built. Branches become Keras' functional graph; everything else a keras.Sequential.

    Returns:
        A keras.Model of the same dtype.

    Raises:
        ValueError: for a model that is not built, or a layer or activation that Keras does not have.

    Example:
        >>> from nnlearn.scratch import Dense, Sequential
        >>> model = Sequential([Dense(2, "relu"), Dense(1)])
        >>> model.build((None, 3))
        >>> to_keras(model).count_params()
        11
    """
    if not isinstance(model, scratch.Sequential) or not model.built:
        received = "one that has seen no input" if isinstance(model, scratch.Sequential) else type(model).__name__
        raise ValueError(f"to_keras expects a built Sequential, received {received}. Fix: model.build((None, 2)).")
    names = iter(numbered(list(_leaves(model))))
    whole = isinstance(model.layers[0], scratch.layers.Embedding)
    inputs = keras.Input(model.input_shape[1:], dtype="int64" if whole else model.dtype.name)
    if any(isinstance(layer, Branches | scratch.Sequential) for layer in model.layers):
        keras_model = keras.Model(inputs, _run(model.layers, inputs, names), name=model.name)
    else:
        layers = [_to_keras_layer(layer, next(names)) for layer in model.layers]
        keras_model = keras.Sequential([inputs, *layers], name=model.name)
    for mine, theirs in pairs(model, keras_model):
        theirs.set_weights(mine.get_weights())
    if model.loss is not None:
        metrics = [metric if isinstance(metric, str) else twin(metric) for metric in model.metrics]
        keras_model.compile(twin(model.optimizer), twin(model.loss), metrics=metrics)
    return keras_model


def from_keras(keras_model: Any) -> scratch.Sequential:
    """The same network in `nnlearn.scratch`, with copies of the weights.

    Args:
        keras_model: a built Sequential or functional model with one input and one output, whose branches, if
            any, start from one value and end in Add or Concatenate.

    Raises:
        ValueError: for a layer, activation or setting that `nnlearn.scratch` does not have; the message names it.

    Example:
        >>> twin_of = from_keras(keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, "relu")]))
        >>> twin_of.count_params()
        8
    """
    if not getattr(keras_model, "built", False):
        received = "one without weights" if isinstance(keras_model, keras.Model) else type(keras_model).__name__
        raise ValueError(f"from_keras expects a built Keras model, received {received}. Fix: model.build((None, 2)).")
    rows = rows_of(keras_model)
    model = scratch.Sequential(_from_rows(rows), name=keras_model.name)
    model.build((None, *keras_model.input_shape[1:]))
    for mine, theirs in pairs(model, keras_model):
        mine.set_weights(theirs.get_weights())
    return model


def pairs(model: scratch.Sequential, keras_model: Any) -> list[tuple[Layer, Any]]:
    """Each layer beside its Keras twin, in the order of the weights.

    Raises:
        ValueError: for models that are not built alike.
    """
    mine, theirs = list(_leaves(model)), list(leaves(rows_of(keras_model)))
    if _described(mine) != _described(theirs):
        raise ValueError(
            f"pairs expects the same layers in both models, received {_described(mine)} and {_described(theirs)}. "
            "Fix: to_keras(model)."
        )
    return list(zip(mine, theirs, strict=True))


def twin(thing: Any) -> Any:
    """The Keras object of the same class name and configuration: of a loss, an optimizer, a schedule, ...

    Keras computes its losses in float32 whatever the model's dtype; twins of losses compute in float64.

    Raises:
        ValueError: if Keras has no class of that name.

    Example:
        >>> from nnlearn.scratch import optimizers
        >>> float(twin(optimizers.SGD(0.5)).learning_rate)
        0.5
    """
    keras_class = _keras_class(full_name(type(thing))) if isinstance(thing, Configurable) else None
    if keras_class is None:
        received = type(thing).__name__
        raise ValueError(
            f"twin expects something that Keras has too, received {received}. Fix: use one of Keras' names."
        )
    config = {key: _argument(value) for key, value in thing.get_config().items()}
    if isinstance(thing, scratch.losses.Loss):
        config["dtype"] = "float64"
    return keras_class(**config)


def _argument(value):
    """A configuration's value as Keras takes it."""
    if isinstance(value, dict) and set(value) == {"function"}:
        return value["function"]
    if isinstance(value, dict) and set(value) == {"class_name", "config"}:
        return twin(Configurable.registry[value["class_name"]].from_config(value["config"]))
    return value


def _to_keras_layer(layer, name=None):
    activation = getattr(layer, "activation", None)
    if activation is scratch.activations.step:
        raise ValueError("to_keras expects activations that Keras has, received step. Fix: 'sigmoid'.")
    keras_class = _keras_class(full_name(type(layer)))
    if keras_class is None:
        raise ValueError(
            f"to_keras expects layers that Keras has, received {type(layer).__name__}. Fix: leave it away."
        )
    config = {key: _argument(value) for key, value in layer.get_config().items()} | {"name": name}
    if "seed" not in inspect.signature(keras_class).parameters:
        config.pop("seed", None)  # Keras seeds its initializers instead; the weights are copied anyway
    return keras_class(**config)


def _run(layers, x, names):
    """Keras' symbolic output of these layers for x."""
    for layer in layers:
        if isinstance(layer, Branches):
            ends = [_run(path, x, names) for path in layer.paths]
            x = _to_keras_layer(layer.merge)(ends)
        elif isinstance(layer, scratch.Sequential):
            x = _run(layer.layers, x, names)
        else:
            x = _to_keras_layer(layer, next(names))(x)
    return x


def _from_rows(rows):
    layers: list[Layer] = []
    for item in rows:
        if isinstance(item, Fork):
            merge = _from_keras_layer(item.merge)
            paths = [_from_rows(path) for path in item.paths]
            residual = len(paths) == 2 and not paths[1] and not isinstance(merge, Concatenate)
            dtype = merge.dtype.name
            layers.append(Residual(paths[0], dtype=dtype) if residual else Branches(paths, merge, dtype=dtype))
        elif isinstance(item, keras.Model):
            layers.append(scratch.Sequential(_from_rows(rows_of(item)), name=item.name))
        elif not isinstance(item, keras.layers.InputLayer):
            layers.append(_from_keras_layer(item))
    return layers


def _from_keras_layer(layer):
    name = type(layer).__name__
    if not hasattr(scratch.layers, name):
        raise ValueError(
            f"from_keras expects layers of nnlearn.scratch, received {name} ({layer.name}). "
            f"Fix: use one of {', '.join(scratch.layers.__all__)}."
        )
    config = layer.get_config() | {"dtype": layer.compute_dtype}
    return _ours(getattr(scratch.layers, name), type(layer), config, layer.name)


def _ours(our_class, keras_class, config, where):
    """An object of ours from Keras' configuration. What ours lacks must stand as Keras has it by default."""
    known = inspect.signature(our_class).parameters
    shared = {key: value for key, value in config.items() if key in known}
    ours = {key: _our_argument(value, where) for key, value in shared.items()}
    usual = keras_class.from_config({key: value for key, value in shared.items() if key != "dtype"}).get_config()
    for key, value in config.items():
        if key not in known and key in usual and value != usual[key]:
            raise ValueError(
                f"from_keras expects {where} without {key}, which nnlearn.scratch does not have, received {value!r}. "
                f"Fix: leave {key} away."
            )
    return our_class(**ours)


def _our_argument(value, where):
    if not isinstance(value, dict):
        return value
    own = value.get("class_name", "__lambda__") == "__lambda__"  # Keras writes down the code of such a function
    name = "a function of your own" if own else f"{value['module'].rpartition('.')[2]}.{value['class_name']}"
    if name not in Configurable.registry:
        raise ValueError(
            f"from_keras expects settings of {where} that nnlearn.scratch has, received {name}. Fix: use another."
        )
    return _ours(Configurable.registry[name], _keras_class(name), value["config"], where)


def _keras_class(name):
    """Keras' class for a full name such as "losses.Huber"; None if it has none."""
    package, _, kind = name.rpartition(".")
    return next((getattr(place, kind) for place in PLACES.get(package, ()) if hasattr(place, kind)), None)


def _leaves(layer: Layer) -> Iterator[Layer]:
    """The layers that hold weights, in the order of the weights."""
    for inner in layer.layers:
        yield from _leaves(inner) if inner.layers else [inner]


def _described(layers):
    """Such as `Dense (3, 2) (2,), Flatten`."""
    return ", ".join(
        " ".join([type(layer).__name__, *(str(tuple(w.shape)) for w in layer.weights)]) for layer in layers
    )
