"""Random expressions and a small network: the same gradients as tf.GradientTape."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch.autodiff import Variable, exp, log, relu, sigmoid, softmax, tanh

# Random expressions: the same recipe builds them from our variables and from TensorFlow's tensors.
LEAVES = [(2, 3), (3,), (2, 1), (), (1, 3)]
recipes = st.recursive(
    st.integers(0, len(LEAVES) - 1),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["tanh", "sigmoid", "relu", "exp_tanh", "square", "mean", "sum", "softmax"]), inner),
        st.tuples(st.sampled_from("+-*/"), inner, inner),
    ),
    max_leaves=8,
)


def cook(recipe, leaves, one):
    """The value of a recipe; `one` maps the names of functions to those of a library."""
    if isinstance(recipe, int):
        return leaves[recipe]
    parts = [cook(part, leaves, one) for part in recipe[1:]]
    if recipe[0] in one:
        return one[recipe[0]](*parts)
    a, b = parts
    return {"+": a + b, "-": a - b, "*": a * b, "/": a / (2 + b * b)}[recipe[0]]


OURS = {
    "tanh": tanh,
    "sigmoid": sigmoid,
    "relu": relu,
    "exp_tanh": lambda a: exp(tanh(a)),
    "square": lambda a: tanh(a) ** 2,
    "mean": lambda a: a.mean(),
    "sum": lambda a: tanh(a).sum(),
    "softmax": lambda a: softmax(a + np.zeros(3)),
}


@pytest.mark.keras
@settings(max_examples=60, deadline=None)
@given(recipe=recipes, seed=st.integers(0, 99))
def test_random_expression_equals_gradient_tape(recipe, seed):
    import tensorflow as tf

    theirs = {
        "tanh": tf.tanh,
        "sigmoid": tf.sigmoid,
        "relu": tf.nn.relu,
        "exp_tanh": lambda a: tf.exp(tf.tanh(a)),
        "square": lambda a: tf.square(tf.tanh(a)),
        "mean": tf.reduce_mean,
        "sum": lambda a: tf.reduce_sum(tf.tanh(a)),
        "softmax": lambda a: tf.nn.softmax(a + tf.zeros(3, tf.float64)),
    }
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape in LEAVES]
    variables, tensors = [Variable(a) for a in arrays], [tf.Variable(a) for a in arrays]
    y = cook(recipe, variables, OURS)
    with tf.GradientTape() as tape:
        twin = cook(recipe, tensors, theirs)
        twin = tf.convert_to_tensor(twin)
    np.testing.assert_allclose(y.value, twin.numpy(), rtol=1e-10, atol=1e-12)
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    gradients = tape.gradient(twin, tensors, output_gradients=tf.constant(upstream))
    for mine, expected in zip(variables, gradients, strict=True):
        if expected is None:
            assert mine.gradient is None
        else:
            np.testing.assert_allclose(mine.gradient, expected.numpy(), rtol=1e-6, atol=1e-10)


@pytest.mark.keras
def test_two_layer_network_equals_gradient_tape():
    import tensorflow as tf

    rng = np.random.default_rng(5)
    x, labels = rng.normal(size=(8, 3)), np.eye(4)[rng.integers(0, 4, 8)]
    arrays = [rng.normal(size=shape) for shape in ((3, 5), (5,), (5, 4), (4,))]
    w1, b1, w2, b2 = variables = [Variable(a) for a in arrays]
    loss = -(labels * log(softmax(relu(x @ w1 + b1) @ w2 + b2))).sum(axis=-1).mean()
    loss.backward()
    v1, c1, v2, c2 = tensors = [tf.Variable(a) for a in arrays]
    with tf.GradientTape() as tape:
        logits = tf.nn.relu(x @ v1 + c1) @ v2 + c2
        twin = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels, logits))
    np.testing.assert_allclose(loss.value, twin.numpy(), rtol=1e-10)
    for mine, expected in zip(variables, tape.gradient(twin, tensors), strict=True):
        np.testing.assert_allclose(mine.gradient, expected.numpy(), rtol=1e-6, atol=1e-12)
