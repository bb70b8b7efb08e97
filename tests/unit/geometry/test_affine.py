"""Steps and means of flat space in affine coordinates."""

import numpy as np

from poincare.geometry import affine


def test_the_tangent_part_is_the_gradient_of_weighted_squares(rng):
    x, y, c = rng.normal(size=(1, 4)), rng.normal(size=(6, 4)), rng.normal(size=6)
    g = -(c @ affine.lift(y))[None]
    expected = (c[:, None] * (x - y)).sum(axis=0)
    np.testing.assert_allclose(affine.tangent(affine.lift(x), g)[0, 1:], expected)
    assert affine.tangent(affine.lift(x), g)[0, 0] == 0


def test_a_step_is_straight_and_no_longer_than_it_may_be(rng):
    points, gradient = affine.lift(rng.normal(size=(5, 3))), rng.normal(size=(5, 4))
    gradient[2] = 0.0
    expected = points - 0.1 * affine.tangent(points, gradient)
    moved = points.copy()
    affine.move(moved, gradient.copy(), 0.1, 10.0)
    np.testing.assert_allclose(moved, expected)
    affine.move(points, gradient, 1e6, 0.25)
    lengths = np.linalg.norm(points - moved, axis=1)
    assert (lengths[[0, 1, 3, 4]] > 0).all()
    np.testing.assert_array_equal(points[:, 0], 1.0)


def test_lengths_of_steps_are_cut():
    points = affine.lift(np.zeros((2, 3)))
    affine.move(points, np.array([[0.0, 3, 4, 0], [0.0, 0.3, 0.4, 0]]), 1.0, 2.0)
    np.testing.assert_allclose(points[:, 1:], [[-1.2, -1.6, 0], [-0.3, -0.4, 0]])
    np.testing.assert_allclose(affine.step(np.array([3.0, 4, 0]), 1.0, 2.0), [1.2, 1.6, 0])


def test_points_beyond_the_greatest_radius_are_drawn_back(rng):
    points = affine.lift(rng.normal(size=(50, 3)))
    norm = np.linalg.norm(points[:, 1:], axis=1)
    within = affine.within_radius(points, 1.0)
    np.testing.assert_allclose(np.linalg.norm(within[:, 1:], axis=1), np.minimum(norm, 1.0))
    np.testing.assert_allclose(within[norm < 1], points[norm < 1])
    assert affine.within_radius(points, np.inf) is points
