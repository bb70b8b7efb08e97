"""The Einstein midpoint: a weighted mean of points of the Poincaré ball."""

import numpy as np

from poincare.geometry import hyperboloid, mobius

#: How often the mean is taken again from where it was found: rounding is gone after the second.
ROUNDS = 3


def einstein_midpoint(
    x: np.ndarray, weights: np.ndarray | None = None, curvature: float = 1.0
) -> np.ndarray:
    """The midpoint k = Σ wᵢγᵢkᵢ / Σ wᵢγᵢ of the points kᵢ in the Klein model, γᵢ = 1/√(1 − c‖kᵢ‖²).

    γᵢ(1, √c kᵢ) is a point of the hyperboloid, so k has the direction of the weighted sum of those
    points (`hyperboloid.mean`). The midpoint moves with the points under isometries. It is taken
    around a point near it, moved to the origin by Möbius addition: far out the Klein model has no
    digits left. Range and precision are those of `poincare.geometry.mobius`.

    Parameters
    ----------
    x : (…, n, d)
        Points of the ball of curvature −c.
    weights : (…, n), optional
        wᵢ ≥ 0 with a positive sum; equal by default.

    Returns
    -------
    `(…, d)` in the ball, with the dtype of `x`.

    Source: Ungar (2008), chapter 4; Gulcehre et al., "Hyperbolic Attention Networks" (2018),
    section 3.2.
    """
    root = float(np.sqrt(curvature))
    x = root * x
    w = np.ones(x.shape[:-1], x.dtype) if weights is None else np.asarray(weights, x.dtype)
    w = (w / w.sum(axis=-1, keepdims=True))[..., None]
    middle = (w * x).sum(axis=-2)
    for _ in range(ROUNDS):
        around = mobius.add(-middle[..., None, :], x)
        total = (w * hyperboloid.lift(hyperboloid.from_ball(around))).sum(axis=-2)
        middle = mobius.add(middle, _in_ball(total))
    return middle / root


def _in_ball(total: np.ndarray) -> np.ndarray:
    """The point of the ball in the direction of ambient vectors `(…, d + 1)`."""
    squared = -hyperboloid.inner(total, total)
    size = np.sqrt(np.maximum(squared, 0.0))
    return total[..., 1:] / (total[..., 0] + size)[..., None]
