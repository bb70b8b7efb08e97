"""F1: the best threshold against a naive loop, and the interval against a bootstrap of pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.evaluation.edges.f1 import Counted, best_threshold, counted, f1, interval

some = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=12).map(np.array)


@given(some, some)
def test_no_threshold_is_better_than_the_best(positives, negatives):
    found = best_threshold(positives, negatives)
    tried = {
        t: f1(counted(positives, negatives, t)) for t in np.concatenate([positives, negatives])
    }
    assert found.f1 == pytest.approx(max(tried.values()))
    assert f1(counted(positives, negatives, found.threshold)) == pytest.approx(found.f1)
    assert found.threshold == max(t for t, value in tried.items() if value == max(tried.values()))


def test_perfect_scores_have_f1_of_one_and_no_spread():
    found = best_threshold(np.array([2.0, 3.0]), np.array([0.0, 1.0]))
    assert found == (2.0, 1.0)
    assert interval(Counted(2, 0, 2, 20)) == (1.0, 1.0)


def test_equal_scores_and_nan_predict_everything_or_nothing():
    flat = best_threshold(np.zeros(5), np.zeros(50))
    assert flat.f1 == pytest.approx(2 * 5 / (5 + 50 + 5))
    nan = np.full(5, np.nan)
    assert counted(nan, nan, 0.0) == (0, 0, 5, 5)
    assert f1(counted(nan, nan, 0.0)) == 0.0


def test_the_interval_is_that_of_a_bootstrap_of_pairs(rng):
    positives, negatives = np.arange(200) < 130, np.arange(2000) < 240
    found = Counted(130, 240, 200, 2000)
    drawn = []
    for _ in range(4000):
        tp = rng.choice(positives, 200).sum()
        fp = rng.choice(negatives, 2000).sum()
        drawn.append(2 * tp / (tp + fp + 200))
    np.testing.assert_allclose(interval(found), np.quantile(drawn, [0.025, 0.975]), atol=0.004)
    assert interval(found)[0] < f1(found) < interval(found)[1]
