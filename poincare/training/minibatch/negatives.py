"""Negatives of single pairs, drawn for thousands of pairs at a time.

Draws that are not allowed are found by their keys u · n + v and redrawn, all at once, until none
is left: the distribution is that of drawing one by one.
"""

from dataclasses import dataclass, replace

import numpy as np

from poincare.graphs.relations import Relations, sorted_distinct
from poincare.training.minibatch.forbidden import Forbidden
from poincare.training.minibatch.settings import Negatives, Sampling

#: Rounds of redrawing, after which what is left to draw is drawn from all allowed nodes at once.
ROUNDS = 50

#: Scores held at once when drawing from all allowed nodes.
SCORES = 2_000_000


@dataclass(frozen=True, eq=False)
class Alias:
    """Draws node j with a given probability in constant time (Walker's alias method).

    Attributes
    ----------
    weights : (n,) float64
        In proportion to the probabilities.
    threshold : (n,) float64
        Probability that j stays j when j is drawn uniformly.
    change : (n,) int64
        What is added to j otherwise.
    """

    weights: np.ndarray
    threshold: np.ndarray
    change: np.ndarray

    @classmethod
    def of(cls, weights: np.ndarray) -> "Alias":
        """Tables for `weights` `(n,)`, not all of them 0."""
        share = weights * (len(weights) / weights.sum())
        threshold, other = share.copy(), np.arange(len(share))
        small = np.flatnonzero(share < 1.0).tolist()
        large = np.flatnonzero(share >= 1.0).tolist()
        while small and large:
            less, more = small.pop(), large[-1]
            other[less] = more
            threshold[more] -= 1.0 - threshold[less]
            if threshold[more] < 1.0:
                small.append(large.pop())
        # What rounding leaves over keeps itself.
        threshold[small + large] = 1.0
        return cls(weights, threshold, other - np.arange(len(share)))

    def draw(self, size: int, rng: np.random.Generator) -> np.ndarray:
        """Independent nodes `(size,)` int64."""
        # One random number has both: its whole part is a node, and the rest decides if it stays.
        rest = rng.random(size)
        rest *= len(self.threshold)
        nodes = rest.astype(np.int64)
        rest -= nodes
        change = self.change.take(nodes, mode="clip")
        change *= rest >= self.threshold.take(nodes, mode="clip")
        nodes += change
        return nodes


def node_weights(relations: Relations, sampling: Sampling) -> np.ndarray:
    """count^power of every node, `(n,)`; a pair counts as often as it is written."""
    seconds = relations.indices[relations.pair_of_line]
    count = np.bincount(seconds, minlength=relations.n_nodes).astype(np.float64)
    if sampling.of == "occurrences":
        count += np.diff(relations.line_indptr)
    return count**sampling.power


def forbidden_keys(relations: Relations, rejected: tuple[str, ...]) -> np.ndarray:
    """Ascending keys u · n + v' of the draws that are not taken, `(m,)` int64."""
    n = relations.n_nodes
    u, v = relations.sources.astype(np.int64), relations.indices.astype(np.int64)
    nodes = np.arange(n, dtype=np.int64)
    keys = {"positives": u * n + v, "reverse": v * n + u, "itself": nodes * n + nodes}
    chosen = [keys[kind] for kind in rejected]
    return sorted_distinct(np.concatenate([np.zeros(0, dtype=np.int64), *chosen]))


