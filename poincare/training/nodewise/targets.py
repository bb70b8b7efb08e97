"""Targets: the pairs that a training attracts, each with its weight.

They are the training pairs and, if the settings ask for it, pairs inferred from them. Where pairs
were held out the training pairs are no longer transitive, and a missing pair (w, v) would count
among w's negatives, the more often, the more frequent v is. The leaves below w imply such pairs: if
v is an ancestor of all of them, it is one of w as well, unless both are above the same leaves.
"""

from dataclasses import dataclass

import numpy as np

from poincare.graphs.relations import Relations
from poincare.training.nodewise.settings import Settings


@dataclass(frozen=True, eq=False)
class Targets:
    """Weighted pairs; none of them is ever a negative.

    Attributes
    ----------
    relations : Relations
        Training pairs and inferred ones.
    weights : (pairs,) float64
        Of a training pair how often it is written, of an inferred one the settings', times
        theirs for inner nodes where u has descendants.
    """

    relations: Relations
    weights: np.ndarray

    @classmethod
    def of(cls, relations: Relations, settings: Settings) -> "Targets":
        """The targets of settings on training pairs."""
        every, weights = relations, _written(relations)
        if settings.inferred is not None:
            every, weights = _with_inferred(relations, settings.inferred.weight)
        of_inner_node = relations.in_degree[every.sources] > 0
        return cls(every, np.where(of_inner_node, settings.inner_weight * weights, weights))

    def rows(self, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Places in `nodes` (ascending), positives and weights of all their pairs."""
        segments, places = self.relations.row_places(nodes)
        return segments, self.relations.indices[places], self.weights[places]


def _with_inferred(relations: Relations, weight: float) -> tuple[Relations, np.ndarray]:
    given = np.column_stack((relations.sources, relations.indices))
    pairs = np.concatenate([given, inferred_pairs(relations)])
    every = Relations.from_pairs(relations.name, relations.names, pairs)
    weights = np.full(every.n_pairs, weight)
    weights[np.searchsorted(every.keys, relations.keys)] = _written(relations)
    return every, weights


def _written(relations: Relations) -> np.ndarray:
    """How often every training pair is written, `(pairs,)` float64."""
    if relations.multiplicity is None:
        return np.ones(relations.n_pairs)
    return relations.multiplicity.astype(np.float64)


def inferred_pairs(relations: Relations) -> np.ndarray:
    """Pairs (w, v) such that v is an ancestor of every leaf below w; `(pairs, 2)`.

    Leaves are the nodes without descendants. Left out are given pairs and the reverse of given
    ones: so nothing is inferred from a whole closure.
    """
    n = relations.n_nodes
    above = relations.matrix(np.int32)
    above_leaves = above[np.flatnonzero(relations.in_degree == 0)]
    shared = (above_leaves.T @ above_leaves).tocoo()
    n_leaves = np.bincount(above_leaves.indices, minlength=n)
    w, v = shared.row, shared.col
    pairs = np.column_stack((w, v))[(shared.data == n_leaves[w]) & (w != v)]
    keys, reverse = np.array([[n, 1], [1, n]]) @ pairs.astype(np.int64).T
    given = relations.keys
    return pairs[~np.isin(keys, given) & ~np.isin(reverse, given)]
