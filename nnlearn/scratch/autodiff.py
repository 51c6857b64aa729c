"""Reverse-mode automatic differentiation: the idea inside tf.GradientTape. Introduced in chapter 03.

Every result remembers its operation, its parents, and how to share its own gradient out to them. `backward` walks from
a result to everything that it was made of and adds up what arrives. The method is Linnainmaa's (1970); to read: Baydin
et al. (2018), Automatic differentiation in machine learning: a survey.

An operation is one line: its name, the forward value, the shares, the parents. In the shares, g is the gradient of the
result (the number at the end of the graph, by the result), y the result, and a and b the parents' values.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlearn.scratch import activations
from nnlearn.scratch.checks import floats, refusal

Axis = int | tuple[int, ...] | None


class Variable:
    """A number or an array that remembers how it was computed. Introduced in chapter 03.

    `+ - * / @`, `**` with a number, unary minus, indexing, and the methods and functions of this module make new
    variables, with NumPy's broadcasting. Numbers and arrays may stand on either side; they become variables too.

    Args:
        value: number or array, copied; float32 stays, anything else becomes float64.
        name: for pictures of the graph.

    Attributes:
        value: the array, read-only: a graph stays right about the numbers that it was computed with.
        gradient: of the last result whose `backward` came by here, shaped like value; None before.
        operation: what made it, such as "*" or "tanh"; "" for a variable that was given.
        parents: the variables that it was made of; () for a variable that was given.

    Raises:
        ValueError: for a value that is not made of real numbers; in operations, for shapes that do not fit.

    Example:
        >>> w, b = Variable(3.0), Variable(1.0)
        >>> y = (2 * w + b) ** 2
        >>> y.backward()
        >>> y, w.gradient, b.gradient
        (Variable(49., operation='**'), array(28.), array(14.))
    """

    __array_ufunc__ = None  # array * variable: NumPy steps back, and Python asks Variable.__rmul__

    def __init__(self, value: Any, name: str = ""):
        self._value = _frozen(value)
        self.name = name
        self.gradient: Any = None
        self.operation = ""
        self.parents: tuple[Variable, ...] = ()
        self._shares: Any = lambda g: ()  # its own gradient -> one for each parent

    @property
    def value(self) -> np.ndarray:
        """The numbers. To change those of a given variable: `assign` or `assign_sub`, as in Keras."""
        return self._value

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the value."""
        return self._value.shape

    def assign(self, value: Any) -> None:
        """Take new numbers. Results computed before keep the old ones: compute them again.

        Raises:
            ValueError: for another shape, or for a variable that is the result of an operation.
        """
        new = _frozen(value)
        if self.parents or new.shape != self.shape:
            received = f"the result of {self.operation!r}" if self.parents else f"shape {new.shape}"
            expected = "a variable that was given" if self.parents else f"shape {self.shape}"
            raise refusal("Variable.assign", expected, received, "make a new Variable")
        self._value = _frozen(new.astype(self._value.dtype))

    def assign_sub(self, change: Any) -> None:
        """Subtract: `w.assign_sub(0.1 * w.gradient)` is a step downhill."""
        self.assign(self._value - change)

    def backward(self, gradient: Any = None) -> None:
        """Fill `gradient` of this variable and of every variable that it was made of.

        Each call starts from zero: a second call gives the same again, and what an older result left is replaced. (To
        add up the gradients of two results, add the results.) Variables that are not in this graph are not touched.

        Args:
            gradient: of something further on by this result, shaped like it; 1 if None.

        Raises:
            ValueError: without a gradient, if the result is more than one number; for another shape.
        """
        start = np.ones(self.shape) if gradient is None and self._value.size == 1 else np.asarray(gradient)
        if start.shape != self.shape or start.dtype.kind not in "fiub":
            received = f"none for a result of shape {self.shape}" if gradient is None else f"shape {start.shape}"
            expected = f"one number, or a gradient of shape {self.shape}"
            raise refusal("Variable.backward", expected, received, "y.sum().backward()")
        nodes = graph(self)
        for node in nodes:
            node.gradient = np.zeros_like(node.value)
        self.gradient += start
        for node in reversed(nodes):  # children first: a gradient is complete before it is shared out
            for parent, share in zip(node.parents, node._shares(node.gradient), strict=True):
                parent.gradient += _sum_to(share, parent.shape)  # what is used twice gets both shares

    def __add__(self, other):
        return _operation("+", lambda a, b: a + b, lambda g, y, a, b: (g, g), self, other)

    def __sub__(self, other):
        return _operation("-", lambda a, b: a - b, lambda g, y, a, b: (g, -g), self, other)

    def __mul__(self, other):
        return _operation("*", lambda a, b: a * b, lambda g, y, a, b: (g * b, g * a), self, other)

    def __truediv__(self, other):
        return _operation("/", lambda a, b: a / b, lambda g, y, a, b: (g / b, -g * y / b), self, other)

    def __matmul__(self, other):
        return _operation("@", lambda a, b: a @ b, lambda g, y, a, b: _matmul_shares(g, a, b), self, other)

    def __pow__(self, n):
        if not isinstance(n, int | float | np.integer | np.floating):
            raise refusal("Variable ** n", "a number n", repr(n), "exp(n * log(x))")
        return _operation("**", lambda a: a**n, lambda g, y, a: (g * n * a ** (n - 1 if n else 0),), self)

    def __neg__(self):
        return _operation("-", lambda a: -a, lambda g, y, a: (-g,), self)

    def __getitem__(self, key):
        return _operation("[]", lambda a: a[key], lambda g, y, a: (_put(g, key, a.shape),), self)

    # A number or an array on the left: Python asks for these when the left side cannot.
    def __radd__(self, other):
        return _variable(other, self) + self

    def __rsub__(self, other):
        return _variable(other, self) - self

    def __rmul__(self, other):
        return _variable(other, self) * self

    def __rtruediv__(self, other):
        return _variable(other, self) / self

    def __rmatmul__(self, other):
        return _variable(other, self) @ self

    @property
    def T(self) -> Variable:
        """The axes in reverse order: rows become columns."""
        return _operation("T", lambda a: a.T, lambda g, y, a: (g.T,), self)

    def reshape(self, *shape: Any) -> Variable:
        """The same numbers in another shape, one size of which may be -1."""
        return _operation("reshape", lambda a: a.reshape(*shape), lambda g, y, a: (g.reshape(a.shape),), self)

    def sum(self, axis: Axis = None, keepdims: bool = False) -> Variable:
        """Over an axis, several, or all (None)."""
        return _operation("sum", lambda a: a.sum(axis, keepdims=keepdims), lambda g, y, a: (_spread(g, a, axis),), self)

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Variable:
        """Over an axis, several, or all (None)."""

        def shares(g, y, a):
            return (_spread(g, a, axis) * (y.size / a.size),)

        return _operation("mean", lambda a: a.mean(axis, keepdims=keepdims), shares, self)

    def max(self, axis: Axis = None, keepdims: bool = False) -> Variable:
        """Over an axis, several, or all (None). Equal largest entries share the gradient, as in TensorFlow."""

        def shares(g, y, a):
            largest = a == a.max(axis, keepdims=True)
            return (_spread(g, a, axis) * largest / largest.sum(axis, keepdims=True),)

        return _operation("max", lambda a: a.max(axis, keepdims=keepdims), shares, self)

    def __repr__(self):
        numbers = np.array2string(self._value, separator=", ", threshold=20, prefix="Variable(")
        return f"Variable({numbers}, operation={self.operation!r})" if self.operation else f"Variable({numbers})"


