"""The configuration of a run: what it names, and its checks."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.base.files import require_plain
from poincare.base.validation import check, check_against, read_yaml
from poincare.datasets.own.graph import file_of
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


#: Keys of the two kinds of own graph that the other has not.
KEYS_OF_KIND = {"pairs": ("separator", "header", "columns"), "obo": ("relations",)}


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
    _check_own_graphs(config.get("graphs", {}))
    _check_own_splits(config)
    _check_grids(config)
    for dataset in datasets_of(config):
        if graph_of(dataset) not in graph_names(config):
            raise UserError(
                f"{dataset!r} is no known graph, nor a hold-out of one",
                "configuration",
                f"graphs are {', '.join(graph_names(config))}; hold-outs {', '.join(hold_outs())}",
            )
        _check_has_files(dataset, config)
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


def own_data(
    configs: Iterable[Mapping[str, Any]], schema: Path
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The keys `graphs` and `splits` of some configurations, checked; the last one counts.

    Raises
    ------
    UserError
        As `check_configuration`, for these keys.
    """
    keys = {"graphs": {}, "splits": {}}
    for config in configs:
        if not isinstance(config, Mapping):
            raise UserError("no mapping of keys", "configuration", "config/README.md lists them")
        for key, found in keys.items():
            found |= config.get(key) or {}
    whole = read_yaml(schema)
    partial = {"type": "object", "properties": {key: whole["properties"][key] for key in keys}}
    check_against(keys, partial, "configuration", "config/README.md")
    _check_own_graphs(keys["graphs"])
    _check_own_splits(keys)
    return keys["graphs"], keys["splits"]


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
        kind = _kind_of(name, given)
        try:
            require_plain(file_of(given))
        except UserError as error:
            raise UserError(
                f"graphs.{name}.{kind}: {error}",
                "configuration",
                "paths are relative to the folder that Snakemake runs in",
            ) from None


def _kind_of(name: str, given: Mapping[str, Any]) -> str:
    """Whether an own graph is a file of pairs or an ontology; it has the keys of its kind."""
    kinds = [kind for kind in KEYS_OF_KIND if kind in given]
    if len(kinds) != 1:
        what = "has both pairs and obo" if kinds else "has no file"
        raise UserError(f"graphs.{name}: {what}", "configuration", "give one of pairs and obo")
    (kind,) = kinds
    if kind == "pairs" and "closure" not in given:
        raise UserError(
            f"graphs.{name}: 'closure' is a required key of a file of pairs",
            "configuration",
            "true if the file has direct hypernyms only, false if it has all pairs",
        )
    for other, keys in KEYS_OF_KIND.items():
        for key in keys:
            if other != kind and key in given:
                raise UserError(
                    f"graphs.{name}: {key!r} is a key of {other}, not of {kind}", "configuration"
                )
    return kind


def _check_own_splits(config: Mapping[str, Any]) -> None:
    """The files of held-out pairs are there, and their graphs are known."""
    for dataset, files in config.get("splits", {}).items():
        graph, hold_out = split_named(dataset) or (dataset, None)
        if hold_out is None or not hold_out.by_files:
            raise UserError(
                f"splits: {dataset!r} is not the name of a graph, '-given', and perhaps one more "
                "word",
                "configuration",
                f"call it {graph}-given",
            )
        if graph not in graph_names(config):
            raise UserError(
                f"splits: {graph!r} is no known graph",
                "configuration",
                f"graphs are {', '.join(graph_names(config))}",
            )
        for part, file in files.items():
            if not Path(file).is_file():
                raise UserError(
                    f"splits.{dataset}.{part}: no such file {file!r}",
                    "configuration",
                    "paths are relative to the folder that Snakemake runs in",
                )


def _check_has_files(dataset: str, config: Mapping[str, Any]) -> None:
    """A split by files has its files."""
    found = split_named(dataset)
    if found and found[1].by_files and dataset not in config.get("splits", {}):
        raise UserError(
            f"no files hold out pairs for {dataset!r}",
            "configuration",
            "name them under the key splits",
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
    named = {system for part in config["grids"] for system in part["systems"]}
    systems = sorted(named.difference(stated(config)))
    for system in systems:
        if system not in known:
            raise UserError(
                f"grids: no recipe {system!r}", "configuration", f"known are {', '.join(known)}"
            )
    return {system: read_recipe(folder / f"{system}.yaml") for system in systems}
