"""The laws of the Euclidean and the translational distance."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poincare.geometry import euclidean, translational

POINT = arrays(np.float64, 3, elements=st.floats(-1e3, 1e3, allow_subnormal=False))


@given(POINT, POINT, POINT)
def test_distance_is_a_metric(x, y, z):
    assert euclidean.distance(x, x) == 0
    assert euclidean.distance(x, y) == euclidean.distance(y, x)
    np.testing.assert_allclose(euclidean.distance(x, y), np.linalg.norm(x - y), atol=1e-160)
    assert euclidean.distance(x, y) <= euclidean.distance(x, z) + euclidean.distance(z, y) + 1e-9


def test_near_points_far_out_do_not_cancel():
    x, y = np.array([1e8, 0.0]), np.array([1e8, 1e-3])
    assert euclidean.squared_distance(x, y) == 1e-3**2
    assert x @ x + y @ y - 2 * x @ y == 0, "the product would have done as well"


@given(POINT, POINT, POINT)
def test_a_translation_moves_the_hyponym(u, v, r):
    np.testing.assert_array_equal(translational.distance(u, v, 0 * r), euclidean.distance(u, v))
    assert translational.distance(u, u + r, r) == 0
    np.testing.assert_allclose(translational.distance(u, u, r), np.linalg.norm(r), atol=1e-9)
    # The other way round the translation counts against: d(v, u; r) = d(u, v; −r).
    np.testing.assert_allclose(
        translational.distance(v, u, r), translational.distance(u, v, -r), atol=1e-9
    )
