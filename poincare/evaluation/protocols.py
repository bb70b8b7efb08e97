"""Protocols: the rules by which published evaluators turn ranks into mean rank and MAP.

The same vectors give different numbers under different protocols. With

    rank(u, v) = 1 + |{x : d(u, x) < d(u, v), x ∉ P(u), x not excluded}|,

the mean rank is the mean over all pairs, and MAP the mean over nodes of

    AP(u) = mean over k of k / (k + negatives closer to u than its k-th nearest positive).

What the published ones do differently is a field of a protocol. Each field can be switched alone
(`poincare.evaluation.variants`), to see what it does to the numbers. The values themselves are
computed in `poincare.evaluation.scores`.
"""

import json
from dataclasses import asdict, dataclass
from enum import Enum

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text
from poincare.evaluation.labels import ScoredBy

#: Increase when the scoring changes although the protocol's fields do not.
SCORING_VERSION = 1

#: Stands for a hash that is not known.
UNKNOWN = "unknown"


class GraphToRank(Enum):
    """The graph whose ranks a protocol scores, given the graph that a run is about.

    OWN is that graph itself, BOTH_DIRECTIONS the same with every pair both ways, CLOSURE another
    graph of the same nodes, which `Protocol.closure` names.
    """

    OWN = "own"
    BOTH_DIRECTIONS = "both directions"
    CLOSURE = "closure"


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """One way to score.

    Attributes
    ----------
    name : str
    source : str
        Where the protocol is described or implemented.
    reading : {"optimistic", "realistic", "pessimistic", ""}
        How it counts negatives at exactly the same distance as the positive
        (`poincare.evaluation.scores.READINGS`).
    variant : str
        The parts that are switched, joined by a plus; blank for the published protocol.
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
    measures : {"ranks", "norms"}
        Whether it scores ranks, or the norms of the points (`poincare.evaluation.hierarchy`), for
        which the fields above mean nothing.
    """

    name: str
    source: str
    reading: str = "realistic"
    variant: str = ""
    itself_is_negative: bool = False
    keeps_self_loops: bool = False
    max_n: int | None = None
    both_directions: bool = False
    graph: str | None = None
    closure: str | None = None
    measures: str = "ranks"

    def belongs_to(self, graph: str) -> bool:
        """Whether embeddings of the graph of that name are scored under this protocol."""
        return self.graph in (None, graph)

    @property
    def graph_to_rank(self) -> GraphToRank | None:
        """The graph whose ranks it scores; None if it scores none."""
        if self.measures == "norms":
            return None
        if self.closure:
            return GraphToRank.CLOSURE
        return GraphToRank.BOTH_DIRECTIONS if self.both_directions else GraphToRank.OWN

    @property
    def scored_by(self) -> ScoredBy:
        """Its columns in the results."""
        return ScoredBy(protocol=self.name, variant=self.variant)

    @property
    def label(self) -> str:
        """Its name with its variant, as tables show it."""
        return self.scored_by.label

    @property
    def content_hash(self) -> str:
        """SHA-256 of the fields that decide a value, and of `SCORING_VERSION`."""
        parts = asdict(self) | {"scoring_version": SCORING_VERSION}
        del parts["name"], parts["source"], parts["variant"]
        return digest({"protocol": pack_text(json.dumps(parts, sort_keys=True))})


PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        Protocol(
            name="nickel2017",
            source="Nickel & Kiela (2017), section 4.1; their MAP of .87 rules out that u counts",
        ),
        Protocol(
            # It sorts distances with argsort, which leaves the order of equal ones open.
            name="facebook",
            source="facebookresearch/poincare-embeddings, which puts d(u, u) to 10¹²",
            graph="nouns-facebook",
        ),
        Protocol(
            # It counts the negatives at strictly smaller distances.
            name="gensim",
            source="gensim.models.poincare.ReconstructionEvaluation",
            reading="optimistic",
            itself_is_negative=True,
            keeps_self_loops=True,
        ),
        Protocol(
            name="gensim-notebook",
            source="gensim's notebook: the evaluator of `gensim` with max_n=1000 on the C++ file",
            reading="optimistic",
            itself_is_negative=True,
            keeps_self_loops=True,
            max_n=1000,
            graph="nouns-paths",
        ),
        Protocol(
            name="undirected",
            source="the text of Nickel & Kiela (2018), section 4; no released evaluator does so",
            both_directions=True,
        ),
        Protocol(
            name="normalised-rank",
            source="Nickel & Kiela (2018), section 4.1: the correlation of norms and depth",
            reading="",
            measures="norms",
        ),
    )
}


def protocol_named(name: str) -> Protocol:
    """The protocol of that name, or a `UserError` that lists them."""
    if name not in PROTOCOLS:
        raise UserError(f"unknown protocol {name!r}", mend=f"one of {', '.join(PROTOCOLS)}")
    return PROTOCOLS[name]
