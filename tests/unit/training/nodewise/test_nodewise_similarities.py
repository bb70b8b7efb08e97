"""Similarities and slopes of candidates, against direct formulas."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad

from poincare.training.nodewise import similarities
from poincare.training.nodewise.spaces import SPACES

#: e^{−td} of m, and what the kernel takes of m.
DIRECT = {
    "hyperboloid": (lambda m, t: anp.exp(-t * anp.arccosh(m)), 1.0),
    "euclidean": (lambda m, t: anp.exp(-t * anp.sqrt(2 * m)), 2.0),
    "squared-euclidean": (lambda m, t: anp.exp(-t * 2 * m), 2.0),
}


@pytest.mark.parametrize("sharpness", [1, 2, 3, 4])
@pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 2e-3), (np.float64, 1e-9)])
@pytest.mark.parametrize(
    ("distance", "greatest"), [("hyperboloid", 8), ("euclidean", 4), ("squared-euclidean", 2)]
)
def test_similarity_and_slope(distance, greatest, sharpness, dtype, rtol, rng):
    direct, factor = DIRECT[distance]
    m = (1.0 if distance == "hyperboloid" else 0.0) + np.exp(rng.uniform(-6, greatest, (5, 40)))
    given = (factor * m).astype(dtype)
    kernel = SPACES[distance].similarity(given.copy(), np.empty_like(given), sharpness)
    np.testing.assert_allclose(kernel.value, direct(m, sharpness), rtol=rtol)
    slope = elementwise_grad(direct)(m, sharpness)
    np.testing.assert_allclose(kernel.slope, -slope / sharpness, rtol=rtol)


@pytest.mark.parametrize("distance", sorted(DIRECT))
def test_similarity_survives_rounding_and_leaves_out_what_is_infinitely_far(distance):
    near = 1.0 if distance == "hyperboloid" else 0.0
    product = np.array([[near - 1e-4, near, near + 1e-7, np.inf]], dtype=np.float32)
    kernel = SPACES[distance].similarity(product, np.empty_like(product), 4)
    assert np.isfinite(kernel.slope).all() and (kernel.value <= 1.001).all()
    assert kernel.value[0, 3] == 0 and kernel.slope[0, 3] == 0


@pytest.mark.parametrize("distance", sorted(SPACES))
def test_candidates_and_pairs_have_the_same_similarity(distance, rng):
    space = SPACES[distance]
    points = space.geometry.lift(0.5 * rng.normal(size=(40, 4)))
    left, right = space.products.factors(points[:7], points, lambda name, shape: np.empty(shape))
    product = left @ right.T
    block = space.similarity(product, np.empty_like(product), 3)
    pairs = space.of_pairs(space.products.excess(points[3] - points[10:]), 3)
    np.testing.assert_allclose(block.value[3, 10:], pairs.value)
    np.testing.assert_allclose(block.slope[3, 10:], pairs.value / pairs.root)


def test_far_pairs_keep_a_similarity_above_0():
    far = np.array([1e5, 1e300])
    assert (similarities.euclidean_of_pairs(far, 4).value > 0).all()
    assert (similarities.squared_of_pairs(far, 4).value > 0).all()
