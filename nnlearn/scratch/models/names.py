"""Names that tell the layers of a model apart, as Keras gives them: dense, dense_1."""

from collections.abc import Sequence

from nnlearn.scratch.layers import Layer


def numbered(layers: Sequence[Layer]) -> list[str]:
    """The layers' names, with a number from the second of a name on.

    Example:
        >>> from nnlearn.scratch import Dense
        >>> numbered([Dense(1), Dense(1), Dense(1, name="last")])
        ['dense', 'dense_1', 'last']
    """
    names: list[str] = []
    for layer in layers:
        name, number = layer.name, 0
        while name in names:
            number += 1
            name = f"{layer.name}_{number}"
        names.append(name)
    return names
