"""Information content and subsumers: naive counts, and scores by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.evaluation.hyperlex.information import (
    GRAPH_SCORES,
    Information,
    information_content,
    shared_content,
)
from poincare.graphs.hierarchy import reduction
from poincare.graphs.relations import Relations


@st.composite
def hierarchies(draw):
    """Direct edges of a hierarchy: every node but the first has one or two of those before it."""
    n = draw(st.integers(3, 12))
    edges = {
        (node, draw(st.integers(0, node - 1)))
        for node in range(1, n)
        for _ in range(draw(st.integers(1, 2)))
    }
    graph = Relations.from_pairs("dag", [f"n{i}" for i in range(n)], np.array(sorted(edges)))
    return graph


def above(graph):
    """The ancestors of every node, itself included, by following edges one at a time."""
    parents = {node: set() for node in range(graph.n_nodes)}
    for node, parent in zip(graph.sources, graph.indices, strict=True):
        parents[node].add(parent)

    def climb(node):
        return {node}.union(*(climb(parent) for parent in parents[node]))

    return [climb(node) for node in range(graph.n_nodes)]


@given(hierarchies())
def test_content_and_subsumers_are_those_of_a_naive_count(graph):
    of, n = above(graph), graph.n_nodes
    hyponyms = [sum(c in some for some in of) - 1 for c in range(n)]
    content = np.array([1 - np.log(h + 1) / np.log(n) for h in hyponyms])
    np.testing.assert_allclose(information_content(graph), content, atol=1e-12)
    pairs = np.array([(u, v) for u in range(n) for v in range(n)])
    shared = [max((content[c] for c in of[u] & of[v]), default=0.0) for u, v in pairs]
    np.testing.assert_allclose(shared_content(content, graph, pairs), shared, atol=1e-12)


def test_by_hand(tree):
    """Of a leaf u below v: IC(s) = IC(v), so nothing of v is lost."""
    direct = reduction(tree)
    content = information_content(direct)
    assert content.min() == pytest.approx(0.0) and content.max() == 1.0
    pairs = np.column_stack((direct.sources, direct.indices))
    down, up = Information.of(direct, pairs), Information.of(direct, pairs[:, ::-1])
    np.testing.assert_allclose(down.shared, down.upper)
    np.testing.assert_array_equal(GRAPH_SCORES["specificity-loss"](down), 0.0)
    assert (GRAPH_SCORES["specificity-loss"](up) < 0).all()
    assert (GRAPH_SCORES["depth-difference"](down) == 1).all()
    for name, score in GRAPH_SCORES.items():
        assert (score(down) > score(up)).all(), name


def test_a_node_is_as_similar_to_itself_as_can_be(tree):
    itself = np.column_stack([np.arange(tree.n_nodes)] * 2)
    assert (Information.of(reduction(tree), itself).lin == 1.0).all()
