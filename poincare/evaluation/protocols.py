"""Protocols: how published evaluators turn ranks into mean rank and MAP.

The same vectors give different numbers under different protocols. With

    rank(u, v) = 1 + |{x : d(u, x) < d(u, v), x ∉ P(u), x not excluded}|,

the mean rank is the mean over all pairs, and MAP the mean over nodes of

    AP(u) = mean over k of k / (k + negatives closer to u than its k-th nearest positive).
"""

from dataclasses import dataclass

import numpy as np

from poincare.errors import UserError
from poincare.evaluation.ranking import Ranks
from poincare.relations import Relations


@dataclass(frozen=True)
class Protocol:
    """One way to score.

    Attributes
    ----------
    name : str
    itself_is_negative : bool
        Whether u, at distance 0 of itself, counts among its own negatives.
    source : str
        Where the protocol is described or implemented.
    """

    name: str
    itself_is_negative: bool
    source: str


PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        Protocol(
            "nickel2017",
            itself_is_negative=False,
            source="Nickel & Kiela (2017), section 4.1; their MAP of .87 rules out that u counts",
        ),
        Protocol(
            "gensim",
            itself_is_negative=True,
            source="gensim.models.poincare.ReconstructionEvaluation, as it stands",
        ),
    )
}


#: What the protocol's name ends with in rows that score a split's validation links.
VALIDATION = "-validation"


@dataclass(frozen=True)
class Score:
    """A metric's value and what it rests on.

    Attributes
    ----------
    metric : {"mean_rank", "MAP"}
    value : float
    n_evaluated : int
        Pairs for the mean rank, nodes for MAP.
    n_skipped : int
        Nodes without positives, which have no rank.
    n_ties : int
        Pairs (positive, negative) at exactly equal distance; the negative is not counted.
    """

    metric: str
    value: float
    n_evaluated: int
    n_skipped: int
    n_ties: int


def protocol_named(name: str) -> Protocol:
    """The protocol of that name, or a `UserError` that lists them."""
    if name not in PROTOCOLS:
        raise UserError(f"unknown protocol {name!r}", mend=f"one of {', '.join(PROTOCOLS)}")
    return PROTOCOLS[name]


def is_validation(protocol: str) -> bool:
    """Whether rows of that protocol score validation links, which settings were chosen on."""
    return protocol.endswith(VALIDATION)


def negatives_closer(ranks: Ranks, relations: Relations, protocol: Protocol) -> np.ndarray:
    """Negatives that the protocol counts as closer to u than v, for every pair; `(pairs,)`."""
    if not protocol.itself_is_negative:
        return ranks.closer
    has_self_loop = np.zeros(relations.n_nodes, dtype=bool)
    has_self_loop[relations.sources[relations.sources == relations.indices]] = True
    return ranks.closer + (ranks.itself_closer & ~has_self_loop[relations.sources])


def average_precision(closer: np.ndarray, relations: Relations) -> np.ndarray:
    """AP(u) of every node with positives, in the order of the nodes.

    The k-th nearest positive is the one with the k-th fewest negatives closer, so the distances
    themselves are not needed.
    """
    ordered = closer[np.lexsort((closer, relations.sources))]
    place = np.arange(1, relations.n_pairs + 1) - relations.indptr[relations.sources]
    degree = np.diff(relations.indptr)
    precision = np.bincount(relations.sources, place / (place + ordered), relations.n_nodes)
    return precision[degree > 0] / degree[degree > 0]


def scores(ranks: Ranks, relations: Relations, protocol: Protocol) -> tuple[Score, Score]:
    """Mean rank and MAP of the ranked embedding under the protocol.

    Raises
    ------
    UserError
        If the ranks belong to another graph.
    """
    if ranks.relations_hash != relations.content_hash:
        raise UserError("the ranks were computed on another graph", mend="rank again")
    return mean_rank_and_map(negatives_closer(ranks, relations, protocol), ranks.tied, relations)


def mean_rank_and_map(
    closer: np.ndarray, tied: np.ndarray, relations: Relations
) -> tuple[Score, Score]:
    """Mean rank and MAP of the pairs of `relations`, given their negatives closer and tied."""
    precision = average_precision(closer, relations)
    skipped = relations.n_nodes - len(precision)
    ties = int(tied.sum())
    return (
        Score("mean_rank", float(1.0 + closer.mean()), len(closer), skipped, ties),
        Score("MAP", float(precision.mean()), len(precision), skipped, ties),
    )
