"""Recipes: everything that makes a system, as one validated YAML file."""

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from poincare.errors import UserError
from poincare.storage import digest, pack_text
from poincare.training.schedule import Schedule
from poincare.validation import check, read_yaml

SCHEMA = Path(__file__).with_name("recipe.schema.yaml")


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
class InverseTemperature:
    """t in the softmax over exp(−t d)."""

    at_most: int

    def at(self, dim: int) -> int:
        """The lesser of `at_most` and (d − 1) / 2, rounded down, but at least 1."""
        return max(1, min(self.at_most, (dim - 1) // 2))


@dataclass(frozen=True)
class Placement:
    """Where a node starts: outwards of its ancestors, with noise, below a cap of the radius."""

    outwards: float
    noise: float
    cap_base: float
    cap_volume: float

    def cap(self, n_active: int, dim: int) -> float:
        """Greatest radius before the last level: base + volume · ln(n) / (d − 1)."""
        return self.cap_base + self.cap_volume * math.log(n_active) / max(dim - 1, 1)


@dataclass(frozen=True)
class Inferred:
    """Weight in the loss of pairs inferred from the training pairs; 0: only spared as negatives."""

    weight: float


@dataclass(frozen=True)
class Recipe:
    """A system. The attributes are the keys of the file; see `recipe.schema.yaml`.

    Attributes
    ----------
    inferred : Inferred or None
        None if nothing is inferred.
    inner_weight : float
        1 if it is not given.
    text_hash : str
        SHA-256 of the settings, whatever the file's layout and comments.
    """

    name: str
    title: str
    cites: tuple[str, ...]
    trainer: str
    inverse_temperature: InverseTemperature
    batch_nodes: int
    negatives: Negatives
    step: Step
    levels: tuple[Level, ...]
    placement: Placement
    inferred: Inferred | None
    inner_weight: float
    text_hash: str


def read_recipe(path: str | Path) -> Recipe:
    """Read and validate a recipe.

    Raises
    ------
    UserError
        For a missing file, YAML that cannot be parsed, an unknown or missing key, or a value
        out of range; the message names the key.
    """
    path = Path(path)
    settings = read_yaml(path)
    check(settings, SCHEMA, path)
    if settings["name"] != path.stem:
        raise UserError(f"name: {settings['name']!r} is not the file's name", path, "rename one")
    recipe = recipe_of(settings)
    if any(later.descendants >= level.descendants for level, later in pairwise(recipe.levels)):
        raise UserError("levels: descendants must fall from level to level", path)
    if recipe.levels[-1].descendants != 0:
        raise UserError("levels: the last one must let all nodes in", path, "descendants: 0")
    return recipe


def recipe_of(settings: dict[str, Any]) -> Recipe:
    """Recipe from validated settings."""
    negatives, step, placement = settings["negatives"], settings["step"], settings["placement"]
    return Recipe(
        name=settings["name"],
        title=settings["title"],
        cites=tuple(settings["cites"]),
        trainer=settings["trainer"],
        inverse_temperature=InverseTemperature(**settings["inverse_temperature"]),
        batch_nodes=settings["batch_nodes"],
        negatives=Negatives(negatives["pool"], negatives["power"], Schedule(**negatives["count"])),
        step=Step(Schedule(**step["learning_rate"]), step["longest"]),
        levels=tuple(Level(**level) for level in settings["levels"]),
        placement=Placement(
            placement["outwards"],
            placement["noise"],
            placement["cap"]["base"],
            placement["cap"]["volume"],
        ),
        inferred=Inferred(**settings["inferred"]) if "inferred" in settings else None,
        inner_weight=settings.get("inner_weight", 1.0),
        text_hash=digest({"recipe": pack_text(yaml.safe_dump(settings, sort_keys=True))}),
    )
