"""Exact ranks of all positives among all nodes.

For a pair (u, v) the outcome is the number of negatives strictly closer to u than v,

    closer(u, v) = |{x : d(u, x) < d(u, v), x ∉ P(u), x ≠ u}|,

and the number of negatives at exactly the same distance. Every protocol's mean rank and MAP
follow from these (see `poincare.evaluation.protocols`).

All comparisons are decided exactly, by `poincare.evaluation.screening`. Memory is bounded by a
tile of the distance matrix, not by the number of nodes squared.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from poincare.embedding import Embedding
from poincare.errors import UserError
from poincare.evaluation import screening
from poincare.evaluation.screening import Block, Screen, excess_of_pairs
from poincare.geometry import hyperboloid
from poincare.relations import Relations
from poincare.storage import pack_text, read_arrays, unpack_text, write_arrays


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
    excess = excess_of_pairs(x, relations.sources, relations.indices)
    screen = Screen.fitting(x, relations, excess)
    n, rows = relations.n_nodes, screening.TILE[0]
    closer = np.zeros(relations.n_pairs, dtype=np.int32)
    tied = np.zeros(relations.n_pairs, dtype=np.int32)

    def work(start: int) -> None:
        block = Block.of(relations, excess, start, min(start + rows, n))
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
