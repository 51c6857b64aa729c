"""Two classes with a gap between them whose width is known."""

from dataclasses import dataclass

import numpy as np

from nnlearn.datasets._check import check_count, check_range


@dataclass(frozen=True)
class Separator:
    """The hyperplane `X @ normal + bias = 0` that cut a data set in two, and the gap that it left.

    Attributes:
        normal: shape (dim,), of length 1, pointing to class 1.
        bias: the intercept b.
        margin: distance from the hyperplane to the nearest point of either class.
    """

    normal: np.ndarray
    bias: float
    margin: float

    @property
    def margin_appended(self) -> float:
        """Gamma when the bias is learned too: `margin / ||(normal, bias)||`, for inputs with a 1 appended.

        A perceptron that learns its bias separates the points (x, 1) by the weights (w, b), whose length is
        no longer 1. Another hyperplane may do better, so this is a lower bound on the best gamma.
        """
        return self.margin / float(np.hypot(1.0, self.bias))

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Class 0 or 1 of each row of X, shape (n, dim) -> (n,)."""
        return (np.asarray(X) @ self.normal + self.bias >= 0).astype(int)

    def novikoff_bound(self, X: np.ndarray) -> float:
        """Most mistakes that a perceptron with learned bias makes on X from zero weights: `(R / gamma) ** 2`.

        R is the length of the longest input with a 1 appended, gamma is `margin_appended`. Novikoff (1962),
        On convergence proofs on perceptrons; chapter 01. A wider gamma would give a smaller, equally true
        bound.
        """
        longest_squared = float((np.asarray(X, dtype=float) ** 2).sum(axis=1).max()) + 1.0
        return longest_squared / self.margin_appended**2


def make_blobs_with_margin(
    n: int,
    margin: float,
    rng: np.random.Generator | int,
    dim: int = 2,
    offset: float = 0.0,
    radius: float = 1.0,
) -> tuple[np.ndarray, np.ndarray, Separator]:
    """A round cloud of points cut in two by a hyperplane, with a gap of known width on both sides of it.

    The story: draw a direction (the normal) at random. Draw points evenly in a ball of the given radius
    around the point `offset * normal`, none closer than `margin` to the plane through the centre at right
    angles to the normal, and call those on the far side class 1. The first point of each class lies exactly
    at the margin. Half of the points (rounded up) are of class 1. Best possible score: 1.

    An offset moves cloud and hyperplane together along the normal: the picture is the same, but the bias
    becomes -offset, and with it `Separator.margin_appended` shrinks while the inputs grow.

    Args:
        n: number of points, at least 2.
        margin: distance from the hyperplane to the nearest points, above 0 and below radius.
        rng: generator or seed.
        dim: number of inputs, at least 2.
        offset: distance of the cloud's centre from the origin.
        radius: of the cloud, above 0.

    Returns:
        X: shape (n, dim).
        y: shape (n,), 0 or 1.
        separator: the normal, the bias, the margin.

    Raises:
        ValueError: for an argument outside its range.

    Example:
        >>> X, y, separator = make_blobs_with_margin(50, margin=0.1, rng=0)
        >>> bool((separator.predict(X) == y).all())
        True
        >>> distances = abs(X @ separator.normal + separator.bias)
        >>> print(f"{distances.min():.3f}")
        0.100
    """
    n, dim = check_count("make_blobs_with_margin", n), _check_dim(dim)
    offset = check_range("make_blobs_with_margin", "offset", offset, -1e6, 1e6)
    radius, margin = _check_gap(radius, margin)
    rng = np.random.default_rng(rng)
    normal = rng.normal(size=dim)
    normal /= np.linalg.norm(normal)
    y = rng.permutation(np.arange(n) % 2 == 0).astype(int)
    cloud = _half_ball(n, dim, normal, margin, radius, rng)
    distance = cloud @ normal
    for k in (0, 1):  # the promise of the docstring: somebody stands right at the edge of the gap
        first = np.argmax(y == k)
        cloud[first] += (margin - distance[first]) * normal
    cloud *= np.where(y == 1, 1.0, -1.0)[:, None]
    return cloud + offset * normal, y, Separator(normal, -offset, margin)


def _half_ball(n, dim, normal, margin, radius, rng):
    """Points drawn evenly from the part of a ball that lies beyond the margin, shape (n, dim).

    The distance along the normal is drawn first, then a place in the slice of the ball at that distance.
    Drawing points and throwing away those in the gap would take for ever when the margin is nearly the
    radius.
    """
    grid = np.linspace(margin, radius, 2001)
    middle = (grid[1:] + grid[:-1]) / 2
    # Volume of the slice, as a share of the widest: a power of a share cannot vanish for all of them.
    density = ((radius**2 - middle**2) / (radius**2 - middle[0] ** 2)) ** ((dim - 1) / 2)
    height = rng.choice(middle, size=n, p=density / density.sum())
    height += (rng.random(n) - 0.5) * (grid[1] - grid[0])
    across = rng.normal(size=(n, dim))
    across -= (across @ normal)[:, None] * normal
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    reach = np.sqrt(radius**2 - height**2) * rng.random(n) ** (1 / (dim - 1))
    return height[:, None] * normal + reach[:, None] * across


def _check_dim(dim):
    if isinstance(dim, bool) or not isinstance(dim, int | np.integer) or dim < 2:
        raise ValueError(f"make_blobs_with_margin expects dim of at least 2, received {dim!r}. Fix: dim=2.")
    return int(dim)


def _check_gap(radius, margin):
    radius = check_range("make_blobs_with_margin", "radius", radius, 1e-9)
    if not isinstance(margin, int | float | np.integer | np.floating) or not 0.0 < margin < radius:
        raise ValueError(
            f"make_blobs_with_margin expects 0 < margin < radius = {radius:g}, received margin={margin!r}. "
            f"Fix: margin={radius / 10:g}."
        )
    return radius, float(margin)
