"""Summaries by group against naive loops."""

import numpy as np

from poincare.reporting.figures.drawing.boxes import floor_log2, quantiles, rank_errors


def test_quantiles_by_group(rng):
    values, group = rng.normal(size=200), rng.integers(1, 7, size=200)
    frame = quantiles(values, group)
    assert frame["group"].tolist() == sorted(set(group))
    for row in frame.itertuples(index=False):
        some = values[group == row.group]
        expected = np.quantile(some, [0.05, 0.25, 0.5, 0.75, 0.95])
        np.testing.assert_allclose([row.q05, row.q25, row.median, row.q75, row.q95], expected)
        assert row.n == len(some)


def test_ranks_by_group(rng):
    rank, group = 1 + rng.poisson(1.0, size=300), rng.integers(0, 5, size=300)
    frame = rank_errors(rank, group)
    excess = sum(one - 1 for one in rank)
    for row in frame.itertuples(index=False):
        some = [one for one, its in zip(rank, group, strict=True) if its == row.group]
        assert row.n_pairs == len(some)
        np.testing.assert_allclose(row.mean_rank, sum(some) / len(some))
        np.testing.assert_allclose(row.share_above_1, sum(one > 1 for one in some) / len(some))
        np.testing.assert_allclose(row.share_of_excess, sum(one - 1 for one in some) / excess)
    np.testing.assert_allclose(frame["share_of_excess"].sum(), 1.0)


def test_without_errors_no_group_has_a_share_of_them():
    frame = rank_errors(np.ones(4, dtype=int), np.array([0, 0, 1, 1]))
    assert frame["share_of_excess"].tolist() == [0.0, 0.0]
    assert frame["mean_rank"].tolist() == [1.0, 1.0]


def test_powers_of_two_are_exact():
    count = np.concatenate([np.arange(1, 70), 2 ** np.arange(7, 40), 2 ** np.arange(7, 40) - 1])
    expected = [int(one).bit_length() - 1 for one in count]
    assert floor_log2(count).tolist() == expected
