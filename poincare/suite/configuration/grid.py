"""The grid: every run of a configuration."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from poincare.graphs.splits import split_named
from poincare.reporting.figures.runs import Run
from poincare.suite.external import External


def grid(config: Mapping[str, Any], given: Mapping[str, External]) -> list[Run]:
    """Every run of the grids and of external vectors once, largest dimension first.

    External vectors have seed 0 and the dimension of their file, in a grid too.
    """
    runs = [
        Run(*values)
        for part in config["grids"]
        for values in product(
            part["datasets"],
            [system for system in part["systems"] if system not in given],
            part.get("dims", ()),
            part.get("seeds", ()),
        )
    ]
    runs += [
        Run(dataset=dataset, system=external.name, dim=external.dim, seed=0)
        for external in given.values()
        for dataset in external.datasets
    ]
    return sorted(dict.fromkeys(runs), key=lambda run: -run.dim)


def leaks(dataset: str) -> bool:
    """Whether a dataset is a split that trains on the held-out pairs as well."""
    found = split_named(dataset)
    return found is not None and found[1].train == "whole"
