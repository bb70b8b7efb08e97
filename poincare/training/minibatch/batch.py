"""Batches of pairs with their negatives, drawn for many batches at a time."""

from dataclasses import dataclass

import numpy as np

from poincare.training.minibatch.gradient import Layout
from poincare.training.minibatch.negatives import PairSampler
from poincare.training.minibatch.settings import Phase
from poincare.training.minibatch.state import Problem


@dataclass(frozen=True, kw_only=True, eq=False)
class Chunk:
    """Some batches of one layout.

    Attributes
    ----------
    layout : Layout
    nodes : (batches, rows) int64
        Node of every row.
    """

    layout: Layout
    nodes: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """The samplers of a phase; `firsts` is None unless both ends are replaced."""

    seconds: PairSampler
    firsts: PairSampler | None

    @classmethod
    def of(cls, problem: Problem, phase: Phase) -> "Draws":
        """Samplers for the pairs that the problem's epochs visit."""
        negatives = problem.settings.negatives
        seconds = PairSampler.of(
            problem.visits.relations, negatives, phase.negatives, phase.sampling
        )
        return cls(seconds=seconds, firsts=seconds.of_first_ends() if negatives.both_ends else None)

    def chunk(
        self, first: np.ndarray, second: np.ndarray, size: int, rng: np.random.Generator
    ) -> Chunk:
        """Batches of the pairs `(m,)` with their negatives; m is a multiple of `size`, or less."""
        size = min(size, len(first))
        seconds = np.column_stack((second, self.seconds.draw(first, rng)))
        parts, replaced = [first], 0
        if self.firsts is not None:
            parts.append(self.firsts.draw(second, rng))
            replaced = self.firsts.number
        parts = [part.reshape(len(first) // size, -1) for part in (*parts, seconds)]
        return Chunk(
            layout=Layout(pairs=size, others=seconds.shape[1], replaced=replaced),
            nodes=np.concatenate(parts, axis=1),
        )
