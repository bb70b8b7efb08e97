"""Measures of generality: whether general nodes are near a centre.

In an embedding of a hierarchy general nodes are expected near the origin and specific ones far from
it. With r(u) the distance of the node u from a centre, all higher the better:

- `depth_spearman`: Spearman's ρ of r and the depth, the shortest chain of direct edges from a root;
- `descendants_spearman`: Spearman's ρ of −r and the number of descendants;
- `nearer_ancestors`: the share of the pairs (u, ancestor) of the graph with r(ancestor) < r(u);
- `inner_node_auc`: the share of the pairs of an inner node and a leaf in which the inner node is
  nearer, which is the area under the ROC curve of −r for "has descendants".

A tie counts half in the shares. Where all distances are equal, or one is not a finite number, no
metric has a value: such an embedding says nothing of generality.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata, spearmanr

from poincare.graphs.hierarchy import depths, descendants
from poincare.graphs.relations import Relations


@dataclass(frozen=True)
class Measured:
    """A metric's value, and what it is computed from.

    Attributes
    ----------
    value : float
        NaN if there is none.
    n_evaluated, n_skipped : int
        Nodes or pairs.
    n_ties, n_comparisons : int, optional
        Pairs of equal distances, and all pairs, of a share.
    """

    value: float
    n_evaluated: int
    n_skipped: int = 0
    n_ties: int | None = None
    n_comparisons: int | None = None


def informative(distance: np.ndarray) -> bool:
    """Whether distances `(n,)` are finite and not all equal."""
    return bool(np.isfinite(distance).all() and np.ptp(distance) > 0.0)


def depth_spearman(distance: np.ndarray, graph: Relations, direct: Relations) -> Measured:
    """ρ of distance and depth; nodes that no root is above, on a cycle for instance, are skipped.

    The arguments of all four are the distances `(n,)` from the centre, the graph, whose pairs are
    (node, ancestor), and the direct edges.
    """
    depth = depths(np.column_stack((direct.sources, direct.indices)), direct.n_nodes)
    placed = depth >= 0
    value = _spearman(distance[placed], depth[placed])
    return Measured(value, int(placed.sum()), int((~placed).sum()))


def descendants_spearman(distance: np.ndarray, graph: Relations, direct: Relations) -> Measured:
    """ρ of −distance and number of descendants."""
    return Measured(_spearman(-distance, descendants(direct)), direct.n_nodes)


def nearer_ancestors(distance: np.ndarray, graph: Relations, direct: Relations) -> Measured:
    """Share of the pairs (u, ancestor), u itself left out, whose ancestor is nearer."""
    other = graph.sources != graph.indices
    u, ancestor = distance[graph.sources[other]], distance[graph.indices[other]]
    pairs, ties = len(u), int((ancestor == u).sum())
    share = ((ancestor < u).sum() + 0.5 * ties) / pairs if pairs else np.nan
    return Measured(float(share), pairs, n_ties=ties, n_comparisons=pairs)


def inner_node_auc(distance: np.ndarray, graph: Relations, direct: Relations) -> Measured:
    """Area under the ROC curve of −distance for "has descendants"."""
    inner = descendants(direct) > 0
    n_inner, n_leaves = int(inner.sum()), int((~inner).sum())
    comparisons = n_inner * n_leaves
    _, place = np.unique(distance, return_inverse=True)
    ties = int(np.bincount(place, inner) @ np.bincount(place, ~inner))
    above = rankdata(-distance)[inner].sum() - n_inner * (n_inner + 1) / 2
    value = float(above / comparisons) if comparisons else float("nan")
    return Measured(value, direct.n_nodes, n_ties=ties, n_comparisons=comparisons)


def _spearman(x: np.ndarray, y: np.ndarray) -> float:
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    return float(spearmanr(x, y).statistic)


_METRICS = (depth_spearman, descendants_spearman, nearer_ancestors, inner_node_auc)
#: Names of `poincare.evaluation.metrics.METRICS`, in the order of tables.
NAMES = tuple(metric.__name__ for metric in _METRICS)


def measures(distance: np.ndarray, graph: Relations, direct: Relations) -> dict[str, Measured]:
    """All metrics of distances `(n,)` from the centre, by name; values are NaN as stated above."""
    told = informative(distance)
    return {
        metric.__name__: metric(distance, graph, direct)
        if told
        else Measured(float("nan"), 0, direct.n_nodes)
        for metric in _METRICS
    }
