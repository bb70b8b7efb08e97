"""What an objective makes of a batch: its loss, and the derivatives that the gradient is put of."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True, eq=False)
class BatchTerms:
    """Loss and derivatives of a batch of B nodes with a pool of S candidates.

    m is what gradients are taken by (`poincare.training.nodewise.similarities`), K w_j the weight
    of candidate j.

    Attributes
    ----------
    loss : float
    attraction : (pairs,)
        ∂loss/∂m(u, v) ≥ 0 of the pairs.
    slope : (B, S)
    repulsion : (B,)
        −∂loss/∂m(u, j) is repulsion_u · slope_uj · K w_j.
    outward : (m,) or None
        ∂loss/∂r of the radius r of every point; None if the loss depends on distances only.
    """

    loss: float
    attraction: np.ndarray
    slope: np.ndarray
    repulsion: np.ndarray
    outward: np.ndarray | None
