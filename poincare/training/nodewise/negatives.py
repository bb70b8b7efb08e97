"""Shared negatives: one weighted pool of candidates for a whole batch.

The loss of a pair compares e^{−td(u,v)} with what K uniform negatives contribute on average,
Z_u = K/N Σ_j e^{−td(u,j)} over the N nodes in play. A pool drawn with other probabilities q_j
estimates the sum without bias when candidate j, drawn m_j times out of S, has the weight
m_j / (S q_j). Drawing frequent nodes more often lowers the variance, since they are everybody's
neighbours.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Pool:
    """Candidates of one batch.

    Attributes
    ----------
    nodes : (s,) int64
        Distinct nodes, ascending.
    weights : (s,) float64
        m_j / (N S q_j), so that Σ_j weights_j f(j) estimates the mean of f over the N nodes.
    """

    nodes: np.ndarray
    weights: np.ndarray

    def representing(self, number: float) -> "Pool":
        """The pool with weights of so many uniform negatives, K."""
        return Pool(self.nodes, self.weights * number)


@dataclass(frozen=True, eq=False)
class Sampler:
    """Draws pools from the nodes in play with q_j ∝ (occurrences of j)^power.

    Attributes
    ----------
    nodes : (N,) int64
        The nodes in play.
    probability : (N,) float64
        q_j, summing to 1.
    """

    nodes: np.ndarray
    probability: np.ndarray

    @cached_property
    def cumulated(self) -> np.ndarray:
        """Σ q over the nodes up to each one, `(N,)`."""
        return np.cumsum(self.probability)

    @classmethod
    def of(cls, nodes: np.ndarray, occurrences: np.ndarray, power: float) -> "Sampler":
        """Sampler over `nodes` given how often each node of the graph `(n,)` occurs in pairs."""
        weight = np.maximum(occurrences[nodes], 1).astype(np.float64) ** power
        return cls(nodes, weight / weight.sum())

    def draw(self, size: int, rng: np.random.Generator) -> Pool:
        """A pool from `size` independent draws."""
        # In ascending order, look-ups that follow each other find their part of the cache warm.
        draws = np.searchsorted(self.cumulated, np.sort(rng.random(size)))
        # Rounding may leave the last cumulated probability a little below 1.
        draws = np.minimum(draws, len(self.nodes) - 1)
        places, multiplicity = np.unique(draws, return_counts=True)
        weights = multiplicity / (len(self.nodes) * size * self.probability[places])
        return Pool(self.nodes[places], weights)
