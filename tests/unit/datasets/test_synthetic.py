"""Synthetic hierarchies: a closure, of the stated shape, the same for the same seed."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from poincare.base.errors import UserError
from poincare.datasets.synthetic import Shape, closure, grow, synthetic

TREE = Shape(second_parents=0.0)
DENSE = Shape(depths=6, mean_depth=4.0, second_parents=0.5)


def generator(seed=20171205):
    return np.random.default_rng(seed)


def naive_ancestors(hierarchy):
    """Every node's ancestors by following its parents one at a time."""
    found = []
    for first, second in zip(hierarchy.first, hierarchy.second, strict=True):
        parents = {int(parent) for parent in (first, second) if parent >= 0}
        found.append(parents.union(*(found[parent] for parent in parents)))
    return found


@pytest.mark.parametrize("shape", [Shape(), TREE, DENSE, Shape(inner=1.0, skew=1.0)])
@pytest.mark.parametrize("n_nodes", [2, 3, 40, 700])
def test_the_closure_equals_the_naive_one(n_nodes, shape):
    hierarchy = grow(n_nodes, shape, generator())
    indptr, ancestors = closure(hierarchy)
    rows = [ancestors[start:stop].tolist() for start, stop in pairwise(indptr)]
    assert rows == [sorted(row) for row in naive_ancestors(hierarchy)]


@pytest.mark.parametrize("shape", [Shape(), TREE, DENSE])
def test_parents_are_in_the_level_above_so_there_is_no_cycle(shape):
    hierarchy = grow(5000, shape, generator())
    level = np.repeat(np.arange(len(hierarchy.bounds) - 1), np.diff(hierarchy.bounds))
    assert hierarchy.first[0] == hierarchy.second[0] == -1
    assert hierarchy.bounds[-1] == 5000
    for parents in (hierarchy.first[1:], hierarchy.second[1:]):
        some = parents >= 0
        assert np.array_equal(level[parents[some]], level[1:][some] - 1)
    assert (hierarchy.first[1:] >= 0).all()
    assert (hierarchy.first[1:] != hierarchy.second[1:]).all()


def test_the_relations_are_transitive_and_acyclic():
    relations = synthetic(3000, DENSE, generator())
    shape = (relations.n_nodes, relations.n_nodes)
    one = np.ones(relations.n_pairs, dtype=np.int64)
    matrix = csr_matrix((one, relations.indices, relations.indptr), shape=shape)
    twice = matrix @ matrix
    assert (twice - twice.multiply(matrix > 0)).nnz == 0
    assert relations.n_self_loops == 0
    assert matrix.multiply(matrix.T).nnz == 0


def test_relabelling_keeps_the_number_of_ancestors_of_all():
    hierarchy = grow(2000, Shape(), generator())
    indptr, _ = closure(hierarchy)
    relations = synthetic(2000, Shape(), generator())
    assert sorted(np.diff(relations.indptr)) == sorted(np.diff(indptr))
    assert relations.names[123] == "n000123" and relations.name == "synthetic-2000"
    assert not np.array_equal(relations.indptr, indptr)


def test_the_same_seed_gives_the_same_graph_and_another_one_another():
    graphs = [synthetic(1000, Shape(), generator(seed)) for seed in (1, 1, 2)]
    assert graphs[0].content_hash == graphs[1].content_hash != graphs[2].content_hash


def test_without_second_parents_it_is_a_tree():
    relations = synthetic(4000, TREE, generator())
    hierarchy = grow(4000, TREE, generator())
    assert (hierarchy.second == -1).all()
    # In a tree, a node's ancestors are as many as its depth.
    depth = np.repeat(np.arange(len(hierarchy.bounds) - 1), np.diff(hierarchy.bounds))
    assert relations.n_pairs == depth.sum()


@pytest.mark.parametrize("n_nodes", [3_000, 10_000, 82_115])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_default_shape_resembles_the_nouns(n_nodes, seed):
    relations = synthetic(n_nodes, Shape(), generator(seed))
    ancestors = np.diff(relations.indptr)
    # The nouns: 9.05 ancestors on average, 7, 9 and 11 at the quartiles, 79 % leaves.
    assert 8.3 < ancestors.mean() < 9.6
    assert np.abs(np.percentile(ancestors, [25, 50, 75]) - [7, 9, 11]).max() <= 1.5
    assert 0.74 < (relations.in_degree == 0).mean() < 0.83
    hierarchy = grow(n_nodes, Shape(), generator(seed))
    assert 0.02 < (hierarchy.second >= 0).mean() < 0.03
    assert len(hierarchy.bounds) - 2 == 18


def test_a_hundred_thousand_nodes_take_ten_times_the_pairs_of_ten_thousand():
    small, large = (synthetic(n, Shape(), generator()).n_pairs for n in (10_000, 100_000))
    assert 9.5 < large / small < 10.8


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("depths", 0),
        ("mean_depth", 0.5),
        ("mean_depth", 19.0),
        ("inner", 0.0),
        ("skew", 0.5),
        ("second_parents", 1.1),
        ("second_parents", float("nan")),
    ],
)
def test_values_out_of_range_are_named(name, value):
    with pytest.raises(UserError, match=name):
        Shape(**{name: value})


def test_one_node_is_no_hierarchy():
    with pytest.raises(UserError, match="1 node"):
        synthetic(1, Shape(), generator())
