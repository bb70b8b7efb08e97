"""What is compared: graphs, dimensions and gensim's settings. Kept apart, so that all see it."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
GRAPHS = PROJECT / "data/built/graphs"
RECIPES = PROJECT / "config/recipes"
RECIPE = RECIPES / "fast.yaml"
RESULTS = PROJECT / "benchmarks/results"


@dataclass(frozen=True)
class GensimSetting:
    """Pairs per batch and negatives per pair; no burn-in, no regularisation, one worker."""

    batch: int
    negative: int

    @property
    def label(self) -> str:
        """Name in the tables."""
        return f"gensim, batch {self.batch}, {self.negative} negatives"


#: That of gensim's published Poincaré rows, and the fastest one.
GENSIM = (GensimSetting(10, 20), GensimSetting(50, 10))

#: The mean rank that Nickel & Kiela (2017) state for mammals at d = 5, under `nickel2017`.
TARGET = 1.26
