"""Steps: how summed gradients move points, and what keeps points in the ball."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from poincare.geometry import ball
from poincare.geometry import hyperboloid as geometry


@dataclass(frozen=True, kw_only=True)
class Step:
    """Kind of step; the longest Riemannian gradient and the longest step, None if not limited."""

    kind: str
    longest_gradient: float | None = None
    longest: float | None = None


@dataclass(frozen=True, kw_only=True)
class Ball:
    """Points are kept within a ball, by a projection of those outside."""

    epsilon: float
    projection: str


#: New points `(m, d)` of points, their summed gradients (overwritten), the squared norms that the
#: points had when the gradients were taken `(m,)`, and the rate.
Move = Callable[[np.ndarray, np.ndarray, np.ndarray, float], np.ndarray]

#: Points and squared norms, changed in place: those outside are brought back.
Projection = Callable[[np.ndarray, np.ndarray], None]


@dataclass(frozen=True)
class Straight:
    """x − η f ∇, where the factor f depends on the point alone: parts of ∇ may move x one by one.

    Attributes
    ----------
    scale : callable
        −η f `(m,)`, a new array, of squared norms `(m,)` and η.
    """

    scale: Callable[[np.ndarray, float], np.ndarray]

    def __call__(
        self, x: np.ndarray, gradient: np.ndarray, squared: np.ndarray, rate: float
    ) -> np.ndarray:
        """The move of all of ∇."""
        gradient *= self.scale(squared, rate)[:, None]
        x += gradient
        return x


def _riemannian(squared: np.ndarray, rate: float) -> np.ndarray:
    """−η (1 − ‖x‖²)²/4, which makes a gradient the Riemannian one."""
    factor = 1.0 - squared
    factor *= factor
    factor *= -0.25 * rate
    return factor


#: x − η (1 − ‖x‖²)²/4 ∇ (Nickel & Kiela 2017, equation 5, before the projection), with the factor
#: of the point at which the gradient was taken.
RETRACTION = Straight(_riemannian)

#: x − η ∇.
EUCLIDEAN = Straight(lambda squared, rate: np.full_like(squared, -rate))


def retraction(longest: float | None) -> Move:
    """`RETRACTION`, or with `longest` the same with the Riemannian gradient cut at that length."""
    if longest is None:
        return RETRACTION

    def move(x: np.ndarray, gradient: np.ndarray, squared: np.ndarray, rate: float) -> np.ndarray:
        gradient *= _riemannian(squared, 1.0)[:, None]
        length = np.sqrt(np.einsum("md,md->m", gradient, gradient))
        gradient *= (rate * longest / np.maximum(length, longest))[:, None]
        x += gradient
        return x

    return move


def exponential_map(curvature: float) -> Move:
    """exp_x(−η ∇/λ²) in the ball of curvature −c, with λ = 2/(1 − c‖x‖²)."""

    def move(x: np.ndarray, gradient: np.ndarray, squared: np.ndarray, rate: float) -> np.ndarray:
        gradient *= (-rate / 4.0 * (1.0 - curvature * squared) ** 2)[:, None]
        return ball.exponential_map(x, gradient, curvature)

    return move


def hyperboloid(longest: float | None) -> Move:
    """Exponential map on the hyperboloid, in ambient coordinates."""
    greatest = np.inf if longest is None else longest

    def move(x: np.ndarray, gradient: np.ndarray, squared: np.ndarray, rate: float) -> np.ndarray:
        geometry.move(x, gradient, rate, greatest)
        return x

    return move


def projection_of(ball: Ball | None, curvature: float) -> Projection | None:
    """The projection into the ball of curvature −c; None if points are free."""
    return None if ball is None else projection(ball, 1.0 / np.sqrt(curvature))


def projection(kept: Ball, radius: float) -> Projection:
    """Projection into the ball of that radius, of one of the kinds that the schema describes."""
    inner = (1.0 - kept.epsilon) * radius
    # `as-printed` projects points with ‖x‖ ≥ 1, the other kinds those with ‖x‖ > 1 − ε.
    limit = (radius if kept.projection == "as-printed" else inner) ** 2

    def project(x: np.ndarray, squared: np.ndarray) -> None:
        (outside,) = (squared > limit).nonzero()
        if len(outside) == 0:
            return
        norm = np.sqrt(squared[outside])[:, None]
        if kept.projection == "as-printed":
            y = x[outside] * (radius / norm) - kept.epsilon
            norm = np.sqrt(np.einsum("md,md->m", y, y))[:, None]
            # Where most coordinates are negative it leads outwards, where no distance is defined.
            y *= np.where(norm < radius, 1.0, inner / norm)
        else:
            y = x[outside] * (inner / norm)
            if kept.projection == "shrunk":
                y -= np.sign(y) * kept.epsilon
        x[outside] = y
        squared[outside] = np.einsum("md,md->m", y, y)

    return project
