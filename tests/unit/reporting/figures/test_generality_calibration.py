"""Inner nodes by distance from the origin: groups, intervals, and what is drawn."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from scipy.stats import binomtest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.geometry.hyperboloid import from_ball
from poincare.reporting.figures.generality_calibration import BINS, binned, calibration, wilson
from poincare.reporting.figures.picture import card


def test_groups_hold_equally_many_nodes_and_all_of_them(rng):
    radius, inner = rng.exponential(size=1000), rng.uniform(size=1000) < 0.3
    depth = rng.integers(0, 9, 1000)
    frame = binned(radius, inner, depth)
    assert frame["n"].tolist() == [1000 // BINS] * BINS
    assert (frame["from"].to_numpy()[1:] > frame["to"].to_numpy()[:-1]).all()
    assert (frame["inner"] * frame["n"]).sum() == pytest.approx(inner.sum())
    assert (frame["mean_depth"] * frame["n"]).sum() == pytest.approx(depth.sum())
    nearest = np.argsort(radius)[:50]
    assert frame["inner"].iloc[0] == inner[nearest].mean()


def test_equal_distances_stay_together():
    radius = np.repeat([0.0, 1.0, 2.0], [3, 90, 7])
    frame = binned(radius, radius < 1, np.zeros(100))
    assert frame["n"].tolist() == [3, 90, 7] and frame["inner"].tolist() == [1.0, 0.0, 0.0]
    (only,) = binned(np.ones(10), np.arange(10) < 4, np.zeros(10)).to_dict("records")
    assert (only["n"], only["inner"]) == (10, 0.4)


def test_intervals_are_wilsons():
    for k, n in ((0, 5), (3, 50), (50, 50)):
        low, high = wilson(np.array([k / n]), np.array([n]))
        expected = binomtest(k, n).proportion_ci(method="wilson")
        np.testing.assert_allclose((low[0], high[0]), (expected.low, expected.high), atol=1e-4)


def test_panels_and_data(tree, tree_embedding):
    wide = Embedding(tree.names, from_ball(tree_embedding.vectors)[:, [0, 1, 1]], "hyperboloid")
    picture = calibration([tree_embedding, wide], tree, "Inner nodes")
    assert picture.data["dim"].unique().tolist() == [2, 3]
    assert picture.data.groupby("dim")["n"].sum().tolist() == [tree.n_nodes] * 2
    assert picture.data["auc"].between(0, 1).all()
    ElementTree.fromstring(card(picture, "calibration").svg)


def test_missing_nodes_are_named(tree, tree_embedding):
    part = Embedding(tree.names[:-1], tree_embedding.vectors[:-1], "poincare")
    with pytest.raises(UserError, match="1 of the 6"):
        calibration([part], tree, "Inner nodes")
