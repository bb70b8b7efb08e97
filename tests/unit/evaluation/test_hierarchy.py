"""ρ of norm and depth: by hand, against recursion, and the published ranks of all nouns."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from poincare.base.errors import UserError
from poincare.datasets.registry import build, direct
from poincare.datasets.sources import search_folders
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.hierarchy import norm_rank_correlation, normalised_rank, score
from poincare.evaluation.protocols import PROTOCOLS
from poincare.geometry import hyperboloid
from poincare.graphs.closure import transitive_closure
from poincare.graphs.hierarchy import heights, reduction
from poincare.graphs.relations import Relations

PROTOCOL = PROTOCOLS["normalised-rank"]


def diamond():
    """r over a and b; a over c, c over d; b over d as well; and z, which is over nothing."""
    names = ("r", "a", "b", "c", "d", "z")
    edges = np.array([(1, 0), (2, 0), (3, 1), (4, 3), (4, 2), (5, 0)])
    return Relations.from_pairs("diamond", names, edges)


def test_shortest_way_up_and_longest_way_down_by_hand():
    # d is two edges below r through b, and three through a and c.
    expected = [0, 1 / 3, 1 / 2, 2 / 3, 1, 1]
    np.testing.assert_array_equal(normalised_rank(diamond()), expected)
    reduced = reduction(transitive_closure(diamond()))
    np.testing.assert_array_equal(normalised_rank(reduced), expected)


def test_the_correlation_is_over_nodes_with_an_ancestor():
    norms = np.array([9.0, 0.1, 0.3, 0.2, 0.9, 0.8])
    value, n = norm_rank_correlation(norms, diamond())
    assert n == 5
    assert value == spearmanr(norms[1:], [1 / 3, 1 / 2, 2 / 3, 1, 1]).statistic


def longest_path_down(graph, node):
    below = graph.sources[(graph.indices == node) & (graph.sources != node)]
    return max((1 + longest_path_down(graph, child) for child in below), default=0)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=30)
def test_heights_are_longest_paths(seed):
    rng = np.random.default_rng(seed)
    pairs = rng.integers(0, 12, (14, 2))
    pairs = pairs[pairs[:, 0] > pairs[:, 1]]
    graph = Relations.from_pairs("random", map(str, range(12)), pairs)
    expected = [longest_path_down(graph, node) for node in range(12)]
    assert heights(np.column_stack((graph.sources, graph.indices)), 12).tolist() == expected


def test_a_cycle_has_no_longest_path():
    with pytest.raises(UserError, match="cycle"):
        heights(np.array([(0, 1), (1, 0)]), 2)


def test_ball_and_hyperboloid_have_the_same_correlation(tree, rng):
    x = rng.normal(size=(tree.n_nodes, 3))
    order = rng.permutation(tree.n_nodes)
    ball = Embedding(tree.names, hyperboloid.to_ball(x), "poincare")
    shuffled = Embedding(tuple(tree.names[i] for i in order), x[order], "hyperboloid")
    first, second = (score(one, reduction(tree), PROTOCOL) for one in (ball, shuffled))
    assert first.value == second.value
    assert (first.metric, first.n_evaluated, first.n_skipped) == ("rank_norm_spearman", 120, 1)


def test_far_out_where_norms_in_the_ball_round_to_1_depths_are_still_told_apart(tree):
    depth = np.diff(tree.indptr)
    x = np.sinh(40.0 + depth)[:, None] * np.eye(2)[[0]]
    found = score(Embedding(tree.names, x, "hyperboloid"), reduction(tree), PROTOCOL)
    assert found.value == 1.0


def test_equal_norms_have_no_correlation(tree):
    zeros = Embedding(tree.names, np.zeros((tree.n_nodes, 2)), "poincare")
    found = score(zeros, reduction(tree), PROTOCOL)
    assert np.isnan(found.value) and found.n_distinct == 1


def test_a_graph_without_edges_is_refused():
    loop = reduction(Relations.from_pairs("loop", "a", np.array([[0, 0]])))
    with pytest.raises(UserError, match="ancestor"):
        score(Embedding(("a",), np.zeros((1, 2)), "poincare"), loop, PROTOCOL)


def published_ranks(name):
    root = Path(__file__).parents[3]
    for folder in search_folders(root).values():
        path = folder / "lorentz-2018-taxonomies" / f"{name}_rank.txt.gz"
        if path.is_file():
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                return dict(line.split(" : ") for line in stream)
    pytest.skip("the published normalised ranks are not on this machine")


def test_the_normalised_ranks_of_all_nouns_are_the_published_ones(wordnet_source):
    published, nouns = published_ranks("n"), build("nouns", wordnet_source)
    edges = direct(nouns, wordnet_source)
    assert transitive_closure(edges).keys.tolist() == nouns.keys.tolist()
    # Some of them are implied by others, and shorten the way up all the same.
    assert (edges.n_pairs, reduction(nouns).n_pairs) == (84_427, 84_366)
    ours = dict(zip(nouns.names, normalised_rank(edges), strict=True))
    assert len(ours) == 82_115 and set(published) == set(ours)
    # They are printed with six decimals.
    different = [name for name, text in published.items() if abs(float(text) - ours[name]) > 5e-7]
    assert different == []
