"""The hyperboloid's laws: a metric, its isometries, and geodesics of unit speed."""

from decimal import Decimal, localcontext
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poincare.geometry import ball, hyperboloid

DIM = 3
COORDINATE = st.floats(-50, 50, allow_subnormal=False)
POINT = arrays(np.float64, DIM, elements=COORDINATE)


def tolerance(*points):
    """Rounding of a distance: the coordinates' size squared times the machine epsilon."""
    largest = max(float(hyperboloid.time_coordinate(point).max()) for point in points)
    return 1e-7 + 1e-12 * largest**2


@given(POINT, POINT, POINT)
def test_distance_is_a_metric(x, y, z):
    slack = tolerance(x, y, z)
    assert hyperboloid.distance(x, x) == 0
    assert hyperboloid.distance(x, y) == hyperboloid.distance(y, x)
    assert hyperboloid.distance(x, y) >= 0
    detour = hyperboloid.distance(x, z) + hyperboloid.distance(z, y)
    assert hyperboloid.distance(x, y) <= detour + slack


@given(POINT, POINT, st.floats(-2, 2), st.integers(0, 2**32 - 1))
def test_boosts_and_rotations_keep_distances(x, y, rapidity, seed):
    rotation, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(DIM, DIM)))
    boost = np.eye(DIM + 1)
    boost[:2, :2] = [[np.cosh(rapidity), np.sinh(rapidity)], [np.sinh(rapidity), np.cosh(rapidity)]]

    def moved(point):
        return (boost @ hyperboloid.lift(rotation @ point))[1:]

    np.testing.assert_allclose(
        hyperboloid.distance(moved(x), moved(y)),
        hyperboloid.distance(x, y),
        rtol=1e-6,
        atol=np.sqrt(tolerance(x, y, moved(x), moved(y))),
    )


@given(POINT, POINT)
def test_the_ball_has_the_same_distances(x, y):
    np.testing.assert_allclose(
        ball.distance(hyperboloid.to_ball(x), hyperboloid.to_ball(y)),
        hyperboloid.distance(x, y),
        rtol=1e-7,
        atol=1e-4,
    )


def excess_in_sixty_digits(x, y):
    """(x₀y₀, x₀y₀ − x·y − 1) of the very numbers in x and y."""
    with localcontext() as context:
        context.prec = 60
        exact = [[Decimal(float(number)) for number in point] for point in (x, y)]
        size = prod((1 + sum(number**2 for number in point)).sqrt() for point in exact)
        return size, size - sum(a * b for a, b in zip(*exact, strict=True)) - 1


@given(
    st.integers(1, 6),
    st.floats(0, 36),
    st.floats(-1, 36),
    st.floats(-17, 0),
    st.integers(0, 2**32 - 1),
)
def test_the_excess_keeps_its_digits_far_from_the_origin(dim, radius, other, angle, seed):
    rng = np.random.default_rng(seed)
    direction, turn = rng.normal(size=(2, dim))
    x = direction * np.sinh(radius) / np.linalg.norm(direction)
    direction = direction + turn * 10.0**angle
    y = direction * np.sinh(abs(other)) / np.linalg.norm(direction)
    size, expected = excess_in_sixty_digits(x, y)
    error = abs(Decimal(float(hyperboloid.excess(x, y))) - expected)
    # What the screen of the ranking takes off: coarseness 16 of k = d + 1 terms.
    unit_roundoff = Decimal(float(np.finfo(np.float64).eps / 2))
    assert error <= 2 * (dim + 4) * 16 * unit_roundoff * size


@given(POINT)
def test_to_ball_and_back(x):
    p = hyperboloid.to_ball(x)
    assert np.linalg.norm(p) < 1
    np.testing.assert_allclose(hyperboloid.from_ball(p), x, rtol=1e-9, atol=1e-9)


def test_excess_of_near_points_far_out_does_not_cancel():
    x = np.array([1e6, 0.0])
    y = np.array([1e6, 1e-3])
    # Two points at (almost) the same radius: cosh d − 1 = ½|x − y|² to first order.
    np.testing.assert_allclose(hyperboloid.excess(x, y), 0.5e-6, rtol=1e-6)
    naive = hyperboloid.time_coordinate(x) * hyperboloid.time_coordinate(y) - x @ y - 1
    assert abs(naive - 0.5e-6) > 1e-7, "the direct formula would have done as well"


def test_the_exponential_map_goes_as_far_as_the_tangent_is_long(rng):
    points = hyperboloid.lift(rng.normal(size=(200, 4)) * 3)
    gradient = rng.normal(size=points.shape)
    moved = hyperboloid.exponential_map(points, gradient, rate=0.01, longest=np.inf)
    along = hyperboloid.inner(points, gradient)
    tangent = gradient + along[:, None] * points
    np.testing.assert_allclose(hyperboloid.inner(tangent, points), 0, atol=1e-6 * points.max() ** 2)
    length = 0.01 * np.sqrt(hyperboloid.inner(tangent, tangent))
    np.testing.assert_allclose(
        hyperboloid.distance(points[:, 1:], moved[:, 1:]), length, rtol=1e-6, atol=1e-9
    )
    np.testing.assert_allclose(hyperboloid.inner(moved, moved), -1, atol=1e-9 * moved.max() ** 2)


def test_a_step_is_cut_at_the_longest(rng):
    points = hyperboloid.lift(rng.normal(size=(50, 3)))
    moved = hyperboloid.exponential_map(points, 100 * rng.normal(size=points.shape), 1.0, 0.5)
    np.testing.assert_allclose(hyperboloid.distance(points[:, 1:], moved[:, 1:]), 0.5, rtol=1e-9)


def test_a_step_against_the_gradient_lowers_the_distance(rng):
    x, y = rng.normal(size=(2, 100, 3))
    points, targets = hyperboloid.lift(x), hyperboloid.lift(y)
    moved = hyperboloid.exponential_map(points, -targets, 1e-4, 0.1)
    assert (hyperboloid.distance(moved[:, 1:], y) < hyperboloid.distance(x, y)).all()


def test_within_radius_moves_only_what_is_outside(rng):
    points = hyperboloid.lift(rng.normal(size=(100, 3)) * 2)
    capped = hyperboloid.within_radius(points, 1.0)
    outside = hyperboloid.radius(points[:, 1:]) > 1
    assert outside.any() and not outside.all()
    np.testing.assert_allclose(hyperboloid.radius(capped[outside, 1:]), 1.0)
    np.testing.assert_array_equal(capped[~outside, 1:], points[~outside, 1:])


@pytest.mark.parametrize("r", [0.5, 3.0, 10.0])
def test_at_radius(rng, r):
    x = rng.normal(size=(10, 3))
    np.testing.assert_allclose(hyperboloid.radius(hyperboloid.at_radius(x, np.full(10, r))), r)
