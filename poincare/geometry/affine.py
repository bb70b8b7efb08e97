"""Euclidean space in affine coordinates: a point x of R^d is kept as (1, x).

They are to flat space what ambient coordinates are to the hyperboloid: a gradient needs no term
along the point itself. Of a sum Σ c_j ½‖x − y_j‖² the gradient is Σ c_j (x − y_j), the part of
g = −Σ c_j (1, y_j) that is tangent at (1, x): `tangent` takes it.
"""

import numpy as np


def lift(x: np.ndarray) -> np.ndarray:
    """Affine coordinates (1, x) `(…, d + 1)` of points `(…, d)`."""
    return np.concatenate([np.ones_like(x[..., :1]), x], axis=-1)


def ambient_radius(points: np.ndarray) -> np.ndarray:
    """‖x‖ of points (1, x) `(n, d + 1)`."""
    return np.sqrt(np.einsum("nd,nd->n", points[:, 1:], points[:, 1:]))


def radius_gradient(points: np.ndarray) -> np.ndarray:
    """Gradient (0, x/‖x‖) of the radius at points (1, x) `(n, d + 1)`; 0 at the origin."""
    norm = ambient_radius(points)[:, None]
    gradient = np.zeros_like(points)
    np.divide(points[:, 1:], norm, out=gradient[:, 1:], where=norm > 0.0)
    return gradient


def transported(points: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Vectors v `(n, d)` at the origin as those (0, v) at points, `(n, d + 1)`."""
    return np.concatenate([np.zeros((len(points), 1)), v], axis=1)


def tangent(points: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """g − g₀ (1, x) for points (1, x) and gradients g, both `(…, d + 1)`; its first part is 0."""
    return gradient - gradient[..., :1] * points


def move(points: np.ndarray, gradient: np.ndarray, rate: float, longest: float) -> None:
    """Step x − η v along the tangent part v of the gradient, in place.

    The length of a step is cut at `longest`; `gradient` is overwritten.
    """
    gradient -= gradient[:, :1] * points
    gradient *= _stretch(np.einsum("nd,nd->n", gradient, gradient), rate, longest)[:, None]
    points -= gradient


def step(gradient: np.ndarray, rate: float, longest: float) -> np.ndarray:
    """η v for a vector v `(d,)`, its length cut at `longest`."""
    return _stretch(gradient @ gradient, rate, longest) * gradient


def _stretch(squared: np.ndarray, rate: float, longest: float) -> np.ndarray:
    """min(η, longest/‖v‖) given ‖v‖²."""
    norm = np.sqrt(np.maximum(squared, np.finfo(squared.dtype).tiny))
    return np.minimum(rate, longest / norm)


def within_radius(points: np.ndarray, greatest: float) -> np.ndarray:
    """Affine points `(n, d + 1)` drawn back towards the origin to ‖x‖ ≤ `greatest`."""
    if np.isinf(greatest):
        return points
    x = points[:, 1:]
    norm = np.sqrt(np.einsum("nd,nd->n", x, x))
    return lift(x * (greatest / np.maximum(norm, greatest))[:, None])


def mean(total: np.ndarray) -> np.ndarray:
    """x `(n, d)` of sums Σ w (1, x) `(n, d + 1)` with weights w > 0; 0 of an empty sum."""
    weight = np.where(total[:, 0] > 0.0, total[:, 0], np.inf)
    return total[:, 1:] / weight[:, None]


def outwards(x: np.ndarray, by: float) -> np.ndarray:
    """Points `(n, d)` moved away from the origin by so much."""
    norm = np.sqrt(np.einsum("nd,nd->n", x, x))
    return x * (1.0 + by / np.maximum(norm, np.finfo(x.dtype).tiny))[:, None]
