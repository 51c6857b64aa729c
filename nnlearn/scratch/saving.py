"""One file for a model: NumPy's npz with the weights and a JSON text; nothing in it can run. Introduced in chapter 05."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from nnlearn.scratch.checks import refusal
from nnlearn.scratch.config import from_plain, to_plain
from nnlearn.scratch.models.model import Model

FORMAT, VERSION = "nnlearn.scratch model", 1


def save_model(model: Model, path: str | Path) -> None:
    """Write layers, weights, loss, metrics, optimizer and its state, so that a training can go on.

    Args:
        model: built, made of the engine's own layers.
        path: ends in .npz; a file there is replaced once the new one is whole.

    Raises:
        ValueError: for a model that is not built, functions or layers of one's own, another ending.
    """
    path = Path(path)
    if path.suffix != ".npz":
        raise refusal("save", "a file name ending in .npz", repr(path.name), f"{path.stem}.npz")
    if not model.built:
        raise refusal("save", "a built model", "one that has seen no input", "model.build((None, features))")
    header = {
        "format": FORMAT,
        "version": VERSION,
        "model": to_plain(model, "model"),
        "input_shape": list(model.input_shape),
        "compiled": None,
    }
    arrays = {f"weight_{k}": weight for k, weight in enumerate(model.weights)}
    if model.optimizer is not None:
        compiled = {"optimizer": model.optimizer, "loss": model.loss, "metrics": model.metrics}
        header["compiled"] = {name: to_plain(value, name) for name, value in compiled.items()}
        arrays |= {f"optimizer_{k}": array for k, array in enumerate(model.optimizer.get_state())}
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez(file, header=np.array(json.dumps(header)), **arrays)  # type: ignore[arg-type]
    part.replace(path)


def load_model(path: str | Path) -> Any:
    """The model that `save_model` wrote: same outputs, and `fit` goes on as if it had never stopped.

    What chance did is not in the file: a Dropout with a seed begins again with its first mask.

    Raises:
        ValueError: for a file that is no such model, damaged, or of a newer version.
        FileNotFoundError: if there is no file.
    """
    path = Path(path)
    try:
        return _rebuild(*_read(path))
    except (zipfile.BadZipFile, EOFError, AttributeError, KeyError, TypeError, ValueError) as error:
        received = f"{path.name}: {type(error).__name__}: {error}"
        raise refusal("load_model", "a whole file that model.save wrote", received, "save the model again") from error


def _read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    header = json.loads(str(arrays.pop("header")))
    if (header["format"], header["version"]) != (FORMAT, VERSION):
        raise ValueError(f"{header['format']}, version {header['version']}, where this is {FORMAT}, version {VERSION}")
    return header, arrays


def _rebuild(header: dict[str, Any], arrays: dict[str, np.ndarray]) -> Any:
    model = from_plain(header["model"])
    if not isinstance(model, Model):
        raise TypeError(f"{type(model).__name__} is no model")
    model.build(tuple(header["input_shape"]))
    model.set_weights(_listed(arrays, "weight"))
    if header["compiled"] is not None:
        model.compile(**{name: from_plain(value) for name, value in header["compiled"].items()})
        model.optimizer.set_state(_listed(arrays, "optimizer"))  # type: ignore[union-attr]
    return model


def _listed(arrays, kind):
    count = sum(name.startswith(f"{kind}_") for name in arrays)
    return [arrays[f"{kind}_{k}"] for k in range(count)]
