"""What Sequential and Branches ask of the layers that they put together."""

from collections.abc import Iterator, Sequence
from typing import Any

from nnlearn.scratch.checks import refusal
from nnlearn.scratch.layers.base import Layer


def check_row(who: str, layers: Any) -> None:
    """Refuse anything but a list of at least one layer."""
    listed = list(layers) if isinstance(layers, list | tuple) else []
    strangers = [layer for layer in listed if not isinstance(layer, Layer)]
    if strangers or not listed:
        raise refusal(who, "a list of layers", repr(strangers[0] if strangers else layers), f"{who}([Dense(1)])")


def check_different(who: str, layers: Sequence[Layer]) -> None:
    """Refuse a layer in two places, at whatever depth: its second pass would overwrite what the first one kept."""
    found = [id(part) for layer in layers for part in _parts(layer)]
    if len(set(found)) < len(found):
        raise refusal(who, "different layers", "one twice", "make a new layer for each place")


def common_dtype(who: str, layers: Sequence[Layer]) -> str:
    """The dtype that all of them have.

    Raises:
        ValueError: if there is more than one.
    """
    found = sorted({layer.dtype.name for layer in layers})
    if len(found) > 1:
        raise refusal(who, "layers of one dtype", " and ".join(found), f"{who}(..., dtype='float64') for all")
    return found[0]


def _parts(layer: Any) -> Iterator[Layer]:
    """The layer, its merge if it has one, and the layers inside it."""
    yield layer
    if getattr(layer, "merge", None):
        yield layer.merge
    for inner in layer.layers:
        yield from _parts(inner)
