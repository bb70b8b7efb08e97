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
