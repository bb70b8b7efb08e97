"""The path between two nodes through their lowest common ancestor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.graphs.closure import closure
from poincare.graphs.hierarchy import reduction
from poincare.graphs.paths import path_between
from poincare.graphs.relations import Relations


def graph(n, edges):
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    return Relations.from_pairs("g", [f"n{i}" for i in range(n)], pairs)


def test_in_a_tree_it_is_the_only_path(tree):
    direct = reduction(tree)
    parent = {u: int(direct.positives(u)[0]) for u in range(1, tree.n_nodes)}

    def ancestors(node):
        return [node] if node == 0 else [node, *ancestors(parent[node])]

    for a, b in ((40, 120), (40, 41), (5, 40), (0, 7), (7, 0), (9, 9)):
        up, down = ancestors(a), ancestors(b)
        top = next(node for node in up if node in down)
        path = path_between(direct, a, b)
        assert path.nodes == (*up[: up.index(top) + 1], *down[: down.index(top)][::-1])
        assert path.nodes[path.top] == top


def test_of_two_lowest_ancestors_the_nearer_one_is_taken():
    # 0 and 1 both lie below 2, and below 3 by a longer way; 4 is above all.
    direct = graph(6, [(0, 2), (1, 2), (0, 5), (5, 3), (1, 3), (2, 4), (3, 4)])
    assert path_between(direct, 0, 1).nodes == (0, 2, 1)


def test_nodes_of_two_parts_have_none():
    with pytest.raises(UserError, match="'n0' and 'n2' have no common ancestor"):
        path_between(graph(4, [(0, 1), (2, 3)]), 0, 2)


def test_a_cycle_has_a_path_too():
    path = path_between(graph(4, [(0, 1), (1, 2), (2, 1), (3, 2)]), 0, 3)
    assert path.nodes[0] == 0 and path.nodes[-1] == 3


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_it_follows_edges_up_then_down_and_no_lower_node_is_common(edges):
    direct = graph(9, [(u, v) for u, v in edges if u < v])
    above = closure(direct.matrix(bool)).toarray() | np.eye(9, dtype=bool)
    for a in range(9):
        for b in range(9):
            common = above[a] & above[b]
            if not common.any():
                continue
            path = path_between(direct, a, b)
            steps = list(zip(path.nodes, path.nodes[1:], strict=False))
            up, down = steps[: path.top], steps[path.top :]
            assert all(v in direct.positives(u) for u, v in up)
            assert all(u in direct.positives(v) for u, v in down)
            assert (path.nodes[0], path.nodes[-1]) == (a, b)
            top = path.nodes[path.top]
            lower = [x for x in np.flatnonzero(common) if x != top and above[x, top]]
            assert common[top] and not lower
