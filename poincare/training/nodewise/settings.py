"""Settings of the node-wise trainer, the keys of `nodewise.schema.yaml`."""

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.training.schedule import Schedule

SCHEMA = Path(__file__).with_name("schema.yaml")


@dataclass(frozen=True)
class Negatives:
    """Pool size S, sampling power, and the schedule of K."""

    pool: int
    power: float
    count: Schedule


@dataclass(frozen=True)
class Step:
    """Schedule of the learning rate, and the greatest length of one step."""

    learning_rate: Schedule
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
        """Epochs that the level takes with so many nodes in play, in batches of so many."""
        return max(self.epochs, math.ceil(self.steps / math.ceil(n_active / batch_nodes)))


@dataclass(frozen=True)
class Placement:
    """Where a node starts: outwards of its ancestors, with noise, below a cap of the radius."""

    outwards: float
    noise: float
    cap_base: float
    cap_volume: float


@dataclass(frozen=True)
class Inferred:
    """Weight in the loss of pairs inferred from the training pairs; 0: only spared as negatives."""

    weight: float


@dataclass(frozen=True)
class Settings:
    """The attributes are the keys of the file; see `nodewise.schema.yaml`.

    Attributes
    ----------
    distance : str
        A key of `poincare.training.nodewise.spaces.SPACES`; ``hyperboloid`` if it is not given.
    inverse_temperature : int
        Greatest t in the softmax over exp(−t d).
    inferred : Inferred or None
        None if nothing is inferred.
    inner_weight : float
        1 if it is not given.
    ball : float
        Greatest ‖x‖; infinite if it is not given.
    """

    distance: str
    inverse_temperature: int
    batch_nodes: int
    negatives: Negatives
    step: Step
    levels: tuple[Level, ...]
    placement: Placement
    inferred: Inferred | None
    inner_weight: float
    ball: float


def read(keys: dict[str, Any]) -> Settings:
    """Settings from keys that fit the schema.

    Raises
    ------
    UserError
        If the levels do not end with all nodes, or a hyperbolic distance is given a ball.
    """
    negatives, step, placement = keys["negatives"], keys["step"], keys["placement"]
    settings = Settings(
        distance=keys.get("distance", "hyperboloid"),
        inverse_temperature=keys["inverse_temperature"]["at_most"],
        batch_nodes=keys["batch_nodes"],
        negatives=Negatives(negatives["pool"], negatives["power"], Schedule(**negatives["count"])),
        step=Step(Schedule(**step["learning_rate"]), step["longest"]),
        levels=tuple(Level(**level) for level in keys["levels"]),
        placement=Placement(
            placement["outwards"],
            placement["noise"],
            placement["cap"]["base"],
            placement["cap"]["volume"],
        ),
        inferred=Inferred(**keys["inferred"]) if "inferred" in keys else None,
        inner_weight=keys.get("inner_weight", 1.0),
        ball=keys.get("ball", math.inf),
    )
    if settings.distance == "hyperboloid" and "ball" in keys:
        raise UserError("ball: points of the hyperboloid have no ball", mend="remove the key")
    if any(later.descendants >= level.descendants for level, later in pairwise(settings.levels)):
        raise UserError("levels: descendants must fall from level to level")
    if settings.levels[-1].descendants != 0:
        raise UserError("levels: the last one must let all nodes in", mend="descendants: 0")
    return settings
