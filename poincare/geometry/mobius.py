"""The gyrovector space of the Poincaré ball: Möbius addition, scalar multiplication, gyration.

Points x of the ball of curvature −c have ‖x‖ < 1/√c. Their distance from the origin is
2/√c · artanh(√c‖x‖); times √c it is the radius at curvature −1. Double precision keeps half of the
digits of 1 − c‖x‖² up to a radius of 20, single precision up to 8. What adds a point, or follows a
vector, keeps them where the radii of both add up to no more than that: the result may be as far
out. The results have the dtype of the points.

Sources: Ungar, "A Gyrovector Space Approach to Hyperbolic Geometry" (2008); Ganea, Bécigneul &
Hofmann, "Hyperbolic Neural Networks" (2018), section 2.3.
"""

import numpy as np

from poincare.geometry.ratios import artanh_ratio, tanh_ratio


def dot(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """x·y of vectors `(…, d)`, as `(…, 1)`."""
    return np.einsum("...d,...d->...", x, y)[..., None]


def add(x: np.ndarray, y: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """Möbius addition x ⊕ y of points `(…, d)` in the ball of curvature −c; returns `(…, d)`.

    x ⊕ y = ((1 + 2c x·y + c‖y‖²) x + (1 − c‖x‖²) y) / (1 + 2c x·y + c²‖x‖²‖y‖²)
          = (α(x + y) + c‖x + y‖² x) / (αβ + c‖x + y‖²),  α = 1 − c‖x‖²,  β = 1 − c‖y‖².

    The second form is used: nothing in it cancels but x + y, whereas the first one has no digit
    left for −x ⊕ y of near points close to the rim.

    Source: Ganea et al. (2018), equation 4.
    """
    c = float(curvature)
    total = x + y
    alpha, beta, square = 1.0 - c * dot(x, x), 1.0 - c * dot(y, y), c * dot(total, total)
    return (alpha * total + square * x) / (alpha * beta + square)


def scale(factor: float | np.ndarray, x: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """Möbius scalar multiplication r ⊗ x = tanh(r artanh(√c‖x‖)) x/(√c‖x‖).

    The geodesic from the origin to x is gone along r times as far.

    Parameters
    ----------
    factor : float or (…)
        r; a negative one goes the other way.
    x : (…, d)
        Points of the ball of curvature −c.

    Returns
    -------
    `(…, d)`

    Source: Ganea et al. (2018), equation 5.
    """
    r = np.asarray(factor, dtype=x.dtype)[..., None]
    norm = np.sqrt(float(curvature) * dot(x, x))
    half = artanh_ratio(norm)
    return r * half * tanh_ratio(np.abs(r) * half * norm) * x


def gyration(x: np.ndarray, y: np.ndarray, v: np.ndarray, curvature: float = 1.0) -> np.ndarray:
    """gyr[x, y]v, the rotation with x ⊕ (y ⊕ v) = (x ⊕ y) ⊕ gyr[x, y]v.

    It turns the plane of x and y by the angle whose half has the cosine and the sine
    q = 1 + c x·y and ‖B‖ = c‖x ∧ y‖, up to a common factor. With Bv = c(x (y·v) − y (x·v)),

        gyr[x, y]v = v + 2(q Bv + B Bv)/(q² + ‖B‖²).

    It is linear in v, which need not be a point.

    Parameters
    ----------
    x, y : (…, d)
        Points of the ball of curvature −c.
    v : (…, d)

    Returns
    -------
    `(…, d)`

    Source: Ungar (2008), equation 1.27, written as a rotation.
    """
    c = float(curvature)
    # x ∧ (x + y) is x ∧ y, and small where x ⊕ y is a difference of near points.
    total = x + y
    along, xx = dot(x, total), dot(x, x)

    def turned(w: np.ndarray) -> np.ndarray:
        return c * (x * dot(total, w) - total * dot(x, w))

    cosine = (1.0 - c * xx) + c * along
    sine_squared = np.maximum(c * c * (xx * dot(total, total) - along * along), 0.0)
    once = turned(v)
    return v + 2.0 * (cosine * once + turned(once)) / (cosine * cosine + sine_squared)
