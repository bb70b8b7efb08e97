"""Errors by group against loops over the pairs."""

from collections import defaultdict

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.evaluation.errors import errors_by_group, floor_log2, rank_errors
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations

NAMES = ("mammal", "carnivore", "dog", "puppy", "cat", "rodent")
ABOVE = {
    "carnivore": ("mammal",),
    "dog": ("mammal", "carnivore"),
    "puppy": ("mammal", "carnivore", "dog"),
    "cat": ("mammal", "carnivore", "rodent"),
    "rodent": ("mammal",),
}
DEPTH = {"mammal": 0, "carnivore": 1, "rodent": 1, "dog": 2, "cat": 2, "puppy": 3}
PARENTS = {"carnivore": 1, "rodent": 1, "dog": 1, "cat": 2, "puppy": 1}
DESCENDANTS = {"mammal": 5, "carnivore": 3, "rodent": 1, "dog": 1}
#: Of 1, 3 and 5 descendants.
EXPONENT = {1: 0, 3: 1, 5: 2}


@pytest.fixture
def tree():
    """Closure of a tree of six nodes, in which the cat has a second parent."""
    pairs = [(NAMES.index(u), NAMES.index(v)) for u, some in ABOVE.items() for v in some]
    return Relations.from_pairs("mammals", NAMES, np.array(pairs))


def plain(relations, node):
    return relations.names[node].partition(".")[0]


def test_groups_hold_the_pairs_that_a_loop_finds(tree, ranks_of):
    ranks = ranks_of(tree, np.arange(tree.n_pairs))
    expected = defaultdict(list)
    for u, v, closer in zip(tree.sources, tree.indices, ranks.closer, strict=True):
        expected["depth of u", DEPTH[plain(tree, u)]].append(1 + closer)
        expected["parents of u", PARENTS[plain(tree, u)]].append(1 + closer)
        exponent = EXPONENT[DESCENDANTS[plain(tree, v)]]
        expected["descendants of v", exponent].append(1 + closer)
    frame = errors_by_group(ranks, tree)
    found = frame.set_index(["grouping", "group"])
    assert set(found.index) == set(expected)
    for key, some in expected.items():
        assert found.loc[key, "n_pairs"] == len(some)
        np.testing.assert_allclose(found.loc[key, "mean_rank"], np.mean(some))
        np.testing.assert_allclose(found.loc[key, "share_above_1"], np.mean(np.array(some) > 1))


def test_means_over_groups_are_the_mean_rank_of_the_protocol(tree, ranks_of):
    ranks = ranks_of(tree, np.arange(tree.n_pairs) % 4)
    expected, _ = scores(ranks, tree, PROTOCOLS["nickel2017"])
    for _, part in errors_by_group(ranks, tree).groupby("grouping"):
        mean = (part["mean_rank"] * part["n_pairs"]).sum() / part["n_pairs"].sum()
        np.testing.assert_allclose(mean, expected.value)
        assert part["n_pairs"].sum() == expected.n_evaluated


def test_self_loops_are_neither_pairs_nor_parents(tree, ranks_of):
    nodes = np.arange(tree.n_nodes)
    pairs = np.column_stack([np.append(tree.sources, nodes), np.append(tree.indices, nodes)])
    looped = Relations.from_pairs(tree.name, tree.names, pairs)
    closer = np.where(looped.sources == looped.indices, 99, 2)
    one = errors_by_group(ranks_of(looped, closer), looped)
    other = errors_by_group(ranks_of(tree, np.full(tree.n_pairs, 2)), tree)
    assert one.equals(other)


def test_ranks_of_another_graph_are_refused(tree, ranks_of):
    ranks = ranks_of(tree.subset(np.arange(tree.n_pairs) > 0), np.zeros(tree.n_pairs - 1))
    with pytest.raises(UserError, match="not those of 'mammals'"):
        errors_by_group(ranks, tree)


def test_ranks_by_group(rng):
    rank, group = 1 + rng.poisson(1.0, size=300), rng.integers(0, 5, size=300)
    frame = rank_errors(rank, group)
    excess = sum(one - 1 for one in rank)
    for row in frame.itertuples(index=False):
        some = [one for one, its in zip(rank, group, strict=True) if its == row.group]
        assert row.n_pairs == len(some)
        np.testing.assert_allclose(row.mean_rank, sum(some) / len(some))
        np.testing.assert_allclose(row.share_above_1, sum(one > 1 for one in some) / len(some))
        np.testing.assert_allclose(row.share_of_excess, sum(one - 1 for one in some) / excess)
    np.testing.assert_allclose(frame["share_of_excess"].sum(), 1.0)


def test_without_errors_no_group_has_a_share_of_them():
    frame = rank_errors(np.ones(4, dtype=int), np.array([0, 0, 1, 1]))
    assert frame["share_of_excess"].tolist() == [0.0, 0.0]
    assert frame["mean_rank"].tolist() == [1.0, 1.0]


def test_powers_of_two_are_exact():
    count = np.concatenate([np.arange(1, 70), 2 ** np.arange(7, 40), 2 ** np.arange(7, 40) - 1])
    expected = [int(one).bit_length() - 1 for one in count]
    assert floor_log2(count).tolist() == expected
