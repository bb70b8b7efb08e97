"""How well norms give the hierarchy: ρ of Nickel & Kiela (2018).

Its normalised rank of a node, 0 for a root and 1 for a leaf, is

    rank(x) = sp(x) / (sp(x) + lp(x)),

with sp the length of the shortest path of direct edges from a root down to x, and lp that of the
longest path from x down to a leaf. The metric is Spearman's rank correlation of the norms with it,
over the nodes that have an ancestor.

Source: Nickel & Kiela, "Learning Continuous Hierarchies in the Lorentz Model of Hyperbolic
Geometry" (2018), section 4.1.
"""

import numpy as np
from scipy.stats import spearmanr

from poincare.base.errors import UserError
from poincare.embeddings.alignment import rows_of
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import radii
from poincare.evaluation.protocols import Protocol
from poincare.evaluation.ranks.ranking import n_distinct
from poincare.evaluation.scores import Score
from poincare.graphs.hierarchy import depths, heights
from poincare.graphs.relations import Relations


def normalised_rank(direct: Relations) -> np.ndarray:
    """sp/(sp + lp) of every node, `(n,)`; NaN for nodes without any edge.

    Parameters
    ----------
    direct : Relations
        The direct edges (node, hypernym).

    Raises
    ------
    UserError
        If the edges have a cycle.
    """
    edges = np.column_stack((direct.sources, direct.indices))
    up, down = depths(edges, direct.n_nodes), heights(edges, direct.n_nodes)
    placed = up + down > 0
    return np.where(placed, up / np.where(placed, up + down, 1), np.nan)


def norm_rank_correlation(norms: np.ndarray, direct: Relations) -> tuple[float, int]:
    """Spearman's ρ of norms `(n,)` and `normalised_rank`, and how many nodes it is over.

    It is NaN where all norms or all normalised ranks are equal.

    Raises
    ------
    UserError
        If no node has an ancestor.
    """
    below = np.diff(direct.indptr) > 0
    if not below.any():
        raise UserError("no node of the graph has an ancestor")
    rank, norm = normalised_rank(direct)[below], norms[below]
    if np.ptp(rank) == 0 or np.ptp(norm) == 0:
        return float("nan"), int(below.sum())
    return float(spearmanr(norm, rank).statistic), int(below.sum())


def score(embedding: Embedding, direct: Relations, protocol: Protocol) -> Score:
    """The correlation as a score of the protocol `normalised-rank`, given the direct edges.

    The norms are distances from the origin, which have the order of the norms in the Poincaré ball
    and do not round to 1 far out.
    """
    rows = rows_of(embedding, direct.names)
    value, n_nodes = norm_rank_correlation(radii(embedding)[rows], direct)
    return Score(
        metric="rank_norm_spearman",
        value=value,
        scored_by=protocol.scored_by,
        protocol_hash=protocol.content_hash,
        n_evaluated=n_nodes,
        n_skipped=direct.n_nodes - n_nodes,
        n_nodes=direct.n_nodes,
        n_distinct=n_distinct(embedding.vectors[rows]),
    )
