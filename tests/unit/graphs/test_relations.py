import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from poincare.base.errors import UserError
from poincare.base.storage import write_arrays
from poincare.graphs.closure import closure
from poincare.graphs.relations import Relations, sorted_distinct

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)
PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=40)


def relations(pairs, names="abcdefgh", name="graph"):
    return Relations.from_pairs(name, names, np.array(pairs))


@given(PAIRS)
def test_from_pairs_agrees_with_sets(pairs):
    graph = relations(pairs)
    positives = {node: {v for u, v in pairs if u == node} for node in range(8)}
    for node in range(8):
        assert graph.positives(node).tolist() == sorted(positives[node])
    assert graph.n_nodes == 8
    assert graph.n_pairs == len(set(pairs))
    assert graph.n_self_loops == sum(u == v for u, v in set(pairs))
    assert set(zip(graph.sources.tolist(), graph.indices.tolist(), strict=True)) == set(pairs)
    assert graph.in_degree.tolist() == [sum(v == node for _, v in set(pairs)) for node in range(8)]


@given(PAIRS, st.randoms())
def test_content_hash_is_that_of_the_graph(pairs, random):
    graph = relations(pairs)
    shuffled = pairs + pairs[:3]
    random.shuffle(shuffled)
    assert relations(shuffled, name="other").content_hash == graph.content_hash
    assert relations(pairs, names="abcdefhg").content_hash != graph.content_hash


@given(st.lists(st.integers(-5, 5)))
def test_sorted_distinct_agrees_with_sets(values):
    assert sorted_distinct(np.array(values, dtype=np.int64)).tolist() == sorted(set(values))


def test_content_hash_sees_every_pair():
    assert relations([(0, 1), (2, 1)]).content_hash != relations([(0, 1), (2, 3)]).content_hash


def test_keys_do_not_overflow_for_many_nodes():
    n = 100_000
    graph = relations(np.array([(n - 1, n - 2)], dtype=np.int32), [str(i) for i in range(n)])
    assert graph.positives(n - 1).tolist() == [n - 2]


def test_saved_graph_comes_back(tmp_path):
    graph = relations([(0, 1), (0, 2), (7, 1)], ["ä b", *"bcdefg", "λ"], "nouns")
    graph.save(tmp_path / "nouns.npz")
    loaded = Relations.load(tmp_path / "nouns.npz")
    assert (loaded.name, loaded.names) == ("nouns", graph.names)
    assert loaded.content_hash == graph.content_hash
    np.testing.assert_array_equal(loaded.indices, graph.indices)


def test_load_refuses_missing_damaged_and_foreign_files(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        Relations.load(tmp_path / "missing.npz")
    relations([(0, 1)]).save(tmp_path / "half.npz")
    whole = (tmp_path / "half.npz").read_bytes()
    (tmp_path / "half.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="damaged"):
        Relations.load(tmp_path / "half.npz")
    write_arrays(tmp_path / "foreign.npz", {"vectors": np.zeros((2, 2))})
    with pytest.raises(UserError, match="not a relations file"):
        Relations.load(tmp_path / "foreign.npz")


def test_undirected_holds_every_pair_both_ways():
    graph = Relations.from_pairs("g", "abc", np.array([[0, 1], [1, 0], [2, 0], [1, 1]]))
    both = graph.undirected()
    pairs = list(zip(both.sources.tolist(), both.indices.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (1, 0), (1, 1), (2, 0)]
    assert (both.name, both.undirected().content_hash) == ("g-undirected", both.content_hash)


def test_a_subset_keeps_the_nodes(tree, rng):
    keep = rng.random(tree.n_pairs) < 0.4
    part = tree.subset(keep)
    assert part.names == tree.names
    np.testing.assert_array_equal(part.sources, tree.sources[keep])
    np.testing.assert_array_equal(part.indices, tree.indices[keep])


@given(st.integers(1, 7), st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=15))
def test_closure_is_warshalls(n, pairs):
    relation = np.zeros((n, n), dtype=bool)
    for u, v in pairs:
        relation[u % n, v % n] = True
    reach = relation.copy()
    for k in range(n):
        reach |= np.outer(reach[:, k], reach[k])
    np.testing.assert_array_equal(closure(sparse.csr_array(relation)).toarray(), reach)
