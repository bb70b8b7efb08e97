"""Negatives: words drawn in proportion to a power of their counts."""

from dataclasses import dataclass

import numpy as np

from poincare.training.cbow.settings import Negatives


@dataclass(frozen=True, eq=False)
class Sampler:
    """Draws of words.

    Attributes
    ----------
    cumulated : (v,) float64
        Probability of every word, summed up to it.
    number : int
        K, draws per position.
    """

    cumulated: np.ndarray
    number: int

    @classmethod
    def of(cls, counts: np.ndarray, negatives: Negatives) -> "Sampler":
        """Sampler of words that occur so often, `(v,)`."""
        weight = counts.astype(np.float64) ** negatives.power
        return cls(np.cumsum(weight / weight.sum()), negatives.number)

    def draw(self, positions: int, rng: np.random.Generator) -> np.ndarray:
        """Words `(positions, K)`, independent of each other."""
        draws = np.searchsorted(self.cumulated, rng.random((positions, self.number)))
        # Rounding may leave the last cumulated probability a little below 1.
        return np.minimum(draws, len(self.cumulated) - 1)
