"""Names that tell the layers of a model apart, as Keras gives them: dense, dense_1."""

from collections import Counter
from collections.abc import Sequence

from nnlearn.scratch.layers import Layer


def numbered(layers: Sequence[Layer]) -> list[str]:
    """The layers' names, with a number from the second of a name on.

    Example:
        >>> from nnlearn.scratch import Dense
        >>> numbered([Dense(1), Dense(1), Dense(1, name="last")])
        ['dense', 'dense_1', 'last']
    """
    seen: Counter[str] = Counter()
    names = []
    for layer in layers:
        names.append(f"{layer.name}_{seen[layer.name]}" if seen[layer.name] else layer.name)
        seen[layer.name] += 1
    return names
