"""A graph of the user's own, from its entry under the key `graphs` of a configuration."""

from collections.abc import Mapping
from typing import Any

from poincare.datasets.own.graph import read_graph
from poincare.graphs.relations import Relations


def own_graph(name: str, entry: Mapping[str, Any]) -> Relations:
    """Read the graph; a `UserError` for what is wrong with its file."""
    return read_graph(name, entry).relations


def held_out_pairs(file: str) -> Relations:
    """The pairs of a file that holds them out, as they are written there."""
    return own_graph("held-out", {"pairs": file, "closure": False})
