"""Alignment: the vectors of an embedding in the order of a graph's nodes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding

#: Names written out of many.
LISTED = 10


def rows_of(embedding: Embedding, names: Sequence[str], where: object = None) -> np.ndarray:
    """Rows `(n,)` int64 of the vectors that the nodes `names` have.

    Parameters
    ----------
    where : object, optional
        What an error names as its place, a file for instance.

    Raises
    ------
    UserError
        If a node has no vector: each node is ranked against all others, so a score without some
        of them is a different metric.
    """
    missing = [name for name in names if name not in embedding.index]
    if missing:
        raise UserError(
            f"no vectors for {len(missing):,} of the {len(names):,} nodes ({listed(missing)})"
            + _unused(embedding, names),
            where,
            "every node needs a vector, because each is ranked against all others; name the graph "
            "that the vectors were trained on",
        )
    return np.array([embedding.index[name] for name in names], dtype=np.int64)


def aligned(embedding: Embedding, names: Sequence[str], where: object = None) -> Embedding:
    """The embedding of the nodes `names`, in their order; a `UserError` as `rows_of`."""
    vectors = np.ascontiguousarray(embedding.vectors[rows_of(embedding, names, where)])
    return replace(embedding, names=tuple(names), vectors=vectors)


def unknown_names(embedding: Embedding, names: Sequence[str]) -> tuple[str, ...]:
    """Names of the embedding that are no nodes, in its order."""
    nodes = set(names)
    return tuple(name for name in embedding.names if name not in nodes)


def listed(names: Sequence[str]) -> str:
    """The first names, and a mark if there are more."""
    return ", ".join(map(repr, names[:LISTED])) + (", …" if len(names) > LISTED else "")


def _unused(embedding: Embedding, names: Sequence[str]) -> str:
    unknown = unknown_names(embedding, names)
    return f"; {len(unknown):,} names are no nodes ({listed(unknown)})" if unknown else ""
