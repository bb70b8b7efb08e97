"""The configuration of a run: what it names, and its checks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.base.validation import check
from poincare.datasets.registry import DATASETS
from poincare.evaluation.protocols import protocol_named
from poincare.evaluation.tasks import TASKS, Task
from poincare.evaluation.variants import protocol_or_variant, switched
from poincare.graphs.splits import hold_outs, split_named
from poincare.suite.external import stated
from poincare.suite.scoring import traits_of
from poincare.training.recipe import Recipe, read_recipe

#: Characters of a configuration's name.
LONGEST_NAME = 100


def check_configuration(config: Mapping[str, Any], schema: Path) -> None:
    """Raise a `UserError` that names the first key at fault."""
    check(dict(config), schema, "configuration")
    _check_name_and_title(config["name"], config["title"])
    _check_own_graphs(config.get("graphs", {}))
    for dataset in datasets_of(config):
        if graph_of(dataset) not in graph_names(config):
            raise UserError(
                f"{dataset!r} is no known graph, nor a hold-out of one",
                "configuration",
                f"graphs are {', '.join(graph_names(config))}; hold-outs {', '.join(hold_outs())}",
            )
    _check_protocols(config)
    baseline = config.get("compare_with")
    if baseline and not Path(baseline).is_file():
        raise UserError(
            f"compare_with: no file {baseline!r}", "configuration", "name a results.csv, or null"
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


def graph_names(config: Mapping[str, Any]) -> list[str]:
    """All graphs that can be trained on: those that the suite builds, and the user's own."""
    return [*DATASETS, *config.get("graphs", {})]


def _check_own_graphs(graphs: Mapping[str, Mapping[str, Any]]) -> None:
    """The user's own graphs have files, and names that nothing else has."""
    for name, given in graphs.items():
        if name in DATASETS or split_named(name):
            raise UserError(
                f"graphs: {name!r} is the name of a built-in graph, or ends like a hold-out",
                "configuration",
                "choose another name",
            )
        if not Path(given["pairs"]).is_file():
            raise UserError(
                f"graphs.{name}.pairs: no such file {given['pairs']!r}",
                "configuration",
                "paths are relative to the folder that Snakemake runs in",
            )


def datasets_of(config: Mapping[str, Any]) -> list[str]:
    """All datasets that a run trains or scores on."""
    named = [part["datasets"] for part in [*config["grids"], *stated(config).values()]]
    return sorted({dataset for some in named for dataset in some})


def graph_of(dataset: str) -> str:
    """Name of the graph that a dataset is, or, for a split, is a part of."""
    graph, _ = split_named(dataset) or (dataset, None)
    return graph


def tasks(config: Mapping[str, Any], dataset: str) -> tuple[str, ...]:
    """Tasks that the runs on a dataset are scored on, in the order of `TASKS`."""
    return tuple(
        task.name for task in TASKS.values() if is_scored(config[task.name], task, dataset)
    )


def is_scored(section: Mapping[str, Any], task: Task, dataset: str) -> bool:
    """Whether a task scores the runs on a dataset.

    Parameters
    ----------
    section : mapping
        The task's section of the configuration. With a key `datasets` the task scores these and no
        others. A key `splits` names splits that are scored on their whole graph as well.
    """
    if "datasets" in section:
        return dataset in section["datasets"]
    return task.applies_to(traits_of(dataset)) or dataset in section.get("splits", ())


def protocols_of(config: Mapping[str, Any], task: str, dataset: str) -> list[str]:
    """Protocols and variants of a task that apply to a dataset's graph."""
    return [
        name
        for name in [*config[task]["protocols"], *config[task].get("variants", ())]
        if protocol_or_variant(name).belongs_to(graph_of(dataset))
    ]


def scored_by(config: Mapping[str, Any], task: str, dataset: str) -> list[str]:
    """The protocols, variants or look-ups by which a task of a dataset is scored."""
    key = TASKS[task].key
    return protocols_of(config, task, dataset) if key == "protocols" else list(config[task][key])


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
    systems = sorted({system for part in config["grids"] for system in part["systems"]})
    for system in systems:
        if system not in known:
            raise UserError(
                f"grids: no recipe {system!r}", "configuration", f"known are {', '.join(known)}"
            )
    return {system: read_recipe(folder / f"{system}.yaml") for system in systems}
