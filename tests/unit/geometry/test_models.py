"""The maps between ball, hyperboloid and Klein model: inverse to each other, and isometries."""

import numpy as np
import pytest
from drawn_points import CURVATURES, DTYPES, REACH, apart, cases, draw_points, rounding
from hypothesis import given

from poincare.geometry import hyperboloid, models

over_all = pytest.mark.parametrize(
    ("curvature", "dtype"), [(c, dtype) for c in CURVATURES for dtype in DTYPES]
)
#: To the ball and from it, and how much faster than in the ball points approach the rim.
MODELS = {
    "hyperboloid": (models.hyperboloid_to_ball, models.ball_to_hyperboloid, 1.0),
    "klein": (models.klein_to_ball, models.ball_to_klein, 2.0),
}


@over_all
@pytest.mark.parametrize("name", MODELS)
@given(case=cases)
def test_there_and_back_is_the_same_point(curvature, dtype, name, case):
    to_ball, from_ball, faster = MODELS[name]
    (p,) = draw_points(case, curvature, dtype, 1, REACH[dtype] / faster)
    there = from_ball(p, curvature)
    back = to_ball(there, curvature)
    assert there.dtype == dtype and back.dtype == dtype
    slack = rounding(dtype, 1.0 + REACH[dtype] * case[2])
    assert apart(back, p, curvature).max() <= slack
    again = from_ball(back, curvature)
    np.testing.assert_allclose(again, there, rtol=slack, atol=1e-3 * np.finfo(dtype).eps)


@over_all
@given(case=cases)
def test_from_klein_to_hyperboloid_and_back(curvature, dtype, case):
    (p,) = draw_points(case, curvature, dtype, 1, REACH[dtype] / 2)
    k = models.ball_to_klein(p, curvature)
    x = models.klein_to_hyperboloid(k, curvature)
    assert x.dtype == dtype
    slack = rounding(dtype, 1.0 + REACH[dtype] * case[2])
    np.testing.assert_allclose(x, models.ball_to_hyperboloid(p, curvature), rtol=slack)
    back = models.hyperboloid_to_klein(x, curvature)
    assert back.dtype == dtype
    np.testing.assert_allclose(back, k, rtol=20 * np.finfo(dtype).eps)


@pytest.mark.parametrize("curvature", CURVATURES)
@given(case=cases)
def test_distances_are_the_same_in_all_models(curvature, case):
    p, q = draw_points(case, curvature, np.float64, 2, 6.0)
    expected = apart(p, q, curvature)
    x, y = (np.sqrt(curvature) * models.ball_to_hyperboloid(one, curvature) for one in (p, q))
    np.testing.assert_allclose(hyperboloid.inner(x, x), -1.0, atol=1e-9)
    lorentz = np.arccosh(np.maximum(-hyperboloid.inner(x, y), 1.0))
    k, m = (np.sqrt(curvature) * models.ball_to_klein(one, curvature) for one in (p, q))
    gap = np.sqrt((1.0 - (k**2).sum(axis=1)) * (1.0 - (m**2).sum(axis=1)))
    klein = np.arccosh(np.maximum((1.0 - (k * m).sum(axis=1)) / gap, 1.0))
    # arcosh turns a rounding of its argument near 1 into its square root.
    for found in (lorentz, klein):
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=2e-5)


@given(case=cases)
def test_at_curvature_one_they_are_the_maps_of_the_hyperboloid(case):
    (p,) = draw_points(case, 1.0, np.float64, 1, 10.0)
    x = hyperboloid.from_ball(p)
    np.testing.assert_array_equal(models.ball_to_hyperboloid(p), hyperboloid.lift(x))
    np.testing.assert_array_equal(
        models.hyperboloid_to_ball(hyperboloid.lift(x)), hyperboloid.to_ball(x)
    )


def test_geodesics_are_straight_in_the_klein_model():
    from poincare.geometry.geodesics import point_at

    x, y = np.array([[0.9, 0.1]]), np.array([[-0.2, 0.85]])
    start, middle, end = (
        models.ball_to_klein(point_at(x, y, t))[0] for t in (0.0, 0.3, 1.0)
    )  # fmt: skip
    (a, b), (c, d) = middle - start, end - start
    assert abs(a * d - b * c) < 1e-14
