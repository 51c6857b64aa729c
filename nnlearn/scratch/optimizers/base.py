"""What every optimizer has: a learning rate, a step count, clipping, weight decay, and state for each weight."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from nnlearn.scratch.checks import above_zero, at_least, refusal
from nnlearn.scratch.config import Configurable
from nnlearn.scratch.optimizers.clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from nnlearn.scratch.optimizers.schedules import LearningRateSchedule
from nnlearn.scratch.optimizers.state import FIX, kind, listed, read_arrays, read_steps

Array = np.ndarray
PART = 32768  # numbers of a weight that an elementwise step changes at a time


class Optimizer(Configurable):
    """Turns gradients into steps. A new optimizer writes `update_step`, and `new_state` if it remembers something.

    A step is, in Keras' order: clip the gradients, let the weights decay, then `update_step` for each weight.

    Args:
        learning_rate: size of a step, a number of at least 0, or a schedule (`optimizers.schedules`).
        weight_decay: if given, `w -= learning_rate * weight_decay * w` in every step, at least 0. This shrinks the weights
            directly and does not pass through the gradient (chapter 07).
        clipnorm: if given, the largest norm of each weight's gradient, above 0.
        clipvalue: if given, the largest magnitude of each entry of a gradient, above 0.
        global_clipnorm: if given, the largest norm of all gradients together, above 0. At most one of the three.

    Attributes:
        iterations: how many steps have been made.
        elementwise: True in a class whose `update_step` treats each number of a weight by itself; a large weight is then
            changed part by part, which is faster. False unless a class says so.

    Raises:
        ValueError: for numbers out of range, or more than one kind of clipping.

    Example:
        >>> class SignDescent(Optimizer):
        ...     def update_step(self, g, w, learning_rate):
        ...         w -= learning_rate * np.sign(g)
        >>> w = np.array([1.0, 1.0])
        >>> SignDescent(0.25).apply([np.array([3.0, -2.0])], [w])
        >>> w
        array([0.75, 1.25])
    """

    elementwise: ClassVar[bool] = False

    def __init__(
        self,
        learning_rate: float | LearningRateSchedule,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
    ):
        who = type(self).__name__
        self.learning_rate = learning_rate
        self.weight_decay = None if weight_decay is None else at_least(0, who, "weight_decay", weight_decay, "0.004")
        self.clipnorm = None if clipnorm is None else above_zero(who, "clipnorm", clipnorm, "1.0")
        self.clipvalue = None if clipvalue is None else above_zero(who, "clipvalue", clipvalue, "0.5")
        self.global_clipnorm = (
            None if global_clipnorm is None else above_zero(who, "global_clipnorm", global_clipnorm, "1.0")
        )
        clips = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
        given = [clip for clip, value in clips.items() if value is not None]
        if len(given) > 1:
            raise refusal(who, f"at most one of {', '.join(clips)}", " and ".join(given), "leave out all but one")
        self.iterations = 0
        self._known: list[tuple[tuple[int, ...], np.dtype]] | None = None  # kinds of the first step's weights
        self._state: list[dict[str, Array]] = []  # for each weight, what update_step takes besides g and w

    @property
    def learning_rate(self) -> float | LearningRateSchedule:
        """As it was given: a number, or the schedule; either can be set at any time."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, learning_rate: float | LearningRateSchedule) -> None:
        if not isinstance(learning_rate, LearningRateSchedule):
            learning_rate = at_least(0, type(self).__name__, "learning_rate", learning_rate, "0.001")
        self._learning_rate = learning_rate

    @property
    def current_learning_rate(self) -> float:
        """The number that the next step will use."""
        if isinstance(self.learning_rate, LearningRateSchedule):
            return float(self.learning_rate(self.iterations))
        return self.learning_rate

    def apply(self, gradients: Sequence[Array], weights: Sequence[Array]) -> None:
        """Make one step: change the weights in place, and leave the gradients as they are.

        The optimizer remembers each weight by its place in the list. NaN in a gradient is not refused: it travels
        into the weights, as in Keras. Without any weights there is no step.

        Args:
            gradients: one array for each weight, of its shape.
            weights: float arrays, the same ones in the same order in every step.

        Raises:
            ValueError: for gradients that do not fit the weights, weights that are not writable float arrays, or
                weights of other shapes than at the first step.
        """
        gradients = self._check(gradients, weights)
        if not weights:
            return
        self._remember(weights)
        learning_rate = self.current_learning_rate
        for g, w, state in zip(self._clip(gradients), weights, self._state, strict=True):
            if self.weight_decay is not None:
                w -= learning_rate * self.weight_decay * w
            for g_part, w_part, state_part in _parts(g, w, state) if self.elementwise else [(g, w, state)]:
                self.update_step(g_part, w_part, learning_rate, **state_part)
        self.iterations += 1

    def update_step(self, g: Array, w: Array, learning_rate: float, *args: Any, **state: Any) -> None:
        """Change one weight w and its state in place, given its gradient g; the rest of the arguments is `new_state(w)`."""
        raise NotImplementedError(f"{type(self).__name__} has no update_step")

    def new_state(self, w: Array) -> dict[str, Array]:
        """What to remember about a weight before the first step: arrays of its shape and dtype, by letter."""
        return {}

    def get_state(self) -> list[Array]:
        """Copies of what a run needs to go on exactly: the number of steps, then weight by weight its state."""
        arrays = [array.copy() for state in self._state for array in state.values()]
        return [np.array(self.iterations), *arrays]

    def set_state(self, state: Sequence[Array]) -> None:
        """Go on from what `get_state` of an optimizer with the same arguments gave; this one may be new.

        Raises:
            ValueError: for a list that does not begin with the number of steps, or does not fit this optimizer.
        """
        who = f"{type(self).__name__}.set_state"
        steps, letters = read_steps(who, state), list(self.new_state(np.zeros(1)))
        groups = read_arrays(who, state, letters)
        kinds = [kind(group[letters[0]]) for group in groups]
        fits = kinds == self._known if self._known is not None else kinds or steps == 0
        if letters and not fits:
            raise refusal(who, f"the state of weights {listed(self._known or [])}", f"that of {listed(kinds)}", FIX)
        if groups:
            self._state, self._known = groups, kinds
        self.iterations = steps

    def _remember(self, weights):
        """At the first step make the state; later see that the weights are those of the first step."""
        kinds = [kind(w) for w in weights]
        if self._known is None:
            self._known = kinds
            self._state = [self.new_state(w) for w in weights]
        elif kinds != self._known:
            raise refusal(
                f"{type(self).__name__}.apply",
                f"the weights of its first step, {listed(self._known)}",
                listed(kinds),
                f"make a new {type(self).__name__}(...) for another model",
            )

    def _clip(self, gradients):
        if self.clipnorm is not None:
            return [clip_by_norm(g, self.clipnorm) for g in gradients]
        if self.clipvalue is not None:
            return [clip_by_value(g, self.clipvalue) for g in gradients]
        if self.global_clipnorm is not None:
            return clip_by_global_norm(gradients, self.global_clipnorm)
        return gradients

    def _check(self, gradients, weights):
        """The gradients as arrays of their weights' dtypes, none of which shares memory with a weight."""
        who = f"{type(self).__name__}.apply"
        for name, value in (("gradients", gradients), ("weights", weights)):
            if not isinstance(value, list | tuple):
                raise refusal(who, f"a list of {name}", f"a {type(value).__name__}", "apply([gradient], [weight])")
        if len(gradients) != len(weights):
            raise refusal(
                who, f"one gradient for each of {len(weights)} weights", len(gradients), "apply(gradients, weights)"
            )
        for w in weights:
            if not isinstance(w, np.ndarray) or w.dtype.kind != "f" or not w.flags.writeable:
                raise refusal(who, "weights that are writable float arrays", _describe(w), "np.array(w, dtype=float)")
        owners = {_owner(w) for w in weights}
        return [self._as_gradient(who, g, w, owners) for g, w in zip(gradients, weights, strict=True)]

    def _as_gradient(self, who, gradient, w, owners):
        g = np.asarray(gradient)
        if g.dtype.kind not in "fiub":
            raise refusal(who, "gradients of real numbers", _describe(gradient), "run backward first")
        if g.shape != w.shape:
            raise refusal(who, f"a gradient of shape {w.shape}, that of its weight", g.shape, "one number per weight")
        # f(x, y) = x * y has the gradients (y, x): the weights themselves, which change while the step is made.
        return g.astype(w.dtype, copy=_owner(g) in owners)


def _parts(g, w, state):
    """Views of the same parts of all arrays, short enough that what a step computes on the way stays in the cache."""
    if w.size <= PART or not all(array.flags.c_contiguous for array in (g, w, *state.values())):
        yield g, w, state
        return
    rows = [array.reshape(-1) for array in (g, w, *state.values())]
    for k in range(0, w.size, PART):
        g, w, *rest = (row[k : k + PART] for row in rows)
        yield g, w, dict(zip(state, rest, strict=True))


def _describe(value):
    if not isinstance(value, np.ndarray):
        return repr(value)
    return f"{'' if value.flags.writeable else 'a read-only '}array of dtype {value.dtype}"


def _owner(array):
    """What holds the numbers of an array that may be a view."""
    return id(array if array.base is None else array.base)
