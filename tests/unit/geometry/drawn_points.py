"""Points of the ball for the laws of its geometry: drawn radii, curvatures and dtypes."""

import numpy as np
from hypothesis import strategies as st

from poincare.geometry import ball

CURVATURES = (0.1, 1.0, 2.5)
DTYPES = (np.float32, np.float64)
#: Radii at curvature −1 up to which a dtype keeps half of its digits.
REACH = {np.float32: 8.0, np.float64: 20.0}

#: Seed, dimension, and the share of the reach that the points go out to.
cases = st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 6), st.floats(1e-6, 1.0))


def draw_points(case, curvature, dtype, count, reach):
    """`count` arrays of twenty points each, at radii up to a share of `reach`."""
    seed, dim, share = case
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 20, dim))
    norm = np.tanh(0.5 * reach * share * rng.uniform(size=(count, 20, 1))) / np.sqrt(curvature)
    return list((x * norm / np.linalg.norm(x, axis=-1, keepdims=True)).astype(dtype))


def apart(x, y, curvature):
    """Distance of points `(…, d)` at curvature −1, in double precision."""
    root = np.sqrt(curvature)
    return ball.distance(root * x.astype(np.float64), root * y.astype(np.float64))


def rounding(dtype, radius):
    """What rounding does to a distance at this radius: 1 − ‖x‖² loses eps of 4e^(−radius)."""
    return 50.0 * float(np.finfo(dtype).eps) * np.exp(radius)
