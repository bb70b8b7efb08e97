"""The Einstein midpoint: between two points, under isometries, and beside the hyperboloid's."""

import numpy as np
import pytest
from drawn_points import CURVATURES, DTYPES, REACH, apart, cases, draw_points, rounding
from hypothesis import given

from poincare.geometry import geodesics, hyperboloid, mobius, models
from poincare.geometry.midpoint import einstein_midpoint

over_all = pytest.mark.parametrize(
    ("curvature", "dtype"), [(c, dtype) for c in CURVATURES for dtype in DTYPES]
)


@over_all
@given(case=cases)
def test_of_two_points_it_is_the_middle_of_the_geodesic(curvature, dtype, case):
    x, y = draw_points(case, curvature, dtype, 2, REACH[dtype])
    found = einstein_midpoint(np.stack([x, y], axis=1), curvature=curvature)
    assert found.dtype == dtype and found.shape == x.shape
    middle = geodesics.point_at(x, y, 0.5, curvature)
    assert apart(found, middle, curvature).max() <= rounding(dtype, REACH[dtype] * case[2])


@over_all
@given(case=cases)
def test_it_moves_with_its_points(curvature, dtype, case):
    a, *rest = draw_points(case, curvature, dtype, 6, REACH[dtype] / 3)
    x = np.stack(rest, axis=1)
    weights = np.random.default_rng(case[0]).uniform(0.1, 1.0, x.shape[:2])
    before = mobius.add(a, einstein_midpoint(x, weights, curvature), curvature)
    after = einstein_midpoint(mobius.add(a[:, None], x, curvature), weights, curvature)
    assert apart(before, after, curvature).max() <= rounding(dtype, REACH[dtype] * case[2])
    turned = einstein_midpoint(x[..., ::-1], weights, curvature)[..., ::-1]
    plain = einstein_midpoint(x, weights, curvature)
    assert apart(turned, plain, curvature).max() <= rounding(dtype, REACH[dtype] * case[2])


@pytest.mark.parametrize("curvature", CURVATURES)
@given(case=cases)
def test_it_is_the_weighted_mean_by_lorentz_factors_in_the_klein_model(curvature, case):
    x = np.stack(draw_points(case, curvature, np.float64, 4, 5.0), axis=1)
    weights = np.random.default_rng(case[0]).uniform(0.1, 1.0, x.shape[:2])
    k = models.ball_to_klein(x, curvature)
    factor = (weights / np.sqrt(1.0 - curvature * (k**2).sum(axis=-1)))[..., None]
    mean = (factor * k).sum(axis=1) / factor.sum(axis=1)
    found = einstein_midpoint(x, weights, curvature)
    expected = models.klein_to_ball(mean, curvature)
    assert apart(found, expected, curvature).max() <= rounding(np.float64, 10.0)


def test_it_is_the_mean_on_the_hyperboloid(rng):
    x = rng.normal(size=(7, 3))
    weights = rng.uniform(size=7)
    found = einstein_midpoint(hyperboloid.to_ball(x), weights)
    total = (weights @ hyperboloid.lift(x))[None]
    np.testing.assert_allclose(hyperboloid.from_ball(found), hyperboloid.mean(total)[0])


def test_one_point_and_weights_of_zero():
    x = np.array([[0.3, 0.4], [0.1, -0.9], [0.0, 0.2]])
    np.testing.assert_allclose(einstein_midpoint(x[:1]), x[0], rtol=1e-14)
    np.testing.assert_allclose(einstein_midpoint(x, np.array([0.0, 2.0, 0.0])), x[1], rtol=1e-13)


def test_near_points_far_out_have_their_middle_among_them():
    angle = np.array([-1e-9, 1e-9])
    x = np.tanh(10.0) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    found = einstein_midpoint(x)
    np.testing.assert_allclose(
        apart(x, found, 1.0), np.full(2, apart(x[0], x[1], 1.0) / 2), rtol=1e-6
    )
