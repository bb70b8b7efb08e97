"""The laws of a gyrovector space, over curvatures, dtypes and radii."""

import numpy as np
import pytest
from drawn_points import CURVATURES, DTYPES, REACH, apart, cases, draw_points, rounding
from hypothesis import given
from hypothesis import strategies as st

from poincare.geometry import ball, mobius

over_all = pytest.mark.parametrize(
    ("curvature", "dtype"), [(c, dtype) for c in CURVATURES for dtype in DTYPES]
)


@over_all
@given(case=cases)
def test_adding_minus_x_undoes_adding_x(curvature, dtype, case):
    """Left cancellation, −x ⊕ (x ⊕ y) = y."""
    x, y = draw_points(case, curvature, dtype, 2, REACH[dtype] / 3)
    total = mobius.add(x, y, curvature)
    back = mobius.add(-x, total, curvature)
    assert total.dtype == dtype and back.dtype == dtype
    assert apart(back, y, curvature).max() <= rounding(dtype, REACH[dtype] * case[2])


@over_all
@given(case=cases)
def test_zero_is_neutral_and_minus_x_the_inverse(curvature, dtype, case):
    (x,) = draw_points(case, curvature, dtype, 1, REACH[dtype])
    zero = np.zeros_like(x)
    eps = np.finfo(dtype).eps
    np.testing.assert_allclose(mobius.add(x, zero, curvature), x, rtol=8 * eps)
    np.testing.assert_allclose(mobius.add(zero, x, curvature), x, rtol=8 * eps)
    np.testing.assert_array_equal(mobius.add(-x, x, curvature), zero)


@over_all
@given(case=cases)
def test_sums_in_either_order_differ_by_the_gyration(curvature, dtype, case):
    """Gyrocommutativity, x ⊕ y = gyr[x, y](y ⊕ x)."""
    x, y = draw_points(case, curvature, dtype, 2, REACH[dtype] / 3)
    swapped = mobius.gyration(x, y, mobius.add(y, x, curvature), curvature)
    assert swapped.dtype == dtype
    gap = apart(swapped, mobius.add(x, y, curvature), curvature)
    assert gap.max() <= rounding(dtype, REACH[dtype] * 2 / 3 * case[2])


@pytest.mark.parametrize("curvature", CURVATURES)
@given(case=cases)
def test_gyrations_repair_associativity(curvature, case):
    x, y, z = draw_points(case, curvature, np.float64, 3, 5.0)
    left = mobius.add(x, mobius.add(y, z, curvature), curvature)
    turned = mobius.gyration(x, y, z, curvature)
    right = mobius.add(mobius.add(x, y, curvature), turned, curvature)
    assert apart(left, right, curvature).max() <= rounding(np.float64, 15.0 * case[2])


@over_all
@given(case=cases)
def test_gyrations_are_rotations(curvature, dtype, case):
    x, y, v, w = draw_points(case, curvature, dtype, 4, REACH[dtype])
    turned = [mobius.gyration(x, y, one, curvature) for one in (v, w)]
    size = np.linalg.norm(v, axis=1) * np.linalg.norm(w, axis=1)
    error = np.abs((turned[0] * turned[1]).sum(axis=1) - (v * w).sum(axis=1))
    assert (error <= 40 * np.finfo(dtype).eps * size).all()
    np.testing.assert_allclose(
        np.linalg.norm(turned[0], axis=1), np.linalg.norm(v, axis=1), rtol=40 * np.finfo(dtype).eps
    )
    # Of points that are nearly opposite at the rim the angle is a difference of near numbers.
    inverse = mobius.gyration(y, x, turned[0], curvature)
    slack = rounding(dtype, REACH[dtype] * case[2])
    assert (np.linalg.norm(inverse - v, axis=1) * np.sqrt(curvature)).max() <= slack


@pytest.mark.parametrize("curvature", CURVATURES)
@given(case=cases)
def test_the_sum_gives_the_distance(curvature, case):
    """d(x, y) = 2/√c · artanh(√c‖−x ⊕ y‖)."""
    x, y = draw_points(case, curvature, np.float64, 2, 10.0)
    norm = np.sqrt(curvature) * np.linalg.norm(mobius.add(-x, y, curvature), axis=1)
    far = apart(x, y, curvature)
    slack = rounding(np.float64, np.maximum(far, 10.0 * case[2]))
    assert (np.abs(2.0 * np.arctanh(norm) - far) <= slack).all()


@over_all
@given(case=cases, factor=st.floats(-1.5, 1.5))
def test_a_multiple_is_that_many_times_as_far_from_the_origin(curvature, dtype, case, factor):
    (x,) = draw_points(case, curvature, dtype, 1, REACH[dtype] / 1.5)
    found = mobius.scale(factor, x, curvature)
    assert found.dtype == dtype
    zero = np.zeros_like(x)
    far = apart(x, zero, curvature)
    np.testing.assert_allclose(
        apart(found, zero, curvature),
        abs(factor) * far,
        rtol=rounding(dtype, 1.5 * far.max()),
        atol=float(np.sqrt(np.finfo(dtype).tiny)),
    )
    assert (factor * (found * x).sum(axis=1) >= 0.0).all()


@pytest.mark.parametrize("curvature", CURVATURES)
@given(case=cases)
def test_multiples_are_sums(curvature, case):
    """2 ⊗ x = x ⊕ x, and r ⊗ (s ⊗ x) = rs ⊗ x."""
    (x,) = draw_points(case, curvature, np.float64, 1, 8.0)
    twice = mobius.scale(2.0, x, curvature)
    atol = rounding(np.float64, 16.0 * case[2])
    assert apart(twice, mobius.add(x, x, curvature), curvature).max() <= atol
    halves = np.full(len(x), 0.5)
    assert apart(mobius.scale(halves, twice, curvature), x, curvature).max() <= atol


def test_near_points_at_the_rim_keep_the_digits_that_the_printed_formula_loses():
    x = np.array([np.tanh(9.0), 0.0])
    y = np.array([np.tanh(9.0), 1e-9])
    exact = ball.distance(x, y)
    lost = 2.0 * np.arctanh(np.linalg.norm(ball.mobius_sum(-x, y, 1.0)))
    kept = 2.0 * np.arctanh(np.linalg.norm(mobius.add(-x, y)))
    assert abs(kept / exact - 1.0) < 1e-7 < abs(lost / exact - 1.0)
