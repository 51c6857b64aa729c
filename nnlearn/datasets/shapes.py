"""Classes in the plane that no straight line separates."""

import numpy as np

from nnlearn.datasets._check import check_count, check_range

Plane = tuple[np.ndarray, np.ndarray]


def make_moons(n: int, noise: float, rng: np.random.Generator | int) -> Plane:
    """Two half circles of radius 1, each reaching into the other's bay (scikit-learn's make_moons).

    The story: walk evenly along a half circle, then stumble by a normal step of size `noise` in each
    direction. Without noise the classes do not touch, and the best score is 1; with noise they overlap and
    it is below 1.

    Args:
        n: number of points, at least 2; the classes get half each, class 1 one more when n is odd.
        noise: standard deviation of the stumble, at least 0, in units of the radius.
        rng: generator or seed.

    Returns:
        X: shape (n, 2).
        y: shape (n,), 0 (upper moon) or 1 (lower moon).

    Raises:
        ValueError: for an argument outside its range.

    Example:
        >>> X, y = make_moons(100, noise=0.1, rng=0)
        >>> X.shape, int(y.sum())
        ((100, 2), 50)
    """
    from sklearn import datasets

    n, noise = check_count("make_moons", n), check_range("make_moons", "noise", noise, 0.0)
    X, y = datasets.make_moons(n, noise=noise, random_state=_seed(rng))
    return X, y.astype(int)


def make_circles(n: int, noise: float, rng: np.random.Generator | int, factor: float = 0.5) -> Plane:
    """A small circle inside a circle of radius 1 (scikit-learn's make_circles).

    The story: walk evenly round one of two circles about the origin, then stumble by a normal step of size
    `noise`. Without noise the radius alone tells the class, and the best score is 1.

    Args:
        n: number of points, at least 2; the classes get half each, class 1 one more when n is odd.
        noise: standard deviation of the stumble, at least 0, in units of the outer radius.
        rng: generator or seed.
        factor: radius of the inner circle, 0 to 0.99.

    Returns:
        X: shape (n, 2).
        y: shape (n,), 0 (outer) or 1 (inner).

    Raises:
        ValueError: for an argument outside its range.
    """
    from sklearn import datasets

    n, noise = check_count("make_circles", n), check_range("make_circles", "noise", noise, 0.0)
    factor = check_range("make_circles", "factor", factor, 0.0, 0.99)
    X, y = datasets.make_circles(n, noise=noise, factor=factor, random_state=_seed(rng))
    return X, y.astype(int)


def make_spirals(n: int, noise: float, rng: np.random.Generator | int, turns: float = 1.5, classes: int = 2) -> Plane:
    """Spiral arms wound round each other, one per class.

    The story: an arm leaves the origin and turns as it goes, `angle = 2 pi (turns * radius + class /
    classes)`; a point is somewhere on its arm, at a radius drawn evenly from 0 to 1, and then stumbles by a
    normal step of size `noise`. Neighbouring arms are 1 / (turns * classes) apart. Without noise the best
    score is 1 (up to the shared origin).
    Two such arms are the task of Lang and Witbrock (1988), Learning to tell two spirals apart.

    Args:
        n: number of points, at least `classes`; spread over the classes as evenly as n allows.
        noise: standard deviation of the stumble, at least 0; the arms have length 1 from the origin.
        rng: generator or seed.
        turns: times that an arm goes round, above 0.
        classes: number of arms, at least 2.

    Returns:
        X: shape (n, 2).
        y: shape (n,), 0 to classes - 1.

    Raises:
        ValueError: for an argument outside its range.

    Example:
        >>> X, y = make_spirals(90, noise=0.0, rng=0, classes=3)
        >>> np.bincount(y)
        array([30, 30, 30])
    """
    if isinstance(classes, bool) or not isinstance(classes, int | np.integer) or classes < 2:
        raise ValueError(f"make_spirals expects classes of at least 2, received {classes!r}. Fix: classes=2.")
    n = check_count("make_spirals", n, least=int(classes))
    noise = check_range("make_spirals", "noise", noise, 0.0)
    turns = check_range("make_spirals", "turns", turns, 1e-6)
    rng = np.random.default_rng(rng)
    y = rng.permutation(np.arange(n) % classes)
    radius = rng.random(n)
    angle = 2 * np.pi * (turns * radius + y / classes)
    X = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)  # (n, 2)
    return X + rng.normal(scale=noise, size=X.shape), y


def _seed(rng):
    """An int for scikit-learn, which takes no Generator."""
    return int(np.random.default_rng(rng).integers(2**31))
