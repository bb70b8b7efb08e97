"""Vectors laid on a graph."""

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.suite.placing import listed, place

GRAPH = Relations.from_pairs("tree", ("root", "a", "b"), np.array([[1, 0], [2, 0]]))


def test_vectors_are_put_in_the_order_of_the_graph():
    names = ("b", "x", "root", "a")
    given = Embedding(names, np.arange(8.0).reshape(4, 2), "euclidean")
    placed = place(given, GRAPH, "mine.txt")
    assert placed.embedding.names == GRAPH.names and placed.unknown == ("x",)
    np.testing.assert_array_equal(placed.embedding.vectors, [[4, 5], [6, 7], [0, 1]])


def test_a_translation_goes_with_them():
    given = Embedding(GRAPH.names, np.zeros((3, 2)), "translational", translation=np.ones(2))
    assert place(given, GRAPH, "mine.npz").embedding.content_hash == given.content_hash


def test_nodes_without_vectors_are_refused():
    given = Embedding(("root", "x"), np.zeros((2, 2)), "euclidean")
    words = r"mine.txt: no vectors for 2 of the 3 nodes of 'tree' \('a', 'b'\); 1 names .*\('x'\)"
    with pytest.raises(UserError, match=words):
        place(given, GRAPH, "mine.txt")


def test_ten_names_are_listed():
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed([str(i) for i in range(11)]).endswith("'9', …")
