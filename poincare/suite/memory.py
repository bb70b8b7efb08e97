"""The memory that jobs ask for, from the size of their graph (`benchmarks/memory.py` checks it)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from poincare.base.artefacts import read_record
from poincare.base.errors import UserError

#: MB of a process that has imported what trains and ranks.
BASE = 95
#: Bytes of a coordinate.
_COORDINATE = 8


class Size(NamedTuple):
    """Nodes and pairs of a graph."""

    n_nodes: int
    n_pairs: int
