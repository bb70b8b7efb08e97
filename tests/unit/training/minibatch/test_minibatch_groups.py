"""Entries of equal nodes are summed, whatever their order, and first rows apart from others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.training.minibatch.groups import Sums, in_turn, in_turn_but_loops, together
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
    values = rng.normal(size=(2, layout.entries))
    origins = rng.normal(size=(layout.origins, 3))
    added = (values[:, :, None] * origins[layout.columns]).sum(axis=0)
    sums, found = Sums(layout), list(grouped(nodes, layout))
    assert len(found) == len(nodes)
    firsts = layout.entries if grouped is together else layout.firsts
    turns = [slice(firsts), slice(firsts, layout.entries)]
    for batch, group in zip(nodes, found, strict=True):
        expected = [[], []]
        for turn, of_turn in zip(turns, expected, strict=True):
            for node in sorted(set(batch[turn].tolist())):
                of_turn.append((node, added[turn][batch[turn] == node].sum(axis=0)))
        assert group.nodes.tolist() == [node for node, _ in expected[0] + expected[1]]
        total = sums.gradient(group, values, origins)
        np.testing.assert_allclose(total, [of for _, of in expected[0] + expected[1]], atol=1e-12)
        points = sums.moved(group, values, origins) - total
        # Each node's first entry holds its point.
        firsts = group.columns[1::2][group.begins]
        np.testing.assert_allclose(points, origins[firsts], atol=1e-12)
        both = set(batch[turns[0]].tolist()) & set(batch[turns[1]].tolist())
        if not both:
            assert group.twice is None
            continue
        first, second = group.twice
        number = len(expected[0])
        assert group.nodes[first].tolist() == group.nodes[second].tolist() == sorted(both)
        assert (first < number).all() and (second >= number).all()


@given(batches())
def test_nodes_of_great_numbers_are_grouped_alike(given_batches):
    layout, nodes = given_batches
    many = 1 << 40
    for small, great in zip(in_turn(nodes, layout), in_turn(nodes + many, layout), strict=True):
        assert (small.nodes + many).tolist() == great.nodes.tolist()
        assert small.order.tolist() == great.order.tolist()
        assert small.columns.tolist() == great.columns.tolist()


@given(batches())
def test_entries_of_loops_are_left_to_the_first_turn(given_batches):
    layout, nodes = given_batches
    pairs = zip(in_turn(nodes, layout), in_turn_but_loops(nodes, layout), strict=True)
    for batch, (every, group) in zip(nodes, pairs, strict=True):
        u, others = batch[: layout.pairs, None], batch[layout.firsts : layout.rows]
        moved = others[(others.reshape(layout.pairs, -1) != u).reshape(-1)]
        second = set(moved.tolist()) | set(batch[layout.rows :].tolist())
        first = set(batch[: layout.firsts].tolist())
        assert group.nodes.tolist() == sorted(first) + sorted(second)
        assert sorted(group.order.tolist()) == sorted(every.order.tolist())
        both = [] if group.twice is None else group.nodes[group.twice[1]].tolist()
        assert both == sorted(first & second)
