"""Screening: which nodes are closer than a threshold, decided exactly at the speed of BLAS.

Blocked matrix products screen all pairs of nodes: with a proven bound on their rounding they
settle all but a few comparisons with the distances of u's positives. What they leave open is
decided by the cancellation-free excess of the space. Neither arcosh nor a full sort is needed.
"""

from dataclasses import dataclass

import numpy as np

from poincare.evaluation.spaces import Space
from poincare.relations import Relations

#: Rows and columns of the distance matrix worked on at once by one thread.
TILE = (256, 8192)


@dataclass(frozen=True, eq=False)
class Screen:
    """Factors of a product that never exceeds excess + offset, and the width of its uncertainty.

    A dot product of k terms errs by at most (k + 3)·u·Σ|aᵢbᵢ| with unit roundoff u, the rounding
    of its factors included, and Σ|aᵢbᵢ| ≤ 2m (`Space.heads`); the excess that it is compared with
    is itself rounded by at most 2(k + 3)·c·u₆₄·m (`Space.coarseness`). So with
    γ = 2(k + 3)(u + c·u₆₄), taking γm off inside the product gives a lower bound, and 2γm more is
    an upper bound.
    """

    left: np.ndarray
    right: np.ndarray
    widths: tuple[np.ndarray, np.ndarray]
    joined: np.ufunc

    @classmethod
    def of(cls, space: Space, dtype: type) -> "Screen":
        rounding = float(np.finfo(dtype).eps) + space.coarseness * float(np.finfo(np.float64).eps)
        gamma = (space.left.shape[1] + 3) * rounding
        left = space.left.copy()
        left[:, : space.heads] *= 1.0 - gamma
        share = np.sqrt(2.0 * gamma) if space.joined is np.multiply else 2.0 * gamma
        return cls(
            left.astype(dtype),
            np.ascontiguousarray(space.right.astype(dtype).T),
            (share * space.sizes[0], share * space.sizes[1]),
            space.joined,
        )

    @classmethod
    def fitting(cls, space: Space, relations: Relations, excess: np.ndarray) -> "Screen":
        """In float32 where that is precise enough to settle most comparisons, else float64."""
        screen = cls.of(space, np.float32)
        precise = screen.width(relations.sources, relations.indices) < 0.05 * excess
        return (
            screen
            if 2 * np.count_nonzero(precise) > relations.n_pairs
            else cls.of(space, np.float64)
        )

    def width(self, queries: np.ndarray, points: np.ndarray) -> np.ndarray:
        """Uncertainty of the product of pairs of indices."""
        return self.joined(self.widths[0][queries], self.widths[1][points])


