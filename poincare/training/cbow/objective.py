"""The objective: logistic regression of a word against negatives, given its context.

For a position with the word w, negatives w'_1 … w'_K, and h the mean of its context vectors,

    ℓ = −log σ(o_w · h) − Σ_k log σ(−o_{w'_k} · h),

with an output vector o for every word (Mikolov et al. 2013, "Distributed Representations of Words
and Phrases and their Compositionality", equation 4). A negative that is w itself does not count.
"""

import numpy as np
from scipy.special import expit


def loss_and_slope(scores: np.ndarray, counted: np.ndarray) -> tuple[float, np.ndarray]:
    """Σ ℓ over positions, and its derivative by the scores.

    Parameters
    ----------
    scores : (b, 1 + K) float64
        o · h of the word and of its negatives.
    counted : (b, 1 + K) bool
        Which of them count.
    """
    signed = scores.copy()
    signed[:, 0] *= -1.0
    loss = float(np.logaddexp(0.0, signed)[counted].sum())
    slope = expit(signed) * counted
    slope[:, 0] *= -1.0
    return loss, slope
