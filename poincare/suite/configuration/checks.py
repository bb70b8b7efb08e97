"""The configuration of a run: what it names, and its checks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.base.validation import check, read_yaml
from poincare.datasets.registry import graphs_of_synsets
from poincare.evaluation.protocols import protocol_named
from poincare.evaluation.tasks import TASKS
from poincare.evaluation.variants import protocol_or_variant, switched
from poincare.graphs.splits import hold_outs, split_named
from poincare.suite.configuration.asked import (
    datasets_of,
    graph_names,
    graph_of,
    protocols_of,
    tasks,
)
from poincare.suite.configuration.own_data import (
    check_has_files,
    check_own_graphs,
    check_own_splits,
)
from poincare.suite.external import stated
from poincare.training.recipe import Recipe, read_recipe
from poincare.training.trainers import trainer_named

#: Characters of a configuration's name.
LONGEST_NAME = 100


def laid_over(default: Path, path: Path) -> dict[str, Any]:
    """What a configuration names, over the default one; lists are replaced as a whole.

    Raises
    ------
    UserError
        If a file is missing or is no YAML.
    """

    def lay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
        both = {
            key: lay(below[key], value)
            if isinstance(value, Mapping) and isinstance(below.get(key), Mapping)
            else value
            for key, value in above.items()
        }
        return {**below, **both}

    return lay(read_yaml(default), read_yaml(path))


def check_configuration(config: Mapping[str, Any], schema: Path) -> None:
    """Raise a `UserError` that names the first key at fault."""
    check(dict(config), schema, "configuration")
    _check_name_and_title(config["name"], config["title"])
    check_own_graphs(config.get("graphs", {}))
    check_own_splits(config)
    _check_grids(config)
    for dataset in datasets_of(config):
        if graph_of(dataset) not in graph_names(config):
            raise UserError(
                f"{dataset!r} is no known graph, nor a hold-out of one",
                "configuration",
                f"graphs are {', '.join(graph_names(config))}; hold-outs {', '.join(hold_outs())}",
            )
        check_has_files(dataset, config)
    _check_protocols(config)
    baseline = config.get("compare_with")
    if baseline and not Path(baseline).is_file():
        raise UserError(
            f"compare_with: no file {baseline!r}", "configuration", "name a results.csv, or null"
        )


def _check_grids(config: Mapping[str, Any]) -> None:
    """There is a run, and what is trained has dimensions and seeds."""
    external = config.get("external", {})
    if not config["grids"] and not external:
        raise UserError("no grids and no external systems", "configuration", "name one of them")
    for place, part in enumerate(config["grids"]):
        trained = [system for system in part["systems"] if system not in external]
        missing = [key for key in ("dims", "seeds") if key not in part]
        if trained and missing:
            raise UserError(
                f"grids.{place}: no {' and no '.join(missing)} to train {trained[0]!r} with",
                "configuration",
                "only grids of external systems do without",
            )


def _check_name_and_title(name: str, title: str) -> None:
    """The name is that of a folder of results of its own; the title has no wildcards."""
    if name == "reference" or name.endswith("\n") or len(name) > LONGEST_NAME:
        raise UserError(
            f"name: {name[:LONGEST_NAME]!r} cannot be the folder of the results",
            "configuration",
            f"use up to {LONGEST_NAME} letters, digits, - and _, and not 'reference'",
        )
    if "{" in title or "}" in title:
        raise UserError("title: braces are Snakemake's", "configuration", "write it without them")


def _check_protocols(config: Mapping[str, Any]) -> None:
    """Every protocol has a dataset, every dataset a protocol."""
    datasets = datasets_of(config)
    for task in (task.name for task in TASKS.values() if task.key == "protocols"):
        its = [name for name in datasets if task in tasks(config, name)]
        for name in config[task]["protocols"]:
            graph = protocol_named(name).graph
            if graph is not None and graph not in map(graph_of, its):
                raise UserError(
                    f"{task}.protocols: {name!r} is for the graph {graph!r}, which has no dataset"
                    " in the grids",
                    "configuration",
                )
        for dataset in its:
            if not protocols_of(config, task, dataset):
                raise UserError(
                    f"{task}.protocols: none is for {dataset!r}",
                    "configuration",
                    "add one, nickel2017 for instance",
                )
    _check_variants(config["reconstruction"])
    for name in config["reconstruction"].get("splits", ()):
        if name not in datasets or not split_named(name):
            raise UserError(
                f"reconstruction.splits: {name!r} is not a split in the grids",
                "configuration",
                "add it to a grid, or leave it out here",
            )


def _check_variants(reconstruction: Mapping[str, Any]) -> None:
    """The protocol of every variant is scored as well."""
    variants = reconstruction.get("variants", ())
    for name in variants:
        protocol_or_variant(name)
        base, _ = switched(name)
        if base not in [*reconstruction["protocols"], *variants]:
            raise UserError(
                f"reconstruction.variants: {name!r} is a variant of {base!r}, which is not scored",
                "configuration",
                f"add {base!r}",
            )


def read_recipes(config: Mapping[str, Any], folder: Path) -> dict[str, Recipe]:
    """Read the recipes of all systems of the grids.

    Raises
    ------
    UserError
        If a system has no recipe, or its recipe is not valid; if external vectors have the name of
        a recipe.
    """
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    for name in stated(config):
        if name in known:
            raise UserError(
                f"external: {name!r} is the name of a recipe", "configuration", "take another name"
            )
    named = {system for part in config["grids"] for system in part["systems"]}
    systems = sorted(named.difference(stated(config)))
    for system in systems:
        if system not in known:
            raise UserError(
                f"grids: no recipe {system!r}", "configuration", f"known are {', '.join(known)}"
            )
    return {system: read_recipe(folder / f"{system}.yaml") for system in systems}


def check_inputs(config: Mapping[str, Any], recipes: Mapping[str, Recipe]) -> None:
    """Raise a `UserError` if a system that reads glosses is trained on nodes that have none."""
    reading = {name for name, one in recipes.items() if trainer_named(one.trainer).inputs}
    for part in config["grids"]:
        systems = [system for system in part["systems"] if system in reading]
        others = [name for name in part["datasets"] if graph_of(name) not in graphs_of_synsets()]
        if systems and others:
            raise UserError(
                f"grids: {systems[0]!r} reads WordNet's glosses, and the nodes of {others[0]!r} are"
                " no synsets",
                "configuration",
                f"give it another grid; its graphs are {', '.join(graphs_of_synsets())}",
            )
