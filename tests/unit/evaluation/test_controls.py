"""Controls: their ranks against the ranking of all nodes, and the expectation of random orders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.controls import (
    CONTROLS,
    controls_of,
    depth_points,
    expected_at_random,
)
from poincare.evaluation.protocols import PROTOCOLS, GraphToRank
from poincare.evaluation.ranks.control_ranks import (
    rank_by_common_neighbours,
    rank_by_degree,
    rank_by_depth,
    rank_on_a_line,
)
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import average_precision, counts, mean_rank, scores
from poincare.evaluation.tasks import TASKS
from poincare.graphs.hierarchy import reduction
from poincare.graphs.relations import Relations

RANKED = [protocol for protocol in PROTOCOLS.values() if protocol.graph_to_rank is GraphToRank.OWN]


def graph_of(rng, n=30):
    return Relations.from_pairs("random", map(str, range(n)), rng.integers(0, n, (80, 2)))


@given(st.integers(0, 2**32 - 1), st.sampled_from([4, 1000]))
@settings(deadline=None)
def test_points_on_a_line_are_ranked_as_any_points_are(seed, n_places):
    rng = np.random.default_rng(seed)
    graph = graph_of(rng)
    places = rng.integers(0, n_places, graph.n_nodes) / n_places
    # Multiples of a power of two, as the places of the control are.
    places = np.round(places * 2**20) / 2**20
    embedding = Embedding(graph.names, places[:, None], "euclidean")
    fast, exact = rank_on_a_line(embedding, graph, graph), rank(embedding, graph)
    for name in ("closer", "tied", "itself_closer", "itself_tied"):
        np.testing.assert_array_equal(getattr(fast, name), getattr(exact, name))
    assert fast.n_distinct == exact.n_distinct
    assert fast.embedding_hash == exact.embedding_hash


@pytest.mark.parametrize("rank_by", [rank_by_degree, rank_by_common_neighbours])
def test_in_a_network_candidates_are_ranked_by_the_edges_that_are_known(rng, rank_by):
    edges = rng.integers(0, 30, (90, 2))
    edges = edges[edges[:, 0] != edges[:, 1]]

    def network(some):
        both = np.unique(np.concatenate([some, some[:, ::-1]]), axis=0)
        return Relations.from_pairs("network", map(str, range(30)), both)

    graph, known = network(edges), network(edges[:50])
    neighbours = [set(known.positives(u)) for u in range(30)]
    worth = {
        rank_by_degree: lambda u, v: len(neighbours[v]),
        rank_by_common_neighbours: lambda u, v: len(neighbours[u] & neighbours[v]),
    }[rank_by]
    ranks = rank_by(CONTROLS["degree"].embedding(graph), graph, known)
    for place, (u, v) in enumerate(zip(graph.sources, graph.indices, strict=True)):
        others = [x for x in range(30) if x != u and x not in graph.positives(u)]
        assert ranks.closer[place] == sum(worth(u, x) > worth(u, v) for x in others)
        assert ranks.tied[place] == sum(worth(u, x) == worth(u, v) for x in others)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_candidates_are_ranked_by_depth_whatever_the_query(seed):
    rng = np.random.default_rng(seed)
    pairs = rng.integers(0, 30, (60, 2))
    direct = Relations.from_pairs("direct", map(str, range(30)), pairs[pairs[:, 0] > pairs[:, 1]])
    graph, points = graph_of(rng), depth_points(direct)
    depth = points.vectors[:, 0]
    ranks = rank_by_depth(points, graph, direct)
    for place, (u, v) in enumerate(zip(graph.sources, graph.indices, strict=True)):
        others = [x for x in range(30) if x != u and x not in graph.positives(u)]
        assert ranks.closer[place] == sum(depth[x] < depth[v] for x in others)
        assert ranks.tied[place] == sum(depth[x] == depth[v] for x in others)
        assert ranks.itself_closer[place] == (depth[u] < depth[v])
        assert ranks.itself_tied[place] == (depth[u] == depth[v])


def test_nodes_on_a_cycle_are_deepest():
    cycle = Relations.from_pairs("direct", "rabc", np.array([(1, 0), (2, 3), (3, 2)]))
    assert depth_points(cycle).vectors[:, 0].tolist() == [0, 1, 2, 2]


def test_the_expectation_is_that_of_many_random_orders(tree, rng):
    protocol = PROTOCOLS["nickel2017"]
    shuffled = []
    for _ in range(400):
        # A random order of each node's candidates, not of all nodes at once.
        closer = np.empty(tree.n_pairs)
        for u in range(tree.n_nodes):
            positives = len(tree.positives(u))
            n = tree.n_nodes - 1
            places = np.sort(rng.permutation(n)[:positives])
            closer[tree.indptr[u] : tree.indptr[u + 1]] = places - np.arange(positives)
        shuffled.append((mean_rank(closer), average_precision(closer, tree).mean()))
    random = CONTROLS["random"]
    points = random.embedding(reduction(tree))
    found = counts(random.rank(points, tree, tree), tree, protocol)
    expected = expected_at_random(found, tree)
    errors = np.std(shuffled, axis=0) / np.sqrt(len(shuffled))
    assert (np.abs(np.mean(shuffled, axis=0) - expected) < 4 * errors).all()


def test_the_random_control_is_near_its_expectation(rng):
    """Of a graph so large that one seed is enough: within 3 % for ranks, 10 % for MAP."""
    n = 4000
    graph = Relations.from_pairs("random", map(str, range(n)), rng.integers(0, n, (20_000, 2)))
    random, protocol = CONTROLS["random"], PROTOCOLS["nickel2017"]
    points = random.embedding(graph)
    ranks = random.rank(points, graph, graph)
    kept = graph.subset(graph.sources != graph.indices)
    found = counts(ranks, graph, protocol).of(graph.sources != graph.indices)
    expected = expected_at_random(found, kept)
    by_metric = {score.metric: score.value for score in scores(ranks, graph, protocol)}
    assert by_metric["mean_rank"] == pytest.approx(expected[0], rel=0.03)
    assert by_metric["MAP"] == pytest.approx(expected[1], rel=0.1)
    assert expected[0] == pytest.approx(n / 2, rel=0.01)


@pytest.mark.parametrize("protocol", RANKED, ids=lambda protocol: protocol.name)
def test_depth_alone_is_better_than_random_on_a_tree(tree, protocol):
    direct = reduction(tree)
    values = [
        scores(control.rank(control.embedding(direct), tree, direct), tree, protocol)
        for control in controls_of("reconstruction", network=False)
    ]
    (random_rank, random_map), (depth_rank, depth_map) = values
    assert depth_rank.value < random_rank.value and depth_map.value > random_map.value
    assert depth_rank.n_ties > 0


def test_every_task_has_a_random_control():
    assert all(controls_of(task, network=False)[0].name == "random" for task in TASKS)
    assert len({control.recipe_hash for control in CONTROLS.values()}) == len(CONTROLS)
