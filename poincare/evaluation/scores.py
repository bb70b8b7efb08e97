"""Mean rank and MAP from ranks, with three readings of ties.

A pair (u, v) has c negatives strictly closer to u than v, and t at exactly the same distance. A
reading says how many of the tied ones count as closer, which is c + s·t:

    optimistic, s = 0      realistic, s = ½      pessimistic, s = 1.

The names are those of PyKEEN (Berrendorf et al. 2020, "On the Ambiguity of Rank-Based Evaluation
of Entity Alignment or Link Prediction Methods"); the realistic rank is the mean over all orders of
the tied nodes. With n(u, v) = c + s·t,

    rank(u, v) = 1 + n(u, v),
    AP(u) = mean over k of k / (k + the k-th smallest n(u, v) of u's positives v).

The mean rank is the mean over all pairs, MAP the mean of AP over all nodes with positives.
"""

from dataclasses import dataclass, replace

import numpy as np

from poincare.base.errors import UserError
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.protocols import UNKNOWN, GraphToRank, Protocol
from poincare.evaluation.ranks.ranking import Ranks
from poincare.graphs.relations import Relations

#: Share s of the tied negatives that counts as closer.
READINGS = {"optimistic": 0.0, "realistic": 0.5, "pessimistic": 1.0}


@dataclass(frozen=True, kw_only=True)
class Score:
    """A metric's value and what it is computed from.

    Attributes
    ----------
    metric : str
        A name of `poincare.evaluation.metrics.METRICS`.
    value : float
        The value under the protocol's own reading of ties.
    scored_by : ScoredBy
    protocol_hash : str
        Of the definition that it was scored by.
    n_evaluated : int
        Pairs for the mean rank, nodes for MAP and for correlations over nodes.
    n_skipped : int
        Nodes without positives, which have no rank; pairs of words without senses.
    optimistic, realistic, pessimistic : float, optional
        Readings of ties, for metrics of ranks.
    reading : str
        The one that `value` has; blank for metrics that have none.
    low, high : float, optional
        A 95 % interval of the value, for metrics that have one.
    n_ties, n_comparisons : int, optional
        Comparisons of a positive with a negative of the same node, and those among them at
        exactly equal distance.
    n_nodes, n_distinct : int, optional
        Nodes, and distinct points among theirs.
    """

    metric: str
    value: float
    scored_by: ScoredBy
    protocol_hash: str = UNKNOWN
    n_evaluated: int
    n_skipped: int
    optimistic: float | None = None
    realistic: float | None = None
    pessimistic: float | None = None
    reading: str = ""
    low: float | None = None
    high: float | None = None
    n_ties: int | None = None
    n_comparisons: int | None = None
    n_nodes: int | None = None
    n_distinct: int | None = None


@dataclass(frozen=True, eq=False)
class Counts:
    """Negatives of every pair that a protocol counts, each `(pairs,)`.

    Attributes
    ----------
    closer, tied : int
        Negatives strictly closer than the positive, and as far as it.
    negatives : int64
        All negatives of the pair's node.
    """

    closer: np.ndarray
    tied: np.ndarray
    negatives: np.ndarray

    def of(self, which: np.ndarray) -> "Counts":
        """Those of some pairs: a mask, or indices."""
        return Counts(self.closer[which], self.tied[which], self.negatives[which])

    def read(self, reading: str) -> np.ndarray:
        """c + s·t under a reading, `(pairs,)` float64."""
        return self.closer + READINGS[reading] * self.tied


def graph_ranked(relations: Relations, protocol: Protocol) -> Relations:
    """The graph whose ranks the protocol scores, given its own or its closure."""
    if protocol.graph_to_rank is GraphToRank.BOTH_DIRECTIONS:
        return relations.undirected()
    return relations


def counts(ranks: Ranks, relations: Relations, protocol: Protocol) -> Counts:
    """What the protocol counts of every pair of `relations`, the graph that was ranked."""
    loops = np.zeros(relations.n_nodes, dtype=bool)
    loops[relations.sources[relations.sources == relations.indices]] = True
    negatives = relations.n_nodes - 1 - np.diff(relations.indptr) + loops
    closer, tied = ranks.closer, ranks.tied
    if protocol.itself_is_negative:
        # Not where u is one of its own positives.
        itself = ~loops if protocol.keeps_self_loops else np.ones_like(loops)
        negatives = negatives + itself
        closer = closer + (ranks.itself_closer & itself[relations.sources])
        tied = tied + (ranks.itself_tied & itself[relations.sources])
    return Counts(closer, tied, negatives[relations.sources])


