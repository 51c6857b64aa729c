"""How a layer, loss or optimizer writes itself down as plain values, and is made again from them.

The rule is scikit-learn's: a constructor keeps every argument as an attribute of the same name. What to write is then read
from the constructor's own signature, and no class has to list its arguments twice.
"""

import inspect
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

PLAIN = (bool, int, float, str, type(None))


class Configurable:
    """What `get_config` and `from_config` need: arguments kept under their own names.

    Example:
        >>> class Scale(Configurable):
        ...     def __init__(self, factor=2.0):
        ...         self.factor = factor
        >>> Scale(3.0).get_config()
        {'factor': 3.0}
        >>> Scale.from_config({"factor": 3.0}).factor
        3.0
    """

    registry: ClassVar[dict[str, type["Configurable"]]] = {}

    def __init_subclass__(cls, **options: Any):
        super().__init_subclass__(**options)
        if cls.__module__.startswith("nnlearn.scratch."):  # a saved file may name the engine's own classes, no others
            Configurable.registry[full_name(cls)] = cls

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments as numbers, texts, lists and dicts, ready for JSON.

        Raises:
            ValueError: for an argument that cannot be written down, such as a function of one's own.
        """
        arguments = inspect.signature(type(self)).parameters
        return {name: to_plain(getattr(self, name), f"{type(self).__name__}.{name}") for name in arguments}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """A new object like the one that `get_config` described."""
        return cls(**{name: from_plain(value) for name, value in config.items()})


def full_name(kind: type) -> str:
    """The package and the class: a loss and a metric share the name MeanSquaredError.

    Example:
        >>> from nnlearn.scratch import losses
        >>> full_name(losses.MeanSquaredError)
        'losses.MeanSquaredError'
    """
    return f"{kind.__module__.split('.')[2]}.{kind.__name__}"


def to_plain(value: Any, where: str = "value") -> Any:
    """A value as JSON knows them: objects become {"class_name", "config"}, the engine's functions {"function"}.

    Raises:
        ValueError: for what is neither; `where` names it.
    """
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, np.dtype):
        return value.name
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return [to_plain(item, where) for item in value]
    if isinstance(value, Configurable):
        if type(value) in Configurable.registry.values():
            return {"class_name": full_name(type(value)), "config": value.get_config()}
    elif (name := getattr(value, "__name__", None)) and _functions().get(name) is value:
        return {"function": name}
    raise ValueError(
        f"get_config expects {where} from nnlearn.scratch, received {value!r}. "
        "Fix: use one of the engine's own by name, or save the weights alone with get_weights()."
    )


def from_plain(value: Any) -> Any:
    """The inverse of `to_plain`.

    Raises:
        ValueError: for a class or function that the engine does not have.
    """
    if isinstance(value, list):
        return [from_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"function"} and value["function"] in _functions():
        return _functions()[value["function"]]
    if set(value) == {"class_name", "config"} and value["class_name"] in Configurable.registry:
        return Configurable.registry[value["class_name"]].from_config(value["config"])
    raise ValueError(
        f"from_config expects a class or function of nnlearn.scratch, received {value!r}. "
        "Fix: a configuration that get_config wrote."
    )


def _functions() -> dict[str, Callable[..., Any]]:
    from nnlearn.scratch import activations  # here, since activations are read before any class is made

    return activations.NAMES
