"""Collaboration networks: who wrote a paper with whom, on four subjects of arXiv.

Nickel & Kiela (2017), section 4.2. A line of a file is `author<TAB>author`, after lines that begin
with `#`. The edges have no direction; a graph has each of them as two pairs, whether the file
writes it once or both ways, so that both ends rank each other. A node's edge to itself is skipped.
All authors of the file are nodes, those outside the largest component and those without edges too.

Source: Leskovec, Kleinberg & Faloutsos, "Graph Evolution: Densification and Shrinking Diameters"
(2007).
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.datasets.sources import content
from poincare.graphs.relations import Relations


def collaboration(name: str) -> Callable[[Path], Relations]:
    """What builds the network of that name from its file."""

    def build(file: Path) -> Relations:
        edges = np.array(list(_edges(file)), dtype=np.int64).reshape(-1, 2)
        authors, ends = np.unique(edges, return_inverse=True)
        ends = ends.reshape(-1, 2)
        ends = ends[ends[:, 0] != ends[:, 1]]
        both = np.unique(np.concatenate([ends, ends[:, ::-1]]), axis=0)
        return Relations.from_pairs(name, [str(author) for author in authors], both)

    return build


def _edges(file: Path) -> list[list[int]]:
    """The two numbers of every line; a `UserError` for a line with anything else."""
    edges = []
    for number, line in enumerate(content(file).decode("ascii", "replace").splitlines(), start=1):
        if line.startswith("#"):
            continue
        fields = line.split()
        if len(fields) != 2 or not all(field.isdecimal() for field in fields):
            raise UserError("not two numbers", f"{file}:{number}", "put the file of SNAP there")
        edges.append([int(field) for field in fields])
    return edges
