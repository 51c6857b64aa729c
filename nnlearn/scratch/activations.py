"""Activation functions, each beside its derivative. Introduced in chapter 02.

Names and defaults are Keras' (`step` is ours: Keras has none). Each takes an array of any shape; float32
stays, all other numbers become float64. The derivatives are with respect to the input x.
"""

import math
from collections.abc import Callable

import numpy as np

from nnlearn.scratch import normal
from nnlearn.scratch.checks import floats

Array = np.ndarray
Function = Callable[..., Array]


def step(x: Array) -> Array:
    """The threshold unit's answer: `1 if x >= 0 else 0` (McCulloch and Pitts, 1943; chapter 01).

    Example:
        >>> step(np.array([-0.5, 0.0, 2.0]))
        array([0., 1., 1.])
    """
    x = _floats(x)
    return (x >= 0).astype(x.dtype)


def step_derivative(x: Array) -> Array:
    """`0` everywhere, at the jump too: no gradient gets through, so nothing below a step can be learned."""
    return np.zeros_like(_floats(x))


def linear(x: Array) -> Array:
    """The input itself, as floats: `x`."""
    return _floats(x).copy()


def linear_derivative(x: Array) -> Array:
    """`1`."""
    return np.ones_like(_floats(x))


def sigmoid(x: Array) -> Array:
    """Squashes to (0, 1): `1 / (1 + exp(-x))`.

    Example:
        >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
        array([0. , 0.5, 1. ])
    """
    x = _floats(x)
    small = np.exp(-np.abs(x))  # never above 1, so it cannot overflow
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def sigmoid_derivative(x: Array) -> Array:
    """`s * (1 - s)` with `s = sigmoid(x)`; at most 1/4.

    Example:
        >>> sigmoid_derivative(np.array([0.0]))
        array([0.25])
    """
    # 1 - s is written sigmoid(-x), which keeps its digits when s is nearly 1.
    return sigmoid(x) * sigmoid(-_floats(x))


def tanh(x: Array) -> Array:
    """Squashes to (-1, 1): `(exp(x) - exp(-x)) / (exp(x) + exp(-x))`, which is `2 * sigmoid(2 * x) - 1`."""
    return np.tanh(_floats(x))


def tanh_derivative(x: Array) -> Array:
    """`1 - tanh(x) ** 2`."""
    return 1 - np.tanh(_floats(x)) ** 2


def relu(x: Array) -> Array:
    """Lets the positive part through: `max(x, 0)` (Nair and Hinton, 2010).

    Example:
        >>> relu(np.array([-2.0, 3.0]))
        array([0., 3.])
    """
    return np.maximum(_floats(x), 0)


def relu_derivative(x: Array) -> Array:
    """`1 if x > 0 else 0`; at 0, where there is none, 0 as in TensorFlow."""
    x = _floats(x)
    return (x > 0).astype(x.dtype)


def leaky_relu(x: Array, negative_slope: float = 0.2) -> Array:
    """A ReLU that never goes quite flat: `x if x > 0 else negative_slope * x` (Maas et al., 2013, with 0.01).

    Example:
        >>> leaky_relu(np.array([-2.0, 3.0]))
        array([-0.4,  3. ])
    """
    x = _floats(x)
    return np.where(x > 0, x, negative_slope * x)


def leaky_relu_derivative(x: Array, negative_slope: float = 0.2) -> Array:
    """`1 if x > 0 else negative_slope`."""
    x = _floats(x)
    return np.where(x > 0, 1, negative_slope).astype(x.dtype)


def elu(x: Array, alpha: float = 1.0) -> Array:
    """A ReLU with a smooth negative side: `x if x > 0 else alpha * (exp(x) - 1)` (Clevert et al., 2016)."""
    x = _floats(x)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))  # both sides are computed: minimum avoids overflow


def elu_derivative(x: Array, alpha: float = 1.0) -> Array:
    """`1 if x > 0 else alpha * exp(x)`."""
    x = _floats(x)
    return np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0))).astype(x.dtype)


def softplus(x: Array) -> Array:
    """A smooth ReLU: `log(1 + exp(x))` (Dugas et al., 2001).

    Example:
        >>> softplus(np.array([-1000.0, 1000.0]))
        array([   0., 1000.])
    """
    return np.logaddexp(_floats(x), 0)


def softplus_derivative(x: Array) -> Array:
    """`sigmoid(x)`."""
    return sigmoid(x)


def silu(x: Array) -> Array:
    """A smooth ReLU with a dip below 0: `x * sigmoid(x)` (Elfwing et al., 2018; also called swish).

    Example:
        >>> silu(np.array([-1000.0, 0.0, 1000.0]))
        array([  -0.,    0., 1000.])
    """
    return _floats(x) * sigmoid(x)


def silu_derivative(x: Array) -> Array:
    """`s + x * s * (1 - s)` with `s = sigmoid(x)`."""
    return sigmoid(x) + _floats(x) * sigmoid_derivative(x)


