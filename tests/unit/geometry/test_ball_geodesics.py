"""Geodesics and circles of the ball."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.geometry import ball

points = st.tuples(st.floats(0, 0.999), st.floats(0, 2 * np.pi)).map(
    lambda polar: polar[0] * np.array([np.cos(polar[1]), np.sin(polar[1])])
)


@given(points, points)
@settings(max_examples=60, deadline=None)
def test_geodesic_is_the_shortest_way(u, v):
    way = ball.geodesic(u, v, 9)
    np.testing.assert_allclose(way[[0, -1]], [u, v], atol=1e-9)
    through = ball.distance(u, way) + ball.distance(way, v)
    np.testing.assert_allclose(through, ball.distance(u, v), rtol=1e-6, atol=1e-6)


def test_geodesic_is_an_arc_that_meets_the_boundary_at_right_angles():
    u, v = np.array([0.9, 0.1]), np.array([-0.2, 0.85])
    way = ball.geodesic(u, v, 7)
    # A circle with centre c meets the unit circle at right angles if 2 c·p = 1 + ‖p‖² on it.
    centre = np.linalg.solve(2 * np.stack([u, v]), 1 + np.array([u @ u, v @ v]))
    np.testing.assert_allclose(2 * way @ centre, 1 + (way**2).sum(axis=1), atol=1e-12)


def test_geodesic_through_the_origin_is_straight():
    way = ball.geodesic(np.array([-0.6, -0.3]), np.array([0.8, 0.4]), 11)
    np.testing.assert_allclose(way[:, 1], way[:, 0] / 2, atol=1e-15)


def test_geodesics_stay_inside_near_the_boundary_and_for_equal_ends():
    near = 1 - 1e-12
    u = np.array([[near, 0.0], [0.3, 0.4], [near, 0.0]])
    v = np.array([[-near, 0.0], [0.3, 0.4], [np.cos(1e-6) * near, np.sin(1e-6) * near]])
    way = ball.geodesic(u, v, 17)
    assert way.shape == (3, 17, 2)
    assert (np.linalg.norm(way, axis=-1) <= 1.0).all()
    np.testing.assert_allclose(way[1], np.tile([0.3, 0.4], (17, 1)), atol=1e-15)


@given(points, st.floats(0, 12))
@settings(max_examples=60, deadline=None)
def test_circles_hold_the_points_at_their_distance(centre, radius):
    middle, drawn = ball.circle(centre, radius)
    angle = np.linspace(0, 2 * np.pi, 9)
    way = middle + drawn * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    np.testing.assert_allclose(ball.distance(centre, way), radius, rtol=1e-4, atol=1e-6)
