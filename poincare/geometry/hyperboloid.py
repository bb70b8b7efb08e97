"""The hyperboloid (Lorentz) model, by spatial coordinates.

A point is kept as its spatial part x ∈ R^d; the time coordinate is x₀ = √(1 + ‖x‖²), so that
⟨x, y⟩ = −x₀y₀ + x·y and ⟨x, x⟩ = −1. The distance is arcosh(−⟨x, y⟩).

Source: Nickel & Kiela, "Learning Continuous Hierarchies in the Lorentz Model of Hyperbolic
Geometry" (2018), section 3.
"""

import numpy as np


def time_coordinate(x: np.ndarray) -> np.ndarray:
    """x₀ = √(1 + ‖x‖²) of points `(…, d)`; returns `(…)`."""
    return np.sqrt(1.0 + np.einsum("...d,...d->...", x, x))


def excess(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """−⟨x, y⟩ − 1 for points `(…, d)`; it is ≥ 0 and grows with the distance.

    Taken apart into cosh(r − s) − 1 = 2 sinh²((r − s)/2) for the radii r and s, and
    ½‖x‖‖y‖ ‖x/‖x‖ − y/‖y‖‖² for the angle: both are positive, so far from the origin, where
    ½⟨x − y, x − y⟩ is a small difference of large squares, no digits are lost.
    """
    norms = [np.sqrt(np.einsum("...d,...d->...", points, points)) for points in (x, y)]
    tiny = np.finfo(np.result_type(x, y)).tiny
    turned = x / np.maximum(norms[0], tiny)[..., None] - y / np.maximum(norms[1], tiny)[..., None]
    angular = 0.5 * norms[0] * norms[1] * np.einsum("...d,...d->...", turned, turned)
    return 2.0 * np.sinh(0.5 * (np.arcsinh(norms[0]) - np.arcsinh(norms[1]))) ** 2 + angular


def distance_from_excess(m: np.ndarray) -> np.ndarray:
    """arcosh(1 + m) = log1p(m + √(m(m + 2))), accurate for small m."""
    return np.log1p(m + np.sqrt(m * (m + 2.0)))


def distance(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """d(x, y) = arcosh(−⟨x, y⟩) of points `(…, d)`; returns `(…)`, in units of curvature −1."""
    return distance_from_excess(excess(x, y))


def radius(x: np.ndarray) -> np.ndarray:
    """Distance to the origin, arsinh ‖x‖, of points `(…, d)`."""
    return np.arcsinh(np.sqrt(np.einsum("...d,...d->...", x, x)))


def ambient_radius(points: np.ndarray) -> np.ndarray:
    """`radius` of points in ambient coordinates `(n, d + 1)`."""
    return radius(points[:, 1:])


def radius_gradient(points: np.ndarray) -> np.ndarray:
    """Gradient of the radius at ambient points `(n, d + 1)`, with the index raised.

    r = arcosh(−⟨x, o⟩) with the origin o, so it is −o / sinh r, but for a part along x. At the
    origin, where there is none, it is 0.
    """
    sinh = np.sqrt(np.einsum("nd,nd->n", points[:, 1:], points[:, 1:]))
    gradient = np.zeros_like(points)
    np.divide(-1.0, sinh, out=gradient[:, 0], where=sinh > 0.0)
    return gradient


def transported(points: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Parallel transport of tangent vectors v `(n, d)` from the origin to ambient points.

    v + ⟨x, v⟩/(1 + x₀) (o + x), along the geodesic from the origin o to x; `(n, d + 1)`.

    Source: Nagano et al., "A Wrapped Normal Distribution on Hyperbolic Space" (2019), equation 6.
    """
    along = np.einsum("nd,nd->n", points[:, 1:], v) / (1.0 + points[:, 0])
    moved = along[:, None] * points
    moved[:, 0] += along
    moved[:, 1:] += v
    return moved


def lift(x: np.ndarray) -> np.ndarray:
    """Ambient coordinates (x₀, x) `(…, d + 1)` of points `(…, d)`."""
    return np.concatenate([time_coordinate(x)[..., None], x], axis=-1)


def inner(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Lorentzian inner product ⟨a, b⟩ = −a₀b₀ + Σ aᵢbᵢ of ambient vectors `(…, d + 1)`."""
    return np.einsum("...d,...d->...", a, b) - 2.0 * a[..., 0] * b[..., 0]


def exponential_map(
    points: np.ndarray, gradient: np.ndarray, rate: float, longest: float
) -> np.ndarray:
    """Step exp_x(−η v) along the tangent part v = g + ⟨x, g⟩x of the gradient g.

    exp_x(s) = cosh(‖s‖) x + sinh(‖s‖) s/‖s‖ with ‖s‖² = ⟨s, s⟩; the length ‖s‖ of a step is cut
    at `longest`. The time coordinate is restored from the spatial ones, so rounding does not
    drive points off the manifold.

    Parameters
    ----------
    points, gradient : (n, d + 1)
        Points in ambient coordinates, and gradients with the index raised.
    rate : float
        Learning rate η.
    longest : float
        Greatest length of one step.

    Returns
    -------
    (n, d + 1) ambient coordinates of the new points.

    Source: Nickel & Kiela (2018), algorithm 1 and equations 9 and 10.
    """
    moved = points.copy()
    move(moved, gradient.copy(), rate, longest)
    return moved


def move(points: np.ndarray, gradient: np.ndarray, rate: float, longest: float) -> None:
    """Move `points` by `exponential_map`, in place; `gradient` is overwritten."""
    along = inner(points, gradient)
    # ⟨v, v⟩ = ⟨g, g⟩ + ⟨x, g⟩² is negative by rounding only.
    norm = np.sqrt(np.maximum(inner(gradient, gradient) + along**2, np.finfo(points.dtype).tiny))
    length = np.minimum(rate * norm, longest)
    stretch = np.sinh(length) / norm
    gradient *= stretch[:, None]
    points *= (np.cosh(length) - stretch * along)[:, None]
    points -= gradient
    points[:, 0] = time_coordinate(points[:, 1:])


def within_radius(points: np.ndarray, greatest: float) -> np.ndarray:
    """Ambient points `(n, d + 1)` drawn back towards the origin to radius ≤ `greatest`."""
    if np.isinf(greatest):
        return points
    x = points[:, 1:]
    norm = np.sqrt(np.einsum("nd,nd->n", x, x))
    limit = np.sinh(greatest)
    return lift(x * (limit / np.maximum(norm, limit))[:, None])


def at_radius(x: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Points `(n, d)` moved along the geodesic through the origin to radius r `(n,)`."""
    norm = np.sqrt(np.einsum("nd,nd->n", x, x))
    return x * (np.sinh(r) / np.maximum(norm, np.finfo(x.dtype).tiny))[:, None]


def outwards(x: np.ndarray, by: float) -> np.ndarray:
    """Points `(n, d)` moved away from the origin by the distance `by`."""
    return at_radius(x, radius(x) + by)


def mean(total: np.ndarray) -> np.ndarray:
    """Spatial part `(n, d)` of sums of ambient points, scaled back; 0 of an empty sum.

    Source: Law et al., "Lorentzian Distance Learning for Hyperbolic Representations" (2019),
    section 3.2: this is the centroid of squared Lorentzian distances.
    """
    squared = -inner(total, total)
    scale = np.sqrt(np.where(squared > 0.0, squared, np.inf))
    return total[:, 1:] / scale[:, None]


def to_ball(x: np.ndarray) -> np.ndarray:
    """Points `(…, d)` of the Poincaré ball: x / (1 + x₀)."""
    return x / (1.0 + time_coordinate(x))[..., None]


def from_ball(p: np.ndarray) -> np.ndarray:
    """Undo `to_ball`: x = 2p / (1 − ‖p‖²) for points `(…, d)` of the open unit ball."""
    return 2.0 * p / (1.0 - np.einsum("...d,...d->...", p, p))[..., None]
