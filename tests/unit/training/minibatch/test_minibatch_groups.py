"""Entries of equal nodes are summed, whatever their order, and first rows apart from others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.training.minibatch.groups import Sums, in_turn, together
from poincare.training.minibatch.layout import Layout

NODES = 7


@st.composite
def batches(draw):
    """A layout, and nodes of the entries of some batches."""
    layout = Layout(
        pairs=draw(st.integers(1, 4)),
        others=draw(st.integers(1, 4)),
        replaced=draw(st.integers(0, 2)),
        runs=1,
        averaged=1,
    )
    node = st.lists(st.integers(0, NODES - 1), min_size=layout.entries, max_size=layout.entries)
    return layout, np.array(draw(st.lists(node, min_size=1, max_size=4)))


@given(batches())
@pytest.mark.parametrize("grouped", [together, in_turn])
def test_totals_are_sums_by_node(grouped, given_batches):
    layout, nodes = given_batches
    rng = np.random.default_rng(0)
    weights, sources = rng.normal(size=layout.entries), rng.normal(size=(layout.sources, 2))
    sums, found = Sums(layout), list(grouped(nodes, layout))
    assert len(found) == len(nodes)
    turns = {together: [layout.entries], in_turn: [layout.firsts, layout.entries]}[grouped]
    for batch, group in zip(nodes, found, strict=True):
        total = sums(group, weights, sources)
        assert len(total) == len(group.nodes) == group.turns[-1].stop
        begin = 0
        for turn, end in zip(group.turns, turns, strict=True):
            expected = np.zeros((NODES, 2))
            added = weights[begin:end, None] * sources[layout.columns[begin:end]]
            np.add.at(expected, batch[begin:end], added)
            assert group.nodes[turn].tolist() == sorted(set(batch[begin:end].tolist()))
            np.testing.assert_allclose(total[turn], expected[group.nodes[turn]], atol=1e-12)
            begin = end
        starts = [batch[entry] for entry in group.order[group.starts]]
        assert starts == group.nodes.tolist()
