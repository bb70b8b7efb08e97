"""Two embeddings of one graph side by side."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.reporting.figures.l2_effect import l2_effect
from poincare.reporting.figures.picture import card


@pytest.mark.slow
def test_both_sides_are_summed_up_by_depth(tree, tree_embedding):
    drawn_in = Embedding(tree.names, tree_embedding.vectors / 2, "poincare")
    picture = l2_effect(tree_embedding, drawn_in, tree, "L2", "one beside other, seed 0")
    for side, one in (("without L2", tree_embedding), ("with L2", drawn_in)):
        part = picture.data[picture.data["side"] == side].set_index("depth")
        radius = 2 * np.arctanh(np.linalg.norm(one.vectors, axis=1))
        np.testing.assert_allclose(part.loc[2, "median"], (radius[2] + radius[4]) / 2)
        leaves, inner = radius[[3, 4]], radius[[0, 1, 2, 5]]
        for some in (inner, leaves):
            assert f"{np.median(some):.2f}" in picture.alt
    assert "one beside other, seed 0" in picture.caption
    ElementTree.fromstring(card(picture, "l2").svg)


def test_embeddings_must_be_two_dimensional(tree, tree_embedding):
    deep = Embedding(tree.names, np.zeros((6, 3)), "poincare")
    with pytest.raises(UserError, match="d = 3"):
        l2_effect(tree_embedding, deep, tree, "L2", "")
