"""Controls: what scores come out where nothing was learned.

``random`` puts every node at a random place, and is scored on every task. ``depth-only`` ranks the
candidates of every query by their depth in the graph, roots first, and is scored on reconstruction:
what it reaches needs no place in space at all. As a measure of generality depth is a control too,
and so is the information content, −log of a node's share of the nodes at or below
(``descendants-only``): for generality, each takes the place of the distance from the origin.
In a network ``degree`` ranks the candidates by their number of neighbours, most first, and
``common-neighbours`` by how many they share with the query, both counted in the training edges.

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
from poincare.evaluation.ranks.control_ranks import (
    PLACES,
    depths_of,
    rank_by_common_neighbours,
    rank_by_degree,
    rank_by_depth,
    rank_on_a_line,
)
from poincare.evaluation.ranks.ranking import Ranks
from poincare.evaluation.scores import Counts
from poincare.graphs.hierarchy import descendants
from poincare.graphs.relations import Relations

#: Increase when a control is made otherwise.
VERSION = 1
SEED = 0

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
        Its ranks of a graph, given the embedding and the edges that are known: the direct ones of a
        hierarchy, or those of a network that are trained on. None if no task of its own asks for
        ranks.
    network : bool or None
        Whether it is for networks, or for hierarchies; None for both.
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
    network: bool | None = None

    @property
    def recipe_hash(self) -> str:
        """SHA-256 of its name, the seed and `VERSION`."""
        return digest({"control": pack_text(f"{self.name} {SEED} {VERSION}")})

    def ranked(
        self, embedding: Embedding, known: Relations, graphs: Callable[[GraphToRank], Relations]
    ) -> Callable[[GraphToRank], Ranked]:
        """Ranks of the graphs, as `Inputs.ranked`."""

        def of(kind: GraphToRank) -> Ranked:
            with measured() as cost:
                ranks = self.rank(embedding, graphs(kind), known)
            return Ranked(ranks=ranks, cost=asdict(cost))

        return of


def random_points(direct: Relations) -> Embedding:
    """A random place on the line for every node."""
    places = np.random.default_rng(SEED).integers(0, 2**PLACES, direct.n_nodes)
    return Embedding(direct.names, np.ldexp(places[:, None], -PLACES), "euclidean")


def depth_points(direct: Relations) -> Embedding:
    """Every node's depth, as its place on a line."""
    return Embedding(direct.names, depths_of(direct)[:, None].astype(float), "euclidean")


def descendants_points(direct: Relations) -> Embedding:
    """Every node's information content −log((1 + descendants)/n), as its place on a line.

    Source: Seco, Veale & Hayes, "An Intrinsic Information Content Metric for Semantic Similarity
    in WordNet" (2004), without its division by log n.
    """
    content = np.log(direct.n_nodes) - np.log1p(descendants(direct))
    return Embedding(direct.names, content[:, None], "euclidean")


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
                "hyperlex_in_depth",
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
            network=False,
        ),
        Control(
            name="degree",
            tasks=("reconstruction", "link_prediction"),
            embedding=random_points,
            rank=rank_by_degree,
            network=True,
        ),
        Control(
            name="common-neighbours",
            tasks=("reconstruction", "link_prediction"),
            embedding=random_points,
            rank=rank_by_common_neighbours,
            network=True,
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


def controls_of(task: str, network: bool) -> Sequence[Control]:
    """The controls that are scored on a task, of a network or of a hierarchy."""
    return [
        control
        for control in CONTROLS.values()
        if task in control.tasks and control.network in (None, network)
    ]
