"""The Poincaré ball.

Source: Nickel & Kiela, "Poincaré Embeddings for Learning Hierarchical Representations" (2017),
section 3, equation 1.
"""

import numpy as np

from poincare.geometry.hyperboloid import distance_from_excess


def distance(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """d(u, v) = arcosh(1 + 2‖u − v‖² / ((1 − ‖u‖²)(1 − ‖v‖²))) of points `(…, d)` (equation 1)."""
    difference = u - v
    squared = np.einsum("...d,...d->...", difference, difference)
    alpha = 1.0 - np.einsum("...d,...d->...", u, u)
    beta = 1.0 - np.einsum("...d,...d->...", v, v)
    return distance_from_excess(2.0 * squared / (alpha * beta))


def mobius_sum(x: np.ndarray, y: np.ndarray, curvature: float) -> np.ndarray:
    """x ⊕_c y of points `(…, d)` in the ball of curvature −c.

    ((1 + 2c x·y + c‖y‖²) x + (1 − c‖x‖²) y) / (1 + 2c x·y + c²‖x‖²‖y‖²)

    Source: Ganea, Bécigneul & Hofmann, "Hyperbolic Neural Networks" (2018), equation 4.
    """
    xy = 2.0 * curvature * np.einsum("...d,...d->...", x, y)[..., None]
    xx = curvature * np.einsum("...d,...d->...", x, x)[..., None]
    yy = curvature * np.einsum("...d,...d->...", y, y)[..., None]
    return ((1.0 + xy + yy) * x + (1.0 - xx) * y) / (1.0 + xy + xx * yy)


def exponential_map(x: np.ndarray, v: np.ndarray, curvature: float) -> np.ndarray:
    """exp_x(v) = x ⊕_c tanh(√c λ_x ‖v‖/2) v/(√c ‖v‖) with λ_x = 2/(1 − c‖x‖²), `(…, d)`.

    Source: Khrulkov et al., "Hyperbolic Image Embeddings" (2020), section 3.
    """
    root = np.sqrt(curvature)
    norm = np.sqrt(np.einsum("...d,...d->...", v, v))[..., None]
    norm = np.maximum(norm, np.finfo(v.dtype).tiny)
    conformal = 2.0 / (1.0 - curvature * np.einsum("...d,...d->...", x, x)[..., None])
    return mobius_sum(x, v * (np.tanh(root * conformal * norm / 2.0) / (root * norm)), curvature)
