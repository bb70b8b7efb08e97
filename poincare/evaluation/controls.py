"""Controls: what scores come out where nothing was learned.

``random`` puts every node at a random place, and is scored on every task. ``depth-only`` ranks the
candidates of every query by their depth in the graph, roots first, and is scored on reconstruction:
what it reaches needs no place in space at all. As a measure of generality depth is a control too,
and so is the information content, −log of a node's share of the nodes at or below
(``descendants-only``): for generality, each takes the place of the distance from the origin.

In a random order of the N = P + n candidates of a node, P positives and n negatives,

    E[rank] = 1 + n/2,    E[AP] = (H_N + (P − 1)/(N − 1) · (N − H_N)) / N,    H_N = 1 + ½ + … + 1/N

(`expected_at_random`). Independent random points have the same expectations, for given the query
each of the others is as likely to come before the next: in any number of dimensions. So the points
lie on a line, where the exact ranks of all pairs need two sorted look-ups each instead of a loop
over pairs of nodes. A value worse than that of ``random`` is worse than knowing nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from poincare.base.provenance import measured
from poincare.base.storage import digest, pack_text
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.hyperlex.information import GRAPH_SCORES
from poincare.evaluation.inputs import Ranked
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.ranks.ranking import Ranks, n_distinct
from poincare.evaluation.scores import Counts
from poincare.graphs.hierarchy import depths, descendants
from poincare.graphs.relations import Relations

#: Increase when a control is made otherwise.
VERSION = 1
SEED = 0

#: Random places are whole multiples of 2^−PLACES in [0, 1), so that distances are exact.
PLACES = 50

RankGraph = Callable[[Relations], Ranks]


@dataclass(frozen=True, eq=False, kw_only=True)
class Control:
    """A system that learned nothing.

    Attributes
    ----------
    name : str
        The system's name in results.
    tasks : tuple of str
        What it is scored on.
    embedding : callable
        Its points, given the direct edges of the graph.
    rank : callable, optional
        Its ranks of a graph, given the embedding and the direct edges; None if no task of its own
        asks for ranks.
    answers : tuple of str
        Tasks whose answer it takes from the graph itself: an embedding may well be worse there.
    scored_by : tuple of str
        What it is scored by instead of what the systems are; blank for the same.
    without : tuple of str
        What its tasks score by and its points have no meaning for.
    """

    name: str
    tasks: tuple[str, ...]
    embedding: Callable[[Relations], Embedding]
    rank: Callable[[Embedding, Relations, Relations], Ranks] | None = None
    answers: tuple[str, ...] = ()
    scored_by: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def recipe_hash(self) -> str:
        """SHA-256 of its name, the seed and `VERSION`."""
        return digest({"control": pack_text(f"{self.name} {SEED} {VERSION}")})

    def ranked(
        self, embedding: Embedding, direct: Relations, graphs: Callable[[GraphToRank], Relations]
    ) -> Callable[[GraphToRank], Ranked]:
        """Ranks of the graphs, as `Inputs.ranked`."""

        def of(kind: GraphToRank) -> Ranked:
            with measured() as cost:
                ranks = self.rank(embedding, graphs(kind), direct)
            return Ranked(ranks=ranks, cost=asdict(cost))

        return of


def random_points(direct: Relations) -> Embedding:
    """A random place on the line for every node."""
    places = np.random.default_rng(SEED).integers(0, 2**PLACES, direct.n_nodes)
    return Embedding(direct.names, np.ldexp(places[:, None], -PLACES), "euclidean")


def rank_on_a_line(embedding: Embedding, graph: Relations, direct: Relations) -> Ranks:
    """Exact ranks of points on a line, whose places are multiples of 2^−`PLACES`.

    What is closer to u than v lies between u − |u − v| and u + |u − v|: a run of the sorted places,
    less the positives of u among them.
    """
    x = np.ldexp(embedding.vectors[:, 0], PLACES).astype(np.int64)
    ordered = np.sort(x)
    u, v = x[graph.sources], x[graph.indices]
    width = np.abs(u - v)

    def within(reach: np.ndarray) -> np.ndarray:
        """Nodes no farther from u than `reach`, u itself not counted; −1 reaches nobody."""
        right = np.searchsorted(ordered, u + reach, side="right")
        return np.maximum(right - np.searchsorted(ordered, u - reach, side="left") - 1, 0)

    nearer = within(width - 1)
    return _ranks(
        graph=graph,
        distance=width,
        closer=nearer,
        tied=within(width) - nearer,
        to_itself=np.zeros_like(width),
        embedding=embedding,
    )


def depth_points(direct: Relations) -> Embedding:
    """Every node's depth, as its place on a line."""
    return Embedding(direct.names, _depths(direct)[:, None].astype(float), "euclidean")


def descendants_points(direct: Relations) -> Embedding:
    """Every node's information content −log((1 + descendants)/n), as its place on a line.

    Source: Seco, Veale & Hayes, "An Intrinsic Information Content Metric for Semantic Similarity
    in WordNet" (2004), without its division by log n.
    """
    content = np.log(direct.n_nodes) - np.log1p(descendants(direct))
    return Embedding(direct.names, content[:, None], "euclidean")


