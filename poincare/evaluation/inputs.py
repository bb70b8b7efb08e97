"""What tasks are scored from: an embedding, and the data of its dataset."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.ranks.ranking import Ranks
from poincare.evaluation.scores import Score
from poincare.graphs.relations import Relations
from poincare.graphs.splits import Split


@dataclass(frozen=True, eq=False, kw_only=True)
class Ranked:
    """Ranks, and their cost: cpu_s, wall_s and peak_memory_mib."""

    ranks: Ranks
    cost: Mapping[str, Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class HyperLex:
    """Rated word pairs, and the names of the synsets that have each word among their lemmas."""

    pairs: pd.DataFrame
    senses: Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Inputs:
    """What a task may ask for; what its dataset lacks is None.

    Attributes
    ----------
    embedding : Embedding
        At least one vector for every node of the graph.
    graph : Relations
        The graph that nodes are ranked in; for a split the whole one.
    closure : Relations
        The graph that protocols with a `closure` score instead.
    direct : Relations
        The direct edges of the graph, of the same nodes.
    split : Split
        The pairs that were held out.
    hyperlex : HyperLex
    ranked : callable
        The ranks of one of the graphs to rank.
    """

    embedding: Embedding
    ranked: Callable[[GraphToRank], Ranked]
    graph: Relations | None = None
    closure: Relations | None = None
    direct: Relations | None = None
    split: Split | None = None
    hyperlex: HyperLex | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Evaluation:
    """Scores that were computed together, and their cost."""

    scores: Sequence[Score]
    cost: Mapping[str, Any]