@dataclass(frozen=True, eq=False)
class Block:
    """The rows start … stop of the graph while they are being counted.

    `thresholds` holds each row's positives' excesses in ascending order, `no_negatives` the rows
    and columns, by ascending column, of u itself and of P(u). `histogram[p]` counts the negatives
    whose place among their row's thresholds is p. `tie_steps` holds where runs of thresholds equal
    to a negative begin (+1) and end (−1).
    """

    start: int
    stop: int
    indptr: np.ndarray
    thresholds: np.ndarray
    order: np.ndarray
    no_negatives: tuple[np.ndarray, np.ndarray]
    histogram: np.ndarray
    tie_steps: np.ndarray

    @classmethod
    def of(cls, relations: Relations, excess: np.ndarray, start: int, stop: int) -> "Block":
        first, last = relations.indptr[start], relations.indptr[stop]
        sources = relations.sources[first:last] - start
        order = np.lexsort((excess[first:last], sources))
        indptr = relations.indptr[start : stop + 1] - first
        rows = np.concatenate([sources, np.arange(stop - start)])
        columns = np.concatenate([relations.indices[first:last], np.arange(start, stop)])
        by_column = np.argsort(columns, kind="stable")
        return cls(
            start,
            stop,
            indptr,
            excess[first:last][order],
            order,
            (rows[by_column], columns[by_column]),
            # One place more per row: beyond its last threshold.
            np.zeros(last - first + stop - start, dtype=np.int64),
            np.zeros(last - first + 1, dtype=np.int64),
        )

    def count(self, space: Space, screen: Screen) -> None:
        """Count the negatives of all columns, a tile at a time."""
        last = np.maximum(self.indptr[1:] - 1, 0)
        has_positives = np.diff(self.indptr) > 0
        # Farther than the farthest positive nothing counts; −2 is below any excess.
        farthest = np.where(has_positives, np.append(self.thresholds, 0.0)[last], -2.0)
        left = screen.left[self.start : self.stop]
        limit = rounded_up(space.offset + farthest, left.dtype)[:, None]
        room = np.empty(len(left) * TILE[1], dtype=left.dtype), np.empty(len(left) * TILE[1], bool)
        excluded_rows, excluded_columns = self.no_negatives
        for start in range(0, screen.right.shape[1], TILE[1]):
            right = screen.right[:, start : start + TILE[1]]
            shape = len(left), right.shape[1]
            product, below = (part[: shape[0] * shape[1]].reshape(shape) for part in room)
            np.matmul(left, right, out=product)
            part = slice(*np.searchsorted(excluded_columns, (start, start + TILE[1])))
            product[excluded_rows[part], excluded_columns[part] - start] = np.inf
            np.less_equal(product, limit, out=below)
            found = np.flatnonzero(below)
            rows, columns = np.divmod(found, shape[1])
            self._place(space, screen, rows, columns + start, product.ravel()[found])

    def _place(
        self,
        space: Space,
        screen: Screen,
        rows: np.ndarray,
        columns: np.ndarray,
        lower: np.ndarray,
    ) -> None:
        """Find each candidate's place among its row's thresholds, exactly."""
        least = lower.astype(np.float64) - space.offset
        most = least + screen.width(self.start + rows, columns)
        place = self._search(rows, least, np.less)
        open_ = np.flatnonzero(place != self._search(rows, most, np.less_equal))
        self.histogram[:] += np.bincount(
            np.delete(place + rows, open_), minlength=len(self.histogram)
        )
        rows, columns = rows[open_], columns[open_]
        exact = space.excess_of_pairs(self.start + rows, columns)
        first, behind = (self._search(rows, exact, test) for test in (np.less, np.less_equal))
        self.histogram[:] += np.bincount(behind + rows, minlength=len(self.histogram))
        for places, sign in ((first, 1), (behind, -1)):
            self.tie_steps[:] += sign * np.bincount(places, minlength=len(self.tie_steps))

    def _search(self, rows: np.ndarray, values: np.ndarray, test: np.ufunc) -> np.ndarray:
        """First place of each row whose threshold t does not satisfy test(t, value)."""
        low, high = self.indptr[rows], self.indptr[rows + 1]
        while (wide := low < high).any():
            middle = (low + high) // 2
            below = wide.copy()
            below[wide] = test(self.thresholds[middle[wide]], values[wide])
            low, high = np.where(below, middle + 1, low), np.where(below | ~wide, high, middle)
        return low

    def outcome(self) -> tuple[np.ndarray, np.ndarray]:
        """`closer` and `tied` of the block's pairs, in the order of the graph."""
        closer = np.empty(len(self.thresholds), dtype=np.int32)
        tied = np.empty(len(self.thresholds), dtype=np.int32)
        total = np.cumsum(self.histogram)
        rows = np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))
        row_start = self.indptr[:-1] + np.arange(len(self.indptr) - 1)
        before = np.append(0, total)[row_start][rows]
        closer[self.order] = total[np.arange(len(rows)) + rows] - before
        tied[self.order] = np.cumsum(self.tie_steps)[:-1]
        return closer, tied


def rounded_up(values: np.ndarray, dtype: type) -> np.ndarray:
    """Next numbers of `dtype` above `values`, so that rounding a limit loses no candidate."""
    return np.nextafter(values.astype(dtype), dtype.type(np.inf))
