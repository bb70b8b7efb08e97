"""The hierarchy of a graph: direct edges, depths, descendants.

A graph is given by its pairs (node, ancestor), a transitive closure or the direct edges alone.
"""

import numpy as np
from scipy import sparse

from poincare.base.errors import UserError
from poincare.graphs.closure import closure
from poincare.graphs.relations import Relations


def direct_edges(relations: Relations) -> np.ndarray:
    """Transitive reduction of a closure: pairs `(edges, 2)` of (node, direct hypernym).

    An edge u → v stays if no other positive w of u has v among its positives. So the pairs of a
    tree that are direct edges already all stay. Pairs (u, u) are skipped.
    """
    relations = relations.subset(relations.sources != relations.indices)
    pairs = relations.matrix(np.float64)
    through_others = pairs.multiply(pairs @ pairs)
    direct = sparse.coo_array(pairs - (through_others > 0))
    kept = direct.data > 0
    edges = np.stack([direct.row[kept], direct.col[kept]], axis=1)
    return edges[np.lexsort((edges[:, 1], edges[:, 0]))]


def reduction(relations: Relations) -> Relations:
    """The graph ``direct`` of the same nodes whose pairs are the `direct_edges`."""
    return Relations.from_pairs("direct", relations.names, direct_edges(relations))


def depths(edges: np.ndarray, n: int) -> np.ndarray:
    """Length of the shortest chain of direct edges up to a root, `(n,)`; 0 for roots."""
    parents_to_children = sparse.csr_array(
        (np.ones(len(edges)), (edges[:, 1], edges[:, 0])), shape=(n, n)
    )
    depth = np.full(n, -1)
    reached = np.ones(n, dtype=bool)
    reached[edges[:, 0]] = False
    level = 0
    while reached.any():
        depth[reached] = level
        reached = (reached.astype(float) @ parents_to_children > 0) & (depth < 0)
        level += 1
    return depth


def heights(edges: np.ndarray, n: int) -> np.ndarray:
    """Length of the longest chain of direct edges down to a leaf, `(n,)`; 0 for leaves.

    Raises
    ------
    UserError
        If the edges `(edges, 2)` of (node, direct hypernym) have a cycle.
    """
    height = np.zeros(n, dtype=np.int64)
    for _ in range(n):
        raised = height.copy()
        np.maximum.at(raised, edges[:, 1], height[edges[:, 0]] + 1)
        if (raised == height).all():
            return height
        height = raised
    raise UserError("the graph has a cycle, so no node of it has a longest path down")


def descendants(relations: Relations) -> np.ndarray:
    """Number of nodes below each, `(n,)` int64, whether the pairs are a closure or direct edges."""
    return np.bincount(closure(relations.matrix(bool)).indices, minlength=relations.n_nodes)


def prominence(below: np.ndarray) -> np.ndarray:
    """Node indices by number of descendants `(n,)`, most first; ties by index."""
    return np.argsort(-below, kind="stable")


def middling(relations: Relations) -> int:
    """The node whose number of descendants is nearest to √n, by ratio.

    The median inner node of a taxonomy has only a few leaves and lies at the rim; the root lies
    near the centre.
    """
    ratio = np.log(np.maximum(descendants(relations), 1)) - 0.5 * np.log(relations.n_nodes)
    return int(np.argmin(np.abs(ratio)))
