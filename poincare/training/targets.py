"""Targets: the pairs that a training attracts, each with its weight.

They are the training pairs and, if the recipe asks for it, pairs inferred from them. Where pairs
were held out the training pairs are no longer transitive, and a missing pair (w, v) would count
among w's negatives: the more frequent v is, the more. The leaves below w tell: if v is an
ancestor of every one of them, it is one of w as well, or below w with the same leaves.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from poincare.relations import Relations
from poincare.training.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Targets:
    """Weighted pairs; none of them is ever a negative.

    Attributes
    ----------
    relations : Relations
        Training pairs and inferred ones.
    weights : (pairs,) float64
        1 of a training pair, the recipe's of an inferred one.
    """

    relations: Relations
    weights: np.ndarray

    @classmethod
    def of(cls, relations: Relations, recipe: Recipe) -> "Targets":
        """The targets of a recipe on training pairs."""
        if recipe.inferred is None:
            return cls(relations, np.ones(relations.n_pairs))
        given = np.column_stack((relations.sources, relations.indices))
        pairs = np.concatenate([given, inferred_pairs(relations)])
        every = Relations.from_pairs(relations.name, relations.names, pairs)
        known = np.isin(_keys(every), _keys(relations), assume_unique=True)
        return cls(every, np.where(known, 1.0, recipe.inferred.weight))

    def rows(self, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Places in `nodes` (ascending), positives and weights of all their pairs."""
        segments, places = self.relations.row_places(nodes)
        return segments, self.relations.indices[places], self.weights[places]


def inferred_pairs(relations: Relations) -> np.ndarray:
    """Pairs (w, v) not given such that v is an ancestor of every leaf below w; `(pairs, 2)`.

    Leaves are the nodes without descendants. In a closure all such pairs are given, but for those
    of a node w and its descendant v that lies above the same leaves.
    """
    n = relations.n_nodes
    ones = np.ones(relations.n_pairs, dtype=np.int32)
    above = csr_array((ones, relations.indices, relations.indptr), shape=(n, n))
    above_leaves = above[np.flatnonzero(relations.in_degree == 0)]
    shared = (above_leaves.T @ above_leaves).tocoo()
    n_leaves = np.bincount(above_leaves.indices, minlength=n)
    w, v = shared.row, shared.col
    pairs = np.column_stack((w, v))[(shared.data == n_leaves[w]) & (w != v)]
    keys = pairs[:, 0].astype(np.int64) * n + pairs[:, 1]
    return pairs[~np.isin(keys, _keys(relations))]


def _keys(relations: Relations) -> np.ndarray:
    return relations.sources.astype(np.int64) * relations.n_nodes + relations.indices
