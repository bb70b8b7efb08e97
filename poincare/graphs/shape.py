"""The shape of a graph: its roots, leaves, parts and longest chain."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csgraph

from poincare.graphs.relations import Relations


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Counts of a graph. Pairs (u, u) count as pairs and as nothing else.

    Attributes
    ----------
    nodes, pairs : int
    roots : int
        Nodes without a hypernym that have a hyponym.
    leaves : int
        Nodes without a hyponym that have a hypernym.
    isolated : int
        Nodes with neither.
    parts : int
        Weakly connected components; isolated nodes are parts.
    longest_chain : int, optional
        Number of pairs of the longest path; None if the graph has a cycle.
    on_cycles : int
        Nodes that are their own ancestors by a cycle of two or more pairs.
    repeated : int
        Pairs that are written more than once.
    most_often : int
        How often the pair is written that is written most often; 0 without pairs.
    """

    nodes: int
    pairs: int
    roots: int
    leaves: int
    isolated: int
    parts: int
    longest_chain: int | None
    on_cycles: int
    repeated: int
    most_often: int


def shape(relations: Relations) -> Shape:
    """Count what `Shape` lists."""
    straight = relations.subset(relations.sources != relations.indices)
    up, down = np.diff(straight.indptr) > 0, straight.in_degree > 0
    matrix = straight.matrix(np.int8)
    _, component = csgraph.connected_components(matrix, directed=True, connection="strong")
    written = relations.multiplicity
    most_often = int(written.max()) if written is not None else min(relations.n_pairs, 1)
    return Shape(
        nodes=relations.n_nodes,
        pairs=relations.n_pairs,
        roots=int(np.count_nonzero(~up & down)),
        leaves=int(np.count_nonzero(up & ~down)),
        isolated=int(np.count_nonzero(~up & ~down)),
        parts=int(csgraph.connected_components(matrix, directed=False)[0]),
        longest_chain=longest_chain(straight),
        on_cycles=int(np.count_nonzero(np.bincount(component)[component] > 1)),
        repeated=0 if written is None else int(np.count_nonzero(written > 1)),
        most_often=most_often,
    )


def longest_chain(relations: Relations) -> int | None:
    """Number of pairs of the longest path of a graph; None if the graph has a cycle.

    The roots are taken away again and again. It takes as many rounds as the path has nodes.
    """
    below = relations.reversed()
    waiting = np.diff(relations.indptr)
    level, taken, length = np.flatnonzero(waiting == 0), 0, -1
    while len(level):
        taken, length = taken + len(level), length + 1
        _, hyponyms = below.rows(level)
        # A node that lies below two roots of a round is here twice.
        hyponyms, lost = np.unique(hyponyms, return_counts=True)
        waiting[hyponyms] -= lost
        level = hyponyms[waiting[hyponyms] == 0]
    return max(length, 0) if taken == relations.n_nodes else None
