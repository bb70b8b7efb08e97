"""The key `figures` of a configuration: its schema and its checks.

Both ask the table of figures, which imports all that draws; whoever only needs the rest of a
configuration does without.
"""

from collections.abc import Collection, Mapping
from typing import Any

from poincare.base.errors import UserError
from poincare.base.validation import check_against
from poincare.datasets.sources import ledger
from poincare.reporting.figures.registry import options_schema

#: Nodes of the largest graph of WordNet whose every node is drawn.
MOST_DRAWN = 20_000

DESCRIPTION = "Figures besides those that every report has."


def figures_schema() -> dict[str, Any]:
    """JSON schema of the key `figures`, from the options of all figures."""
    return {"description": DESCRIPTION, **options_schema()}


def check_figure_options(config: Mapping[str, Any], systems: Collection[str]) -> None:
    """Check the key `figures`, given the names of all recipes.

    Raises
    ------
    UserError
        If an option is unknown or malformed; if a graph is too large to be drawn; if a system is
        unknown; if a list has two entries for one run.
    """
    schema = {"type": "object", "properties": {"figures": figures_schema()}}
    check_against({"figures": config["figures"]}, schema, "configuration", "config/README.md")
    lists = {key: value for key, value in config["figures"].items() if isinstance(value, list)}
    for option, wanted in lists.items():
        entries = [one for one in wanted if isinstance(one, Mapping)]
        runs = [one for one in entries if "system" in one]
        graphs = [one["dataset"] for one in entries if "system" not in one]
        graphs += [one for one in wanted if isinstance(one, str)]
        _check_graphs(option, graphs, config)
        _check_systems(option, runs, [*systems, *config.get("external", {})])
        _check_twice(option, runs + [{"dataset": graph} for graph in graphs])


def _check_graphs(option: str, graphs: list[str], config: Mapping[str, Any]) -> None:
    small = [name for name, graph in ledger()["graphs"].items() if graph["nodes"] <= MOST_DRAWN]
    drawable = [*small, *config.get("graphs", {})]
    for graph in graphs:
        if graph not in drawable:
            raise UserError(
                f"figures.{option}: {graph!r} is not among the graphs that can be drawn",
                "configuration",
                f"these are {', '.join(drawable)}",
            )


def _check_systems(option: str, entries: list[Mapping[str, Any]], known: list[str]) -> None:
    for entry in entries:
        if entry["system"] not in known:
            raise UserError(
                f"figures.{option}: no system {entry['system']!r}",
                "configuration",
                f"known are {', '.join(known)}",
            )


def _check_twice(option: str, entries: list[Mapping[str, Any]]) -> None:
    keys = ("dataset", "system", "dim")
    runs = [tuple(str(entry[key]) for key in keys if key in entry) for entry in entries]
    twice = next((run for run in runs if runs.count(run) > 1), None)
    if twice:
        raise UserError(
            f"figures.{option}: two entries for {' '.join(twice)}",
            "configuration",
            "keep one of them",
        )
