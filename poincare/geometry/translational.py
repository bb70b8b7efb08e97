"""The translational model, the other baseline of Nickel & Kiela (2017), section 4.

They score a pair by ‖u − v + r‖², with one learned r for all pairs, so it is not symmetric.
"""

import numpy as np

from poincare.geometry import euclidean


def distance(u: np.ndarray, v: np.ndarray, r: np.ndarray) -> np.ndarray:
    """d(u, v) = ‖u − v + r‖ of points `(…, d)` and translation r `(d,)`; d(u, u) = ‖r‖."""
    return euclidean.distance(u + r, v)
