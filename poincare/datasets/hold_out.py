"""The split of a dataset: drawn from its graph, or read from published files."""

from functools import partial
from pathlib import Path

from poincare.datasets.cones import cones_split
from poincare.datasets.sources import obtain
from poincare.graphs.drawn_splits import split
from poincare.graphs.relations import Relations
from poincare.graphs.splits import CONES, HoldOut, Split


def held_out(relations: Relations, hold_out: HoldOut, root: str | Path) -> Split:
    """The split of a graph of the project at `root`; files are downloaded if they are not there.

    Raises
    ------
    UserError
        As `poincare.graphs.drawn_splits.split` or `poincare.datasets.cones.cones_split`.
    """
    if hold_out.of == CONES:
        return cones_split(relations, hold_out, partial(obtain, root=root))
    return split(relations, hold_out)
