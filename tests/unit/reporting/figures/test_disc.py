import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.geometry import ball
from poincare.geometry.hyperboloid import from_ball
from poincare.graphs.relations import Relations
from poincare.reporting.figures import disc_layout as disc

points = st.tuples(st.floats(0, 0.999), st.floats(0, 2 * np.pi)).map(
    lambda polar: polar[0] * np.array([np.cos(polar[1]), np.sin(polar[1])])
)


@given(points, points)
@settings(max_examples=60, deadline=None)
def test_geodesic_is_the_shortest_way(u, v):
    way = disc.geodesic(u, v, 9)
    np.testing.assert_allclose(way[[0, -1]], [u, v], atol=1e-9)
    through = ball.distance(u, way) + ball.distance(way, v)
    np.testing.assert_allclose(through, ball.distance(u, v), rtol=1e-6, atol=1e-6)


def test_geodesic_is_an_arc_that_meets_the_boundary_at_right_angles():
    u, v = np.array([0.9, 0.1]), np.array([-0.2, 0.85])
    way = disc.geodesic(u, v, 7)
    # A circle with centre c meets the unit circle at right angles if 2 c·p = 1 + ‖p‖² on it.
    centre = np.linalg.solve(2 * np.stack([u, v]), 1 + np.array([u @ u, v @ v]))
    np.testing.assert_allclose(2 * way @ centre, 1 + (way**2).sum(axis=1), atol=1e-12)


def test_geodesic_through_the_origin_is_straight():
    way = disc.geodesic(np.array([-0.6, -0.3]), np.array([0.8, 0.4]), 11)
    np.testing.assert_allclose(way[:, 1], way[:, 0] / 2, atol=1e-15)


def test_geodesics_stay_inside_near_the_boundary_and_for_equal_ends():
    near = 1 - 1e-12
    u = np.array([[near, 0.0], [0.3, 0.4], [near, 0.0]])
    v = np.array([[-near, 0.0], [0.3, 0.4], [np.cos(1e-6) * near, np.sin(1e-6) * near]])
    way = disc.geodesic(u, v, 17)
    assert way.shape == (3, 17, 2)
    assert (np.linalg.norm(way, axis=-1) <= 1.0).all()
    np.testing.assert_allclose(way[1], np.tile([0.3, 0.4], (17, 1)), atol=1e-15)


def test_direct_edges_are_the_transitive_reduction(tree):
    edges = {(tree.names[u][:3], tree.names[v][:3]) for u, v in disc.direct_edges(tree)}
    assert edges == {
        ("car", "mam"),
        ("dog", "car"),
        ("pup", "dog"),
        ("cat", "car"),
        ("cat", "rod"),
        ("rod", "mam"),
    }


def test_a_tree_of_direct_edges_is_drawn_as_its_closure_would_be(tree):
    edges = disc.direct_edges(tree)
    alone = Relations.from_pairs(tree.name, tree.names, edges)
    np.testing.assert_array_equal(disc.direct_edges(alone), edges)
    np.testing.assert_array_equal(disc.descendants(tree), tree.in_degree)
    np.testing.assert_array_equal(disc.descendants(alone), tree.in_degree)
    assert (alone.in_degree != tree.in_degree).any()


def test_self_loops_are_no_edges(tree):
    nodes = np.arange(tree.n_nodes)
    pairs = np.column_stack([np.append(tree.sources, nodes), np.append(tree.indices, nodes)])
    looped = Relations.from_pairs(tree.name, tree.names, pairs)
    np.testing.assert_array_equal(disc.direct_edges(looped), disc.direct_edges(tree))


@given(points, st.floats(0, 12))
@settings(max_examples=60, deadline=None)
def test_circles_hold_the_points_at_their_distance(centre, radius):
    middle, drawn = disc.circle(centre, radius)
    angle = np.linspace(0, 2 * np.pi, 9)
    way = middle + drawn * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    np.testing.assert_allclose(ball.distance(centre, way), radius, rtol=1e-4, atol=1e-6)


def test_depth_is_the_shortest_chain_to_a_root(tree):
    depth = disc.depths(disc.direct_edges(tree), tree.n_nodes)
    assert dict(zip(tree.names, depth, strict=True)) == {
        "mammal.n.01": 0,
        "carnivore.n.01": 1,
        "rodent.n.01": 1,
        "dog.n.01": 2,
        "cat.n.01": 2,
        "puppy.n.01": 3,
    }


def test_prominence_is_by_descendants(tree):
    assert [tree.names[node] for node in disc.prominence(disc.descendants(tree))[:2]] == [
        "mammal.n.01",
        "carnivore.n.01",
    ]


def test_coordinates_follow_the_names_and_the_manifold(tree, tree_embedding):
    expected = tree_embedding.vectors
    lifted = Embedding(tree.names[::-1], from_ball(expected)[::-1], "hyperboloid")
    np.testing.assert_allclose(disc.ball_coordinates(lifted, tree.names), expected, atol=1e-12)


def test_other_embeddings_are_refused(tree):
    with pytest.raises(UserError, match="d = 3"):
        disc.ball_coordinates(Embedding(("a",), np.zeros((1, 3)), "poincare"), ("a",))
    with pytest.raises(UserError, match=r"1 nodes without vector, first 'b'"):
        disc.ball_coordinates(Embedding(("a",), np.zeros((1, 2)), "poincare"), ("a", "b"))
    with pytest.raises(UserError, match="euclidean points"):
        disc.ball_coordinates(Embedding(("a",), np.zeros((1, 2)), "euclidean"), ("a",))


def test_no_nodes_have_no_coordinates(tree_embedding):
    assert disc.ball_coordinates(tree_embedding, ()).shape == (0, 2)
