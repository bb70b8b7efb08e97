"""Settings of the mini-batch trainer, the keys of `minibatch.schema.yaml`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.training.schedule import Linear

SCHEMA = Path(__file__).with_name("schema.yaml")

#: Steps that are defined for a distance.
STEPS = {
    "poincare": ("retraction", "exponential-map", "euclidean"),
    "lorentz": ("exponential-map",),
    "euclidean": ("euclidean",),
    "squared-euclidean": ("euclidean",),
    "translational": ("euclidean",),
}


@dataclass(frozen=True)
class Sampling:
    """Nodes are drawn in proportion to (how often they occur `of` all or of second ends)^power."""

    of: str
    power: float


@dataclass(frozen=True)
class Phase:
    """A stretch of epochs, the burn-in or the training proper."""

    epochs: int
    learning_rate: Linear
    negatives: int
    sampling: Sampling


@dataclass(frozen=True)
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
class Ball:
    """Points are kept within a ball, by a projection of those outside."""

    epsilon: float
    projection: str


@dataclass(frozen=True)
class Step:
    """Kind of step; the longest Riemannian gradient and the longest step, None if not limited."""

    kind: str
    longest_gradient: float | None
    longest: float | None


@dataclass(frozen=True)
class Batch:
    """Pairs of a batch, the sum or mean of their gradients, and how both ends are updated."""

    pairs: int
    gradient: str
    updates: str


@dataclass(frozen=True)
class Settings:
    """The attributes are the keys of the file, see `minibatch.schema.yaml`, but for `phases`.

    Attributes
    ----------
    phases : tuple of Phase
        The burn-in, if there is one, and the training proper.
    ball : Ball or None
        None if points are free.
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
    l2: float
    errors: tuple[str, ...]


def read(keys: dict[str, Any]) -> Settings:
    """Settings from keys that fit the schema.

    Raises
    ------
    UserError
        If keys contradict each other.
    """
    negatives, step, ball = keys["negatives"], keys["step"], keys.get("ball")
    last = Phase(
        keys["epochs"],
        Linear(**keys["learning_rate"]),
        negatives["number"],
        Sampling(**negatives["sampling"]),
    )
    settings = Settings(
        distance=keys["distance"],
        curvature=keys.get("curvature", 1.0),
        start=keys["start"],
        ball=Ball(**ball) if ball else None,
        step=Step(step["kind"], step.get("longest_gradient"), step.get("longest")),
        order=keys["order"],
        batch=Batch(**keys["batch"]),
        phases=(*_burn_in(keys), last),
        negatives=Negatives(
            tuple(negatives["rejected"]), negatives["duplicates"], negatives["both_ends"]
        ),
        denominator=Denominator(**keys["denominator"]),
        l2=keys.get("l2", 0.0),
        errors=tuple(keys.get("errors", ())),
    )
    _check(settings)
    return settings


def _burn_in(keys: dict[str, Any]) -> list[Phase]:
    if "burn_in" not in keys:
        return []
    phase = keys["burn_in"]
    rate, sampling = Linear(**phase["learning_rate"]), Sampling(**phase["sampling"])
    return [Phase(phase["epochs"], rate, phase["negatives"], sampling)]


def _check(settings: Settings) -> None:
    distance, step = settings.distance, settings.step
    if step.kind not in STEPS[distance]:
        known = " or ".join(STEPS[distance])
        raise UserError(f"step.kind: no {step.kind!r} for the distance {distance!r}", mend=known)
    if distance == "poincare":
        if settings.ball is None or settings.ball.epsilon == 0.0:
            raise UserError("ball: the distance 'poincare' needs one with epsilon above 0")
    elif settings.errors or settings.curvature != 1.0:
        raise UserError("errors, curvature: these keys are of the distance 'poincare' only")
    if distance == "lorentz" and settings.ball is not None:
        raise UserError("ball: the hyperboloid has none", mend="leave it out")
    if step.longest_gradient is not None and step.kind != "retraction":
        raise UserError("step.longest_gradient: of the kind 'retraction' only")
    if step.longest is not None and distance != "lorentz":
        raise UserError("step.longest: of the distance 'lorentz' only")