def gelu(x: Array, approximate: bool = False) -> Array:
    """The input times the chance that a standard normal number is below it: `x * cdf(x)`, that is
    `x * (1 + erf(x / sqrt(2))) / 2` (Hendrycks and Gimpel, 2016).

    Args:
        x: of any shape.
        approximate: True takes the paper's stand-in, `cdf(x) = (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3))) / 2`,
            which is off by less than 0.0005.

    Example:
        >>> gelu(np.array([-1.0, 0.0, 1.0])).round(4)
        array([-0.1587,  0.    ,  0.8413])
    """
    x = _floats(x)
    return x * ((1 + np.tanh(_gelu_bend(x))) / 2 if approximate else normal.cdf(x))


def gelu_derivative(x: Array, approximate: bool = False) -> Array:
    """`cdf(x) + x * cdf'(x)`, where cdf' is the normal density, or for the stand-in the derivative of its tanh."""
    x = _floats(x)
    if not approximate:
        return normal.cdf(x) + x * normal.pdf(x)
    bend = _gelu_bend(x)
    slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)
    return (1 + np.tanh(bend) + x * tanh_derivative(bend) * slope) / 2


def _gelu_bend(x):
    """What the stand-in for the normal distribution takes the tanh of."""
    return math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)


def softmax(x: Array, axis: int = -1) -> Array:
    """Scores to shares that are positive and sum to 1: `exp(x) / sum(exp(x))` along an axis (Bridle, 1990).

    Args:
        x: scores, at least one axis.
        axis: the one that is shared out.

    Returns:
        An array shaped like x.

    Raises:
        ValueError: for a single number, which has nothing to share with.

    Example:
        >>> softmax(np.array([1000.0, 1000.0]))
        array([0.5, 0.5])
    """
    x = _floats(x)
    if x.ndim == 0:
        raise ValueError("softmax expects an array with at least one axis, received a number. Fix: np.array([x]).")
    # Taking the largest score away changes nothing in the quotient and keeps exp from overflowing.
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def softmax_jvp(x: Array, v: Array, axis: int = -1) -> Array:
    """How the shares change when x moves along v, to first order: `s * (v - sum(s * v))` with `s =
    softmax(x)`.

    Every share depends on every score, so the derivative is a matrix, `J[i, j] = s[i] * ((i == j) - s[j])`.
    This is its product with v; J is symmetric, so it is also what backpropagation needs, `v @ J`.

    Args:
        x: scores.
        v: shaped like x: the direction, or the gradient that comes from above.
        axis: the one that is shared out.

    Returns:
        An array shaped like x.

    Raises:
        ValueError: for different shapes.
    """
    s, v = softmax(x, axis), _floats(v)
    if s.shape != v.shape:
        raise ValueError(f"softmax_jvp expects v of shape {s.shape}, received {v.shape}. Fix: one number per score.")
    return s * (v - (s * v).sum(axis=axis, keepdims=True))


DERIVATIVES: dict[Function, Function] = {
    step: step_derivative,
    linear: linear_derivative,
    sigmoid: sigmoid_derivative,
    tanh: tanh_derivative,
    relu: relu_derivative,
    leaky_relu: leaky_relu_derivative,
    elu: elu_derivative,
    softplus: softplus_derivative,
    silu: silu_derivative,
    gelu: gelu_derivative,
}
NAMES: dict[str, Function] = {function.__name__: function for function in (*DERIVATIVES, softmax)}


def get(identifier: str | Function | None) -> Function:
    """The activation with this name; a function is given back as it is, None is `linear`.

    Raises:
        ValueError: for an unknown name, with the list of those known.

    Example:
        >>> get("relu") is relu
        True
    """
    if identifier is None:
        return linear
    if isinstance(identifier, str) and identifier in NAMES:
        return NAMES[identifier]
    if callable(identifier):
        return identifier
    raise ValueError(f"activation expects one of {', '.join(NAMES)}, received {identifier!r}. Fix: 'relu'.")


def derivative(identifier: str | Function | None) -> Function:
    """The elementwise derivative of an activation, given its name or itself.

    Raises:
        ValueError: for softmax, whose derivative is a matrix, and for functions whose derivative is not
            known.

    Example:
        >>> derivative("tanh")(np.array([0.0]))
        array([1.])
    """
    function = get(identifier)
    if function in DERIVATIVES:
        return DERIVATIVES[function]
    name = getattr(function, "__name__", repr(function))
    cure = "softmax_jvp" if function is softmax else f"one of {', '.join(f.__name__ for f in DERIVATIVES)}"
    raise ValueError(f"derivative expects an elementwise activation, received {name}. Fix: use {cure}.")


def backward(identifier: str | Function | None, x: Array, gradient: Array) -> Array:
    """The gradient before an activation from the gradient after it: `gradient * derivative(x)`; for softmax
    its JVP.

    Args:
        identifier: the activation or its name.
        x: what went into it.
        gradient: of the loss by what came out, shaped like x.

    Returns:
        The gradient of the loss by x.

    Raises:
        ValueError: for a function whose derivative is not known.
    """
    function = get(identifier)
    if function is softmax:
        return softmax_jvp(x, gradient)
    return gradient * derivative(function)(x)


def _floats(x):
    return floats("an activation", "x", x)
