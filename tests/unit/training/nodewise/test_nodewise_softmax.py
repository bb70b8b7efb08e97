"""The terms of the pairs, against the derivatives of the written-out loss."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from poincare.training.nodewise.softmax import pair_terms
from poincare.training.nodewise.spaces import SPACES

#: d of what `of_pairs` takes, and what that is of m.
OF_EXCESS = {
    "hyperboloid": (lambda excess: anp.arccosh(1 + excess), 1.0),
    "euclidean": (anp.sqrt, 2.0),
    "squared-euclidean": (lambda squared: squared, 2.0),
}


@pytest.mark.parametrize("sharpness", [1, 2, 4])
@pytest.mark.parametrize("distance", sorted(OF_EXCESS))
def test_pair_terms_are_the_derivatives_of_the_loss(distance, sharpness, rng):
    segments = np.array([0, 0, 0, 1, 2, 2])
    excess, partition = rng.uniform(0.01, 5, 6), rng.uniform(0.1, 3, 3)
    weights = rng.uniform(0, 1, 6)
    of_excess, factor = OF_EXCESS[distance]

    def loss(m, partition):
        value = anp.exp(-sharpness * of_excess(factor * m))
        return anp.sum(-weights * anp.log(value / (value + partition[segments])))

    similarity = SPACES[distance].of_pairs(excess, sharpness)
    terms = pair_terms(similarity, segments, weights, partition, sharpness)
    m = excess / factor
    np.testing.assert_allclose(terms.loss, loss(m, partition))
    np.testing.assert_allclose(terms.attraction, grad(loss, 0)(m, partition))
    np.testing.assert_allclose(terms.repulsion, sharpness * grad(loss, 1)(m, partition))
