"""Spearman's ρ and its bootstrap interval."""

import numpy as np
from scipy.stats import rankdata

#: Bootstrap samples, and the part of their values that the interval holds.
DRAWS = 1000
COVERAGE = 0.95
#: Samples that are ranked at a time.
_BLOCK = 200


def spearman(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """ρ along the last axis: Pearson's correlation of the ranks, equal values at their mean rank.

    Parameters
    ----------
    x, y : (…, n) float64

    Returns
    -------
    (…) float64
        NaN where x or y has fewer than two different values.
    """
    a, b = (_centred_ranks(values) for values in (x, y))
    with np.errstate(invalid="ignore", divide="ignore"):
        norm = np.sqrt((a * a).sum(axis=-1) * (b * b).sum(axis=-1))
        return np.where(norm > 0, (a * b).sum(axis=-1) / norm, np.nan)


def _centred_ranks(values: np.ndarray) -> np.ndarray:
    ranks = rankdata(values, axis=-1)
    return ranks - (values.shape[-1] + 1) / 2.0


def interval(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
    """The 95 % percentile interval of ρ over bootstrap samples of the pairs (x, y), each `(n,)`.

    Samples without two different values are left out. NaN if all are.
    """
    found = []
    for _ in range(0, DRAWS, _BLOCK):
        sample = rng.integers(0, len(x), (_BLOCK, len(x)))
        found.append(spearman(x[sample], y[sample]))
    values = np.concatenate(found)
    values = values[np.isfinite(values)]
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.quantile(values, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return float(low), float(high)
