"""Settings of the node-wise trainer, the keys of its `schema.yaml`."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.base.validation import require_one
from poincare.training.nodewise.spaces import SPACES
from poincare.training.schedule import Schedule, schedule_of

SCHEMA = Path(__file__).with_name("schema.yaml")


@dataclass(frozen=True)
class Sharpness:
    """Greatest t in the softmax over exp(−t d); the dimension may bound it further."""

    at_most: int


@dataclass(frozen=True, kw_only=True)
class FermiDirac:
    """R, T and β of the link probability (`poincare.training.nodewise.fermi_dirac`)."""

    radius: float
    temperature: float
    radial: float


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


@dataclass(frozen=True, kw_only=True)
class TopDown:
    """Epochs of the level of each depth, or as many more as make `steps` batches."""

    epochs: int
    steps: int


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
    sharpness : Sharpness or None
        None with the objective `fermi_dirac`, whose temperature it is.
    fermi_dirac : FermiDirac or None
        None for the objective `softmax`.
    top_down : TopDown or None
        None if nodes enter by their number of descendants.
    inferred : Inferred or None
        None if nothing is inferred.
    inner_weight : float
        1 by default.
    ball : float
        Radius of the ball that points are kept in; infinite without one.
    """

    distance: str
    sharpness: Sharpness | None
    fermi_dirac: FermiDirac | None
    batch_nodes: int
    negatives: Negatives
    step: Step
    top_down: TopDown | None
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
        If keys contradict each other, or the loss is not given.
    """
    require_one(keys, "sharpness", "fermi_dirac")
    negatives, step, placement = keys["negatives"], keys["step"], keys["placement"]
    settings = Settings(
        distance=keys["distance"],
        sharpness=Sharpness(**keys["sharpness"]) if "sharpness" in keys else None,
        fermi_dirac=_fermi_dirac(keys["fermi_dirac"]) if "fermi_dirac" in keys else None,
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
        top_down=_top_down(keys["top_down"]) if "top_down" in keys else None,
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
    for fault in _contradictions(settings):
        raise fault
    return settings


def _fermi_dirac(keys: dict[str, Any]) -> FermiDirac:
    return FermiDirac(
        radius=keys["radius"], temperature=keys["temperature"], radial=keys.get("radial", 0.0)
    )


def _top_down(keys: dict[str, Any]) -> TopDown:
    return TopDown(epochs=keys["epochs"], steps=keys.get("steps", 1))


def _contradictions(settings: Settings) -> Iterator[UserError]:
    """Keys that fit the schema each, but not each other."""
    space = SPACES[settings.distance]
    if math.isfinite(settings.ball) and not space.flat:
        yield UserError(
            f"ball: there is none for the distance {settings.distance!r}", mend="remove the key"
        )
    if settings.fermi_dirac is not None and space.translated:
        yield UserError(
            f"fermi_dirac: it replaces both ends of a pair, and {settings.distance!r} is not"
            " symmetric",
            mend="give sharpness",
        )
    if any(later.descendants >= level.descendants for level, later in pairwise(settings.levels)):
        yield UserError("levels: descendants must fall from level to level")
    if settings.levels[-1].descendants != 0:
        yield UserError("levels: the last one must let all nodes in", mend="descendants: 0")
    if settings.top_down is not None and len(settings.levels) > 1:
        yield UserError(
            "levels: with top_down there is one, of all nodes", mend="remove the others"
        )
