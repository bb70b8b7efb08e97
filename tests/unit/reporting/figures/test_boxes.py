"""Summaries by group against naive loops."""

import numpy as np

from poincare.reporting.figures.drawing.boxes import quantiles


def test_quantiles_by_group(rng):
    values, group = rng.normal(size=200), rng.integers(1, 7, size=200)
    frame = quantiles(values, group)
    assert frame["group"].tolist() == sorted(set(group))
    for row in frame.itertuples(index=False):
        some = values[group == row.group]
        expected = np.quantile(some, [0.05, 0.25, 0.5, 0.75, 0.95])
        np.testing.assert_allclose([row.q05, row.q25, row.median, row.q75, row.q95], expected)
        assert row.n == len(some)
