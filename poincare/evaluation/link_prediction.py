"""Link prediction: how near the held-out pairs come.

Nickel & Kiela (2017), section 4.1: the ranks of the held-out links among all nodes, where what is
known to be true does not count against them,

    rank(u, v) = 1 + |{x : d(u, x) < d(u, v), x ∉ P_train(u) ∪ P_validation(u) ∪ P_test(u), x ≠ u}|.

These are ranks of the whole graph, so `poincare.evaluation.ranks.ranking.rank` of the whole graph
holds them: they are picked out. The mean rank is the mean over the held-out pairs, MAP the mean
over the nodes that have any, with their held-out pairs as the only positives.
"""

import numpy as np

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text
from poincare.evaluation.protocols import (
    VALIDATION,
    Protocol,
    Score,
    negatives_closer,
    scored_by,
    scores_of_pairs,
)
from poincare.evaluation.ranks.ranking import Ranks
from poincare.graphs.relations import Relations
from poincare.graphs.splits import PARTS, Split


def label(protocol: Protocol, split: Split, part: str) -> str:
    """The protocol's name in rows: ``nickel2017-ganea2``, ``nickel2017-ganea2-validation``."""
    hold_out = split.name.removeprefix(f"{split.graph}-")
    return f"{protocol.name}-{hold_out}" + (VALIDATION if part == "validation" else "")


def scores(ranks: Ranks, split: Split, part: str, protocol: Protocol) -> tuple[Score, Score]:
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
    places = np.searchsorted(whole.keys, held_out.keys)
    closer = negatives_closer(ranks, whole, protocol)[places]
    found = scores_of_pairs(closer, ranks.tied[places], held_out, protocol)
    return scored_by(found, definition_hash(protocol, split, part))


def all_scores(
    ranks: Ranks, split: Split, protocols: list[Protocol]
) -> dict[str, tuple[Score, Score]]:
    """Scores of every protocol and every part that has pairs, by `label`."""
    return {
        label(protocol, split, part): scores(ranks, split, part, protocol)
        for protocol in protocols
        for part in PARTS
        if len(split.part(part))
    }


def definition_hash(protocol: Protocol, split: Split, part: str) -> str:
    """SHA-256 of the protocol, the split's pairs and which of them are scored."""
    parts = {
        "protocol": pack_text(protocol.content_hash),
        "split": pack_text(split.content_hash),
        "part": pack_text(part),
    }
    return digest(parts)
