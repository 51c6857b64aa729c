"""Tensors as answers."""

import numpy as np
import pytest

from nnlearn.exercises.evidence import Other, decode, encode


@pytest.mark.keras
class TestTensors:
    def test_tensors_and_variables_travel_as_arrays(self):
        import nnlearn

        nnlearn.setup(seed=0, keras=True)
        import keras
        import tensorflow as tf

        for value in (tf.constant([[1.0, 2.0]]), keras.Variable([[1.0, 2.0]]), tf.Variable([[1.0, 2.0]])):
            back = decode(encode(value))
            assert back.dtype == np.float32
            np.testing.assert_array_equal(back, [[1.0, 2.0]])
        assert type(decode(encode(tf.constant(1.5)))) is np.float32

    def test_what_holds_no_numbers_is_described(self):
        import nnlearn

        nnlearn.setup(seed=0, keras=True)
        import keras
        import tensorflow as tf

        layer = keras.layers.Dense(2)
        for value in (
            keras.Input((2,)),
            tf.constant("a"),
            tf.cast(1.0, tf.bfloat16),
            layer,
            tf.ragged.constant([[1], [2, 3]]),
        ):
            assert isinstance(decode(encode(value)), Other)
