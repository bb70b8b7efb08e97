"""The gradient of the distance from the origin, and transport from there, in both geometries."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from poincare.geometry import affine, hyperboloid


@pytest.fixture
def points(rng):
    return rng.normal(scale=2.0, size=(40, 4))


def test_the_radius_grows_by_one_per_unit_along_its_gradient(points):
    """Its tangent part has length 1; on the hyperboloid it equals autograd's."""
    x = hyperboloid.lift(points)
    raised = grad(lambda y: anp.sum(anp.arccosh(y[:, 0])))(x)
    raised[:, 0] *= -1

    def tangent(g):
        return g + hyperboloid.inner(x, g)[:, None] * x

    found = tangent(hyperboloid.radius_gradient(x))
    np.testing.assert_allclose(found, tangent(raised), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(hyperboloid.inner(found, found), 1.0, rtol=1e-7)
    flat = affine.radius_gradient(affine.lift(points))
    np.testing.assert_allclose(np.linalg.norm(flat, axis=1), 1.0)
    moved = np.linalg.norm(points + 1e-6 * flat[:, 1:], axis=1) - np.linalg.norm(points, axis=1)
    np.testing.assert_allclose(moved, 1e-6, rtol=1e-6)


@pytest.mark.parametrize("geometry", [affine, hyperboloid])
def test_at_the_origin_the_radius_has_no_direction(geometry):
    origin = geometry.lift(np.zeros((1, 3)))
    assert geometry.ambient_radius(origin) == [0.0]
    assert not geometry.radius_gradient(origin).any()


def test_ambient_radius_is_the_distance_from_the_origin(points):
    found = hyperboloid.ambient_radius(hyperboloid.lift(points))
    np.testing.assert_allclose(found, hyperboloid.distance(points, np.zeros_like(points)))
    np.testing.assert_allclose(
        affine.ambient_radius(affine.lift(points)), np.linalg.norm(points, axis=1)
    )


def test_transport_keeps_products_and_stays_tangent(points, rng):
    v, w = rng.normal(size=(2, *points.shape))
    x = hyperboloid.lift(points)
    there, other = hyperboloid.transported(x, v), hyperboloid.transported(x, w)
    np.testing.assert_allclose(hyperboloid.inner(x, there), 0.0, atol=1e-9)
    np.testing.assert_allclose(
        hyperboloid.inner(there, other), np.einsum("nd,nd->n", v, w), atol=1e-8
    )
    radial = hyperboloid.transported(x, points)
    along = -hyperboloid.radius_gradient(x)  # the origin itself, up to a factor
    tangent = along + hyperboloid.inner(x, along)[:, None] * x
    cosine = hyperboloid.inner(radial, tangent) / np.linalg.norm(points, axis=1)
    np.testing.assert_allclose(cosine, -1.0, rtol=1e-9)
    np.testing.assert_array_equal(affine.transported(affine.lift(points), v)[:, 1:], v)
