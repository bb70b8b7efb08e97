"""Recipes: everything that defines a system, in one validated YAML file."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text
from poincare.base.validation import check, read_yaml
from poincare.geometry.manifolds import MANIFOLDS
from poincare.training.trainers import Settings, trainer_named

SCHEMA = Path(__file__).with_name("recipe.schema.yaml")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A system: the keys that every recipe has, and the settings of its trainer.

    Attributes
    ----------
    uncertain : tuple of str
        What is not known about a published system, and what the recipe uses instead.
    settings
        Settings of the trainer, a dataclass of its own.
    text_hash : str
        SHA-256 of all keys and values; layout and comments do not count.
    """

    name: str
    title: str
    cites: tuple[str, ...]
    uncertain: tuple[str, ...]
    trainer: str
    settings: Settings
    text_hash: str

    @property
    def hyperbolic(self) -> bool:
        """Whether the points lie in hyperbolic space, so that two dimensions have a disc."""
        return MANIFOLDS[self.settings.manifold].hyperbolic


def read_recipe(path: str | Path) -> Recipe:
    """Read and validate a recipe.

    Raises
    ------
    UserError
        For a missing file, YAML that cannot be parsed, an unknown or missing key, a value out of
        range, or keys that contradict each other; the message names the key.
    """
    path = Path(path)
    keys = read_yaml(path)
    check(keys, SCHEMA, path)
    if keys["name"] != path.stem:
        raise UserError(f"name: {keys['name']!r} is not the file's name", path, "rename one")
    trainer = trainer_named(keys["trainer"])
    own = {key: value for key, value in keys.items() if key not in read_yaml(SCHEMA)["properties"]}
    check(own, trainer.schema, path)
    try:
        settings = trainer.read(own)
    except UserError as error:
        raise UserError(str(error), path) from None
    return Recipe(
        name=keys["name"],
        title=keys["title"],
        cites=tuple(keys["cites"]),
        uncertain=tuple(keys.get("uncertain", ())),
        trainer=keys["trainer"],
        settings=settings,
        text_hash=digest({"recipe": pack_text(yaml.safe_dump(keys, sort_keys=True))}),
    )