def exp(x: Any) -> Variable:
    """Exponential: `e ** x`, which is its own slope."""
    return _operation("exp", np.exp, lambda g, y, a: (g * y,), x)


def log(x: Any) -> Variable:
    """Natural logarithm; its slope is `1 / x`."""
    return _operation("log", np.log, lambda g, y, a: (g / a,), x)


def tanh(x: Any) -> Variable:
    """Squash to (-1, 1), with the slope `1 - y ** 2` where y is the result."""
    return _operation("tanh", np.tanh, lambda g, y, a: (g * (1 - y**2),), x)


def sigmoid(x: Any) -> Variable:
    """Squash to (0, 1), with the slope `y * (1 - y)` where y is the result."""
    return _operation("sigmoid", activations.sigmoid, lambda g, y, a: (g * activations.sigmoid_derivative(a),), x)


def relu(x: Any) -> Variable:
    """Let the positive part through; the slope is 1 above 0, else 0."""
    return _operation("relu", lambda a: np.maximum(a, 0), lambda g, y, a: (g * (a > 0),), x)


def softmax(x: Any, axis: int = -1) -> Variable:
    """Scores to shares that sum to 1. Put together from the operations above: no gradient left to write.

    Example:
        >>> shares = softmax(Variable([0.0, 0.0]))
        >>> [node.operation for node in graph(shares) if node.operation]
        ['-', 'exp', 'sum', '/']
    """
    x = _variable(x)
    powers = exp(x - x.value.max(axis, keepdims=True))  # a common shift changes nothing, so it needs no gradient
    return powers / powers.sum(axis, keepdims=True)


