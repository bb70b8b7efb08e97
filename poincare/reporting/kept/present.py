"""What decides a value today: hashes of recipe, data and protocol, computed without training."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from poincare.base.errors import UserError
from poincare.datasets.known_splits import known_split
from poincare.datasets.sources import ledger
from poincare.evaluation.labels import LABEL, ScoredBy
from poincare.evaluation.tasks import TASKS
from poincare.graphs.splits import split_named
from poincare.training.recipe import Recipe, read_recipe
from poincare.training.trainers import trainer_named

#: What decides the hash of a row's protocol.
SCORED = ["dataset", "task", *LABEL]


@dataclass(frozen=True, kw_only=True)
class Present:
    """Hashes by what kept rows name; what is not known is not among them.

    Attributes
    ----------
    recipes, versions : mapping of str to str and int
        Hash of the recipe, and version of its trainer, by system.
    uncertain : mapping of str to tuple of str
        What is not known of the published system, by system.
    data : mapping of str to str
        By dataset.
    protocols : mapping of tuple to str
        By the columns `SCORED`.
    """

    recipes: Mapping[str, str]
    versions: Mapping[str, int]
    uncertain: Mapping[str, tuple[str, ...]]
    data: Mapping[str, str]
    protocols: Mapping[tuple[str, ...], str]


def present_hashes(rows: pd.DataFrame, recipes: Iterable[str | Path]) -> Present:
    """The present hashes for the systems, datasets and protocols of some rows.

    Those of graphs and splits are from the ledger. No graph of the suite is built with another hash
    than the ledger's.

    Parameters
    ----------
    recipes : iterable of path
        Recipes; those of other systems are not read.

    Raises
    ------
    UserError
        If a recipe is not valid.
    """
    systems = set(rows["system"])
    read = [read_recipe(path) for path in map(Path, recipes) if path.stem in systems]
    data = {name: data_hash(name) for name in rows["dataset"].unique()}
    scored = rows[SCORED].drop_duplicates().itertuples(index=False, name=None)
    protocols = {key: _protocol_hash(*key) for key in scored}
    return Present(
        recipes={recipe.name: recipe.text_hash for recipe in read},
        versions={recipe.name: _version(recipe) for recipe in read},
        uncertain={recipe.name: recipe.uncertain for recipe in read},
        data={name: found for name, found in data.items() if found},
        protocols={key: found for key, found in protocols.items() if found},
    )


def data_hash(dataset: str) -> str:
    """Content hash of what is trained on for a graph or a split; blank if it is not known."""
    if split_named(dataset) is None:
        return ledger()["graphs"].get(dataset, {}).get("content_hash", "")
    known = known_split(dataset)
    return known.train_hash if known else ""


def _version(recipe: Recipe) -> int:
    return trainer_named(recipe.trainer).version


def _protocol_hash(dataset: str, task: str, *scored: str) -> str:
    """The hash of what scores a row, with the columns `SCORED`; blank if it is not known."""
    scored_by = ScoredBy(**dict(zip(LABEL, scored, strict=True)))
    known = known_split(dataset)
    if task not in TASKS or (scored_by.split and known is None):
        return ""
    try:
        return TASKS[task].definition_hash(scored_by, known.split_hash if known else "")
    except UserError:
        return ""
