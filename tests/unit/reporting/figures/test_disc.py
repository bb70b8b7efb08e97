import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.geometry.hyperboloid import from_ball
from poincare.reporting.figures.drawing import coordinates as disc


def test_coordinates_follow_the_names_and_the_manifold(tree, tree_embedding):
    expected = tree_embedding.vectors
    lifted = Embedding(tree.names[::-1], from_ball(expected)[::-1], "hyperboloid")
    np.testing.assert_allclose(disc.ball_coordinates(lifted, tree.names), expected, atol=1e-12)


def test_other_embeddings_are_refused(tree):
    with pytest.raises(UserError, match="d = 3"):
        disc.ball_coordinates(Embedding(("a",), np.zeros((1, 3)), "poincare"), ("a",))
    with pytest.raises(UserError, match=r"1 of the 2 .*'b'"):
        disc.ball_coordinates(Embedding(("a",), np.zeros((1, 2)), "poincare"), ("a", "b"))
    with pytest.raises(UserError, match="euclidean points"):
        disc.ball_coordinates(Embedding(("a",), np.zeros((1, 2)), "euclidean"), ("a",))


def test_no_nodes_have_no_coordinates(tree_embedding):
    assert disc.ball_coordinates(tree_embedding, ()).shape == (0, 2)
