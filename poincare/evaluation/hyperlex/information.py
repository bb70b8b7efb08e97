"""Scores of pairs of synsets from the graph alone: depth and intrinsic information content.

With h(c) hyponyms of a synset c among N, all levels counted, its information content is

    IC(c) = 1 − log(h(c) + 1) / log N,

which is 0 for the root and 1 for a leaf (Seco, Veale & Hayes 2004, "An Intrinsic Information
Content Metric for Semantic Similarity in WordNet"). The subsumer s of u and v is their common
ancestor of greatest IC; u and v themselves count as ancestors.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from poincare.graphs.closure import closure
from poincare.graphs.hierarchy import depths, descendants
from poincare.graphs.relations import Relations


@dataclass(frozen=True, eq=False)
class Information:
    """What pairs (u, v) are scored from, each `(pairs,)`.

    Attributes
    ----------
    lower, upper : IC(u) and IC(v)
    shared : IC of the subsumer; 0 if they have no common ancestor
    deeper : depth of u less depth of v
    """

    lower: np.ndarray
    upper: np.ndarray
    shared: np.ndarray
    deeper: np.ndarray

    @classmethod
    def of(cls, direct: Relations, pairs: np.ndarray) -> "Information":
        """Of the pairs `(pairs, 2)` of nodes, given the direct edges of an acyclic graph."""
        content = information_content(direct)
        depth = depths(np.column_stack((direct.sources, direct.indices)), direct.n_nodes)
        u, v = pairs.T
        return cls(
            lower=content[u],
            upper=content[v],
            shared=shared_content(content, direct, pairs),
            deeper=(depth[u] - depth[v]).astype(float),
        )

    @property
    def lin(self) -> np.ndarray:
        """2 IC(s) / (IC(u) + IC(v)); 1 where both are roots."""
        total = self.lower + self.upper
        return np.divide(2.0 * self.shared, total, out=np.ones_like(total), where=total > 0)


def information_content(direct: Relations) -> np.ndarray:
    """IC of every node, `(n,)`."""
    return 1.0 - np.log1p(descendants(direct)) / np.log(direct.n_nodes)


def shared_content(content: np.ndarray, direct: Relations, pairs: np.ndarray) -> np.ndarray:
    """IC(s) of the pairs `(pairs, 2)`, given the IC `(n,)` of all nodes."""
    above = closure(direct.matrix(bool)).tocsr()

    def ancestors(node: int) -> np.ndarray:
        return np.append(above.indices[above.indptr[node] : above.indptr[node + 1]], node)

    of = {node: np.unique(ancestors(node)) for node in np.unique(pairs)}
    common = (np.intersect1d(of[u], of[v], assume_unique=True) for u, v in pairs)
    return np.array([content[some].max(initial=0.0) for some in common])


#: By name, in the order of tables; the higher, the rather v is an ancestor of u.
GRAPH_SCORES: Mapping[str, Callable[[Information], np.ndarray]] = {
    "depth-difference": lambda of: of.deeper,
    "resnik-specificity": lambda of: of.shared + of.lower - of.upper,
    "lin-specificity": lambda of: of.lin + of.lower - of.upper,
    "specificity-loss": lambda of: of.shared - of.upper,
}
