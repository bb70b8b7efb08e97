"""Which figures a configuration asks for, of those that its trainings allow.

What is asked for and was not trained is passed over, so that a configuration of one's own may
keep the figures of `config/default.yaml`. A figure of one training takes the least seed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from poincare.base.errors import UserError
from poincare.training.recipe import read_recipe

#: The figure of the L2 penalty compares these two recipes, without and with it.
L2_PAIR = ("gensim-batch-10-burn-in-200", "gensim-batch-10-burn-in-reg")
MOST_PANELS = 3


def figure_names(config: Mapping[str, Any], grid: pd.DataFrame) -> list[str]:
    """Names of the files, without suffix, in the order of the report.

    Parameters
    ----------
    grid : DataFrame
        One row (dataset, system, dim, seed) per training.
    """
    figures, names = config["figures"], ["cost_over_dims"]
    for entry in figures.get("distance_map", ()):
        names += _named("distance_map-{dataset}-{system}-{seed}", grid, **_run(entry), dim=2)
    for entry in figures.get("norm_depth", ()):
        names += _named("norm_depth-{dataset}-{system}-{seed}", grid, **_run(entry))
    for entry in figures.get("errors", ()):
        names += _named("errors-{dataset}-{system}-{dim}-{seed}", grid, **_run(entry))
    for dataset in figures.get("l2_effect", ()):
        both = [_trained(grid, dataset=dataset, system=name, dim=2) for name in L2_PAIR]
        seeds = set(both[0]["seed"]) & set(both[1]["seed"])
        names += [f"l2_effect-{dataset}-{min(seeds)}"] if seeds else []
    return names


def dims_shown(grid: pd.DataFrame, dataset: str, system: str, seed: int) -> list[int]:
    """At most three dims of these trainings: all, or the least, the middle and the greatest."""
    dims = sorted(_trained(grid, dataset=dataset, system=system, seed=seed)["dim"].unique())
    if len(dims) > MOST_PANELS:
        dims = [dims[0], dims[(len(dims) - 1) // 2], dims[-1]]
    return [int(dim) for dim in dims]


def node_asked(config: Mapping[str, Any], dataset: str, system: str) -> str | None:
    """The node that a distance map starts from, if the configuration names one."""
    for entry in config["figures"].get("distance_map", ()):
        if (entry["dataset"], entry["system"]) == (dataset, system):
            return entry.get("node")
    return None


def check_figures(config: Mapping[str, Any], recipes: Path) -> None:
    """Raise a `UserError` if a figure is asked of an unknown or an unfit system, or twice."""
    known = sorted([*(path.stem for path in recipes.glob("*.yaml")), *config.get("external", {})])
    for figure in ("distance_map", "norm_depth", "errors"):
        entries = config["figures"].get(figure, ())
        for entry in entries:
            if entry["system"] not in known:
                raise UserError(
                    f"figures.{figure}: no system {entry['system']!r}",
                    "configuration",
                    f"known are {', '.join(known)}",
                )
            if figure == "distance_map" and not _hyperbolic(recipes, entry["system"]):
                raise UserError(
                    f"figures.{figure}: {entry['system']!r} is flat, which has no disc",
                    "configuration",
                    "name a system of hyperbolic space",
                )
        runs = [tuple(_run(entry).values()) for entry in entries]
        twice = next((run for run in runs if runs.count(run) > 1), None)
        if twice:
            raise UserError(
                f"figures.{figure}: asked twice of {' '.join(map(str, twice))}",
                "configuration",
                "keep one of the two entries",
            )


def _hyperbolic(recipes: Path, system: str) -> bool:
    """Whether a recipe is of hyperbolic space; external vectors tell when they are drawn."""
    path = recipes / f"{system}.yaml"
    return not path.is_file() or read_recipe(path).hyperbolic


def _run(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says of the training."""
    return {key: entry[key] for key in ("dataset", "system", "dim") if key in entry}


def _trained(grid: pd.DataFrame, **run: Any) -> pd.DataFrame:
    """The trainings that are as `run` says."""
    for key, value in run.items():
        grid = grid[grid[key] == value]
    return grid


def _named(pattern: str, grid: pd.DataFrame, **run: Any) -> list[str]:
    """The name of a figure of one training, or none if there is no such training."""
    seeds = _trained(grid, **run)["seed"]
    return [pattern.format(**run, seed=seeds.min())] if len(seeds) else []