def rank_by_depth(embedding: Embedding, graph: Relations, direct: Relations) -> Ranks:
    """Ranks by the depth of v alone, whatever u is; u itself is as deep as it is."""
    depth = _depths(direct)
    up_to = np.cumsum(np.bincount(depth))
    at = depth[graph.indices]
    closer, tied = up_to[at] - np.bincount(depth)[at], np.bincount(depth)[at]
    own = depth[graph.sources]
    # u itself is no negative.
    return _ranks(
        graph=graph,
        distance=at,
        closer=closer - (own < at),
        tied=tied - (own == at),
        to_itself=own,
        embedding=embedding,
    )


def _ranks(
    *,
    graph: Relations,
    distance: np.ndarray,
    closer: np.ndarray,
    tied: np.ndarray,
    to_itself: np.ndarray,
    embedding: Embedding,
) -> Ranks:
    """Ranks from all nodes but u that are closer and tied, v among them, less u's positives.

    Parameters
    ----------
    distance, to_itself : (pairs,) int64
        Of v, and of u itself, from u.
    closer, tied : (pairs,) int64
        Nodes other than u strictly closer than v, and exactly as far.
    """
    before, equal = _positives(graph, distance)
    return Ranks(
        closer=(closer - before).astype(np.int32),
        tied=(tied - equal).astype(np.int32),
        distance=distance.astype(float),
        itself_closer=to_itself < distance,
        itself_tied=to_itself == distance,
        n_distinct=n_distinct(embedding.vectors),
        relations_hash=graph.content_hash,
        embedding_hash=embedding.content_hash,
    )


def _positives(graph: Relations, distance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of every pair (u, v): how many positives of u but u itself are closer than v, and as far."""
    order = np.lexsort((distance, graph.sources))
    u, d = graph.sources[order], distance[order]
    total = np.append(0, np.cumsum((graph.sources != graph.indices)[order]))
    new = np.append(True, (u[1:] != u[:-1]) | (d[1:] != d[:-1]))
    starts = np.flatnonzero(new)
    run = np.cumsum(new) - 1
    ends = np.append(starts[1:], len(order))
    first = total[starts[run]]
    before, equal = np.empty_like(first), np.empty_like(first)
    before[order] = first - total[graph.indptr[u]]
    equal[order] = total[ends[run]] - first
    return before, equal


def _depths(direct: Relations) -> np.ndarray:
    """Depths `(n,)`; what lies on or below a cycle only is deepest."""
    depth = depths(np.column_stack((direct.sources, direct.indices)), direct.n_nodes)
    return np.where(depth < 0, depth.max() + 1, depth)


def expected_at_random(found: Counts, graph: Relations) -> tuple[float, float]:
    """Expected mean rank and MAP of a random order, by the formulas above.

    Parameters
    ----------
    found : Counts
        Of all pairs of `graph`, whose negatives count.
    graph : Relations
        Of the pairs that are scored.
    """
    mean_rank = 1.0 + found.negatives.mean() / 2.0
    scored = np.flatnonzero(np.diff(graph.indptr))
    positives = np.diff(graph.indptr)[scored]
    total = positives + found.negatives[graph.indptr[scored]]
    harmonic = np.append(0.0, np.cumsum(1.0 / np.arange(1, total.max() + 1)))[total]
    others = np.maximum(total - 1, 1)
    precision = (harmonic + (positives - 1) / others * (total - harmonic)) / total
    return float(mean_rank), float(precision.mean())


#: By name, in the order of tables.
CONTROLS = {
    control.name: control
    for control in (
        Control(
            name="random",
            tasks=(
                "reconstruction",
                "link_prediction",
                "lexical_entailment",
                "edge_classification",
                "generality",
            ),
            embedding=random_points,
            rank=rank_on_a_line,
        ),
        Control(
            name="depth-only",
            tasks=("reconstruction", "generality"),
            embedding=depth_points,
            rank=rank_by_depth,
            answers=("generality",),
            without=("mean",),
        ),
        # It predicts what follows from the training pairs, and its points are not used.
        Control(
            name="training-closure",
            tasks=("edge_classification",),
            embedding=random_points,
            answers=("edge_classification",),
            scored_by=("training-closure",),
        ),
        # They score words by the graph, and their points are not used.
        *(
            Control(
                name=name,
                tasks=("hyperlex_in_depth",),
                embedding=random_points,
                answers=("hyperlex_in_depth",),
                scored_by=(name,),
            )
            for name in GRAPH_SCORES
        ),
        Control(
            name="descendants-only",
            tasks=("generality",),
            embedding=descendants_points,
            answers=("generality",),
            without=("mean",),
        ),
    )
}


def controls_of(task: str) -> Sequence[Control]:
    """The controls that are scored on a task."""
    return [control for control in CONTROLS.values() if task in control.tasks]
