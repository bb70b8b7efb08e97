"""Settings of the mini-batch trainer, the keys of its `schema.yaml`."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.base.validation import require_one
from poincare.training.minibatch.distances import DISTANCES, Kernel
from poincare.training.minibatch.steps import Ball, Move, Step
from poincare.training.schedule import Schedule, schedule_of

SCHEMA = Path(__file__).with_name("schema.yaml")


@dataclass(frozen=True)
class Sampling:
    """Nodes are drawn in proportion to (how often they occur `of` all or of second ends)^power."""

    of: str
    power: float


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A stretch of epochs, the burn-in or the training proper."""

    epochs: int
    learning_rate: Schedule
    negatives: int
    sampling: Sampling


@dataclass(frozen=True, kw_only=True)
class Negatives:
    """Which draws are not taken, and whether negatives replace the first node too."""

    rejected: tuple[str, ...]
    duplicates: str
    both_ends: bool


@dataclass(frozen=True)
class Denominator:
    """What the softmax's denominator holds besides the negatives."""

    positive: bool
    itself: bool


@dataclass(frozen=True)
class FermiDirac:
    """r and t of the link probability 1/(e^{(d − r)/t} + 1)."""

    radius: float
    temperature: float


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Pairs of a batch, batches at once, their sum or mean, and how both ends are updated."""

    pairs: int
    workers: int
    gradient: str
    updates: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The attributes are the keys of the recipe, see `schema.yaml`, but for `phases`.

    Attributes
    ----------
    distance : str
        A key of `poincare.training.minibatch.distances.DISTANCES`.
    phases : tuple of Phase
        The burn-in, if there is one, and the training proper.
    ball : Ball or None
        None if points are free.
    fermi_dirac : FermiDirac or None
        None for a softmax; else there is no denominator, and `denominator` means nothing.
    """

    distance: str
    curvature: float
    start: float
    ball: Ball | None
    step: Step
    order: str
    batch: Batch
    phases: tuple[Phase, ...]
    negatives: Negatives
    denominator: Denominator
    fermi_dirac: FermiDirac | None
    l2: float
    errors: tuple[str, ...]

    @property
    def manifold(self) -> str:
        """Manifold of the embedding."""
        return DISTANCES[self.distance].manifold

    def kernel(self) -> Kernel:
        """The kernel of the distance, with the recipe's curvature and errors."""
        return DISTANCES[self.distance].kernel(self.curvature, self.errors)

    def move(self) -> Move:
        """The move of the recipe's step."""
        return DISTANCES[self.distance].moves[self.step.kind](self.curvature, self.step)


def read(keys: dict[str, Any]) -> Settings:
    """Settings from keys that fit the schema.

    Raises
    ------
    UserError
        If keys contradict each other, or the loss is not given.
    """
    require_one(keys, "denominator", "fermi_dirac")
    negatives = keys["negatives"]
    phases = [keys["burn_in"]] if "burn_in" in keys else []
    settings = Settings(
        distance=keys["distance"],
        curvature=keys.get("curvature", 1.0),
        start=keys["start"],
        ball=Ball(**keys["ball"]) if "ball" in keys else None,
        step=Step(**keys["step"]),
        order=keys["order"],
        batch=Batch(**{"workers": 1, **keys["batch"]}),
        phases=tuple(_phase(phase) for phase in (*phases, keys)),
        negatives=Negatives(
            rejected=tuple(negatives["rejected"]),
            duplicates=negatives["duplicates"],
            both_ends=negatives["both_ends"],
        ),
        denominator=Denominator(**keys.get("denominator", {"positive": True, "itself": False})),
        fermi_dirac=FermiDirac(**keys["fermi_dirac"]) if "fermi_dirac" in keys else None,
        l2=keys.get("l2", 0.0),
        errors=tuple(keys.get("errors", ())),
    )
    _check(settings)
    return settings


def _phase(keys: dict[str, Any]) -> Phase:
    """The burn-in, or the training proper, which have these keys alike."""
    return Phase(
        epochs=keys["epochs"],
        learning_rate=schedule_of(keys["learning_rate"]),
        negatives=keys["negatives"]["number"],
        sampling=Sampling(**keys["negatives"]["sampling"]),
    )


def _check(settings: Settings) -> None:
    distance, step, name = DISTANCES[settings.distance], settings.step, settings.distance
    if step.kind not in distance.moves:
        known = " or ".join(distance.moves)
        raise UserError(f"step.kind: no {step.kind!r} for the distance {name!r}", mend=known)
    if distance.in_ball:
        if settings.ball is None or settings.ball.epsilon == 0.0:
            raise UserError(f"ball: the distance {name!r} needs one with epsilon above 0")
        radius = 1 / math.sqrt(settings.curvature)
        if settings.start >= radius:
            raise UserError(f"start: {settings.start:g} is outside the ball of radius {radius:g}")
    elif settings.errors or settings.curvature != 1.0:
        raise UserError(f"errors, curvature: not for the distance {name!r}", mend="leave them out")
    if distance.time_coordinate and (settings.ball is not None or settings.l2):
        raise UserError(f"ball, l2: not for the distance {name!r}", mend="leave them out")
    if settings.errors and settings.fermi_dirac is not None:
        raise UserError("errors: they are those of a softmax", mend="leave them out")
    if step.longest_gradient is not None and step.kind != "retraction":
        raise UserError("step.longest_gradient: only for the kind 'retraction'")
    if step.longest is not None and not distance.time_coordinate:
        raise UserError(f"step.longest: not for the distance {name!r}", mend="leave it out")
