"""Gradient checking: what a backward pass says against what small steps show."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlearn.scratch.checks import numbers, refusal
from nnlearn.scratch.gradcheck.judge import Verdict, judge
from nnlearn.scratch.gradcheck.numeric import Array, check_step, moved
from nnlearn.scratch.gradcheck.report import GradientReport, make_report
from nnlearn.scratch.gradcheck.things import WHO, Claim, claims_of_layer, claims_of_loss, claims_of_model
from nnlearn.scratch.layers.base import Layer


def check_gradients(
    thing: Any,
    x: Any,
    y: Any = None,
    *,
    h: float = 1e-5,
    rtol: float = 1e-6,
    atol: float = 1e-7,
    training: bool = False,
    seed: int = 0,
) -> GradientReport:
    """Check every gradient of a layer, a loss or a model by central differences. Introduced in chapter 03.

    A layer, or a model without y, gets a random gradient for its output; checked are those that `backward` makes of it,
    for the input and every trainable weight. A compiled model with y: the gradients of its loss, regularizers included,
    by every trainable weight. A loss: its gradient by y_pred. Every run is made on a fresh copy, so that Dropout draws
    the same mask each time and BatchNormalization's averages do not move; the thing itself comes back as it was.

    Where a corner such as ReLU's is closer than h, there is no gradient to compare with: such entries are reported as
    "at a kink" and not judged.

    Args:
        thing: a Layer (float64), a compiled model, or a loss.
        x: a layer's or model's inputs, a list of arrays for several; a loss's y_true.
        y: a model's targets; a loss's y_pred.
        h: how far an entry is moved.
        rtol: error allowed, by the size of the entry.
        atol: error allowed in any entry, by the size of the largest one. What rounding can do comes on top.
        training: how layers and models are called.
        seed: of the random gradient.

    Returns:
        A report: `report.ok`, `report.largest`, `print(report)`.

    Raises:
        ValueError: for float32 layers, things that are neither layer nor loss, arguments that are missing or too many,
            inputs so near the end of their range that they cannot be moved by h.

    Example:
        >>> from nnlearn.scratch import Dense
        >>> print(check_gradients(Dense(3, "tanh", seed=0), np.array([[1.0, 2.0], [3.0, 5.0]])))
        gradients of dense: right
          input of dense   right in 4 entries
          kernel of dense  right in 6 entries
          bias of dense    right in 3 entries
        kernel[1, 2] of dense: the error falls as step ** 2.0, as it does for a right gradient (step ** 2)
    """
    if isinstance(thing, Layer):
        if y is None:
            claims = claims_of_layer(thing, x, training, seed)
        elif hasattr(thing, "loss_and_gradients"):
            claims = claims_of_model(thing, x, y, training)
        else:
            raise refusal(WHO, "no y for a layer without a loss", "one", "leave y away, or check a compiled model")
        name = thing.name
    elif callable(thing) and callable(getattr(thing, "gradient", None)):
        if y is None:
            raise refusal(WHO, "y_true and y_pred for a loss", "one of them", f"{WHO}(loss, y_true, y_pred)")
        claims = claims_of_loss(thing, x, y)
        name = claims[0].owner
    else:
        raise refusal(WHO, "a layer, a model or a loss", repr(thing), "for a function of your own, check_function")
    return make_report(name, [_judged(WHO, claim, h, rtol, atol) for claim in claims])


def check_function(
    f: Callable[[Array], float],
    gradient: Callable[[Array], Array] | Any,
    w: Any,
    *,
    h: float = 1e-5,
    rtol: float = 1e-6,
    atol: float = 1e-7,
    name: str = "w",
) -> GradientReport:
    """Check the gradient of a function of your own. Introduced in chapter 03.

    Args:
        f: takes an array shaped like w, gives one number.
        gradient: what you say its gradient is: an array, or a function that takes w and gives one.
        w: where to check, any shape; not changed.
        h: how far an entry is moved.
        rtol: error allowed, by the size of the entry.
        atol: error allowed in any entry, by the size of the largest one. What rounding can do comes on top.
        name: of w, for the report.

    Returns:
        A report, as from `check_gradients`.

    Raises:
        ValueError: for a w or an h that is none, an f that does not give one finite number.

    Example:
        >>> print(check_function(lambda w: (w**3).sum(), lambda w: w**2, np.array([1.0, 2.0])))
        gradients of w: wrong
          w  wrong in 2 of 2 entries
        w[1]: gradient says 4, differences say 12
        w: 0.333 times the right values, everywhere
        w[1]: the error stays, however small the step, as it does for a wrong gradient
    """
    w = numbers("check_function", "w", w).astype(np.float64)
    claimed = gradient(w.copy()) if callable(gradient) else gradient
    size = 1 + abs(moved(f, w, (), 0.0))
    claim = Claim(name, "", f, w, claimed, size, source="gradient")
    return make_report(name, [_judged("check_function", claim, h, rtol, atol)])


def _judged(who: str, claim: Claim, h: float, rtol: float, atol: float) -> Verdict:
    check_step(who, h)
    here = moved(claim.f, claim.w, (), 0.0)
    if not np.isfinite(here):
        raise refusal(who, "finite outputs", f"{here} at these numbers", "smaller inputs or weights")
    try:
        return judge(claim, h, rtol, atol)
    except ValueError as error:
        fix = "numbers further inside their range, or a smaller h"
        raise refusal(who, f"{claim.label} that can be moved by h = {h:g}", f"one that cannot: {error}", fix) from error
