"""Counting: a block of rows of the distance matrix, a tile at a time.

Products screen a tile (`poincare.evaluation.ranks.screening`); rows with many candidates are
counted in bulk (`poincare.evaluation.ranks.bulk`); what is left is looked up among the row's
thresholds, by the product where its bound tells, else by the exact excess.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from poincare.evaluation.ranks.bulk import Windows, crowded
from poincare.evaluation.ranks.ranked_points import RankedPoints
from poincare.evaluation.ranks.screening import Screen, rounded_up
from poincare.graphs.relations import Relations

#: Rows and columns of the distance matrix worked on at once by one thread.
TILE = (256, 8192)

#: The same for rows counted in bulk, which are gone through one by one: longer and fewer.
BULK_TILE = (32, 65536)


@dataclass(frozen=True, eq=False, kw_only=True)
class Block:
    """The rows start … stop of the graph while they are being counted.

    A row's thresholds are the excesses of its positives, ascending. A negative x has the place p in
    its row if p thresholds are less than or equal to its excess: it is closer than the thresholds
    after that, tied with those equal to it, and farther than the rest.

    Attributes
    ----------
    start, stop : int
    indptr : (rows + 1,) int64
        The thresholds of row k are ``thresholds[indptr[k]:indptr[k + 1]]``.
    thresholds : (pairs,) float64
    order : (pairs,) int64
        ``thresholds[i]`` belongs to pair ``order[i]`` of the block, in the order of the graph.
    no_negatives : tuple of two (pairs + rows,) int64
        Rows and columns of u itself and of P(u), by ascending column.
    histogram : (pairs + rows,) int64
        Negatives by place. A row of k thresholds has k + 1 places, so row r begins at
        ``indptr[r] + r``; its last place is beyond all thresholds.
    tie_steps : (pairs + 1,) int64
        Where runs of thresholds equal to a negative begin (+1) and end (−1).

    Examples
    --------
    Nodes a, b and c on a line at 0, 2 and 1, and one pair (a, b). The row of a has the threshold
    d(a, b)² = 4 and the places 0 and 1. Its only negative is c, with excess 1: place 0. So
    ``histogram`` begins [1, 0], and its cumulative sum up to place 0 says that one negative is
    closer than b. The rows of b and c have no thresholds and one place each, which stay empty.

    If c lay at −2, its excess would be 4 as well: it is not less than the threshold, so its place
    is 1 and ``closer`` is 0, and ``tie_steps`` is [1, −1], whose cumulative sum says that one
    negative is tied with b.
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
        """An empty count of some rows, given the excess of every pair of the graph, `(pairs,)`."""
        first, last = relations.indptr[start], relations.indptr[stop]
        sources = relations.sources[first:last] - start
        order = np.lexsort((excess[first:last], sources))
        indptr = relations.indptr[start : stop + 1] - first
        rows = np.concatenate([sources, np.arange(stop - start)])
        columns = np.concatenate([relations.indices[first:last], np.arange(start, stop)])
        by_column = np.argsort(columns, kind="stable")
        return cls(
            start=start,
            stop=stop,
            indptr=indptr,
            thresholds=excess[first:last][order],
            order=order,
            no_negatives=(rows[by_column], columns[by_column]),
            histogram=np.zeros(last - first + stop - start, dtype=np.int64),
            tie_steps=np.zeros(last - first + 1, dtype=np.int64),
        )

    def count(self, space: RankedPoints, screen: Screen) -> None:
        """Count the negatives of all columns."""
        last = np.maximum(self.indptr[1:] - 1, 0)
        n_thresholds = np.diff(self.indptr)
        # Beyond the farthest positive nothing counts.
        farthest = np.where(n_thresholds > 0, np.append(self.thresholds, 0.0)[last], -np.inf)
        limit = rounded_up(space.offset + farthest + screen.slack, screen.left.dtype)[:, None]
        in_bulk = crowded(screen, slice(self.start, self.stop), limit, n_thresholds)
        for first in range(0, len(in_bulk), BULK_TILE[0]):
            self._count_in_bulk(space, screen, in_bulk[first : first + BULK_TILE[0]])
        rows = np.delete(np.arange(len(limit)), in_bulk)
        if len(rows):
            self._count_singly(space, screen, rows, limit[rows])

    def _count_singly(
        self, space: RankedPoints, screen: Screen, rows: np.ndarray, limit: np.ndarray
    ) -> None:
        for start, product in self._products(screen, rows, TILE[1]):
            found = np.flatnonzero(product <= limit)
            places, columns = np.divmod(found, product.shape[1])
            self._place(space, screen, rows[places], columns + start, product.ravel()[found])

    def _count_in_bulk(self, space: RankedPoints, screen: Screen, rows: np.ndarray) -> None:
        windows = [
            Windows.of(space, screen, self.start + row, self._thresholds_of(row)) for row in rows
        ]
        for start, product in self._products(screen, rows, BULK_TILE[1]):
            for row, its, values in zip(rows, windows, product, strict=True):
                settled, open_ = its.settle(values)
                first = self.indptr[row] + row
                self.histogram[first : first + len(settled)] += settled
                if len(open_):
                    same = np.full(len(open_), row)
                    self._place(space, screen, same, open_ + start, values[open_])

    def _products(
        self, screen: Screen, rows: np.ndarray, width: int
    ) -> Iterator[tuple[int, np.ndarray]]:
        """Tiles of the given rows: first column, and products, infinite for no negatives."""
        left = screen.left[self.start + rows]
        place = np.full(self.stop - self.start, -1)
        place[rows] = np.arange(len(rows))
        excluded_rows, excluded_columns = place[self.no_negatives[0]], self.no_negatives[1]
        ours = excluded_rows >= 0
        excluded_rows, excluded_columns = excluded_rows[ours], excluded_columns[ours]
        room = np.empty(len(rows) * min(width, screen.right.shape[1]), dtype=left.dtype)
        for start in range(0, screen.right.shape[1], width):
            right = screen.right[:, start : start + width]
            product = room[: len(rows) * right.shape[1]].reshape(len(rows), right.shape[1])
            np.matmul(left, right, out=product)
            part = slice(*np.searchsorted(excluded_columns, (start, start + width)))
            product[excluded_rows[part], excluded_columns[part] - start] = np.inf
            yield start, product

    def _thresholds_of(self, row: int) -> np.ndarray:
        return self.thresholds[self.indptr[row] : self.indptr[row + 1]]

    def _place(
        self,
        space: RankedPoints,
        screen: Screen,
        rows: np.ndarray,
        columns: np.ndarray,
        product: np.ndarray,
    ) -> None:
        """Find each candidate's place among its row's thresholds, exactly."""
        least = product.astype(np.float64) - screen.slack - space.offset
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
        """`closer` and `tied` of the block's pairs, in the order of the graph.

        A pair's `closer` is the sum of its row's histogram up to the place of its own threshold.
        """
        closer = np.empty(len(self.thresholds), dtype=np.int32)
        tied = np.empty(len(self.thresholds), dtype=np.int32)
        total = np.cumsum(self.histogram)
        rows = np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))
        row_start = self.indptr[:-1] + np.arange(len(self.indptr) - 1)
        before = np.append(0, total)[row_start][rows]
        closer[self.order] = total[np.arange(len(rows)) + rows] - before
        tied[self.order] = np.cumsum(self.tie_steps)[:-1]
        return closer, tied
