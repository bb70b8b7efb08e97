"""The memory that jobs ask for, from the size of their graph."""

from dataclasses import dataclass

#: MB of a process that has imported the suite and read a small graph.
BASE = 150
_MB = 1e6
_NUMBER = 8


@dataclass(frozen=True)
class Size:
    """Nodes and pairs of a graph."""

    n_nodes: int
    n_pairs: int


def training_mb(size: Size, trainer: str, dim: int, seeds: int = 1) -> int:
    """MB of a training of so many seeds side by side."""
    return 0
