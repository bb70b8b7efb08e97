"""Settings of the node-wise trainer, the keys of its `schema.yaml`."""

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.training.nodewise.spaces import SPACES
from poincare.training.schedule import Schedule, schedule_of

SCHEMA = Path(__file__).with_name("schema.yaml")


@dataclass(frozen=True)
class Sharpness:
    """Greatest t in the softmax over exp(−t d); the dimension may bound it further."""

    at_most: int


@dataclass(frozen=True, kw_only=True)
class Negatives:
    """Pool size S, sampling power, and the schedule of K, the negatives that a pool represents."""

    pool: int
    power: float
    number: Schedule


@dataclass(frozen=True, kw_only=True)
class Step:
    """Schedule of t η, and the greatest length of one step."""

    scaled_learning_rate: Schedule
    longest: float


@dataclass(frozen=True)
class Level:
    """Nodes with at least `descendants` descendants take part.

    For `epochs` epochs, or as many more as make `steps` batches.
    """

    descendants: int
    epochs: int
    steps: int = 1

    def epochs_for(self, n_active: int, batch_nodes: int) -> int:
        """Epochs of the level, given the number of nodes in play and of nodes in a batch."""
        return max(self.epochs, math.ceil(self.steps / math.ceil(n_active / batch_nodes)))


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where a node starts: outwards of its ancestors, with noise, below a cap of the radius."""

    outwards: float
    noise: float
    cap_base: float
    cap_volume: float


@dataclass(frozen=True)
class Inferred:
    """Weight in the loss of pairs inferred from the training pairs; 0: they are no negatives."""

    weight: float


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The attributes are the keys of the recipe; see `schema.yaml`.

    Attributes
    ----------
    distance : str
        A key of `poincare.training.nodewise.spaces.SPACES`.
    inferred : Inferred or None
        None if nothing is inferred.
    inner_weight : float
        1 by default.
    ball : float
        Radius of the ball that points are kept in; infinite without one.
    """

    distance: str
    sharpness: Sharpness
    batch_nodes: int
    negatives: Negatives
    step: Step
    levels: tuple[Level, ...]
    placement: Placement
    inferred: Inferred | None
    inner_weight: float
    ball: float

    @property
    def manifold(self) -> str:
        """Manifold of the embedding."""
        return SPACES[self.distance].manifold


def read(keys: dict[str, Any]) -> Settings:
    """Settings from keys that fit the schema.

    Raises
    ------
    UserError
        If the levels do not end with all nodes, or a space without boundary is given a ball.
    """
    negatives, step, placement = keys["negatives"], keys["step"], keys["placement"]
    settings = Settings(
        distance=keys["distance"],
        sharpness=Sharpness(**keys["sharpness"]),
        batch_nodes=keys["batch_nodes"],
        negatives=Negatives(
            pool=negatives["pool"],
            power=negatives["power"],
            number=schedule_of(negatives["number"]),
        ),
        step=Step(
            scaled_learning_rate=schedule_of(step["scaled_learning_rate"]),
            longest=step["longest"],
        ),
        levels=tuple(Level(**level) for level in keys["levels"]),
        placement=Placement(
            outwards=placement["outwards"],
            noise=placement["noise"],
            cap_base=placement["cap"]["base"],
            cap_volume=placement["cap"]["volume"],
        ),
        inferred=Inferred(**keys["inferred"]) if "inferred" in keys else None,
        inner_weight=keys.get("inner_weight", 1.0),
        ball=keys["ball"]["radius"] if "ball" in keys else math.inf,
    )
    if "ball" in keys and not SPACES[settings.distance].flat:
        raise UserError(
            f"ball: there is none for the distance {settings.distance!r}", mend="remove the key"
        )
    if any(later.descendants >= level.descendants for level, later in pairwise(settings.levels)):
        raise UserError("levels: descendants must fall from level to level")
    if settings.levels[-1].descendants != 0:
        raise UserError("levels: the last one must let all nodes in", mend="descendants: 0")
    return settings
