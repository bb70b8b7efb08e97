"""F1 at a threshold, the best threshold, and an interval.

A pair counts as predicted if its score is at least the threshold t. With P true pairs, TP of them
predicted, and FP false ones predicted,

    F1 = 2 TP / (TP + FP + P).
"""

from typing import NamedTuple

import numpy as np

#: Draws of the interval, and the part of them that it holds.
DRAWS = 10_000
COVERAGE = 0.95
_SEED = 0


class Threshold(NamedTuple):
    """A threshold and the F1 that it has on the pairs that it was chosen on."""

    threshold: float
    f1: float


class Counted(NamedTuple):
    """Predicted pairs at a threshold, of all true and all false ones."""

    true_positives: int
    false_positives: int
    positives: int
    negatives: int


def best_threshold(positives: np.ndarray, negatives: np.ndarray) -> Threshold:
    """The score with the greatest F1 as threshold; the highest such score.

    Parameters
    ----------
    positives, negatives : (pairs,) float64
        Scores of the true and of the false pairs. NaN is below every threshold.
    """
    scores = np.nan_to_num(np.concatenate([positives, negatives]), nan=-np.inf)
    true = np.arange(len(scores)) < len(positives)
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    last = np.append(ordered[1:] != ordered[:-1], True)  # of equal scores all are predicted
    tp = np.cumsum(true[order])[last]
    fp = np.cumsum(~true[order])[last]
    f1 = 2.0 * tp / (tp + fp + len(positives))
    best = int(np.argmax(f1))
    return Threshold(float(ordered[last][best]), float(f1[best]))


def counted(positives: np.ndarray, negatives: np.ndarray, threshold: float) -> Counted:
    """Pairs whose score reaches the threshold; NaN reaches none."""
    return Counted(
        true_positives=int(np.count_nonzero(positives >= threshold)),
        false_positives=int(np.count_nonzero(negatives >= threshold)),
        positives=len(positives),
        negatives=len(negatives),
    )


def f1(found: Counted) -> float:
    """F1 of the counts."""
    total = found.true_positives + found.false_positives + found.positives
    return 2.0 * found.true_positives / total


def interval(found: Counted) -> tuple[float, float]:
    """The bootstrap interval of F1 at a fixed threshold, true and false pairs drawn apart.

    A bootstrap sample of the true pairs has Binomial(P, TP / P) predicted ones, and likewise of
    the false pairs, so these numbers are drawn instead of the pairs.
    """
    rng = np.random.default_rng(_SEED)
    tp = rng.binomial(found.positives, found.true_positives / found.positives, DRAWS)
    fp = rng.binomial(found.negatives, found.false_positives / found.negatives, DRAWS)
    drawn = 2.0 * tp / (tp + fp + found.positives)
    low, high = np.quantile(drawn, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return float(low), float(high)
