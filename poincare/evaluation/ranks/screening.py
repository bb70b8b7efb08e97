"""Screening: which nodes are closer than a threshold, decided exactly at the speed of BLAS.

Blocked matrix products screen all pairs of nodes: with a proven bound on their rounding they
settle all but a few comparisons with the distances of u's positives. What they leave open is
decided by the cancellation-free excess of the space. Neither arcosh nor a full sort is needed.
All numbers are finite: a precision in which a product could overflow is not used.
"""

from dataclasses import dataclass

import numpy as np

from poincare.evaluation.ranks.ranked_points import RankedPoints
from poincare.graphs.relations import Relations


@dataclass(frozen=True, eq=False, kw_only=True)
class Screen:
    """Factors of a product that never exceeds excess + offset, and the width of its uncertainty.

    A dot product of k terms errs by at most (k + 3)·u·Σ|aᵢbᵢ| with unit roundoff u, the rounding
    of its factors included, and Σ|aᵢbᵢ| ≤ 2m (`Space.heads`); the excess that it is compared with
    is itself rounded by at most 2(k + 3)·c·u₆₄·m (`Space.coarseness`). So with
    γ = 2(k + 3)(u + c·u₆₄), taking γm off inside the product gives a lower bound, and 2γm more is
    an upper bound. Terms that underflow err by at most `slack` in all, which widens both sides.

    Attributes
    ----------
    left, right : (n, k) and (k, n)
        Factors of the product.
    widths : tuple of two (n,) float64
        2γm of a query and a point: one number of each,
    joined : {np.multiply, np.add}
        by this function.
    slack : float
        The product less this is the lower bound.
    """

    left: np.ndarray
    right: np.ndarray
    widths: tuple[np.ndarray, np.ndarray]
    joined: np.ufunc
    slack: float

    @classmethod
    def of(cls, space: RankedPoints, dtype: type) -> "Screen":
        rounding = float(np.finfo(dtype).eps) + space.coarseness * float(np.finfo(np.float64).eps)
        gamma = (space.left.shape[1] + 3) * rounding
        left = space.left.copy()
        left[:, : space.heads] *= 1.0 - gamma
        share = np.sqrt(2.0 * gamma) if space.joined is np.multiply else 2.0 * gamma
        return cls(
            left=left.astype(dtype),
            right=np.ascontiguousarray(space.right.astype(dtype).T),
            widths=(share * space.sizes[0], share * space.sizes[1]),
            joined=space.joined,
            # A term that underflows, flushed or not, errs by less than the least normal number
            # times the other factor, which is at most 4 where the sizes do not cover it.
            slack=8.0 * (space.left.shape[1] + 3) * float(np.finfo(dtype).tiny),
        )

    @classmethod
    def fitting(cls, space: RankedPoints, relations: Relations, excess: np.ndarray) -> "Screen":
        """In float32 where that is precise enough to settle most comparisons, else float64."""
        greatest = space.joined(space.sizes[0].max(), space.sizes[1].max())
        if greatest > np.finfo(np.float32).max / 16.0:
            return cls.of(space, np.float64)
        screen = cls.of(space, np.float32)
        precise = screen.width(relations.sources, relations.indices) < 0.05 * excess
        return (
            screen
            if 2 * np.count_nonzero(precise) > relations.n_pairs
            else cls.of(space, np.float64)
        )

    def width(self, queries: np.ndarray, points: np.ndarray) -> np.ndarray:
        """Uncertainty of the product of pairs of indices, from lower to upper bound."""
        return self.joined(self.widths[0][queries], self.widths[1][points]) + 2.0 * self.slack


def rounded_up(values: np.ndarray, dtype: type) -> np.ndarray:
    """Next numbers of `dtype` above `values`, so that rounding a limit loses no candidate."""
    return np.nextafter(values.astype(dtype), dtype.type(np.inf))
