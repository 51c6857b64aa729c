"""The way between `nnlearn.scratch` and Keras, both directions, and the proof that the two agree. Needs Keras.

Import it after `nnlearn.setup(seed=..., keras=True)`, which silences what TensorFlow writes while it loads.
"""

from nnlearn.bridge.convert import from_keras, to_keras, twin
from nnlearn.bridge.parity import ParityReport, parity

__all__ = ["ParityReport", "from_keras", "parity", "to_keras", "twin"]
