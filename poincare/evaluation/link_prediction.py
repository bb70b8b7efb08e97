"""Link prediction: how near the held-out pairs come.

Nickel & Kiela (2017), section 4.1: the ranks of the held-out links among all nodes, where what is
known to be true does not count against them,

    rank(u, v) = 1 + |{x : d(u, x) < d(u, v), x ∉ P_train(u) ∪ P_validation(u) ∪ P_test(u), x ≠ u}|.

These are ranks of the whole graph, so `poincare.evaluation.ranks.ranking.rank` of the whole graph
holds them: they are picked out. The mean rank is the mean over the held-out pairs, MAP the mean
over the nodes that have any, with their held-out pairs as the only positives.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text
from poincare.evaluation.inputs import Evaluation, Inputs
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.protocols import GraphToRank, Protocol
from poincare.evaluation.ranks.ranking import Ranks
from poincare.evaluation.scores import Score, counts, scores_of_pairs
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.relations import Relations
from poincare.graphs.splits import PARTS, Split


def scores(ranks: Ranks, split: Split, part: str, protocol: Protocol) -> tuple[Score, ...]:
    """Mean rank and MAP of the held-out pairs of one part under the protocol.

    Parameters
    ----------
    ranks : Ranks
        Of the whole graph, so that the pairs of all parts are filtered.
    part : {"validation", "test"}

    Returns
    -------
    Two scores; nodes without a held-out pair in this part count as skipped.

    Raises
    ------
    UserError
        If the ranks belong to another graph than the whole one, or the part has no pairs.
    """
    whole = split.whole
    if ranks.relations_hash != whole.content_hash:
        raise UserError(
            f"the ranks are not those of {split.graph!r}, the whole graph of {split.name!r}",
            mend="rank the embedding against the whole graph",
        )
    pairs = split.part(part)
    if len(pairs) == 0:
        raise UserError(f"the split {split.name!r} holds out no pairs for {part}")
    held_out = Relations.from_pairs(f"{split.name}-{part}", whole.names, pairs)
    found = counts(ranks, whole, protocol).of(np.searchsorted(whole.keys, held_out.keys))
    common = {
        "scored_by": ScoredBy(
            protocol=protocol.name,
            variant=protocol.variant,
            split=split.name.removeprefix(f"{split.graph}-"),
            part=part,
        ),
        "protocol_hash": definition_hash(protocol, split.content_hash, part),
        "n_distinct": ranks.n_distinct,
    }
    return tuple(replace(score, **common) for score in scores_of_pairs(found, held_out, protocol))


def all_scores(ranks: Ranks, split: Split, protocols: Sequence[Protocol]) -> list[Score]:
    """Scores of every protocol and every part that has pairs."""
    return [
        score
        for protocol in protocols
        for part in PARTS
        if len(split.part(part))
        for score in scores(ranks, split, part, protocol)
    ]


def definitions(names: Sequence[str]) -> list[Protocol]:
    """The protocols of those names.

    Raises
    ------
    UserError
        If one scores anything but ranks of the graph itself.
    """
    protocols = [protocol_or_variant(name) for name in names]
    for protocol in protocols:
        if protocol.graph_to_rank is not GraphToRank.OWN:
            raise UserError(
                f"link prediction is not scored under {protocol.label!r}",
                mend="name a protocol that ranks the graph itself, nickel2017 for instance",
            )
    return protocols


def evaluate(inputs: Inputs, protocols: Sequence[Protocol]) -> Iterator[Evaluation]:
    """Scores of all parts of the split, from the ranks of the whole graph."""
    ranked = inputs.ranked(GraphToRank.OWN)
    found = all_scores(ranked.ranks, inputs.split, protocols)
    yield Evaluation(scores=found, cost=ranked.cost)


def definition_hash(protocol: Protocol, split_hash: str, part: str) -> str:
    """SHA-256 of the protocol, the split's content and which of its parts is scored."""
    return hash_of_links(protocol.content_hash, split_hash, part)


def hash_of_links(protocol_hash: str, split_hash: str, part: str) -> str:
    """`definition_hash`, given the hash of the protocol."""
    parts = {
        "protocol": pack_text(protocol_hash),
        "split": pack_text(split_hash),
        "part": pack_text(part),
    }
    return digest(parts)
