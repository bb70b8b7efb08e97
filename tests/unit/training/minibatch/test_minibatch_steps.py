"""Steps and projections: laws of the exponential map, formulas, and staying in the ball."""

import numpy as np
import pytest

from poincare.geometry import ball, hyperboloid
from poincare.training.minibatch import steps
from poincare.training.minibatch.steps import Ball


def in_ball(rng, n=200, d=4, radius=1.0):
    x = rng.normal(size=(n, d))
    return x / np.linalg.norm(x, axis=1)[:, None] * radius * rng.uniform(0, 0.999, (n, 1))


def squared(x):
    return np.einsum("nd,nd->n", x, x)


def test_retraction_is_equation_5(rng):
    x, gradient = in_ball(rng), rng.normal(size=(200, 4))
    moved = steps.retraction(None)(x.copy(), gradient.copy(), squared(x), 0.3)
    expected = [p - 0.3 * (1 - p @ p) ** 2 / 4 * g for p, g in zip(x, gradient, strict=True)]
    np.testing.assert_allclose(moved, expected, atol=1e-15)


def test_a_long_riemannian_gradient_is_cut(rng):
    x, gradient = in_ball(rng), 100 * rng.normal(size=(200, 4))
    moved = steps.retraction(2.0)(x.copy(), gradient.copy(), squared(x), 0.3)
    free = steps.retraction(None)(x.copy(), gradient.copy(), squared(x), 0.3)
    length, full = np.linalg.norm(moved - x, axis=1), np.linalg.norm(free - x, axis=1)
    np.testing.assert_allclose(length, np.minimum(full, 0.6), atol=1e-14)
    assert (full > 0.6).any() and (full < 0.6).any()


@pytest.mark.parametrize("curvature", [0.3, 1.0, 2.5])
def test_the_exponential_map_goes_as_far_as_the_tangent_is_long(rng, curvature):
    x = in_ball(rng, radius=1 / np.sqrt(curvature))
    conformal = 2 / (1 - curvature * squared(x))
    v = rng.normal(size=x.shape) / conformal[:, None]
    y = ball.exponential_map(x, v, curvature)
    root = np.sqrt(curvature)
    assert (np.linalg.norm(y, axis=1) < 1 / root).all()
    length = ball.distance(root * x, root * y) / root
    np.testing.assert_allclose(length, conformal * np.linalg.norm(v, axis=1), rtol=1e-7)
    np.testing.assert_allclose(ball.exponential_map(x, 0 * v, curvature), x, atol=1e-15)


def test_both_exponential_maps_are_the_same_step(rng):
    """A gradient step of the same function in the ball and on the hyperboloid."""
    p, target = in_ball(rng, radius=0.8), in_ball(rng, radius=0.8)
    alpha, beta, apart = 1 - squared(p), 1 - squared(target), squared(p - target)
    # Gradient of cosh d = 1 + 2‖p − q‖²/(αβ) by p, and of −⟨x, y⟩ by x, index raised.
    by_p = (4 / (alpha * beta))[:, None] * (p - target + (apart / alpha)[:, None] * p)
    moved = steps.exponential_map(1.0)(p.copy(), by_p.copy(), squared(p), 0.1)
    x, y = hyperboloid.lift(hyperboloid.from_ball(p)), hyperboloid.from_ball(target)
    ambient = steps.hyperboloid(None)(x.copy(), -hyperboloid.lift(y), squared(x), 0.1)
    np.testing.assert_allclose(moved, hyperboloid.to_ball(ambient[:, 1:]), atol=1e-10)


def test_a_step_on_the_hyperboloid_is_cut(rng):
    x = hyperboloid.lift(rng.normal(size=(20, 3)))
    moved = steps.hyperboloid(0.5)(x.copy(), 1e3 * rng.normal(size=x.shape), squared(x), 1.0)
    length = hyperboloid.distance(x[:, 1:], moved[:, 1:])
    np.testing.assert_allclose(length, 0.5, rtol=1e-6)


@pytest.mark.parametrize("radius", [1.0, 2.0])
@pytest.mark.parametrize("kind", ["scaled", "shrunk", "as-printed"])
def test_projections(kind, radius, rng):
    x = radius * rng.normal(size=(500, 3)) * 0.7
    before, norms = x.copy(), squared(x)
    steps.projection(Ball(epsilon=1e-2, projection=kind), radius)(x, norms)
    np.testing.assert_array_equal(norms, squared(x))
    assert (norms < radius**2).all()
    limit = radius * (1.0 if kind == "as-printed" else 0.99)
    for p, q in zip(before, x, strict=True):
        length = np.linalg.norm(p)
        if length <= limit:
            np.testing.assert_array_equal(p, q)
            continue
        scaled = p * 0.99 * radius / length
        printed = p * radius / length - 1e-2
        if kind == "as-printed" and np.linalg.norm(printed) >= radius:
            printed *= 0.99 * radius / np.linalg.norm(printed)
        shrunk = scaled - 1e-2 * np.sign(scaled)
        expected = {"scaled": scaled, "shrunk": shrunk, "as-printed": printed}[kind]
        np.testing.assert_allclose(q, expected, atol=1e-14)
