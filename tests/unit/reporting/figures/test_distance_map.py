"""Distances from a node, and the node that is chosen."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.geometry import ball
from poincare.geometry.hyperboloid import from_ball
from poincare.graphs.hierarchy import middling
from poincare.reporting.figures.distance_map import distance_map, distances_from
from poincare.reporting.figures.picture import card


def test_distances_are_those_of_equation_1_and_kinds_those_of_the_graph(tree, tree_embedding):
    node = tree.index["dog.n.01"]
    frame = distances_from(node, tree_embedding, tree)
    points = tree_embedding.vectors
    np.testing.assert_allclose(frame["distance"], ball.distance(points[node], points), atol=1e-7)
    assert frame.set_index("name")["kind"].to_dict() == {
        "mammal.n.01": "ancestor",
        "carnivore.n.01": "ancestor",
        "dog.n.01": "itself",
        "puppy.n.01": "descendant",
        "cat.n.01": "other",
        "rodent.n.01": "other",
    }


def test_the_node_in_the_midst_is_by_ratio_to_the_root_of_n(tree):
    # √6 ≈ 2.4: carnivore has 3 descendants, dog and rodent 1, mammal 5.
    assert tree.names[middling(tree)] == "carnivore.n.01"


def test_the_picture_names_the_nearest_nodes(tree, tree_embedding):
    picture = distance_map(tree_embedding, tree, "A map", "dog.n.01")
    order = picture.data.sort_values("distance")["name"].tolist()
    assert order[0] == "dog.n.01"
    assert f": {order[1]} (" in picture.alt
    _, right, _ = picture.figure.axes
    assert right.get_yticklabels()[0].get_text() == order[1].partition(".")[0]
    assert picture.data["nearest"].sum() == tree.n_nodes - 1
    ElementTree.fromstring(card(picture, "map").svg)


@pytest.mark.slow
def test_a_node_far_out_and_one_spot_for_all_can_be_drawn(tree):
    spot = Embedding(tree.names, np.full((6, 2), 0.3), "poincare")
    assert (distance_map(spot, tree, "One spot").data["distance"] == 0).all()
    angle = np.arange(6.0)
    far = np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.exp(angle * 5)[:, None]
    picture = distance_map(Embedding(tree.names, far, "hyperboloid"), tree, "Far", "rodent.n.01")
    assert np.isfinite(picture.data["distance"]).all()
    ElementTree.fromstring(card(picture, "map").svg)


def test_unknown_nodes_and_other_dims_are_refused(tree, tree_embedding):
    with pytest.raises(UserError, match=r"no node 'wolf\.n\.01' in mammals"):
        distance_map(tree_embedding, tree, "A map", "wolf.n.01")
    deep = Embedding(tree.names, from_ball(tree_embedding.vectors)[:, [0, 1, 1]], "hyperboloid")
    with pytest.raises(UserError, match="d = 3"):
        distance_map(deep, tree, "A map")
