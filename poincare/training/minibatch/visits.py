"""Which pairs an epoch visits, and which end of them is the first."""

from dataclasses import dataclass

import numpy as np

from poincare.graphs.relations import Relations


@dataclass(frozen=True, eq=False)
class Visits:
    """The pairs (u, v) of a training.

    Attributes
    ----------
    relations : Relations
        Rows are first nodes u: hyponyms, or hypernyms if a random hyponym of each is visited.
    every_pair : bool
        Whether an epoch visits every pair, or one random pair of every row.
    """

    relations: Relations
    every_pair: bool

    @classmethod
    def of(cls, relations: Relations, order: str) -> "Visits":
        """Visits of a recipe's `order`."""
        if order == "one-hyponym-per-inner-node":
            pairs = np.column_stack((relations.indices, relations.sources))
            relations = Relations.from_pairs(relations.name, relations.names, pairs)
        return cls(relations, order == "shuffled-pairs")

    def epoch(self, rng: np.random.Generator) -> np.ndarray:
        """Places of the pairs of an epoch in `relations.indices`, in random order, `(m,)`."""
        if self.every_pair:
            return rng.permutation(self.relations.n_pairs)
        degree = np.diff(self.relations.indptr)
        nodes = rng.permutation(np.flatnonzero(degree))
        return self.relations.indptr[nodes] + rng.integers(degree[nodes])

    def pairs(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """First and second nodes of pairs, `(m,)` int64 each."""
        first, second = self.relations.sources[places], self.relations.indices[places]
        return first.astype(np.int64), second.astype(np.int64)
