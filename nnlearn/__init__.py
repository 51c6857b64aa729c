"""nnlearn: neural networks, built by hand and proved against Keras.

Importing this package loads the standard library only; a submodule, or `nnlearn.setup`, is loaded when it is first
used (PEP 562), so that a chapter pays for what it uses and nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnlearn.session import setup as setup

_SUBMODULES = ("bridge", "cli", "datasets", "exercises", "grading", "notebooks", "plots", "scratch", "session")
__all__ = ["__version__", "setup"]


def __getattr__(name: str) -> Any:
    if name == "setup":
        return import_module("nnlearn.session").setup
    if name == "__version__":
        from importlib.metadata import version

        return version("nnlearn")
    if name in _SUBMODULES:
        return import_module(f"nnlearn.{name}")
    raise AttributeError(f"nnlearn expects one of setup, {', '.join(_SUBMODULES)}, received {name!r}.")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, *_SUBMODULES])
