"""Exact ranks of all positives among all nodes.

For a pair (u, v) the outcome is the number of negatives strictly closer to u than v,

    closer(u, v) = |{x : d(u, x) < d(u, v), x ∉ P(u), x ≠ u}|,

and the number of negatives at exactly the same distance. Every protocol's mean rank and MAP
follow from these (see `poincare.evaluation.protocols`).

Blocked matrix products L = −⟨u, x⟩ screen all pairs of nodes: with a proven bound on their
rounding they decide all but a few comparisons. What they leave open is decided by the
cancellation-free `hyperboloid.excess`. Neither arcosh nor a full sort is needed, and memory is
bounded by the tile, not by the number of nodes squared.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from poincare.embedding import Embedding
from poincare.errors import UserError
from poincare.geometry import hyperboloid
from poincare.relations import Relations
from poincare.storage import pack_text, read_arrays, unpack_text, write_arrays

TILE = (256, 8192)


@dataclass(frozen=True, eq=False)
class Ranks:
    """Outcome of every pair of a graph, aligned with its CSR arrays.

    Attributes
    ----------
    closer : (pairs,) int32
        Negatives strictly closer to u than v is.
    tied : (pairs,) int32
        Negatives exactly as far from u as v is.
    distance : (pairs,) float64
        d(u, v).
    relations_hash, embedding_hash : str
        Content hashes of what was ranked.
    """

    closer: np.ndarray
    tied: np.ndarray
    distance: np.ndarray
    relations_hash: str
    embedding_hash: str

    def save(self, path: str | Path) -> None:
        """Write as npz, atomically."""
        write_arrays(
            path,
            {
                "closer": self.closer,
                "tied": self.tied,
                "distance": self.distance,
                "relations_hash": pack_text(self.relations_hash),
                "embedding_hash": pack_text(self.embedding_hash),
            },
        )

    @classmethod
    def load(cls, path: str | Path) -> "Ranks":
        """Read what `save` wrote; a damaged or foreign file is a `UserError`."""
        arrays = read_arrays(path)
        try:
            return cls(
                arrays["closer"],
                arrays["tied"],
                arrays["distance"],
                unpack_text(arrays["relations_hash"]),
                unpack_text(arrays["embedding_hash"]),
            )
        except KeyError as missing:
            raise UserError(f"not a ranks file: no array {missing}", path) from None


def spatial_coordinates(embedding: Embedding, names: tuple[str, ...]) -> np.ndarray:
    """Hyperboloid coordinates `(len(names), d)` of the named points.

    Raises
    ------
    UserError
        If the embedding lacks some of the names.
    """
    missing = [name for name in names if name not in embedding.index]
    if missing:
        raise UserError(
            f"the embedding lacks {len(missing)} of {len(names)} nodes, first {missing[0]!r}",
            mend="score it against the graph it was trained on",
        )
    return embedding.on_hyperboloid()[[embedding.index[name] for name in names]]


def rank(
    embedding: Embedding,
    relations: Relations,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Ranks:
    """Rank all positives of all nodes of `relations` among all its nodes.

    Parameters
    ----------
    threads : int
        Blocks of rows worked on at the same time; the result does not depend on it.
    progress : callable, optional
        Called with (nodes done, nodes in all) after every block of rows.

    Source: Nickel & Kiela (2017), section 4.1, "rank of v among the ground-truth negatives".
    """
    x = spatial_coordinates(embedding, relations.names)
    excess = _in_chunks(x, relations.sources, relations.indices)
    screen = _Screen.fitting(x, relations, excess)
    n, rows = relations.n_nodes, TILE[0]
    closer = np.zeros(relations.n_pairs, dtype=np.int32)
    tied = np.zeros(relations.n_pairs, dtype=np.int32)

    def work(start: int) -> None:
        block = _Block.of(relations, excess, start, min(start + rows, n))
        block.count(x, screen)
        pairs = slice(relations.indptr[block.start], relations.indptr[block.stop])
        closer[pairs], tied[pairs] = block.outcome()

    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        starts = range(0, n, rows)
        for start, _ in zip(starts, pool.map(work, starts), strict=True):
            if progress is not None:
                progress(min(start + rows, n), n)
    distance = hyperboloid.distance_from_excess(excess)
    return Ranks(closer, tied, distance, relations.content_hash, embedding.content_hash)


def _in_chunks(x: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """`hyperboloid.excess` of many index pairs, in bounded memory."""
    result = np.empty(len(left))
    for start in range(0, len(left), 65536):
        part = slice(start, start + 65536)
        result[part] = hyperboloid.excess(x[left[part]], x[right[part]])
    return result


@dataclass(frozen=True, eq=False)
class _Screen:
    """Factors of a product that never exceeds −⟨x, y⟩, and the width of its uncertainty.

    A dot product of length k = d + 1 errs by at most (k + 3)·u·Σ|aᵢbᵢ| with unit roundoff u,
    the rounding of its factors included, and Σ|aᵢbᵢ| ≤ 2x₀y₀. Taking γx₀y₀ with γ = 2(k + 3)u
    off inside the product gives a lower bound; 2γx₀y₀ more is an upper bound.
    """

    left: np.ndarray
    right: np.ndarray
    width: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, dtype: type) -> "_Screen":
        x0 = hyperboloid.time_coordinate(x)
        gamma = (x.shape[1] + 4) * float(np.finfo(dtype).eps)
        left = np.column_stack([x0 * (1.0 - gamma), -x]).astype(dtype)
        right = np.ascontiguousarray(np.column_stack([x0, x]).astype(dtype).T)
        return cls(left, right, np.sqrt(2.0 * gamma) * x0)

    @classmethod
    def fitting(cls, x: np.ndarray, relations: Relations, excess: np.ndarray) -> "_Screen":
        """In float32 where that is precise enough to settle most comparisons, else float64."""
        screen = cls.of(x, np.float32)
        width = screen.width[relations.sources] * screen.width[relations.indices]
        precise = width < 0.05 * excess
        return (
            screen if 2 * np.count_nonzero(precise) > relations.n_pairs else cls.of(x, np.float64)
        )


@dataclass(frozen=True, eq=False)
class _Block:
    """The rows start … stop of the graph while they are being counted.

    `thresholds` holds each row's positives' excesses in ascending order; `histogram[p]` counts
    the negatives whose place among their row's thresholds is p. `tie_steps` holds where runs of
    thresholds equal to a negative begin (+1) and end (−1).
    """

    start: int
    stop: int
    indptr: np.ndarray
    thresholds: np.ndarray
    order: np.ndarray
    excluded: np.ndarray
    n_nodes: int
    histogram: np.ndarray
    tie_steps: np.ndarray

    @classmethod
    def of(cls, relations: Relations, excess: np.ndarray, start: int, stop: int) -> "_Block":
        first, last = relations.indptr[start], relations.indptr[stop]
        sources = relations.sources[first:last] - start
        order = np.lexsort((excess[first:last], sources))
        indptr = relations.indptr[start : stop + 1] - first
        positives = sources.astype(np.int64) * relations.n_nodes + relations.indices[first:last]
        itself = np.arange(stop - start) * (relations.n_nodes + 1) + start
        return cls(
            start,
            stop,
            indptr,
            excess[first:last][order],
            order,
            np.union1d(positives, itself),
            relations.n_nodes,
            # One place more per row: beyond its last threshold.
            np.zeros(last - first + stop - start, dtype=np.int64),
            np.zeros(last - first + 1, dtype=np.int64),
        )

    def count(self, x: np.ndarray, screen: _Screen) -> None:
        """Count the negatives of all columns, a tile at a time."""
        last = np.maximum(self.indptr[1:] - 1, 0)
        has_positives = np.diff(self.indptr) > 0
        farthest = np.where(has_positives, np.append(self.thresholds, 0.0)[last], -2.0)
        left = screen.left[self.start : self.stop]
        # The next number upwards: rounding the limit must not lose a candidate.
        limit = np.nextafter((1.0 + farthest).astype(left.dtype), left.dtype.type(np.inf))[:, None]
        product = np.empty((len(left), TILE[1]), dtype=left.dtype)
        below = np.empty(product.shape, dtype=bool)
        for column in range(0, self.n_nodes, TILE[1]):
            right = screen.right[:, column : column + TILE[1]]
            width = right.shape[1]
            if width < TILE[1]:
                product, below = np.empty((len(left), width), left.dtype), below[:, :width].copy()
            np.matmul(left, right, out=product)
            np.less_equal(product, limit, out=below)
            found = np.flatnonzero(below)
            rows, columns = found // width, found % width + column
            lower = product.ravel()[found]
            keys = rows * self.n_nodes + columns
            negative = ~_contains(self.excluded, keys)
            self._place(x, screen, rows[negative], columns[negative], lower[negative])

    def _place(
        self,
        x: np.ndarray,
        screen: _Screen,
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
        exact = _in_chunks(x, self.start + rows, columns)
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


def _contains(ordered: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Whether each key is among `ordered` (ascending, not empty)."""
    return ordered[np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)] == keys
