from collections import Counter

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


def written(graph):
    """How often a graph writes each pair."""
    u, v = graph.sources[graph.pair_of_line], graph.indices[graph.pair_of_line]
    return Counter(zip(u.tolist(), v.tolist(), strict=True))


def of_lines(lines, names="abcdefgh", name="graph"):
    return Relations.from_lines(name, names, np.array(lines))


@given(PAIRS)
def test_lines_are_counted(lines):
    graph = of_lines(lines)
    assert written(graph) == Counter(lines)
    assert (graph.n_lines, graph.n_pairs) == (len(lines), len(set(lines)))
    per_node = [sum(u == node for u, _ in lines) for node in range(8)]
    assert np.diff(graph.line_indptr).tolist() == per_node
    assert (graph.multiplicity is None) == (len(lines) == len(set(lines)))


@given(PAIRS, st.randoms())
def test_multiplicities_are_part_of_the_hash_where_there_are_any(lines, random):
    graph, once = of_lines(lines), relations(lines)
    random.shuffle(lines)
    assert of_lines(lines, name="other").content_hash == graph.content_hash
    repeats = len(lines) > len(set(lines))
    assert (graph.content_hash != once.content_hash) == repeats
    assert of_lines(sorted(set(lines))).content_hash == once.content_hash
    if repeats:
        assert of_lines([*lines, *lines]).content_hash != graph.content_hash


def test_a_graph_without_multiplicities_has_the_hash_that_it_always_had():
    graph = relations([(0, 1), (0, 2), (7, 1)])
    known = "84a79f7622e6683119163f1e1ca488a5ccf6ddf641b44c83ba2c7e6da523abef"
    assert graph.content_hash == known


@given(PAIRS, st.data())
def test_parts_and_directions_keep_how_often_pairs_are_written(lines, data):
    graph, count = of_lines(lines), Counter(lines)
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=8, max_size=8)))[graph.sources]
    part = {pair: times for pair, times in count.items() if keep[graph.sources == pair[0]].all()}
    assert written(graph.subset(keep)) == part
    assert graph.subset(keep).content_hash == of_lines_or_none(part).content_hash
    turned = Counter((v, u) for u, v in lines)
    assert written(graph.reversed()) == turned
    assert written(graph.undirected()) == count | turned
    assert graph.undirected().undirected().keys.tolist() == graph.undirected().keys.tolist()


def of_lines_or_none(count):
    lines = np.array(list(Counter(count).elements()), dtype=np.int64).reshape(-1, 2)
    return Relations.from_lines("part", "abcdefgh", lines)


def test_multiplicities_come_back(tmp_path):
    graph = of_lines([(0, 1), (2, 1), (0, 1)])
    graph.save(tmp_path / "lines.npz")
    loaded = Relations.load(tmp_path / "lines.npz")
    assert loaded.multiplicity.tolist() == [2, 1]
    assert loaded.content_hash == graph.content_hash
    assert (loaded.summary()["pairs"], loaded.summary()["lines"]) == (2, 3)
    relations([(0, 1)]).save(tmp_path / "once.npz")
    assert Relations.load(tmp_path / "once.npz").multiplicity is None


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
