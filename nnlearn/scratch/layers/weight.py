"""How a layer names its weights."""

from typing import Any

from nnlearn.scratch.checks import numbers, refusal


class Weight:
    """`kernel = Weight()` in a layer's class: None at first, then what `build` makes by `add_weight`.

    Numbers assigned later are written into that array, because the optimizer, `get_weights` and `save` know the array,
    not its name.

    Raises:
        ValueError: on assignment before `build`, of another shape, or of anything but real numbers.

    Example:
        >>> from nnlearn.scratch import Dense
        >>> layer = Dense(1)
        >>> layer.build((None, 2))
        >>> layer.kernel = [[1.0], [2.0]]
        >>> layer.get_weights()[0].tolist()
        [[1.0], [2.0]]
    """

    def __set_name__(self, owner: type, name: str):
        self._name = name

    def __get__(self, layer: Any, owner: type) -> Any:
        return self if layer is None else vars(layer).get(self._name)

    def __set__(self, layer: Any, value: Any) -> None:
        who, name, mine = type(layer).__name__, self._name, vars(layer).get(self._name)
        if mine is None and any(value is weight for weight in layer.weights):
            vars(layer)[name] = value
        elif mine is None:
            fix = f"layer.build((None, features)) first, if the layer is to have a {name}"
            raise refusal(who, f"a {name} that numbers can be written into", "a layer without one", fix)
        else:
            value = numbers(who, name, value)
            if value.shape != mine.shape:
                raise refusal(who, f"{name} of shape {mine.shape}", f"shape {value.shape}", "the shape that it has")
            mine[...] = value
