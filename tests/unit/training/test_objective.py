"""The kernel of the negatives and the terms of the pairs, against direct formulas."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, grad

from poincare.training.objective import pair_terms, similarity


def direct_similarity(cosh, power):
    return anp.exp(-power * anp.arccosh(cosh))


@pytest.mark.parametrize("power", [1, 2, 3, 4])
@pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 2e-3), (np.float64, 1e-9)])
def test_similarity_and_slope(power, dtype, rtol, rng):
    cosh = 1 + np.exp(rng.uniform(-6, 8, size=(5, 40)))
    given = cosh.astype(dtype)
    kernel = similarity(given.copy(), np.empty_like(given), power)
    np.testing.assert_allclose(kernel.value, direct_similarity(cosh, power), rtol=rtol)
    slope = elementwise_grad(direct_similarity)(cosh, power)
    np.testing.assert_allclose(kernel.slope, -slope / power, rtol=rtol)


def test_similarity_survives_products_below_one():
    product = np.array([[0.9, 1.0, 1.0000001]], dtype=np.float32)
    kernel = similarity(product, np.empty_like(product), 4)
    assert np.isfinite(kernel.slope).all() and (kernel.value <= 1).all()


@pytest.mark.parametrize("power", [1, 2, 4])
def test_pair_terms_are_the_derivatives_of_the_loss(power, rng):
    segments = np.array([0, 0, 0, 1, 2, 2])
    excess, partition = rng.uniform(0.01, 5, 6), rng.uniform(0.1, 3, 3)
    weights = rng.uniform(0, 1, 6)

    def loss(excess, partition):
        value = anp.exp(-power * anp.arccosh(1 + excess))
        return anp.sum(-weights * anp.log(value / (value + partition[segments])))

    terms = pair_terms(excess, segments, weights, partition, power)
    np.testing.assert_allclose(terms.loss, loss(excess, partition))
    np.testing.assert_allclose(terms.attraction, grad(loss, 0)(excess, partition))
    np.testing.assert_allclose(terms.repulsion, power * grad(loss, 1)(excess, partition))
