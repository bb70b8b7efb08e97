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

    The formula as printed, for `exponential_map`. `poincare.geometry.mobius.add` is the same sum
    without its cancellation near the rim.

    Source: Ganea, Bécigneul & Hofmann, "Hyperbolic Neural Networks" (2018), equation 4.
    """
    xy = 2.0 * curvature * np.einsum("...d,...d->...", x, y)[..., None]
    xx = curvature * np.einsum("...d,...d->...", x, x)[..., None]
    yy = curvature * np.einsum("...d,...d->...", y, y)[..., None]
    return ((1.0 + xy + yy) * x + (1.0 - xx) * y) / (1.0 + xy + xx * yy)


def exponential_map(x: np.ndarray, v: np.ndarray, curvature: float) -> np.ndarray:
    """exp_x(v) = x ⊕_c tanh(√c λ_x ‖v‖/2) v/(√c ‖v‖) with λ_x = 2/(1 − c‖x‖²), `(…, d)`.

    The step of a trainer, whose bits stay; for all else use `poincare.geometry.geodesics`.

    Source: Khrulkov et al., "Hyperbolic Image Embeddings" (2020), section 3.
    """
    root = np.sqrt(curvature)
    norm = np.sqrt(np.einsum("...d,...d->...", v, v))[..., None]
    norm = np.maximum(norm, np.finfo(v.dtype).tiny)
    conformal = 2.0 / (1.0 - curvature * np.einsum("...d,...d->...", x, x)[..., None])
    return mobius_sum(x, v * (np.tanh(root * conformal * norm / 2.0) / (root * norm)), curvature)


def geodesic(u: np.ndarray, v: np.ndarray, steps: int) -> np.ndarray:
    """Points of the hyperbolic geodesics from u to v, both `(…, d)` in the unit ball.

    Through k = 2p / (1 + ‖p‖²) geodesics become straight chords (Klein's model), and back
    p = k / (1 + √(1 − ‖k‖²)). In the disc they are arcs of circles that meet the boundary at right
    angles. The chord is divided by cosines, which gives nearly even pieces of the arc in the disc.

    Returns
    -------
    `(…, steps, d)`, ends included.
    """
    s = (1.0 - np.cos(np.linspace(0.0, np.pi, steps))) / 2.0
    uu, vv = np.einsum("...d,...d->...", u, u), np.einsum("...d,...d->...", v, v)
    difference = u - v
    squared = np.einsum("...d,...d->...", difference, difference)
    start, end = 2.0 * u / (1.0 + uu)[..., None], 2.0 * v / (1.0 + vv)[..., None]
    chord = (1.0 - s)[:, None] * start[..., None, :] + s[:, None] * end[..., None, :]
    # 1 − ‖k(s)‖² as a sum of positive terms, so that nothing cancels near the boundary.
    both = ((1.0 - uu) * (1.0 - vv) + 2.0 * squared) / ((1.0 + uu) * (1.0 + vv))
    gap = (
        (1.0 - s) ** 2 * (((1.0 - uu) / (1.0 + uu)) ** 2)[..., None]
        + s**2 * (((1.0 - vv) / (1.0 + vv)) ** 2)[..., None]
        + 2.0 * s * (1.0 - s) * both[..., None]
    )
    return chord / (1.0 + np.sqrt(gap))[..., None]


def circle(centre: np.ndarray, radius: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centre `(…, 2)` and radius `(…)`, as drawn, of the points at distance `radius` `(…)`.

    With p = `centre` `(…, 2)` and t = tanh(r/2) these are (1 − t²)p / (1 − t²‖p‖²) and
    t(1 − ‖p‖²) / (1 − t²‖p‖²): the translation x ↦ p ⊕ x takes the circle ‖x‖ = t there.
    """
    t = np.tanh(0.5 * np.asarray(radius))
    squared = np.einsum("...d,...d->...", centre, centre)
    divisor = 1.0 - t**2 * squared
    return ((1.0 - t**2) / divisor)[..., None] * centre, t * (1.0 - squared) / divisor
