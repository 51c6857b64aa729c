"""Embedding: rows of a table, repeated rows add up, whole numbers only, Keras."""

import numpy as np
import pytest
from harness import HOUSE_FORM, check_against_keras, check_arguments, check_layer
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.layers import Dense, Embedding


def test_rows_are_looked_up_and_repeated_ones_add_up():
    layer = Embedding(3, 2)
    layer.build((None, 2))
    layer.set_weights([np.array([[0.0, 1.0], [10.0, 11.0], [20.0, 21.0]])])
    np.testing.assert_array_equal(layer(np.array([[2, 0], [2, 2]])), [[[20, 21], [0, 1]], [[20, 21], [20, 21]]])
    assert layer.backward(np.array([[[1.0, 2.0], [3.0, 4.0]], [[10.0, 20.0], [100.0, 200.0]]])) is None
    np.testing.assert_array_equal(layer.gradients[0], [[3, 4], [0, 0], [111, 222]])


def test_embedding_is_a_dense_layer_on_one_hot_vectors():
    rng = np.random.default_rng(0)
    x, upstream = np.array([3, 1, 3, 0]), rng.normal(size=(4, 2))
    table, dense = Embedding(5, 2, seed=0), Dense(2, use_bias=False)
    y = table(x)
    dense.build((None, 5))
    dense.set_weights(table.get_weights())
    np.testing.assert_allclose(dense(np.eye(5)[x]), y)
    table.backward(upstream)
    dense.backward(upstream)
    np.testing.assert_allclose(table.gradients[0], dense.gradients[0])


@settings(max_examples=5, deadline=None)
@given(
    shape=st.lists(st.integers(1, 3), min_size=1, max_size=2),
    rows=st.integers(1, 4),
    columns=st.integers(1, 3),
    seed=st.integers(0, 99),
)
def test_embedding_passes_the_harness(shape, rows, columns, seed):
    rng = np.random.default_rng(seed)
    check_layer(lambda dtype: Embedding(rows, columns, seed=seed, dtype=dtype), rng.integers(rows, size=shape), rng)


@pytest.mark.keras
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("shape", [(6,), (4, 3)])
def test_embedding_equals_keras(shape, dtype):
    import keras

    rng = np.random.default_rng(0)
    twin = keras.layers.Embedding(5, 2, dtype=dtype)
    check_against_keras(Embedding(5, 2, dtype=dtype), twin, rng.integers(5, size=shape), rng)


@pytest.mark.keras
def test_embedding_takes_the_arguments_of_keras_in_its_order():
    import keras

    check_arguments(Embedding, keras.layers.Embedding)


def test_seed_repeats_the_table_and_the_regularizer_is_kept():
    tables = [Embedding(4, 3, embeddings_regularizer="l2", seed=seed) for seed in (1, 1, 2)]
    for table in tables:
        table.build((None,))
    np.testing.assert_array_equal(tables[0].embeddings, tables[1].embeddings)
    assert not np.array_equal(tables[0].embeddings, tables[2].embeddings)
    assert tables[0].penalty() == pytest.approx(0.01 * np.square(tables[0].embeddings).sum())


def test_whole_floats_are_taken_since_a_table_of_data_has_one_dtype():
    layer = Embedding(3, 2, seed=0)
    np.testing.assert_array_equal(layer(np.array([2.0, 0.0])), layer(np.array([2, 0])))


@pytest.mark.parametrize(
    ("x", "named"),
    [
        ([[0, 1], [5, 2]], "from 0 to 4, received 5 in row 1"),
        ([0, 1, -1], "from 0 to 4, received -1 in row 2"),
        ([[0.0, 1.0], [1.0, 0.5]], r"from 0 to 4, received 0\.5 in row 1"),
        ([np.nan], "from 0 to 4, received nan in row 0"),
        ([np.inf], "from 0 to 4, received inf in row 0"),
    ],
)
def test_index_without_a_row_is_named_with_its_place(x, named):
    with pytest.raises(ValueError, match=named + r" of the batch\. Fix: "):
        Embedding(5, 2)(np.array(x))


@pytest.mark.parametrize(
    "call",
    [
        lambda: Embedding(0, 2),
        lambda: Embedding(2, 0),
        lambda: Embedding(2.0, 2),
        lambda: Embedding(3, 2)(np.zeros((2, 2, 2), int)),
        lambda: Embedding(3, 2)(np.array([True, False])),
        lambda: Embedding(3, 2).backward(np.ones((1, 2))),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=HOUSE_FORM):
        call()
