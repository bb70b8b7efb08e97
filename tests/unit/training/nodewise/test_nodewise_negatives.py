"""The pool: distinct, weighted so that sums over it estimate means over all nodes."""

import numpy as np

from poincare.training.nodewise.negatives import Sampler


def test_a_pool_estimates_the_mean_without_bias(rng):
    occurrences = rng.integers(0, 1000, size=300)
    nodes = np.flatnonzero(rng.random(300) < 0.7)
    sampler = Sampler.of(nodes, occurrences, 0.75)
    values = rng.normal(size=300) + 3
    estimates = [
        pool.weights @ values[pool.nodes] for pool in (sampler.draw(64, rng) for _ in range(4000))
    ]
    error = np.std(estimates) / np.sqrt(len(estimates))
    assert abs(np.mean(estimates) - values[nodes].mean()) < 4 * error


def test_a_pool_is_distinct_and_of_the_nodes_in_play(rng):
    nodes = np.array([3, 5, 8, 13])
    pool = Sampler.of(nodes, np.arange(20), 1.0).draw(1000, rng)
    np.testing.assert_array_equal(pool.nodes, nodes)


def test_probabilities_follow_the_power():
    sampler = Sampler.of(np.array([0, 1]), np.array([1, 16]), 0.75)
    np.testing.assert_allclose(sampler.probability, [1 / 9, 8 / 9])


def test_draws_are_those_of_the_inverse_distribution_function(rng):
    sampler = Sampler.of(np.arange(50), rng.integers(1, 100, size=50), 0.75)
    seed = rng.integers(2**32)
    pool = sampler.draw(200, np.random.default_rng(seed))
    uniform = np.random.default_rng(seed).random(200)
    drawn = [int((sampler.probability.cumsum() < u).sum()) for u in uniform]
    assert pool.nodes.tolist() == sorted(set(drawn))
    multiplicity = pool.weights * 50 * 200 * sampler.probability[pool.nodes]
    np.testing.assert_allclose(multiplicity, [drawn.count(node) for node in pool.nodes])
