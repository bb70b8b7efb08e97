"""The shape of a graph and its cycles, beside counts made node by node."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.graphs.closure import transitive_closure
from poincare.graphs.cycles import cycles
from poincare.graphs.relations import Relations
from poincare.graphs.shape import longest_chain, shape

N = 6
PAIRS = st.lists(st.tuples(st.integers(0, N - 1), st.integers(0, N - 1)), min_size=1, max_size=12)


def graph(pairs, n=N):
    return Relations.from_lines("g", [f"n{place}" for place in range(n)], np.array(pairs))


def walks(pairs, start):
    """Nodes that a walk of one or more pairs from a node reaches."""
    reached, waiting = set(), [start]
    while waiting:
        node = waiting.pop()
        for u, v in pairs:
            if u == node and v not in reached:
                reached.add(v)
                waiting.append(v)
    return reached


def longest(pairs, node):
    return max((1 + longest(pairs, v) for u, v in pairs if u == node), default=0)


@given(PAIRS)
def test_counts_are_those_of_a_walk_over_all_pairs(written):
    counts = shape(graph(written))
    pairs = {(u, v) for u, v in written if u != v}
    sources, targets = {u for u, _ in pairs}, {v for _, v in pairs}
    assert counts.nodes == N
    assert counts.pairs == len(set(written))
    assert counts.roots == len(targets - sources)
    assert counts.leaves == len(sources - targets)
    assert counts.isolated == N - len(sources | targets)
    both = pairs | {(v, u) for u, v in pairs}
    assert counts.parts == len({frozenset(walks(both, node) | {node}) for node in range(N)})
    on_cycles = {node for node in range(N) if node in walks(pairs, node)}
    assert counts.on_cycles == len(on_cycles)
    if on_cycles:
        assert counts.longest_chain is None
    else:
        assert counts.longest_chain == max(longest(pairs, node) for node in range(N))
    often = [written.count(pair) for pair in set(written)]
    assert counts.repeated == sum(number > 1 for number in often)
    assert counts.most_often == max(often)


@given(PAIRS)
def test_every_strong_part_has_one_cycle_of_its_pairs(written):
    pairs = {(u, v) for u, v in written if u != v}
    found = cycles(graph(written))
    strong = {
        frozenset(other for other in walks(pairs, node) if node in walks(pairs, other))
        for node in range(N)
        if node in walks(pairs, node)
    }
    assert len(found) == len(strong)
    for cycle in found:
        assert len(set(cycle)) == len(cycle) > 1
        assert all(pair in pairs for pair in zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        assert sum(set(cycle) <= part for part in strong) == 1


def test_a_cycle_is_the_shortest_through_its_first_node():
    assert cycles(graph([(0, 1), (1, 2), (2, 0), (2, 3), (3, 0), (4, 5), (5, 4)])) == [
        [0, 1, 2],
        [4, 5],
    ]


def test_a_closure_has_the_same_chain_as_its_edges():
    edges = graph([(0, 1), (1, 2), (3, 2), (4, 3), (5, 4)])
    assert longest_chain(edges) == 3
    assert longest_chain(transitive_closure(edges)) == 3


@pytest.mark.parametrize("length", [1, 3000])
def test_a_path_is_one_chain(length):
    path = graph([(place, place + 1) for place in range(length)], length + 1)
    counts = shape(path)
    assert (counts.longest_chain, counts.roots, counts.leaves, counts.parts) == (length, 1, 1, 1)


def test_a_graph_without_pairs_has_isolated_nodes():
    counts = shape(graph(np.empty((0, 2), dtype=int)))
    assert (counts.isolated, counts.parts, counts.longest_chain, counts.most_often) == (N, N, 0, 0)
