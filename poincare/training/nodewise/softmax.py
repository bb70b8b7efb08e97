"""The objective `softmax`: over one positive and the negatives, and its derivatives.

For a pair (u, v) with sharpness (inverse temperature) t,

    ℓ(u, v) = −log( e^{−t d(u,v)} / (e^{−t d(u,v)} + Z_u) ),   Z_u = K Σ_j w_j e^{−t d(u,j)},

where the w_j estimate a mean over the nodes in play (`poincare.training.nodewise.negatives`). With
t = 1 it is equation 5 of Nickel & Kiela (2017) with the positive in the denominator; t ≠ 1 is the
same objective where lengths are t times as great, in a space of curvature −1/t² or a flat one.

The similarities e^{−td} and the m that derivatives are taken by:
`poincare.training.nodewise.similarities`.
"""

from dataclasses import dataclass

import numpy as np

from poincare.training.nodewise.batch import Places
from poincare.training.nodewise.batch_terms import BatchTerms
from poincare.training.nodewise.similarities import OfPairs, Similarity
from poincare.training.nodewise.state import Problem


def softmax(
    near: np.ndarray, places: Places, candidates: Similarity, pairs: OfPairs, problem: Problem
) -> BatchTerms:
    """BatchTerms of a batch; the pairs' attraction and the candidates' slopes are all there is."""
    batch, weights = places.batch, places.pool.weights
    partition = (candidates.value @ weights.astype(candidates.value.dtype)).astype(np.float64)
    terms = pair_terms(pairs, batch.segments, batch.weights, partition, problem.sharpness)
    return BatchTerms(
        loss=terms.loss,
        attraction=terms.attraction,
        slope=candidates.slope,
        repulsion=terms.repulsion,
        outward=None,
    )


@dataclass(frozen=True, eq=False)
class PairTerms:
    """Loss and derivatives of the pairs (u, v) of one tile.

    Attributes
    ----------
    loss : float
        Σ weight · ℓ(u, v).
    attraction : (pairs,)
        weight · ∂ℓ/∂m(u, v) ≥ 0.
    repulsion : (rows,)
        t Σ_v weight · ∂ℓ(u, v)/∂Z_u = t Σ_v weight/(e^{−td(u,v)} + Z_u). Times K w_j slope(u, j)
        it is −∂/∂m(u, j) of the losses of u's pairs.
    """

    loss: float
    attraction: np.ndarray
    repulsion: np.ndarray


def pair_terms(
    similarity: OfPairs,
    segments: np.ndarray,
    weights: np.ndarray,
    partition: np.ndarray,
    sharpness: float,
) -> PairTerms:
    """Terms of pairs, given similarities, rows and weights `(pairs,)`, and Z `(rows,)`."""
    value = similarity.value
    z = partition[segments]
    denominator = value + z
    loss = float((weights * np.log(denominator / value)).sum())
    repulsion = sharpness * np.bincount(segments, weights / denominator, minlength=len(partition))
    attraction = weights * (sharpness * z / (denominator * similarity.root))
    return PairTerms(loss=loss, attraction=attraction, repulsion=repulsion)
