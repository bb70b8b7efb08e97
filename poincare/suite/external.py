"""The systems of a configuration that are files of vectors: key `external`."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from poincare.base.errors import UserError
from poincare.embeddings.formats.files import VectorFile, header
from poincare.geometry.manifolds import MANIFOLDS
from poincare.graphs.splits import split_named
from poincare.training.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class External:
    """Vectors of another program as a system.

    Attributes
    ----------
    name : str
        The system's.
    file : VectorFile
    datasets : tuple of str
        What they are scored on.
    dim : int
    manifold : str
        Both from the head of the file.
    """

    name: str
    file: VectorFile
    datasets: tuple[str, ...]
    dim: int
    manifold: str


def stated(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The key `external`, with every entry written as a mapping with its datasets.

    These are its own and those of the grids that name it; without any, all graphs of the grids.
    """
    graphs = [
        dataset
        for part in config["grids"]
        for dataset in part["datasets"]
        if not split_named(dataset)
    ]
    found = {}
    for name, entry in config.get("external", {}).items():
        written = dict(entry) if isinstance(entry, Mapping) else {"path": entry}
        of_grids = [part["datasets"] for part in config["grids"] if name in part["systems"]]
        named = [*written.get("datasets", ()), *chain.from_iterable(of_grids)]
        found[name] = {**written, "datasets": list(dict.fromkeys(named or graphs))}
    return found


def externals(config: Mapping[str, Any]) -> dict[str, External]:
    """The external systems by name; only the head of each file is read.

    Raises
    ------
    UserError
        If a file is missing or its head is malformed; if no dataset is named and the grids have
        splits only.
    """
    found = {}
    for name, entry in stated(config).items():
        where = f"external: {name}"
        if not entry["datasets"]:
            raise UserError("the grids hold no whole graph", where, "name its datasets")
        names = entry.get("names")
        file = VectorFile(
            path=Path(entry["path"]),
            format=entry.get("format"),
            manifold=entry.get("manifold"),
            names=Path(names) if names else None,
            curvature=float(entry.get("curvature", 1.0)),
        )
        try:
            dim, manifold = header(file)
        except UserError as error:
            raise UserError(str(error), where) from None
        found[name] = External(
            name=name, file=file, datasets=tuple(entry["datasets"]), dim=dim, manifold=manifold
        )
    return found


def in_hyperbolic_space(
    found: Mapping[str, External], recipes: Mapping[str, Recipe], system: str
) -> bool:
    """Whether the points of a system lie in hyperbolic space, so that they have a disc."""
    if system in recipes:
        return recipes[system].hyperbolic
    return MANIFOLDS[found[system].manifold].hyperbolic
