"""Rows of equal nodes are summed, whatever their order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from poincare.training.minibatch.groups import groups


@given(
    array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9).flatmap(
        lambda shape: arrays(np.int64, shape, elements=st.integers(0, 6))
    )
)
def test_totals_are_sums_by_node(nodes):
    rows = np.arange(nodes.shape[1] * 2, dtype=float).reshape(-1, 2) ** 2
    found = list(groups(nodes, slice(None)))
    assert len(found) == len(nodes)
    for batch, group in zip(nodes, found, strict=True):
        expected = np.zeros((7, 2))
        np.add.at(expected, batch, rows)
        assert sorted(group.nodes.tolist()) == sorted(set(batch.tolist()))
        np.testing.assert_array_equal(group.total(rows.copy()), expected[group.nodes])
