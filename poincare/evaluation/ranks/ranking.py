"""Exact ranks of all positives among all nodes.

For a pair (u, v) the outcome is the number of negatives strictly closer to u than v,

    closer(u, v) = |{x : d(u, x) < d(u, v), x ∉ P(u), x ≠ u}|,

and the number of negatives at exactly the same distance. Every protocol's mean rank and MAP
follow from these (see `poincare.evaluation.scores`).

All comparisons are decided exactly, by `poincare.evaluation.ranks.screening`. Memory is bounded by
a tile of the distance matrix, not by the number of nodes squared.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from poincare.base.errors import UserError
from poincare.base.storage import pack_text, read_arrays, unpack_text, write_arrays
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.ranks import block as blocks
from poincare.evaluation.ranks.block import Block
from poincare.evaluation.ranks.ranked_points import ranked_points_of
from poincare.evaluation.ranks.screening import Screen
from poincare.graphs.relations import Relations


@dataclass(frozen=True, eq=False, kw_only=True)
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
    itself_closer : (pairs,) bool
        Whether u itself is strictly closer to u than v is; it is not counted in `closer`.
    itself_tied : (pairs,) bool
        Whether u itself is exactly as far from u as v is; it is not counted in `tied`.
    n_distinct : int
        Distinct points among those of the graph's nodes.
    relations_hash, embedding_hash : str
        Content hashes of what was ranked.
    """

    closer: np.ndarray
    tied: np.ndarray
    distance: np.ndarray
    itself_closer: np.ndarray
    itself_tied: np.ndarray
    n_distinct: int
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
                "itself_closer": self.itself_closer,
                "itself_tied": self.itself_tied,
                "n_distinct": np.int64(self.n_distinct),
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
                closer=arrays["closer"],
                tied=arrays["tied"],
                distance=arrays["distance"],
                itself_closer=arrays["itself_closer"],
                itself_tied=arrays["itself_tied"],
                n_distinct=int(arrays["n_distinct"]),
                relations_hash=unpack_text(arrays["relations_hash"]),
                embedding_hash=unpack_text(arrays["embedding_hash"]),
            )
        except KeyError as missing:
            raise UserError(f"not a ranks file: no array {missing}", path) from None


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
    space = ranked_points_of(embedding, relations.names)
    excess = space.excess_of_pairs(relations.sources, relations.indices)
    screen = Screen.fitting(space, relations, excess)
    n, rows = relations.n_nodes, blocks.TILE[0]
    closer = np.zeros(relations.n_pairs, dtype=np.int32)
    tied = np.zeros(relations.n_pairs, dtype=np.int32)

    def work(start: int) -> None:
        block = Block.of(relations, excess, start, min(start + rows, n))
        block.count(space, screen)
        pairs = slice(relations.indptr[block.start], relations.indptr[block.stop])
        closer[pairs], tied[pairs] = block.outcome()

    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        starts = range(0, n, rows)
        try:
            for start, _ in zip(starts, pool.map(work, starts), strict=True):
                if progress is not None:
                    progress(min(start + rows, n), n)
        except BaseException:  # a stop waits for the blocks at work, not for all that are left
            pool.shutdown(cancel_futures=True)
            raise
    nodes = np.arange(n)
    to_itself = space.excess_of_pairs(nodes, nodes)[relations.sources]
    return Ranks(
        closer=closer,
        tied=tied,
        distance=space.to_distance(excess),
        itself_closer=to_itself < excess,
        itself_tied=to_itself == excess,
        n_distinct=n_distinct(space.points),
        relations_hash=relations.content_hash,
        embedding_hash=embedding.content_hash,
    )


def n_distinct(points: np.ndarray) -> int:
    """Number of distinct points among the rows of `(n, d)`; −0 is 0."""
    return len({row.tobytes() for row in points + 0.0})
