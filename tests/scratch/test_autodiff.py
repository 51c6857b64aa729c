"""The autodiff engine: gradients by hand, by differences and by the layers' own backward."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch import Dense, activations, autodiff
from nnlearn.scratch.autodiff import Variable, exp, graph, log, relu, sigmoid, softmax, tanh


def differences(f, w, h=1e-5):
    """Gradient of the number f(array) at w."""
    gradient = np.empty_like(w)
    for i in np.ndindex(w.shape):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient


def test_six_numbers_are_worked_out_by_hand():
    x, w, b, v = Variable(2.0), Variable(-3.0), Variable(7.0), Variable(0.5)
    h = relu(w * x + b)  # 1
    loss = (h * v - 1) ** 2  # 0.25
    loss.backward()
    assert loss.value == 0.25 and h.gradient == -0.5
    assert (x.gradient, w.gradient, b.gradient, v.gradient) == (1.5, -1.0, -0.5, -1.0)


def test_what_is_used_twice_gets_both_gradients():
    a = Variable(3.0)
    (a * a + a).backward()
    assert a.gradient == 7
    shared = Variable(2.0)
    square = shared**2
    (square * square + square).backward()  # a diamond: d/ds of s**4 + s**2
    assert shared.gradient == 36


# Each operation as a function of one array of positive numbers, (2, 3).
B = np.array([[0.5, -1.0, 2.0]])
OPERATIONS = {
    "+ number": lambda a: a + 2,
    "number +": lambda a: 2 + a,
    "+ array": lambda a: a + B,
    "array +": lambda a: B + a,
    "- array": lambda a: a - B,
    "array -": lambda a: B - a,
    "number -": lambda a: 1 - a,
    "* array": lambda a: a * B,
    "array *": lambda a: B * a,
    "/ array": lambda a: a / B,
    "array /": lambda a: B / a,
    "number /": lambda a: 3 / a,
    "** 3": lambda a: a**3,
    "** -0.5": lambda a: a**-0.5,
    "** 0": lambda a: a**0,
    "minus": lambda a: -a,
    "@ matrix": lambda a: a @ B.T,
    "matrix @": lambda a: np.ones((4, 2)) @ a,
    "@ vector": lambda a: a @ B[0],
    "vector @": lambda a: B[0, :2] @ a,
    "stack @": lambda a: np.arange(8.0).reshape(2, 2, 2) @ a,
    "@ itself": lambda a: a @ a.T,
    "row @ row": lambda a: a[0] @ a[1],
    "row @ stack": lambda a: a[0] @ np.arange(12.0).reshape(2, 3, 2),
    "stack @ row": lambda a: np.arange(12.0).reshape(2, 2, 3) @ a[0],
    "[row]": lambda a: a[1],
    "[slice]": lambda a: a[:, ::2],
    "[rows, columns]": lambda a: a[[0, 1, 1], [2, 0, 0]],  # one entry twice
    "[mask]": lambda a: a[np.array([[True, False, True], [False, False, True]])],
    "T": lambda a: a.T * np.arange(6.0).reshape(3, 2),
    "reshape": lambda a: a.reshape(3, -1) * np.arange(6.0).reshape(3, 2),
    "sum": lambda a: a.sum() * a,
    "sum of columns": lambda a: a.sum(axis=0) * a,
    "sum of rows, kept": lambda a: a / a.sum(axis=-1, keepdims=True),
    "sum over both": lambda a: a.sum(axis=(0, 1)) ** 2,
    "mean": lambda a: a.mean() * a,
    "mean of rows": lambda a: a.mean(1) ** 2,
    "mean of columns, kept": lambda a: a - a.mean(0, keepdims=True),
    "max": lambda a: a.max() * a,
    "max of columns": lambda a: a.max(axis=0) ** 2,
    "max of rows, kept": lambda a: a / a.max(axis=1, keepdims=True),
    "exp": exp,
    "log": log,
    "tanh": tanh,
    "sigmoid": sigmoid,
    "relu": lambda a: relu(a - 0.9),
    "softmax": softmax,
    "softmax of columns": lambda a: softmax(a, axis=0),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_equals_central_differences(name):
    rng = np.random.default_rng(3)
    f, x = OPERATIONS[name], rng.uniform(0.3, 2, (2, 3))
    a = Variable(x)
    y = f(a)
    if not isinstance(f(x), Variable):  # operators and methods work on the plain array too: NumPy's own value
        np.testing.assert_allclose(y.value, f(x), rtol=1e-14)
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    expected = differences(lambda x: (f(Variable(x)).value * upstream).sum(), x)
    np.testing.assert_allclose(a.gradient, expected, rtol=1e-6, atol=1e-8)


shapes = st.sampled_from([(), (3,), (1,), (2, 3), (2, 1), (1, 3), (4, 1, 3), (4, 2, 1)])


@settings(max_examples=40, deadline=None)
@given(shapes, shapes, st.sampled_from("+-*/"), st.integers(0, 99))
def test_broadcasting_is_undone_whatever_the_shapes(left, right, sign, seed):
    rng = np.random.default_rng(seed)
    f = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}[sign]
    a, b = Variable(rng.uniform(0.5, 2, left)), Variable(rng.uniform(0.5, 2, right))
    y = {"+": a + b, "-": a - b, "*": a * b, "/": a / b}[sign]
    np.testing.assert_array_equal(y.value, f(a.value, b.value))
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    assert a.gradient.shape == left and b.gradient.shape == right
    by_a = differences(lambda v: (f(v, b.value) * upstream).sum(), a.value.copy())
    by_b = differences(lambda v: (f(a.value, v) * upstream).sum(), b.value.copy())
    np.testing.assert_allclose(a.gradient, by_a, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(b.gradient, by_b, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", ["linear", "relu", "tanh", "sigmoid", "softmax"])
def test_dense_by_autodiff_equals_the_layers_own_backward(name):
    rng = np.random.default_rng(0)
    data, upstream = rng.normal(size=(5, 3)), rng.normal(size=(5, 4))
    layer = Dense(4, name, seed=0, bias_initializer="random_normal")
    expected = layer(data)
    x, kernel, bias = Variable(data), Variable(layer.kernel), Variable(layer.bias)
    y = {"linear": lambda z: z}.get(name, getattr(autodiff, name, None))(x @ kernel + bias)
    np.testing.assert_allclose(y.value, expected, rtol=1e-14)
    y.backward(upstream)
    np.testing.assert_allclose(x.gradient, layer.backward(upstream), rtol=1e-12, atol=1e-15)
    for mine, theirs in zip((kernel, bias), layer.gradients, strict=True):
        np.testing.assert_allclose(mine.gradient, theirs, rtol=1e-12, atol=1e-15)


def test_losses_have_the_gradients_of_their_formulas():
    rng = np.random.default_rng(1)
    scores, labels = rng.normal(size=(6, 3)), np.eye(3)[[0, 2, 1, 1, 0, 2]]
    logits = Variable(scores)
    (-(labels * log(softmax(logits))).sum(axis=-1)).mean().backward()
    np.testing.assert_allclose(logits.gradient, (activations.softmax(scores) - labels) / 6, rtol=1e-12, atol=1e-15)
    z, y = Variable(scores[:, 0]), labels[:, 0]
    (-(y * log(sigmoid(z)) + (1 - y) * log(1 - sigmoid(z)))).mean().backward()
    np.testing.assert_allclose(z.gradient, (activations.sigmoid(scores[:, 0]) - y) / 6, rtol=1e-10)
    guess = Variable(scores)
    ((guess - labels) ** 2).mean().backward()
    np.testing.assert_allclose(guess.gradient, 2 * (scores - labels) / 18, rtol=1e-12)


def test_xor_is_learned():
    x, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(0)
    weights = [Variable(rng.normal(size=shape)) for shape in ((2, 4), (4,), (4, 1), (1,))]
    for _ in range(200):
        w1, b1, w2, b2 = weights
        answer = sigmoid(tanh(x @ w1 + b1) @ w2 + b2)
        ((answer - y) ** 2).mean().backward()
        for w in weights:
            w.assign_sub(5.0 * w.gradient)
    np.testing.assert_array_equal(answer.value.round(), y)


def test_second_backward_gives_the_same_and_does_not_add():
    a = Variable([1.0, 2.0])
    y = (a**2).sum()
    y.backward()
    y.backward()
    np.testing.assert_array_equal(a.gradient, [2, 4])
    (3 * a).sum().backward()
    np.testing.assert_array_equal(a.gradient, [3, 3])


def test_gradient_is_none_before_and_stays_where_a_graph_does_not_come_by():
    a, b = Variable(1.0), Variable(1.0)
    assert a.gradient is None
    (2 * a).backward()
    assert a.gradient == 2 and b.gradient is None


def test_graph_keeps_the_numbers_it_was_computed_with():
    given = np.array([1.0, 2.0])
    a = Variable(given)
    y = (a * a).sum()
    given[:] = 9
    a.assign([5.0, 5.0])
    y.backward()
    assert y.value == 5
    np.testing.assert_array_equal(a.gradient, [2, 4])
    np.testing.assert_array_equal(a.value, [5, 5])
    with pytest.raises(ValueError, match="read-only"):
        a.value[0] = 7


def test_inputs_and_upstream_gradient_are_untouched():
    x, upstream = np.ones((2, 3)), np.full((2, 3), 2.0)
    a = Variable(x)
    y = a + 0
    y.backward(upstream)
    a.gradient += 1
    y.gradient += 1
    assert (x == 1).all() and (upstream == 2).all()


def test_gradients_do_not_share_memory():
    a, b = Variable([1.0]), Variable([1.0])
    (a + b).backward()
    a.gradient += 10
    assert b.gradient == 1


def test_graph_comes_parents_first_and_names_its_operations():
    x, w = Variable([1.0, 2.0], name="x"), Variable([3.0, 4.0], name="w")
    y = tanh((x * w).sum() + 1)
    nodes = graph(y)
    assert [node.operation or node.name for node in nodes] == ["x", "w", "*", "sum", "", "+", "tanh"]
    assert nodes[-1] is y and nodes[2].parents == (x, w) and x.parents == ()
    for k, node in enumerate(nodes):
        assert all(parent in nodes[:k] for parent in node.parents)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=15))
def test_graph_is_a_topological_order_of_any_graph(links):
    nodes = [Variable(1.0)]
    for i, j in links:
        nodes.append(nodes[i % len(nodes)] + nodes[j % len(nodes)])
    order = graph(nodes[-1])
    place = {node: k for k, node in enumerate(order)}
    assert len(place) == len(order) and order[-1] is nodes[-1]
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


def test_deep_graph_does_not_overflow_the_stack():
    y = x = Variable(1.0)
    for _ in range(5_000):
        y = y + 0.5
    y.backward()
    assert x.gradient == 1 and len(graph(y)) == 10_001
    del y  # freeing a long chain may not overflow either


def test_precision_is_float64_unless_float32_was_given():
    assert Variable(3).value.dtype == Variable([True]).value.dtype == np.float64
    single = Variable(np.ones((2, 2), np.float32))
    for y in (2.5 * single + 1, single**2, single.mean(), softmax(single), single.max(0), single[0], sigmoid(single)):
        y.backward(np.ones(y.shape))
        assert y.value.dtype == single.gradient.dtype == np.float32
    assert (single + np.ones(2)).value.dtype == np.float64


def test_equal_largest_entries_share_the_gradient():
    a = Variable([1.0, 4.0, 4.0])
    a.max().backward()
    np.testing.assert_array_equal(a.gradient, [0, 0.5, 0.5])


def test_relu_is_flat_at_its_corner_as_the_layer_is():
    a = Variable([-1.0, 0.0, 1.0])
    relu(a).sum().backward()
    np.testing.assert_array_equal(a.gradient, [0, 0, 1])


def test_extremes_stay_finite():
    with np.errstate(all="raise", under="ignore"):
        a = Variable([-1000.0, 1000.0])
        (sigmoid(a) + softmax(a) + tanh(a)).sum().backward()
        np.testing.assert_array_equal(a.gradient, [0, 0])
        zero = Variable(0.0)
        (zero**0 + zero**1).backward()
        assert zero.gradient == 1


def test_repr_shows_value_and_operation():
    assert repr(Variable(2.0)) == "Variable(2.)"
    assert repr(Variable([1.0, 2.0]) * 2) == "Variable([2., 4.], operation='*')"
    assert len(repr(Variable(np.zeros(10_000)))) < 100


vector = Variable([1.0, 2.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Variable("a"), "received 'a'"),
        (lambda: Variable([1j]), "real numbers"),
        (lambda: Variable(vector), r"received Variable\(\[1., 2.\]\)"),
        (lambda: vector + np.ones(3), r"'\+' of variables .* received \(2,\) and \(3,\)"),
        (lambda: np.ones(3) * vector, r"received \(3,\) and \(2,\)"),
        (lambda: vector @ np.ones((3, 2)), r"'@' of variables .* received \(2,\) and \(3, 2\)"),
        (lambda: vector @ 2, "'@' of variables"),
        (lambda: vector.reshape(3), r"'reshape' of variables .* received \(2,\)"),
        (lambda: vector.sum(axis=1), "axis 1 is out of bounds"),
        (lambda: vector**vector, r"log\(x\)"),
        (lambda: (vector * 2).backward(), r"received none for a result of shape \(2,\)"),
        (lambda: (vector * 2).backward([1.0]), r"received shape \(1,\)"),
        (lambda: vector.assign([1.0]), r"expects shape \(2,\), received shape \(1,\)"),
        (lambda: (vector * 2).assign([1.0, 2.0]), r"received the result of '\*'"),
    ],
)
def test_bad_input_is_answered_in_house_form(call, message):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: ") as caught:
        call()
    assert caught.match(message)


def test_numpy_functions_do_not_swallow_a_variable():
    with pytest.raises(TypeError):
        np.exp(vector)
