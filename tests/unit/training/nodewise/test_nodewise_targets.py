"""Inferred pairs: missing pairs that the leaves imply."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from poincare.graphs.relations import Relations
from poincare.training.nodewise.settings import Inferred
from poincare.training.nodewise.targets import Targets, inferred_pairs
from poincare.training.recipe import read_recipe

SETTINGS = read_recipe(Path(__file__).parents[4] / "config/recipes/fast.yaml").settings


def without(relations, missing):
    pairs = zip(relations.sources.tolist(), relations.indices.tolist(), strict=True)
    left = [pair for pair in pairs if pair not in missing]
    return Relations.from_pairs(relations.name, relations.names, np.array(left))


def by_definition(relations):
    """Loops over all pairs of nodes."""
    leaves = np.flatnonzero(relations.in_degree == 0).tolist()
    above = {leaf: set(relations.positives(leaf).tolist()) for leaf in leaves}
    below = {w: {leaf for leaf in leaves if w in above[leaf]} for w in range(relations.n_nodes)}
    return {
        (w, v)
        for w in range(relations.n_nodes)
        for v in range(relations.n_nodes)
        if below[w] and below[w] <= below[v] and w != v
        if v not in relations.positives(w) and w not in relations.positives(v)
    }


def test_nothing_is_inferred_from_a_whole_closure(tree):
    assert len(inferred_pairs(tree)) == 0


def test_missing_pairs_of_inner_nodes_are_inferred(tree):
    child, grandchild = tree.index["node1"], tree.index["node4"]
    missing = {(child, 0), (grandchild, child), (grandchild, 0)}
    assert set(map(tuple, inferred_pairs(without(tree, missing)).tolist())) == missing


def test_two_nodes_above_the_same_leaves_are_told_apart_by_a_given_pair_only():
    chain = Relations.from_pairs("chain", "abc", np.array([(0, 1), (0, 2), (1, 2)]))
    assert len(inferred_pairs(chain)) == 0
    assert set(map(tuple, inferred_pairs(without(chain, {(1, 2)})).tolist())) == {(1, 2), (2, 1)}


@pytest.mark.parametrize("seed", range(5))
def test_inferred_pairs_are_those_of_the_definition(seed):
    rng = np.random.default_rng(seed)
    pairs = np.sort(rng.integers(12, size=(25, 2)), axis=1)
    graph = Relations.from_pairs("random", "abcdefghijkl", pairs[pairs[:, 0] < pairs[:, 1]])
    found = inferred_pairs(graph).tolist()
    assert set(map(tuple, found)) == by_definition(graph)
    assert len(found) == len(by_definition(graph))


def test_targets_without_inference_are_the_given_pairs(tree):
    targets = Targets.of(tree, SETTINGS)
    assert targets.relations is tree
    assert (targets.weights == 1).all()


def test_inferred_pairs_have_the_recipes_weight(tree):
    given = without(tree, {(1, 0), (4, 1)})
    targets = Targets.of(given, dataclasses.replace(SETTINGS, inferred=Inferred(0.25)))
    assert targets.relations.content_hash == tree.content_hash
    assert targets.weights.tolist().count(0.25) == 2
    segments, positives, weights = targets.rows(np.array([4, 1, 90]))
    rows = list(zip(segments.tolist(), positives.tolist(), weights.tolist(), strict=True))
    assert rows[:3] == [(0, 0, 1.0), (0, 1, 0.25), (1, 0, 0.25)]
    assert [row[2] for row in rows[3:]] == [1.0] * len(tree.positives(90))


def test_pairs_of_inner_nodes_have_the_recipes_weight_on_top(tree):
    recipe = dataclasses.replace(SETTINGS, inferred=Inferred(0.5), inner_weight=3.0)
    targets = Targets.of(without(tree, {(1, 0)}), recipe)
    _, _, weights = targets.rows(np.array([1, 4, 90]))
    assert weights.tolist() == [1.5, 3.0, 3.0] + [1.0] * len(tree.positives(90))


def test_a_pair_weighs_as_often_as_it_is_written(tree):
    times = 1 + np.arange(tree.n_pairs) % 3
    graph = dataclasses.replace(tree, multiplicity=times.astype(np.int32))
    settings = dataclasses.replace(SETTINGS, inner_weight=2.0, inferred=Inferred(weight=0.25))
    inner = tree.in_degree[tree.sources] > 0
    assert Targets.of(graph, settings).weights.tolist() == (times * (1 + inner)).tolist()
    # Without a pair that is inferred again.
    missing = (tree.sources != tree.index["node1"]) | (tree.indices != 0)
    targets = Targets.of(graph.subset(missing), settings)
    expected = np.where(missing, times * (1 + inner), 0.25 * 2.0)
    assert targets.relations.keys.tolist() == tree.keys.tolist()
    assert targets.weights.tolist() == expected.tolist()
