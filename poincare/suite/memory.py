"""The memory that trainings and rankings ask for, from the size of the graph.

`benchmarks/memory.py` measures how near the numbers are.
"""

from pathlib import Path
from typing import NamedTuple

from poincare.base.artefacts import read_record
from poincare.base.errors import UserError
from poincare.datasets.sources import ledger

#: MB of a process that has imported what trains, and of one that has imported what ranks.
TRAINING = 95
RANKING = 55
_MB = 1e-6
_COORDINATE = 8
#: The graph whose size is assumed of one that is not built yet.
_LARGEST = "nouns"


class Size(NamedTuple):
    """Nodes and pairs of a graph."""

    n_nodes: int
    n_pairs: int

    def points_mb(self, dim: int) -> float:
        """MB of one vector of so many float64 coordinates for every node."""
        return _MB * _COORDINATE * self.n_nodes * dim


class Working(NamedTuple):
    """What a trainer keeps besides the program: copies of the points, MB and bytes per pair.

    Attributes
    ----------
    copies : float
        Arrays as large as the points of a run.
    shared : float
        Bytes per pair, however many runs are side by side.
    own : float
        Bytes per pair of every run.
    constant : float
        MB of every run.
    """

    copies: float
    shared: float
    own: float
    constant: float


#: By the name of the trainer.
TRAINERS = {
    "minibatch": Working(copies=1.8, shared=57, own=29, constant=14),
    # It reads no pairs; the nouns have 1.4 words of glosses per pair.
    "cbow": Working(copies=3, shared=58, own=0, constant=3),
    "nodewise": Working(copies=2.75, shared=50, own=0, constant=5),
}
#: Copies of the points, and bytes per pair, of a ranking.
RANKED_COPIES = 8.2
RANKED_PER_PAIR = 105


def size_of(graph: str, root: str | Path) -> Size:
    """The size of a graph of the ledger or of one that is built; else that of the nouns."""
    stated = ledger()["graphs"]
    if graph in stated:
        return Size(stated[graph]["nodes"], stated[graph]["pairs"])
    record = Path(root, "data", "built", "graphs", f"{graph}.json")
    try:
        if record.is_file():
            found = read_record(record)
            return Size(found["nodes"], found["pairs"])
    except (UserError, KeyError):
        pass  # the rule that made it makes it again
    return size_of(_LARGEST, root)


def training_mb(size: Size, trainer: str, dim: int, seeds: int = 1, frames: int = 0) -> int:
    """MB of a training of so many seeds side by side that keeps so many snapshots."""
    working, points = TRAINERS[trainer], size.points_mb(dim)
    run = working.constant + _MB * working.own * size.n_pairs + (working.copies + frames) * points
    return round(TRAINING + _MB * working.shared * size.n_pairs + seeds * run)


def ranking_mb(size: Size, dim: int) -> int:
    """MB of a ranking."""
    counts = _MB * RANKED_PER_PAIR * size.n_pairs
    return round(RANKING + counts + RANKED_COPIES * size.points_mb(dim))
