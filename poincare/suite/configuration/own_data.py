"""The user's own graphs and splits: what a configuration says of them, and its checks."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.base.files import require_plain
from poincare.base.validation import check_against, read_yaml
from poincare.datasets.own.graph import file_of
from poincare.datasets.registry import DATASETS
from poincare.graphs.splits import split_named
from poincare.suite.configuration.asked import graph_names

#: Keys of the two kinds of own graph that the other has not.
KEYS_OF_KIND = {"pairs": ("separator", "header", "columns"), "obo": ("relations",)}


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
    check_own_graphs(keys["graphs"])
    check_own_splits(keys)
    return keys["graphs"], keys["splits"]


def check_own_graphs(graphs: Mapping[str, Mapping[str, Any]]) -> None:
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


def check_own_splits(config: Mapping[str, Any]) -> None:
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


def check_has_files(dataset: str, config: Mapping[str, Any]) -> None:
    """A split by files has its files."""
    found = split_named(dataset)
    if found and found[1].by_files and dataset not in config.get("splits", {}):
        raise UserError(
            f"no files hold out pairs for {dataset!r}",
            "configuration",
            "name them under the key splits",
        )
