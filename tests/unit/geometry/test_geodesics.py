"""Exponential map, logarithm, transport and geodesics: laws over curvatures, dtypes and radii."""

import numpy as np
import pytest
from drawn_points import CURVATURES, DTYPES, REACH, apart, cases, draw_points, rounding
from hypothesis import given
from hypothesis import strategies as st

from poincare.geometry import geodesics, mobius

over_all = pytest.mark.parametrize(
    ("curvature", "dtype"), [(c, dtype) for c in CURVATURES for dtype in DTYPES]
)


def length(x, v, curvature):
    return (geodesics.conformal_factor(x, curvature)[..., 0]) * np.linalg.norm(v, axis=-1)


@over_all
@given(case=cases)
def test_the_logarithm_is_as_long_as_the_points_are_apart(curvature, dtype, case):
    x, y = draw_points(case, curvature, dtype, 2, REACH[dtype])
    v = geodesics.logarithm(x, y, curvature)
    far = geodesics.distance(x, y, curvature)
    assert v.dtype == dtype and far.dtype == dtype
    # Coordinates are rounded in proportion to the radius, however near the points are.
    slack = 50 * np.finfo(dtype).eps * float(apart(x, np.zeros_like(x), curvature).max())
    np.testing.assert_allclose(
        length(x, v, curvature),
        far,
        rtol=rounding(dtype, 1.0 + REACH[dtype] * case[2]),
        atol=slack / np.sqrt(curvature),
    )


@over_all
@given(case=cases)
def test_exponential_map_and_logarithm_undo_each_other(curvature, dtype, case):
    x, y = draw_points(case, curvature, dtype, 2, REACH[dtype] / 3)
    v = geodesics.logarithm(x, y, curvature)
    back = geodesics.exponential(x, v, curvature)
    assert back.dtype == dtype
    assert apart(back, y, curvature).max() <= rounding(dtype, REACH[dtype] * case[2])
    again = geodesics.logarithm(x, back, curvature)
    gap = length(x, again - v, curvature) * np.sqrt(curvature)
    assert gap.max() <= rounding(dtype, REACH[dtype] * case[2])


@over_all
@given(case=cases)
def test_at_the_origin_the_maps_are_the_general_ones(curvature, dtype, case):
    (y,) = draw_points(case, curvature, dtype, 1, REACH[dtype])
    zero, eps = np.zeros_like(y), np.finfo(dtype).eps
    v = geodesics.logarithm_at_origin(y, curvature)
    assert v.dtype == dtype
    general = geodesics.logarithm(zero, y, curvature)
    np.testing.assert_allclose(v, general, rtol=rounding(dtype, REACH[dtype] * case[2]))
    back = geodesics.exponential_at_origin(v, curvature)
    assert back.dtype == dtype
    np.testing.assert_allclose(back, geodesics.exponential(zero, v, curvature), rtol=20 * eps)
    assert apart(back, y, curvature).max() <= rounding(dtype, REACH[dtype] * case[2])


@over_all
@given(case=cases)
def test_transport_keeps_lengths_and_the_direction_of_the_geodesic(curvature, dtype, case):
    x, y, v = draw_points(case, curvature, dtype, 3, REACH[dtype])
    moved = geodesics.transport(x, y, v, curvature)
    assert moved.dtype == dtype
    np.testing.assert_allclose(
        length(y, moved, curvature), length(x, v, curvature), rtol=100 * np.finfo(dtype).eps
    )
    x, y = (mobius.scale(1 / 3, one, curvature) for one in (x, y))
    along = geodesics.transport(x, y, geodesics.logarithm(x, y, curvature), curvature)
    gap = along + geodesics.logarithm(y, x, curvature)
    far = np.sqrt(curvature) * length(y, gap, curvature)
    assert far.max() <= rounding(dtype, REACH[dtype] * case[2])


@over_all
@given(case=cases, t=st.floats(0, 1))
def test_a_geodesic_has_constant_speed_and_the_right_ends(curvature, dtype, case, t):
    x, y = draw_points(case, curvature, dtype, 2, REACH[dtype])
    far, slack = apart(x, y, curvature), rounding(dtype, REACH[dtype] * case[2])
    middle = geodesics.point_at(x, y, t, curvature)
    assert middle.dtype == dtype
    assert np.abs(apart(x, middle, curvature) - t * far).max() <= slack
    assert np.abs(apart(middle, y, curvature) - (1 - t) * far).max() <= slack
    for end, at in ((x, 0.0), (y, 1.0)):
        ends = geodesics.point_at(x, y, np.full(len(x), at), curvature)
        assert apart(ends, end, curvature).max() <= slack


@pytest.mark.parametrize("curvature", CURVATURES)
@given(case=cases, t=st.floats(-1, 2))
def test_a_geodesic_is_the_curve_of_gyrovectors(curvature, case, t):
    x, y = draw_points(case, curvature, np.float64, 2, 3.0)
    step = mobius.scale(t, mobius.add(-x, y, curvature), curvature)
    expected = mobius.add(x, step, curvature)
    found = geodesics.point_at(x, y, t, curvature)
    assert apart(found, expected, curvature).max() <= rounding(np.float64, 16.0)


@pytest.mark.parametrize("dtype", DTYPES)
def test_equal_and_nearly_equal_points_divide_by_nothing(dtype):
    tiny = dtype(1e-30)
    x = np.array([[0.3, 0.4], [0.0, 0.0], [0.0, 0.0]], dtype)
    y = np.array([[0.3, 0.4], [0.0, 0.0], [tiny, 0.0]], dtype)
    v = geodesics.logarithm(x, y)
    np.testing.assert_array_equal(v, y - x)
    np.testing.assert_allclose(geodesics.exponential(x, v), y, rtol=1e-6)
    np.testing.assert_array_equal(geodesics.point_at(x, y, 1.0)[1:], y[1:])
    np.testing.assert_array_equal(geodesics.exponential_at_origin(y[1:]), y[1:])
    np.testing.assert_array_equal(mobius.scale(0.5, y[1:]), y[1:] / 2)
