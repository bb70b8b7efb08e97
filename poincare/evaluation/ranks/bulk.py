"""Rows with many candidates: negatives counted threshold by threshold instead of one by one.

In a good embedding hardly anything is closer to u than its farthest positive, and each candidate
is looked up among u's thresholds. In a poor one it is a good part of all nodes. Then it is
cheaper to compare the whole row with each threshold: that settles all that lies outside the
windows of uncertainty around them, and leaves the others open.
"""

from dataclasses import dataclass

import numpy as np

from poincare.evaluation.ranks.ranked_points import RankedPoints
from poincare.evaluation.ranks.screening import Screen, rounded_up

#: A row is counted in bulk if more than this share of all columns, times the number of its
#: thresholds, are candidates.
SHARE = 0.004

#: Columns on which the share of candidates is measured.
SAMPLE = 256


@dataclass(frozen=True, eq=False)
class Windows:
    """Per threshold of one row, ascending, where a product does not tell on which side it lies.

    What is below `low` is closer than the threshold, what is above `high` is not.
    """

    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, space: RankedPoints, screen: Screen, row: int, thresholds: np.ndarray) -> "Windows":
        """Windows as wide as the widest of the row's columns asks."""
        dtype = screen.left.dtype
        width = screen.joined(screen.widths[0][row], screen.widths[1].max())
        # A quarter more covers the rounding of the edge itself: γ is 5 roundings and more.
        low = (space.offset + thresholds - 1.25 * width - 2.0 * screen.slack).astype(dtype)
        return cls(low, rounded_up(space.offset + thresholds + screen.slack, dtype))

    def settle(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Count lower bounds `(columns,)` of a row between the windows.

        Returns
        -------
        settled : (thresholds,) int64
            How many lie right before the k-th window, behind the one in front of it.
        open_ : (any,) int64
            Places of the values inside a window.
        """
        flags = np.empty(len(values), dtype=bool)
        before = np.array([np.count_nonzero(np.less(values, e, out=flags)) for e in self.low])
        up_to = np.array([np.count_nonzero(np.less_equal(values, e, out=flags)) for e in self.high])
        # Where windows overlap, nothing lies between them.
        settled = np.maximum(before - np.append(0, up_to[:-1]), 0)
        if settled.sum() == up_to[-1]:
            return settled, np.empty(0, dtype=np.int64)
        flags[:] = False
        for k in np.flatnonzero(up_to > before):
            flags |= (values >= self.low[k]) & (values <= self.high[k])
        return settled, np.flatnonzero(flags)


def crowded(screen: Screen, rows: slice, limit: np.ndarray, n_thresholds: np.ndarray) -> np.ndarray:
    """Places among `rows` of those worth counting in bulk.

    Parameters
    ----------
    limit : (rows, 1)
        What a candidate's product does not exceed.
    n_thresholds : (rows,)
    """
    sample = screen.right[:, :: -(-screen.right.shape[1] // SAMPLE)]
    share = (screen.left[rows] @ sample <= limit).mean(axis=1)
    return np.flatnonzero((n_thresholds > 0) & (share > SHARE * n_thresholds))
