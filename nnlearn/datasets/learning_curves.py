"""Learning curves with a known cause: what a doctor of networks practises on."""

from collections.abc import Callable

import numpy as np

from nnlearn.datasets._check import check_count, check_range

CAUSES = (
    "rate too high",
    "rate too low",
    "overfitting",
    "too small",
    "held back in training",
    "nothing to learn",
)


def make_learning_curves(
    cause: str, rng: np.random.Generator | int, epochs: int = 40, guess: float = float(np.log(10))
) -> tuple[np.ndarray, np.ndarray]:
    """Training and validation loss, epoch by epoch, of a training that suffers from one of `CAUSES`.

    The story, in units of `guess`, the loss of somebody who knows nothing:

    - rate too high: both jump up by more than a tenth of the guess, all the time, or a few times until the
      network has died and answers like a guess; they end no better than half of it.
    - rate too low: both fall evenly and hardly; at least three quarters are left at the end.
    - overfitting: the training loss falls to nearly nothing; the validation loss falls below half, turns,
      and ends at least a third higher than its lowest point.
    - too small: both fall and then stay level, the validation loss at most a quarter above, with
      0.35 to 0.7 left.
    - held back in training (dropout, noise): both fall far, and the validation loss stays clearly below.
    - nothing to learn (labels without a connection to the inputs): the training loss falls, since every example can be learned by heart;
      the validation loss never gets clearly below the guess (0.95 of it at least), and rises.

    Everything else (speed, depth, wobble) is drawn afresh.

    Args:
        cause: one of `CAUSES`.
        rng: generator or seed.
        epochs: length of the curves, at least 30.
        guess: loss of a uniform guess, ln(classes).

    Returns:
        train: shape (epochs,).
        validation: shape (epochs,).

    Raises:
        ValueError: for an unknown cause, or an argument outside its range.

    Example:
        >>> train, validation = make_learning_curves("overfitting", rng=0)
        >>> train.shape, bool(validation[-1] > validation.min() * 4 / 3)
        ((40,), True)
    """
    if cause not in CAUSES:
        raise ValueError(
            f"make_learning_curves expects one of {', '.join(CAUSES)}, received {cause!r}. Fix: {CAUSES[0]!r}."
        )
    epochs = check_count("make_learning_curves", epochs, least=30)
    guess = check_range("make_learning_curves", "guess", guess, 0.1)
    train, validation = _SHAPES[cause](np.arange(epochs), np.random.default_rng(rng))
    return guess * train, guess * validation


def _falling(t, rng, floor, slow=(2.0, 6.0)):
    """From near 1 down to a floor, exponentially."""
    return floor + (1 - floor) * np.exp(-(t + 0.5) / rng.uniform(*slow))


def _wobble(t, rng, size):
    return 1 + np.clip(size * rng.normal(size=len(t)), -2.5 * size, 2.5 * size)


def _rate_too_high(t, rng):
    jumps = np.where(t % 2 == 0, 1, -1) * rng.uniform(0.15, 0.6, len(t)) + rng.normal(size=len(t)) * 0.15
    train = np.clip(rng.uniform(0.9, 1.6) + jumps, 0.55, None)
    validation = np.clip(train * _wobble(t, rng, 0.12), 0.52, None)
    if rng.random() < 0.5:  # it dies on the way
        dead = t >= rng.integers(6, 20)
        train, validation = (np.where(dead, _wobble(t, rng, 0.004), curve) for curve in (train, validation))
    return train, validation


def _rate_too_low(t, rng):
    train = 1 + rng.uniform(0, 0.08) - rng.uniform(0.05, 0.2) * t / t[-1]
    return train, train * rng.uniform(1.0, 1.03) * _wobble(t, rng, 0.002)


def _overfitting(t, rng):
    train = _falling(t, rng, rng.uniform(0.002, 0.02)) * _wobble(t, rng, 0.02)
    lowest = rng.uniform(0.12, 0.3)
    dip = _falling(t, rng, lowest, slow=(1.5, 3.5))
    turn = rng.uniform(0.15, 0.35) * t[-1]
    rise = np.maximum(0, t - turn) / (t[-1] - turn) * lowest * rng.uniform(0.7, 2.0)
    return train, (dip + rise) * _wobble(t, rng, 0.01)


def _too_small(t, rng):
    train = _falling(t, rng, rng.uniform(0.4, 0.62), slow=(1.5, 4.0))
    return train * _wobble(t, rng, 0.006), train * rng.uniform(1.01, 1.22) * _wobble(t, rng, 0.008)


def _held_back(t, rng):
    train = _falling(t, rng, rng.uniform(0.12, 0.28), slow=(2.0, 5.0))
    return train * _wobble(t, rng, 0.02), train * rng.uniform(0.45, 0.75) * _wobble(t, rng, 0.02)


def _nothing_to_learn(t, rng):
    train = 1.02 - rng.uniform(0.45, 0.9) * (t / t[-1]) ** rng.uniform(0.8, 1.3)
    validation = rng.uniform(0.98, 1.05) + rng.uniform(0.15, 1.0) * (t / t[-1]) ** rng.uniform(1.0, 1.6)
    return train * _wobble(t, rng, 0.006), np.maximum(0.955, validation * _wobble(t, rng, 0.01))


_SHAPES: dict[str, Callable] = {
    "rate too high": _rate_too_high,
    "rate too low": _rate_too_low,
    "overfitting": _overfitting,
    "too small": _too_small,
    "held back in training": _held_back,
    "nothing to learn": _nothing_to_learn,
}
