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
    every_line : bool
        Whether an epoch visits every line, which is every pair as often as it is written, or one
        random line of every row.
    """

    relations: Relations
    every_line: bool

    @classmethod
    def of(cls, relations: Relations, order: str) -> "Visits":
        """Visits of a recipe's `order`."""
        if order == "one-hyponym-per-inner-node":
            relations = relations.reversed()
        return cls(relations, order == "shuffled-pairs")

    def epoch(self, rng: np.random.Generator) -> np.ndarray:
        """Places of the pairs of an epoch in `relations.indices`, in random order, `(m,)`."""
        pairs, begin = self.relations.pair_of_line, self.relations.line_indptr
        if self.every_line:
            return rng.permutation(pairs)
        degree = np.diff(begin)
        nodes = rng.permutation(np.flatnonzero(degree))
        return pairs[begin[nodes] + rng.integers(degree[nodes])]

    def pairs(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """First and second nodes of pairs, `(m,)` int64 each."""
        first, second = self.relations.sources[places], self.relations.indices[places]
        return first.astype(np.int64), second.astype(np.int64)
