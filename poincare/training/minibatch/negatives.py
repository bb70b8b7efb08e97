"""Negatives of single pairs, drawn for thousands of pairs at a time.

Draws that are not allowed are found by one search among sorted keys u · n + v and redrawn, all at
once, until none is left: the distribution is that of drawing one by one.
"""

from dataclasses import dataclass, replace

import numpy as np

from poincare.graphs.relations import Relations, sorted_distinct
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
    other : (n,) int64
        What it becomes otherwise.
    """

    weights: np.ndarray
    threshold: np.ndarray
    other: np.ndarray

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
        return cls(weights, threshold, other)

    def draw(self, size: int, rng: np.random.Generator) -> np.ndarray:
        """Independent nodes `(size,)` int64."""
        nodes = rng.integers(len(self.threshold), size=size)
        return np.where(rng.random(size) < self.threshold[nodes], nodes, self.other[nodes])


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
    forbidden : (m,) int64
        See `forbidden_keys`.
    number : int
        Negatives of an anchor, K.
    duplicates : {"allowed", "redrawn", "set-redrawn"}
    """

    alias: Alias
    forbidden: np.ndarray
    number: int
    duplicates: str

    @classmethod
    def of(
        cls, relations: Relations, negatives: Negatives, number: int, sampling: Sampling
    ) -> "PairSampler":
        """Sampler of second ends v' of `relations`."""
        return cls(
            alias=Alias.of(node_weights(relations, sampling)),
            forbidden=forbidden_keys(relations, negatives.rejected),
            number=number,
            duplicates=negatives.duplicates,
        )

    def of_first_ends(self) -> "PairSampler":
        """The same for first ends u', which are drawn for given second ends v as anchors."""
        n = len(self.alias.weights)
        swapped = self.forbidden % n * n + self.forbidden // n
        return replace(self, forbidden=np.sort(swapped))

    def draw(self, anchors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Negatives `(m, K)` of the anchors `(m,)`."""
        shape = (len(anchors), self.number)
        drawn = self._allowed(np.repeat(anchors, self.number), rng).reshape(shape)
        if self.duplicates == "allowed":
            return drawn
        n = len(self.alias.weights)
        begin, end = np.searchsorted(self.forbidden, [anchors * n, (anchors + 1) * n])
        # Where too few nodes are left for a set without duplicates, redrawing cannot end.
        scarce = n - (end - begin) <= self.number
        if scarce.any():
            drawn[scarce] = self._at_once(anchors[scarce], self.number, rng)
        waiting = np.flatnonzero(~scarce)
        for _ in range(ROUNDS):
            part = np.sort(drawn[waiting], axis=1)
            again = np.zeros(part.shape, dtype=bool)
            np.equal(part[:, 1:], part[:, :-1], out=again[:, 1:])
            found = again.any(axis=1)
            if not found.any():
                return drawn
            waiting, part, again = waiting[found], part[found], again[found]
            if self.duplicates == "set-redrawn":
                again[:] = True
            part[again] = self._allowed(np.repeat(anchors[waiting], again.sum(axis=1)), rng)
            drawn[waiting] = part
        drawn[waiting] = self._at_once(anchors[waiting], self.number, rng)
        return drawn

    def _allowed(self, anchors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """One independent draw for each anchor, `(m,)`, none of them forbidden."""
        drawn = self.alias.draw(len(anchors), rng)
        waiting = np.arange(len(anchors))
        for _ in range(ROUNDS):
            waiting = waiting[self._is_forbidden(anchors[waiting], drawn[waiting])]
            if len(waiting) == 0:
                return drawn
            drawn[waiting] = self.alias.draw(len(waiting), rng)
        drawn[waiting] = self._at_once(anchors[waiting], 1, rng)[:, 0]
        return drawn

    def _is_forbidden(self, anchors: np.ndarray, nodes: np.ndarray) -> np.ndarray:
        if len(self.forbidden) == 0:
            return np.zeros(np.broadcast(anchors, nodes).shape, dtype=bool)
        keys = anchors * len(self.alias.weights) + nodes
        places = np.searchsorted(self.forbidden, keys)
        return self.forbidden.take(places, mode="clip") == keys

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
            allowed = nodes[~self._is_forbidden(np.full(len(nodes), anchor), nodes)]
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
