"""Euclidean space, one of the baselines of Nickel & Kiela (2017), section 4.

They score by the squared distance ‖u − v‖², which orders points as the distance does.
"""

import numpy as np


def squared_distance(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """‖u − v‖² = Σ(uᵢ − vᵢ)² of points `(…, d)`, as a sum of squares: nothing cancels."""
    difference = u - v
    return np.einsum("...d,...d->...", difference, difference)


def distance(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """d(u, v) = ‖u − v‖ of points `(…, d)`; returns `(…)`."""
    return np.sqrt(squared_distance(u, v))
