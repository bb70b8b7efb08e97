"""Distance from the origin by depth."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from scipy.stats import spearmanr

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.geometry.hyperboloid import from_ball
from poincare.reporting.figures.norm_depth import norm_depth
from poincare.reporting.figures.picture import card

DEPTH = [0, 1, 2, 3, 2, 1]


def test_panels_and_data_hold_the_quantiles_and_the_correlation(tree, tree_embedding):
    wide = Embedding(tree.names, from_ball(tree_embedding.vectors)[:, [0, 1, 1]], "hyperboloid")
    picture = norm_depth([tree_embedding, wide], tree, "Depth")
    radius = 2 * np.arctanh(np.linalg.norm(tree_embedding.vectors, axis=1))
    part = picture.data[picture.data["dim"] == 2].set_index("depth")
    assert part["n"].to_dict() == {0: 1, 1: 2, 2: 2, 3: 1}
    np.testing.assert_allclose(part.loc[2, "median"], (radius[2] + radius[4]) / 2)
    rho = spearmanr(DEPTH, radius).statistic
    np.testing.assert_allclose(part["spearman"], rho)
    assert f"{rho:.3f} (d = 2) and" in picture.caption
    assert "hyperbolic" in picture.caption and "d = 3: the median distance" in picture.alt
    ElementTree.fromstring(card(picture, "depth").svg)


def test_flat_embeddings_have_norms(tree, tree_embedding):
    flat = Embedding(tree.names, tree_embedding.vectors, "euclidean")
    picture = norm_depth([flat], tree, "Depth")
    assert "Euclidean norm" in picture.caption and "hyperbolic" not in picture.caption
    with pytest.raises(UserError, match=r"1 of the 6 .*'rodent"):
        norm_depth([Embedding(tree.names[:-1], flat.vectors[:-1], "euclidean")], tree, "Depth")
