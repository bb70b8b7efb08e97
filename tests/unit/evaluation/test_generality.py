"""Distance from a centre as a measure of generality: by hand, by loops, and where it is nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.controls import CONTROLS
from poincare.evaluation.generality.centres import definitions, evaluate
from poincare.evaluation.generality.measures import NAMES, measures
from poincare.evaluation.inputs import Inputs
from poincare.evaluation.metrics import METRICS
from poincare.geometry import hyperboloid, mobius
from poincare.graphs.closure import transitive_closure
from poincare.graphs.hierarchy import depths, descendants, reduction
from poincare.graphs.relations import Relations


def chain_and_twig():
    """r over a over b, and r over c: the closure, with a self-loop of b that counts nowhere."""
    pairs = np.array([(1, 0), (2, 1), (2, 0), (3, 0), (2, 2)])
    return Relations.from_pairs("twig", "rabc", pairs)


def values(distance, graph):
    found = measures(np.asarray(distance, dtype=float), graph, reduction(graph))
    return {name: one.value for name, one in found.items()}


def scored(embedding, graph, centre="origin"):
    inputs = Inputs(embedding=embedding, ranked=None, graph=graph, direct=reduction(graph))
    (one,) = evaluate(inputs, [centre])
    return {score.metric: score for score in one.scores}


def test_by_hand():
    found = measures(np.array([0.0, 2.0, 1.0, 3.0]), chain_and_twig(), reduction(chain_and_twig()))
    # Depths 0, 1, 2, 1 and descendants 3, 1, 0, 0 beside the distances 0, 2, 1, 3.
    assert found["depth_spearman"].value == spearmanr([0, 2, 1, 3], [0, 1, 2, 1]).statistic
    expected = spearmanr([0, -2, -1, -3], [3, 1, 0, 0]).statistic
    assert found["descendants_spearman"].value == expected
    # Of (a, r), (b, a), (b, r) and (c, r) only a is not nearer than b.
    assert found["nearer_ancestors"].value == 0.75
    assert (found["nearer_ancestors"].n_evaluated, found["nearer_ancestors"].n_ties) == (4, 0)
    # Of r and a against b and c only a is not nearer than b.
    assert found["inner_node_auc"].value == 0.75


@given(st.integers(0, 2**32 - 1))
def test_shares_count_ties_as_half(seed):
    rng = np.random.default_rng(seed)
    edges = rng.integers(0, 15, (20, 2))
    edges = edges[edges[:, 0] > edges[:, 1]]
    graph = transitive_closure(Relations.from_pairs("random", map(str, range(15)), edges))
    distance = rng.integers(0, 4, 15).astype(float)
    distance[:2] = 0.0, 3.0
    found = measures(distance, graph, reduction(graph))
    halves = [
        1.0 if distance[v] < distance[u] else 0.5 if distance[v] == distance[u] else 0.0
        for u, v in zip(graph.sources, graph.indices, strict=True)
    ]
    assert found["nearer_ancestors"].value == pytest.approx(np.mean(halves))
    assert found["nearer_ancestors"].n_ties == halves.count(0.5)
    inner = descendants(graph) > 0
    assert found["inner_node_auc"].value == pytest.approx(roc_auc_score(inner, -distance))
    ties = (distance[inner][:, None] == distance[~inner]).sum()
    assert found["inner_node_auc"].n_ties == ties
    assert found["inner_node_auc"].n_comparisons == inner.sum() * (~inner).sum()


def test_all_are_higher_the_better_and_turn_with_the_distance(tree):
    depth = depths(np.column_stack((reduction(tree).sources, reduction(tree).indices)), 121)
    near, far = values(depth, tree), values(-1.0 * depth, tree)
    assert near["depth_spearman"] == near["nearer_ancestors"] == near["inner_node_auc"] == 1.0
    assert near["descendants_spearman"] == pytest.approx(1.0)
    for name in NAMES:
        metric = METRICS[name]
        assert metric.increasing
        assert far[name] == pytest.approx(metric.lowest + metric.highest - near[name])


def test_random_distances_say_nothing(tree, rng):
    many = [values(rng.uniform(size=tree.n_nodes), tree) for _ in range(200)]
    for name in NAMES:
        middle = (METRICS[name].lowest + METRICS[name].highest) / 2
        assert abs(np.mean([one[name] for one in many]) - middle) < 0.03


@pytest.mark.parametrize("bad", [0.0, 1.0, np.nan, np.inf])
def test_equal_or_infinite_distances_have_no_value(tree, bad):
    distance = np.full(tree.n_nodes, bad)
    assert all(np.isnan(value) for value in values(distance, tree).values())


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_one_distance_that_is_no_number_leaves_no_value(tree, bad):
    distance = np.arange(tree.n_nodes, dtype=float)
    distance[7] = bad
    assert all(np.isnan(value) for value in values(distance, tree).values())


@pytest.mark.parametrize("manifold", ["poincare", "hyperboloid", "euclidean"])
@pytest.mark.parametrize("centre", ["origin", "mean"])
def test_a_point_for_all_nodes_has_no_value(tree, manifold, centre):
    point = np.tile([0.25, 0.5], (tree.n_nodes, 1))
    found = scored(Embedding(tree.names, point, manifold), tree, centre)
    for score in found.values():
        assert np.isnan(score.value) and score.n_distinct == 1


def test_leaves_at_one_point_are_ties_and_not_gains(tree):
    """All but the root at the same distance: nearly all comparisons are ties."""
    distance = np.ones(tree.n_nodes)
    distance[0] = 0.0
    found = measures(distance, tree, reduction(tree))
    assert found["inner_node_auc"].value == pytest.approx(0.5 + 0.5 / 40)
    assert found["inner_node_auc"].n_ties == 39 * 81


def test_without_pairs_or_leaves_there_is_no_value():
    lone = Relations.from_pairs("lone", "ab", np.array([[0, 0]]))
    assert all(np.isnan(value) for value in values([1.0, 2.0], lone).values())


def test_a_node_on_a_cycle_has_no_depth_and_is_skipped():
    graph = Relations.from_pairs("cycle", "abcd", np.array([(1, 0), (2, 3), (3, 2)]))
    direct = Relations.from_pairs("direct", graph.names, np.array([(1, 0), (2, 3), (3, 2)]))
    found = measures(np.array([0.0, 1.0, 2.0, 3.0]), graph, direct)["depth_spearman"]
    assert (found.n_evaluated, found.n_skipped) == (2, 2) and found.value == pytest.approx(1.0)


def test_all_manifolds_measure_the_same_points_alike(tree, rng):
    x = rng.normal(size=(tree.n_nodes, 3))
    order = rng.permutation(tree.n_nodes)
    ball = Embedding(tree.names, hyperboloid.to_ball(x), "poincare")
    mixed = Embedding(tuple(tree.names[i] for i in order), x[order], "hyperboloid")
    for centre in ("origin", "mean"):
        first, second = (scored(one, tree, centre) for one in (ball, mixed))
        for name in NAMES:
            assert first[name].value == pytest.approx(second[name].value, abs=1e-12)
            assert first[name].scored_by.protocol == centre
    flat = Embedding(tree.names, x, "euclidean")
    moved = Embedding(tree.names, x, "translational", translation=np.ones(3))
    for name, score in scored(flat, tree).items():
        assert score.value == scored(moved, tree)[name].value
        # The radius arsinh ‖x‖ has the order of the norm.
        assert score.value == pytest.approx(scored(mixed, tree)[name].value, abs=1e-12)


def test_the_mean_moves_with_the_points_and_the_origin_does_not(tree, rng):
    x = 0.5 * rng.uniform(-1, 1, (tree.n_nodes, 2))
    a = np.array([0.6, -0.5])
    here, there = Embedding(tree.names, x, "poincare"), mobius.add(a, x)
    ball = Embedding(tree.names, there, "poincare")
    flat = [Embedding(tree.names, one, "euclidean") for one in (x, x + 1e3 * a)]
    for first, second in ((here, ball), flat):
        for name in NAMES:
            mean = [scored(one, tree, "mean")[name].value for one in (first, second)]
            assert mean[0] == pytest.approx(mean[1], abs=1e-9)
        assert scored(first, tree)["depth_spearman"] != scored(second, tree)["depth_spearman"]


def test_controls_take_the_place_of_the_distance(tree):
    direct = reduction(tree)
    depth, content = (
        scored(CONTROLS[name].embedding(direct), tree)
        for name in ("depth-only", "descendants-only")
    )
    assert depth["depth_spearman"].value == 1.0
    assert content["descendants_spearman"].value == pytest.approx(1.0)
    assert content["nearer_ancestors"].value == content["inner_node_auc"].value == 1.0


def test_an_unknown_centre_and_missing_nodes_are_named(tree, rng):
    with pytest.raises(UserError, match="'middle'"):
        definitions(["middle"])
    part = Embedding(tree.names[1:], rng.normal(size=(120, 2)), "euclidean")
    with pytest.raises(UserError, match="node0"):
        scored(part, tree)
