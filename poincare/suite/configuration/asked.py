"""What a configuration asks for: datasets, their tasks, and the protocols that score them."""

from collections.abc import Mapping
from typing import Any

from poincare.datasets.registry import DATASETS
from poincare.evaluation.tasks import TASKS, Task
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.splits import split_named
from poincare.suite.external import stated
from poincare.suite.scoring import traits_of


def graph_names(config: Mapping[str, Any]) -> list[str]:
    """All graphs that can be trained on: those that the suite builds, and the user's own."""
    return [*DATASETS, *config.get("graphs", {})]


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
