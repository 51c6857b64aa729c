"""Data with a known story: arrays out, `rng` in, nothing downloaded."""

from nnlearn.datasets import landscapes
from nnlearn.datasets.cached import load_keras
from nnlearn.datasets.cards import make_cards
from nnlearn.datasets.glyphs import render_glyphs
from nnlearn.datasets.learning_curves import CAUSES, make_learning_curves
from nnlearn.datasets.logic import logic_gate
from nnlearn.datasets.margin import Separator, make_blobs_with_margin
from nnlearn.datasets.real import Dataset, load
from nnlearn.datasets.shapes import make_circles, make_moons, make_spirals

__all__ = [
    "CAUSES",
    "Dataset",
    "Separator",
    "landscapes",
    "load",
    "load_keras",
    "logic_gate",
    "make_blobs_with_margin",
    "make_cards",
    "make_circles",
    "make_learning_curves",
    "make_moons",
    "make_spirals",
    "render_glyphs",
]
