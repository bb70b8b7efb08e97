"""Protocols: how published evaluators turn ranks into mean rank and MAP.

The same vectors give different numbers under different protocols. With

    rank(u, v) = 1 + |{x : d(u, x) < d(u, v), x ∉ P(u), x not excluded}|,

the mean rank is the mean over all pairs, and MAP the mean over nodes of

    AP(u) = mean over k of k / (k + negatives closer to u than its k-th nearest positive).

What the published ones do differently are parts of a protocol, each of which can be switched
alone (`dataclasses.replace`), to see what it does to the numbers.
"""

import json
from dataclasses import asdict, dataclass, replace

import numpy as np

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text
from poincare.evaluation.ranks.ranking import Ranks
from poincare.graphs.relations import Relations

#: To be raised when protocols of the same parts come to score otherwise.
SCORING_VERSION = 1

#: Stands for a hash that is not known.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Protocol:
    """One way to score.

    Attributes
    ----------
    name : str
    source : str
        Where the protocol is described or implemented.
    itself_is_negative : bool
        Whether u counts among its own negatives, unless it is one of its positives.
    keeps_self_loops : bool
        Whether a pair (u, u) of the graph is a positive to score, at rank 1 since nothing is
        closer to u. Otherwise such pairs are dropped.
    max_n : int, optional
        Nodes are scored by ascending index until one with this index or a higher one has been:
        with pairs at all nodes, the first max_n + 1.
    both_directions : bool
        Whether the graph is taken as undirected: descendants are positives too.
    graph : str, optional
        Name of the only graph that the protocol belongs to.
    closure : str, optional
        Name of another graph of the same nodes whose pairs are scored instead of the graph's own.
    """

    name: str
    source: str
    itself_is_negative: bool = False
    keeps_self_loops: bool = False
    max_n: int | None = None
    both_directions: bool = False
    graph: str | None = None
    closure: str | None = None

    def belongs_to(self, graph: str) -> bool:
        """Whether embeddings of the graph of that name are scored under this protocol."""
        return self.graph in (None, graph)

    @property
    def content_hash(self) -> str:
        """SHA-256 of the parts and `SCORING_VERSION`, whatever the name and the source say."""
        parts = asdict(self) | {"scoring_version": SCORING_VERSION}
        del parts["name"], parts["source"]
        return digest({"protocol": pack_text(json.dumps(parts, sort_keys=True))})


PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        Protocol(
            "nickel2017",
            source="Nickel & Kiela (2017), section 4.1; their MAP of .87 rules out that u counts",
        ),
        Protocol(
            "facebook",
            source="facebookresearch/poincare-embeddings, which puts d(u, u) to 10¹²",
            graph="nouns-facebook",
        ),
        Protocol(
            "gensim",
            source="gensim.models.poincare.ReconstructionEvaluation, as it stands",
            itself_is_negative=True,
            keeps_self_loops=True,
        ),
        Protocol(
            "gensim-notebook",
            source="gensim's notebook: the evaluator of `gensim` with max_n=1000 on the C++ file",
            itself_is_negative=True,
            keeps_self_loops=True,
            max_n=1000,
            graph="nouns-paths",
        ),
        Protocol(
            "undirected",
            source="Nickel & Kiela (2018), section 4: the closure without its directions",
            both_directions=True,
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
    protocol_hash : str
        Of the definition that it was scored by.
    """

    metric: str
    value: float
    n_evaluated: int
    n_skipped: int
    n_ties: int
    protocol_hash: str = UNKNOWN


def protocol_named(name: str) -> Protocol:
    """The protocol of that name, or a `UserError` that lists them."""
    if name not in PROTOCOLS:
        raise UserError(f"unknown protocol {name!r}", mend=f"one of {', '.join(PROTOCOLS)}")
    return PROTOCOLS[name]


def is_validation(protocol: str) -> bool:
    """Whether rows of that protocol score validation links, which settings were chosen on."""
    return protocol.endswith(VALIDATION)


def ranking_of(protocol: Protocol) -> str:
    """Which of an embedding's rankings the protocol scores: "", "_undirected" or "_closure"."""
    if protocol.closure:
        return "_closure"
    return "_undirected" if protocol.both_directions else ""


def graph_ranked(relations: Relations, protocol: Protocol) -> Relations:
    """The graph whose ranks the protocol scores."""
    return relations.undirected() if protocol.both_directions else relations


def negatives_closer(ranks: Ranks, relations: Relations, protocol: Protocol) -> np.ndarray:
    """Negatives that the protocol counts as closer to u than v, for every pair; `(pairs,)`."""
    if not protocol.itself_is_negative:
        return ranks.closer
    if not protocol.keeps_self_loops:
        return ranks.closer + ranks.itself_closer
    has_self_loop = np.zeros(relations.n_nodes, dtype=bool)
    has_self_loop[relations.sources[relations.sources == relations.indices]] = True
    return ranks.closer + (ranks.itself_closer & ~has_self_loop[relations.sources])


def pairs_scored(relations: Relations, protocol: Protocol) -> np.ndarray:
    """Which pairs of `relations` the protocol scores; `(pairs,)` bool."""
    keep = np.ones(relations.n_pairs, dtype=bool)
    if not protocol.keeps_self_loops:
        keep &= relations.sources != relations.indices
    if protocol.max_n is not None:
        later = relations.sources[keep & (relations.sources >= protocol.max_n)]
        keep &= relations.sources <= (later[0] if len(later) else protocol.max_n)
    return keep


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

    Parameters
    ----------
    ranks : Ranks
        Of `graph_ranked(relations, protocol)`.
    relations : Relations
        The graph trained on or, if the protocol has one, its `closure`.

    Raises
    ------
    UserError
        If the ranks belong to another graph.
    """
    graph = graph_ranked(relations, protocol)
    if ranks.relations_hash != graph.content_hash:
        raise UserError(
            f"the ranks are not those of {graph.name!r}", mend="rank the embedding against it"
        )
    found = scores_of_pairs(negatives_closer(ranks, graph, protocol), ranks.tied, graph, protocol)
    return scored_by(found, protocol.content_hash)


def scored_by(found: tuple[Score, Score], protocol_hash: str) -> tuple[Score, Score]:
    """The scores with the hash of what they were scored by."""
    mean_rank, precision = (replace(score, protocol_hash=protocol_hash) for score in found)
    return mean_rank, precision


def scores_of_pairs(
    closer: np.ndarray, tied: np.ndarray, relations: Relations, protocol: Protocol
) -> tuple[Score, Score]:
    """Mean rank and MAP of those pairs of `relations` that the protocol scores.

    Parameters
    ----------
    closer, tied : (pairs,)
        Negatives closer than, and as far as, each pair's positive.

    Raises
    ------
    UserError
        If no pair is scored.
    """
    keep = pairs_scored(relations, protocol)
    if not keep.any():
        raise UserError(f"{protocol.name} scores no pair of {relations.name!r}")
    return mean_rank_and_map(closer[keep], tied[keep], relations.subset(keep))


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