def graph(y: Variable) -> list[Variable]:
    """All that y was made of, and y itself last: every variable comes after its parents (topological order).

    Example:
        >>> a = Variable(2.0, name="a")
        >>> [node.operation or node.name for node in graph(tanh(a * a) + a)]
        ['a', '*', 'tanh', '+']
    """
    order, seen = [], set()
    todo = [(y, False)]  # a list instead of recursion: a graph may be deeper than Python's stack
    while todo:
        node, parents_are_in = todo.pop()
        if parents_are_in:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            todo.append((node, True))
            todo.extend((parent, False) for parent in reversed(node.parents))
    return order


def _operation(name, forward, shares, *parents):
    """Compute, and remember how: a variable whose `_shares` turn its gradient into those of its parents."""
    parents = tuple(_variable(parent, parents[0]) for parent in parents)
    values = [parent.value for parent in parents]  # as they are now, whatever is assigned later
    try:
        y = forward(*values)
    except ValueError as error:
        received = " and ".join(str(parent.shape) for parent in parents)
        who = f"{name!r} of variables"
        raise refusal(who, "shapes that fit", f"{received} ({error})", ".T or .reshape") from None
    result = Variable(y)
    result.operation, result.parents = name, parents
    result._shares = lambda g: shares(g, y, *values)
    return result


def _variable(x, partner=None):
    """X itself, or a variable made of it; a plain number takes its partner's precision."""
    if isinstance(x, Variable):
        return x
    plain = isinstance(x, int | float) and isinstance(partner, Variable)
    return Variable(np.asarray(x, partner.value.dtype) if plain else x)


def _sum_to(g, shape):
    """Undo broadcasting: an entry that was used many times gets the sum of its gradients."""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))  # axes that broadcasting put in front
    return g.sum(axis=tuple(k for k, size in enumerate(shape) if size == 1), keepdims=True)


def _spread(g, a, axis):
    """Undo a reduction: each entry of a gets the gradient of the result that it went into."""
    return np.broadcast_to(g.reshape(a.sum(axis, keepdims=True).shape), a.shape)


def _put(g, key, shape):
    """Undo indexing: g at [key], 0 elsewhere; an entry that was picked twice gets both."""
    full = np.zeros(shape)
    np.add.at(full, key, g)
    return full


def _matmul_shares(g, a, b):
    """`g @ b.T` and `a.T @ g`; NumPy takes a vector on the left as a row, on the right as a column."""
    row, column = a.ndim == 1, b.ndim == 1
    a, b = (a[None, :] if row else a), (b[:, None] if column else b)  # (..., n, k), (..., k, m)
    g = g[..., None] if column else g
    g = g[..., None, :] if row else g  # (..., n, m)
    for_b = a.swapaxes(-1, -2) @ g  # (..., k, m)
    return g @ b.swapaxes(-1, -2), for_b[..., 0] if column else for_b


def _frozen(value):
    """A read-only copy: float32 as it is, all else as float64."""
    array = np.array(floats("Variable", "value", value))
    array.flags.writeable = False
    return array
