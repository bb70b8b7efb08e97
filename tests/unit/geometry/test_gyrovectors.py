"""The gyrovector laws of Möbius addition, over curvatures, dimensions, radii and dtypes.

Source: Ungar, "A Gyrovector Space Approach to Hyperbolic Geometry" (2009), chapter 3.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.geometry import ball, hyperboloid

CURVATURES = (0.1, 1.0, 2.5)
DTYPES = (np.float32, np.float64)
#: Arrays of twenty points each: a few draws say enough.
FEW = settings(max_examples=20, deadline=None)
cases = st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 6), st.floats(0.01, 0.9))


def points(case: tuple[int, int, float], curvature: float, dtype: type, count: int) -> list:
    """Points of the ball of curvature −c whose norms are at most `share` of its radius."""
    seed, dim, share = case
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 20, dim))
    reach = share / np.sqrt(curvature) * rng.uniform(size=(count, 20, 1))
    return list((x * reach / np.linalg.norm(x, axis=-1, keepdims=True)).astype(dtype))


def tolerance(dtype: type) -> dict[str, float]:
    eps = float(np.finfo(dtype).eps)
    return {"rtol": 2e3 * eps, "atol": 2e3 * eps}


def distance(x: np.ndarray, y: np.ndarray, curvature: float) -> np.ndarray:
    root = np.sqrt(curvature)
    return ball.distance(root * x.astype(np.float64), root * y.astype(np.float64)) / root


@pytest.mark.parametrize("curvature", CURVATURES)
@pytest.mark.parametrize("dtype", DTYPES)
@FEW
@given(case=cases)
def test_zero_is_neutral_and_minus_x_is_the_inverse(curvature, dtype, case):
    (x,) = points(case, curvature, dtype, 1)
    zero = np.zeros_like(x)
    np.testing.assert_allclose(ball.mobius_sum(x, zero, curvature), x, **tolerance(dtype))
    np.testing.assert_allclose(ball.mobius_sum(zero, x, curvature), x, **tolerance(dtype))
    np.testing.assert_allclose(ball.mobius_sum(-x, x, curvature), zero, **tolerance(dtype))
    assert ball.mobius_sum(x, zero, curvature).dtype == dtype


@pytest.mark.parametrize("curvature", CURVATURES)
@FEW
@given(case=cases)
def test_left_cancellation(curvature, case):
    x, y = points(case, curvature, np.float64, 2)
    back = ball.mobius_sum(-x, ball.mobius_sum(x, y, curvature), curvature)
    np.testing.assert_allclose(back, y, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("curvature", CURVATURES)
@FEW
@given(case=cases)
def test_sums_in_either_order_are_equally_long(curvature, case):
    x, y = points(case, curvature, np.float64, 2)
    norms = [np.linalg.norm(ball.mobius_sum(*pair, curvature), axis=1) for pair in ((x, y), (y, x))]
    np.testing.assert_allclose(*norms, rtol=1e-9, atol=1e-12)
    assert (np.sqrt(curvature) * norms[0] < 1.0).all()


@pytest.mark.parametrize("curvature", CURVATURES)
@FEW
@given(case=cases)
def test_left_translations_keep_distances(curvature, case):
    a, x, y = points(case, curvature, np.float64, 3)
    moved = [ball.mobius_sum(a, point, curvature) for point in (x, y)]
    np.testing.assert_allclose(
        distance(*moved, curvature), distance(x, y, curvature), rtol=1e-6, atol=1e-7
    )


@pytest.mark.parametrize("curvature", CURVATURES)
@FEW
@given(case=cases)
def test_the_sum_gives_the_distance(curvature, case):
    """d(x, y) = 2/√c · artanh(√c ‖−x ⊕ y‖), Ganea et al. (2018), equation 6."""
    x, y = points(case, curvature, np.float64, 2)
    root = np.sqrt(curvature)
    norm = np.linalg.norm(ball.mobius_sum(-x, y, curvature), axis=1)
    np.testing.assert_allclose(
        2.0 / root * np.arctanh(root * norm), distance(x, y, curvature), rtol=1e-6, atol=1e-7
    )


@pytest.mark.parametrize("curvature", CURVATURES)
@pytest.mark.parametrize("dtype", DTYPES)
@FEW
@given(case=cases)
def test_the_exponential_map_goes_as_far_as_the_tangent_is_long(curvature, dtype, case):
    x, v = points(case, curvature, dtype, 2)
    conformal = 2.0 / (1.0 - curvature * (x.astype(np.float64) ** 2).sum(axis=1))
    v = (v / conformal[:, None]).astype(dtype)
    y = ball.exponential_map(x, v, dtype(curvature))
    assert y.dtype == dtype and (np.sqrt(curvature) * np.linalg.norm(y, axis=1) < 1.0).all()
    np.testing.assert_allclose(
        distance(x, y, curvature),
        conformal * np.linalg.norm(v, axis=1),
        rtol=2e-2 if dtype == np.float32 else 1e-6,
        atol=2e-3 if dtype == np.float32 else 1e-7,
    )


@FEW
@given(st.integers(0, 2**32 - 1), st.floats(-2, 2))
def test_the_mean_moves_with_its_points(seed, rapidity):
    """The centroid of points on the hyperboloid commutes with boosts, as with rotations."""
    rng = np.random.default_rng(seed)
    lifted = hyperboloid.lift(rng.normal(size=(5, 3)))
    weights = rng.uniform(0.1, 1.0, size=5)
    boost = np.eye(4)
    boost[:2, :2] = [[np.cosh(rapidity), np.sinh(rapidity)], [np.sinh(rapidity), np.cosh(rapidity)]]
    before = hyperboloid.lift(hyperboloid.mean((weights @ lifted)[None]))
    after = hyperboloid.mean((weights @ (lifted @ boost.T))[None])
    np.testing.assert_allclose((before @ boost.T)[:, 1:], after, rtol=1e-9, atol=1e-12)
