"""A run: what, besides the graph and the recipe, decides the bits of a training."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Run:
    """One training of a recipe on a graph.

    Attributes
    ----------
    dim : int
        Dimension d of the embedding.
    seed : int
    threads : int
        Threads of the matrix products.
    """

    dim: int
    seed: int = 0
    threads: int = 1

    def generator(self) -> np.random.Generator:
        """The run's random numbers: independent streams for every seed and dimension."""
        return np.random.default_rng([self.seed, self.dim])
