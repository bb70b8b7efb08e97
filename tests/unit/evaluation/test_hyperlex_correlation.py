"""Spearman's ρ and its bootstrap interval: scipy as oracle, and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from poincare.evaluation.hyperlex.correlation import interval, spearman

VALUES = st.lists(st.tuples(st.integers(-4, 4), st.integers(0, 6)), min_size=3, max_size=30)


@given(VALUES)
def test_it_is_scipys_with_ties(values):
    x, y = np.array(values, dtype=float).T
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        assert np.isnan(spearman(x, y))
    else:
        assert spearman(x, y) == pytest.approx(spearmanr(x, y).statistic, abs=1e-12)


def test_rows_are_correlated_one_by_one(rng):
    x, y = rng.normal(size=(2, 5, 20))
    each = [spearmanr(*one).statistic for one in zip(x, y, strict=True)]
    np.testing.assert_allclose(spearman(x, y), each, atol=1e-12)


def test_an_interval_depends_on_the_seed_only(rng):
    x = rng.normal(size=60)
    y = x + rng.normal(size=60)
    first, again, other = (interval(x, y, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert first == again != other
    assert first[0] < spearman(x, y) < first[1]


def test_an_interval_shrinks_with_the_pairs(rng):
    x = rng.normal(size=1000)
    y = x + rng.normal(size=1000)
    few, many = (interval(x[:n], y[:n], np.random.default_rng(0)) for n in (50, 1000))
    assert many[1] - many[0] < (few[1] - few[0]) / 3
    # That of Fisher's transformation, with the variance that Spearman's ρ has.
    z, rho = np.arctanh(spearman(x, y)), spearman(x, y)
    width = 1.96 * np.sqrt((1 + rho**2 / 2) / 997)
    np.testing.assert_allclose(many, np.tanh([z - width, z + width]), atol=0.015)


def test_equal_values_have_no_interval():
    assert np.isnan(interval(np.ones(5), np.arange(5.0), np.random.default_rng(0))).all()
