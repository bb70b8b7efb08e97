"""Errors by group: where in the hierarchy reconstruction goes wrong."""

import numpy as np
import pandas as pd

from poincare.base.errors import UserError
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import Ranks
from poincare.evaluation.scores import counts, pairs_scored
from poincare.graphs.hierarchy import depths, direct_edges
from poincare.graphs.relations import Relations

#: Which pairs are scored, and which negatives count.
PROTOCOL = PROTOCOLS["nickel2017"]
#: Nodes with this many direct parents or more are one group.
MOST_PARENTS = 4
#: What pairs (u, v) are grouped by.
GROUPINGS = ("depth of u", "parents of u", "descendants of v")


def errors_by_group(ranks: Ranks, relations: Relations) -> pd.DataFrame:
    """`rank_errors` under `PROTOCOL`, for each of `GROUPINGS`.

    Returns
    -------
    Columns grouping, group and those of `rank_errors`. `group` is the depth of u, the number of
    its direct parents (at most `MOST_PARENTS`), or e for 2^e to 2^(e+1) − 1 descendants of v.

    Raises
    ------
    UserError
        If the ranks are those of another graph.
    """
    if ranks.relations_hash != relations.content_hash:
        raise UserError(
            f"the ranks are not those of {relations.name!r}", mend="rank the embedding against it"
        )
    keep = pairs_scored(relations, PROTOCOL)
    rank = 1 + counts(ranks, relations, PROTOCOL).read(PROTOCOL.reading)[keep]
    scored = relations.subset(keep)
    edges = direct_edges(scored)
    u = scored.sources
    groups = (
        depths(edges, scored.n_nodes)[u],
        np.minimum(np.bincount(edges[:, 0], minlength=scored.n_nodes)[u], MOST_PARENTS),
        floor_log2(scored.in_degree[scored.indices]),
    )
    frames = [
        rank_errors(rank, group).assign(grouping=grouping)
        for grouping, group in zip(GROUPINGS, groups, strict=True)
    ]
    frame = pd.concat(frames, ignore_index=True)
    return frame[["grouping", *frame.columns.drop("grouping")]]


def rank_errors(rank: np.ndarray, group: np.ndarray) -> pd.DataFrame:
    """Ranks `(pairs,)`, 1 at best, summed up for each `group` `(pairs,)`.

    Returns
    -------
    Columns group (ascending), n_pairs, mean_rank, share_above_1 (part of the group's pairs with
    rank > 1) and share_of_excess (the group's part of the sum of rank − 1 over all pairs; 0 if
    the sum is 0).
    """
    grouped = pd.DataFrame({"rank": rank, "above": rank > 1, "excess": rank - 1.0}).groupby(group)
    excess = grouped["excess"].sum()
    frame = pd.DataFrame(
        {
            "n_pairs": grouped.size(),
            "mean_rank": grouped["rank"].mean(),
            "share_above_1": grouped["above"].mean(),
            "share_of_excess": excess / max(excess.sum(), 1.0),
        }
    )
    return frame.rename_axis("group").reset_index()


def floor_log2(count: np.ndarray) -> np.ndarray:
    """⌊log₂⌋ of whole numbers ≥ 1, exactly; int64."""
    return np.frexp(count.astype(np.float64))[1].astype(np.int64) - 1
