"""Settings of the CBOW trainer, the keys of its `schema.yaml`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poincare.training.schedule import Schedule, schedule_of

SCHEMA = Path(__file__).with_name("schema.yaml")


@dataclass(frozen=True)
class Negatives:
    """Words drawn for every position, K, and the power of their counts."""

    number: int
    power: float


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The attributes are the keys of the recipe; see `schema.yaml`."""

    window: int
    minimum_count: int
    subsample: float
    negatives: Negatives
    batch_positions: int
    epochs: int
    learning_rate: Schedule

    @property
    def manifold(self) -> str:
        """Manifold of the embedding."""
        return "euclidean"


def read(keys: dict[str, Any]) -> Settings:
    """Settings from keys that fit the schema."""
    own = {
        "negatives": Negatives(**keys["negatives"]),
        "learning_rate": schedule_of(keys["learning_rate"]),
    }
    return Settings(**{**keys, **own})
