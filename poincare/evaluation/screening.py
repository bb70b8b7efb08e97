"""Screening: which nodes are closer than a threshold, decided exactly at the speed of BLAS.

Blocked matrix products L = −⟨u, x⟩ screen all pairs of nodes: with a proven bound on their
rounding they settle all but a few comparisons with the distances of u's positives. What they
leave open is decided by the cancellation-free `hyperboloid.excess`. Neither arcosh nor a full
sort is needed.
"""

from dataclasses import dataclass

import numpy as np

from poincare.geometry import hyperboloid
from poincare.relations import Relations

#: Rows and columns of the distance matrix worked on at once by one thread.
TILE = (256, 8192)


def excess_of_pairs(x: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """`hyperboloid.excess` of many index pairs, in bounded memory."""
    result = np.empty(len(left))
    for start in range(0, len(left), 65536):
        part = slice(start, start + 65536)
        result[part] = hyperboloid.excess(x[left[part]], x[right[part]])
    return result


@dataclass(frozen=True, eq=False)
class Screen:
    """Factors of a product that never exceeds −⟨x, y⟩, and the width of its uncertainty.

    A dot product of length k = d + 1 errs by at most (k + 3)·u·Σ|aᵢbᵢ| with unit roundoff u,
    the rounding of its factors included, and Σ|aᵢbᵢ| ≤ 2x₀y₀. Taking γx₀y₀ with γ = 2(k + 3)u
    off inside the product gives a lower bound; 2γx₀y₀ more is an upper bound.
    """

    left: np.ndarray
    right: np.ndarray
    width: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, dtype: type) -> "Screen":
        x0 = hyperboloid.time_coordinate(x)
        gamma = (x.shape[1] + 4) * float(np.finfo(dtype).eps)
        left = np.column_stack([x0 * (1.0 - gamma), -x]).astype(dtype)
        right = np.ascontiguousarray(np.column_stack([x0, x]).astype(dtype).T)
        return cls(left, right, np.sqrt(2.0 * gamma) * x0)

    @classmethod
    def fitting(cls, x: np.ndarray, relations: Relations, excess: np.ndarray) -> "Screen":
        """In float32 where that is precise enough to settle most comparisons, else float64."""
        screen = cls.of(x, np.float32)
        width = screen.width[relations.sources] * screen.width[relations.indices]
        precise = width < 0.05 * excess
        return (
            screen if 2 * np.count_nonzero(precise) > relations.n_pairs else cls.of(x, np.float64)
        )


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

    def count(self, x: np.ndarray, screen: Screen) -> None:
        """Count the negatives of all columns, a tile at a time."""
        last = np.maximum(self.indptr[1:] - 1, 0)
        has_positives = np.diff(self.indptr) > 0
        farthest = np.where(has_positives, np.append(self.thresholds, 0.0)[last], -2.0)
        left = screen.left[self.start : self.stop]
        # The next number upwards: rounding the limit must not lose a candidate.
        limit = np.nextafter((1.0 + farthest).astype(left.dtype), left.dtype.type(np.inf))[:, None]
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
            self._place(x, screen, rows, columns + start, product.ravel()[found])

    def _place(
        self,
        x: np.ndarray,
        screen: Screen,
        rows: np.ndarray,
        columns: np.ndarray,
        lower: np.ndarray,
    ) -> None:
        """Find each candidate's place among its row's thresholds, exactly."""
        least = lower.astype(np.float64) - 1.0
        most = least + screen.width[self.start + rows] * screen.width[columns]
        place = self._search(rows, least, np.less)
        open_ = np.flatnonzero(place != self._search(rows, most, np.less_equal))
        self.histogram[:] += np.bincount(
            np.delete(place + rows, open_), minlength=len(self.histogram)
        )
        rows, columns = rows[open_], columns[open_]
        exact = excess_of_pairs(x, self.start + rows, columns)
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