def pairs_scored(relations: Relations, protocol: Protocol) -> np.ndarray:
    """Which pairs of `relations` the protocol scores; `(pairs,)` bool."""
    keep = np.ones(relations.n_pairs, dtype=bool)
    if not protocol.keeps_self_loops:
        keep &= relations.sources != relations.indices
    if protocol.max_n is not None:
        later = relations.sources[keep & (relations.sources >= protocol.max_n)]
        keep &= relations.sources <= (later[0] if len(later) else protocol.max_n)
    return keep


def scores(ranks: Ranks, relations: Relations, protocol: Protocol) -> tuple[Score, ...]:
    """Mean rank and MAP of the ranked embedding under the protocol.

    Parameters
    ----------
    ranks : Ranks
        Of `graph_ranked(relations, protocol)`.
    relations : Relations
        The graph trained on or, if the protocol has one, its `closure`.

    Raises
    ------
    UserError
        If the ranks belong to another graph, or no pair is scored.
    """
    graph = graph_ranked(relations, protocol)
    if ranks.relations_hash != graph.content_hash:
        raise UserError(
            f"the ranks are not those of {graph.name!r}", mend="rank the embedding against it"
        )
    found = scores_of_pairs(counts(ranks, graph, protocol), graph, protocol)
    common = {
        "scored_by": protocol.scored_by,
        "protocol_hash": protocol.content_hash,
        "n_distinct": ranks.n_distinct,
    }
    return tuple(replace(score, **common) for score in found)


def scores_of_pairs(found: Counts, relations: Relations, protocol: Protocol) -> tuple[Score, ...]:
    """Mean rank and MAP of those pairs of `relations` that the protocol scores.

    Raises
    ------
    UserError
        If no pair is scored.
    """
    keep = pairs_scored(relations, protocol)
    if not keep.any():
        raise UserError(f"{protocol.label} scores no pair of {relations.name!r}")
    found, scored = found.of(keep), relations.subset(keep)
    n_scored = int(np.count_nonzero(np.diff(scored.indptr)))
    common = {
        "scored_by": protocol.scored_by,
        "reading": protocol.reading,
        "n_skipped": relations.n_nodes - n_scored,
        "n_ties": int(found.tied.sum(dtype=np.int64)),
        "n_comparisons": int(found.negatives.sum(dtype=np.int64)),
        "n_nodes": relations.n_nodes,
    }
    ranked = {reading: mean_rank(found.read(reading)) for reading in READINGS}
    precise = {
        reading: float(average_precision(found.read(reading), scored).mean())
        for reading in READINGS
    }
    return (
        Score(
            metric="mean_rank",
            value=ranked[protocol.reading],
            n_evaluated=len(found.closer),
            **ranked,
            **common,
        ),
        Score(
            metric="MAP",
            value=precise[protocol.reading],
            n_evaluated=n_scored,
            **precise,
            **common,
        ),
    )


def mean_rank(negatives_before: np.ndarray) -> float:
    """1 + the mean number of negatives before a positive, `(pairs,)`."""
    return float(1.0 + negatives_before.mean())


def average_precision(negatives_before: np.ndarray, relations: Relations) -> np.ndarray:
    """AP(u) of every node with positives, in the order of the nodes.

    The k-th nearest positive is the one with the k-th fewest negatives before it, so the distances
    themselves are not needed.

    Parameters
    ----------
    negatives_before : (pairs,)
        Negatives before each positive of `relations`, under some reading of ties.
    """
    ordered = negatives_before[np.lexsort((negatives_before, relations.sources))]
    place = np.arange(1, relations.n_pairs + 1) - relations.indptr[relations.sources]
    degree = np.diff(relations.indptr)
    precision = np.bincount(relations.sources, place / (place + ordered), relations.n_nodes)
    return precision[degree > 0] / degree[degree > 0]