@dataclass(frozen=True, kw_only=True, eq=False)
class PairSampler:
    """Draws the negatives of given anchors u.

    Attributes
    ----------
    alias : Alias
    forbidden : Forbidden
    number : int
        Negatives of an anchor, K.
    duplicates : {"allowed", "redrawn", "set-redrawn"}
    """

    alias: Alias
    forbidden: Forbidden
    number: int
    duplicates: str

    @classmethod
    def of(
        cls, relations: Relations, negatives: Negatives, number: int, sampling: Sampling
    ) -> "PairSampler":
        """Sampler of second ends v' of `relations`."""
        return cls(
            alias=Alias.of(node_weights(relations, sampling)),
            forbidden=Forbidden.of(
                forbidden_keys(relations, negatives.rejected), relations.n_nodes
            ),
            number=number,
            duplicates=negatives.duplicates,
        )

    def of_first_ends(self) -> "PairSampler":
        """The same for first ends u', which are drawn for given second ends v as anchors."""
        return replace(self, forbidden=self.forbidden.swapped())

    def draw(self, anchors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Negatives `(m, K)` of the anchors `(m,)`."""
        of_draws = np.repeat(anchors, self.number)
        drawn = self.alias.draw(len(of_draws), rng)
        waiting = self.forbidden.places(of_draws, drawn)
        if self.duplicates == "allowed":
            return self._redrawn(drawn, of_draws, waiting, rng).reshape(-1, self.number)
        return self._sets(drawn.reshape(-1, self.number), anchors, waiting, rng)

    def _redrawn(
        self, drawn: np.ndarray, anchors: np.ndarray, waiting: np.ndarray, rng: np.random.Generator
    ) -> np.ndarray:
        """`drawn` `(m,)` for the anchors, with the places `waiting` drawn anew until allowed."""
        for _ in range(ROUNDS):
            if len(waiting) == 0:
                return drawn
            again = self.alias.draw(len(waiting), rng)
            drawn[waiting] = again
            waiting = waiting[self.forbidden.places(anchors[waiting], again)]
        drawn[waiting] = self._at_once(anchors[waiting], 1, rng)[:, 0]
        return drawn

    def _sets(
        self, drawn: np.ndarray, anchors: np.ndarray, waiting: np.ndarray, rng: np.random.Generator
    ) -> np.ndarray:
        """`drawn` `(m, K)`, drawn anew until allowed and without duplicates.

        Draws that are not allowed are drawn anew before a set is searched for duplicates.
        """
        # Where too few nodes are left for a set without duplicates, redrawing cannot end.
        scarce = len(self.alias.weights) - self.forbidden.number[anchors] <= self.number
        if scarce.any():
            drawn[scarce] = self._at_once(anchors[scarce], self.number, rng)
            waiting = waiting[~scarce[waiting // self.number]]
        draws, whole = drawn.reshape(-1), ~scarce
        for _ in range(ROUNDS):
            whole[waiting // self.number] = False
            waiting = np.concatenate((waiting, self._repeated(drawn, np.flatnonzero(whole))))
            if len(waiting) == 0:
                return drawn
            rows = waiting // self.number
            again = self.alias.draw(len(waiting), rng)
            draws[waiting] = again
            whole[:] = False
            whole[rows] = True
            waiting = waiting[self.forbidden.places(anchors[rows], again)]
        late = np.unique(rows)
        drawn[late] = self._at_once(anchors[late], self.number, rng)
        return drawn

    def _repeated(self, drawn: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Places in the sets `drawn` `(m, K)` to draw again, since some rows have duplicates."""
        sets = drawn.take(rows, axis=0).astype(np.int32)
        sets.sort(axis=1)
        again = sets[:, 1:] == sets[:, :-1]
        found = again.any(axis=1)
        rows = rows[found]
        places = rows[:, None] * self.number + np.arange(self.number)
        if self.duplicates == "set-redrawn":
            return places.reshape(-1)
        drawn[rows] = sets[found]
        return places[:, 1:][again[found]]

    def _at_once(self, anchors: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
        """Distinct allowed nodes `(m, number)` as drawn one after another without replacement.

        The greatest of ln weight + Gumbel noise are such a draw. Where fewer are allowed they
        repeat, and where none is, the anchor itself is the negative.
        """
        chosen = np.empty((len(anchors), number), dtype=np.int64)
        nodes = np.flatnonzero(self.alias.weights > 0.0)
        # Anchor by anchor, since those that come here are few, often, and leave few nodes.
        for anchor in np.unique(anchors):
            places = np.flatnonzero(anchors == anchor)
            allowed = np.delete(nodes, self.forbidden.places(np.full(len(nodes), anchor), nodes))
            if len(allowed) == 0:
                chosen[places] = anchor
                continue
            score = np.log(self.alias.weights[allowed])
            turn = np.arange(number) % min(len(allowed), number)
            length = max(1, SCORES // len(allowed))
            for start in range(0, len(places), length):
                some = places[start : start + length]
                scores = score + rng.gumbel(size=(len(some), len(allowed)))
                best = np.argsort(-scores, axis=1, kind="stable")
                chosen[some] = allowed[best[:, turn]]
        return chosen
