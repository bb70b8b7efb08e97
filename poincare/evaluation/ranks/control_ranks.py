"""Exact ranks of the controls: of places on a line, and of orders that need no place in space."""

from collections.abc import Iterator

import numpy as np

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.ranks.ranking import Ranks, n_distinct
from poincare.graphs.hierarchy import depths
from poincare.graphs.relations import Relations

#: Random places are whole multiples of 2^−PLACES in [0, 1), so that distances are exact.
PLACES = 50


def rank_on_a_line(embedding: Embedding, graph: Relations, known: Relations) -> Ranks:
    """Exact ranks of points on a line, whose places are multiples of 2^−`PLACES`.

    What is closer to u than v lies between u − |u − v| and u + |u − v|: a run of the sorted places,
    less the positives of u among them.
    """
    x = np.ldexp(embedding.vectors[:, 0], PLACES).astype(np.int64)
    ordered = np.sort(x)
    u, v = x[graph.sources], x[graph.indices]
    width = np.abs(u - v)

    def within(reach: np.ndarray) -> np.ndarray:
        """Nodes no farther from u than `reach`, u itself not counted; −1 reaches nobody."""
        right = np.searchsorted(ordered, u + reach, side="right")
        return np.maximum(right - np.searchsorted(ordered, u - reach, side="left") - 1, 0)

    nearer = within(width - 1)
    return _ranks(
        graph=graph,
        distance=width,
        closer=nearer,
        tied=within(width) - nearer,
        to_itself=np.zeros_like(width),
        embedding=embedding,
    )


def rank_by_depth(embedding: Embedding, graph: Relations, known: Relations) -> Ranks:
    """Ranks by the depth of v alone, whatever u is, roots first.

    Parameters
    ----------
    known : Relations
        The direct edges.
    """
    return _rank_by_value(embedding, graph, depths_of(known))


def rank_by_degree(embedding: Embedding, graph: Relations, known: Relations) -> Ranks:
    """Ranks by the degree of v alone, whatever u is, the highest first.

    Parameters
    ----------
    known : Relations
        The edges that the degrees are counted in.
    """
    return _rank_by_value(embedding, graph, known.in_degree.max() - known.in_degree)


def rank_by_common_neighbours(embedding: Embedding, graph: Relations, known: Relations) -> Ranks:
    """Ranks by the number of neighbours that v shares with u, most first.

    Parameters
    ----------
    known : Relations
        The edges that neighbours are counted in.
    """
    shared = list(_shared_neighbours(graph, known))
    return _ranks(
        graph=graph,
        distance=np.concatenate([row[0] for row in shared]),
        closer=np.concatenate([row[1] for row in shared]),
        tied=np.concatenate([row[2] for row in shared]),
        to_itself=np.zeros(graph.n_pairs, dtype=np.int64),
        embedding=embedding,
    )


def _shared_neighbours(
    graph: Relations, known: Relations
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Of every node u: the distance of each of its pairs, the nodes closer, and those as far.

    The distance is the number of neighbours of u less those shared, plus 1; u itself is at 0.
    """
    adjacency = known.matrix(np.int32)
    for u in range(graph.n_nodes):
        positives = graph.positives(u)
        shared = np.asarray((adjacency[[u]] @ adjacency).todense()).ravel()
        degree = int(adjacency.indptr[u + 1] - adjacency.indptr[u])
        distance = degree - shared + 1
        at = distance[positives]
        distance[u] = degree + 2
        count = np.bincount(distance, minlength=degree + 3)
        count[degree + 2] -= 1  # u itself is neither
        tied = count[at]
        yield at.astype(np.int64), np.cumsum(count)[at] - tied, tied


def _rank_by_value(embedding: Embedding, graph: Relations, value: np.ndarray) -> Ranks:
    """Ranks by a whole number of v, `(n,)` ≥ 0, the least first; u itself has its own."""
    count, at = np.bincount(value), value[graph.indices]
    tied = count[at]
    closer = np.cumsum(count)[at] - tied
    own = value[graph.sources]
    # u itself is no negative.
    return _ranks(
        graph=graph,
        distance=at,
        closer=closer - (own < at),
        tied=tied - (own == at),
        to_itself=own,
        embedding=embedding,
    )


def _ranks(
    *,
    graph: Relations,
    distance: np.ndarray,
    closer: np.ndarray,
    tied: np.ndarray,
    to_itself: np.ndarray,
    embedding: Embedding,
) -> Ranks:
    """Ranks from all nodes but u that are closer and tied, v among them, less u's positives.

    Parameters
    ----------
    distance, to_itself : (pairs,) int64
        Of v, and of u itself, from u.
    closer, tied : (pairs,) int64
        Nodes other than u strictly closer than v, and exactly as far.
    """
    before, equal = _positives(graph, distance)
    return Ranks(
        closer=(closer - before).astype(np.int32),
        tied=(tied - equal).astype(np.int32),
        distance=distance.astype(float),
        itself_closer=to_itself < distance,
        itself_tied=to_itself == distance,
        n_distinct=n_distinct(embedding.vectors),
        relations_hash=graph.content_hash,
        embedding_hash=embedding.content_hash,
    )


def _positives(graph: Relations, distance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of every pair (u, v): how many positives of u but u itself are closer than v, and as far."""
    order = np.lexsort((distance, graph.sources))
    u, d = graph.sources[order], distance[order]
    total = np.append(0, np.cumsum((graph.sources != graph.indices)[order]))
    new = np.append(True, (u[1:] != u[:-1]) | (d[1:] != d[:-1]))
    starts = np.flatnonzero(new)
    run = np.cumsum(new) - 1
    ends = np.append(starts[1:], len(order))
    first = total[starts[run]]
    before, equal = np.empty_like(first), np.empty_like(first)
    before[order] = first - total[graph.indptr[u]]
    equal[order] = total[ends[run]] - first
    return before, equal


def depths_of(direct: Relations) -> np.ndarray:
    """Depths `(n,)`; what lies on or below a cycle only is deepest."""
    depth = depths(np.column_stack((direct.sources, direct.indices)), direct.n_nodes)
    return np.where(depth < 0, depth.max() + 1, depth)
