"""Vectors in the order of a graph's nodes."""

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.alignment import aligned, listed, rows_of, unknown_names
from poincare.embeddings.embedding import Embedding

NAMES = ("root", "a", "b")


def test_vectors_are_put_in_the_order_of_the_nodes():
    given = Embedding(("b", "x", "root", "a"), np.arange(8.0).reshape(4, 2), "euclidean")
    ordered = aligned(given, NAMES)
    assert ordered.names == NAMES and unknown_names(given, NAMES) == ("x",)
    np.testing.assert_array_equal(rows_of(given, NAMES), [2, 3, 0])
    np.testing.assert_array_equal(ordered.vectors, [[4, 5], [6, 7], [0, 1]])


def test_a_translation_goes_with_them():
    given = Embedding(NAMES, np.zeros((3, 2)), "translational", translation=np.ones(2))
    assert aligned(given, NAMES).content_hash == given.content_hash


def test_nodes_without_vectors_are_named_with_their_file():
    given = Embedding(("root", "x"), np.zeros((2, 2)), "euclidean")
    with pytest.raises(UserError, match=r"mine\.txt: .*2 of the 3 .*'a', 'b'.*1 .*'x'"):
        rows_of(given, NAMES, "mine.txt")


def test_ten_names_are_listed():
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed([str(i) for i in range(11)]).endswith("'9', …")
