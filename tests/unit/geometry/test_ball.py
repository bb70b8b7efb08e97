"""The ball's distance against its formula's known values."""

import numpy as np

from poincare.geometry import ball


def test_distance_to_the_origin_is_twice_artanh_of_the_norm():
    norm = np.array([0.0, 0.1, 0.5, 0.999])
    points = np.column_stack([norm, np.zeros(4)])
    np.testing.assert_allclose(ball.distance(points, np.zeros((4, 2))), 2 * np.arctanh(norm))


def test_distance_adds_up_along_a_diameter():
    u, v = np.array([-0.3, 0.0]), np.array([0.6, 0.0])
    np.testing.assert_allclose(ball.distance(u, v), 2 * np.arctanh(0.3) + 2 * np.arctanh(0.6))


def test_equation_1_as_printed(rng):
    u, v = rng.uniform(-0.5, 0.5, size=(2, 50, 3))
    ratio = ((u - v) ** 2).sum(1) / ((1 - (u**2).sum(1)) * (1 - (v**2).sum(1)))
    np.testing.assert_allclose(ball.distance(u, v), np.arccosh(1 + 2 * ratio), rtol=1e-12)
