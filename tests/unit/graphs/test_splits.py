"""Splits: three parts without overlap, and only pairs that may be held out."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.graphs import splits
from poincare.graphs.drawn_splits import eligible, split
from poincare.graphs.relations import Relations
from poincare.graphs.splits import CONES, EDGES, HoldOut, Split, hold_outs, split_named

HALF = HoldOut("half1", "a quarter each", "eligible", 0.25, 0.25, seed=3)


def pairs_of(relations):
    return set(zip(relations.sources.tolist(), relations.indices.tolist(), strict=True))


def as_set(pairs):
    return set(map(tuple, pairs.tolist()))


def test_pairs_with_a_leaf_below_or_a_root_above_are_not_eligible():
    # d → c → b → a, and e → a; every node but e is also paired with itself.
    closure = [(1, 0), (2, 1), (2, 0), (3, 2), (3, 1), (3, 0), (4, 0)]
    loops = [(node, node) for node in range(4)]
    graph = Relations.from_pairs("chain", "abcde", np.array(closure + loops))
    chosen = np.flatnonzero(eligible(graph))
    assert [(graph.sources[i], graph.indices[i]) for i in chosen] == [(2, 1)]


def test_the_parts_are_disjoint_and_make_up_the_graph(tree):
    parts = split(tree, HALF)
    train, validation, test = pairs_of(parts.train), *map(as_set, (parts.validation, parts.test))
    assert len(validation) == len(test) == round(0.25 * eligible(tree).sum())
    assert not (train & validation or train & test or validation & test)
    assert train | validation | test == pairs_of(tree)
    assert parts.whole.content_hash == tree.content_hash and parts.whole.name == "tree"


def test_only_eligible_pairs_are_held_out(tree):
    parts = split(tree, HALF)
    has_descendants, has_ancestors = tree.in_degree > 0, np.diff(tree.indptr) > 0
    for pairs in (parts.validation, parts.test):
        assert has_descendants[pairs[:, 0]].all() and has_ancestors[pairs[:, 1]].all()


def test_every_node_keeps_its_name_its_place_and_a_training_pair(tree):
    everything = dataclasses.replace(HALF, validation=0.0, test=0.999)
    parts = split(tree, everything)
    assert parts.train.names == tree.names
    assert ((np.diff(parts.train.indptr) > 0) == (np.diff(tree.indptr) > 0)).all()


def test_the_seed_decides(tree):
    again, other = split(tree, HALF), split(tree, dataclasses.replace(HALF, seed=4))
    assert split(tree, HALF).content_hash == again.content_hash != other.content_hash
    assert as_set(again.test) != as_set(other.test)


def test_a_leaking_split_trains_on_what_it_scores(tree):
    honest, leaking = split(tree, HALF), split(tree, dataclasses.replace(HALF, train="whole"))
    assert as_set(leaking.test) == as_set(honest.test)
    assert as_set(leaking.validation) == as_set(honest.validation)
    assert pairs_of(leaking.train) == pairs_of(leaking.whole) == pairs_of(tree)
    assert leaking.name == honest.name == leaking.train.name
    assert leaking.content_hash != honest.content_hash


def test_too_much_to_hold_out_is_refused(tree):
    with pytest.raises(UserError, match="eligible"):
        split(tree, dataclasses.replace(HALF, of="all", test=0.9))


def test_a_graph_that_writes_pairs_several_times_is_not_split(tree):
    lines = np.column_stack((tree.sources, tree.indices))[np.append(0, np.arange(tree.n_pairs))]
    with pytest.raises(UserError, match="'tree' writes pairs several times"):
        split(Relations.from_lines(tree.name, tree.names, lines), HALF)


def test_a_split_is_read_as_it_was_written(tree, tmp_path):
    parts = split(tree, HALF)
    parts.save(tmp_path / "split.npz")
    read = Split.load(tmp_path / "split.npz")
    assert (read.content_hash, read.name, read.graph) == (parts.content_hash, "tree-half1", "tree")
    tree.save(tmp_path / "graph.npz")
    with pytest.raises(UserError, match="not a split"):
        Split.load(tmp_path / "graph.npz")


def test_names_of_datasets_say_graph_and_hold_out():
    assert split_named("nouns-facebook-all5") == ("nouns-facebook", hold_outs()["all5"])
    leak = split_named("nouns-paths-gensim10-leak")
    assert leak == ("nouns-paths", hold_outs()["gensim10-leak"])
    assert split_named("nouns-facebook") is None and split_named("all5") is None


def test_a_mistake_in_the_hold_outs_is_named(tmp_path, monkeypatch):
    path = tmp_path / "splits.yaml"
    path.write_text("half1: {title: half, of: eligible, validation: 0.1, test: 1.5, seed: 0}\n")
    monkeypatch.setattr(splits, "SPLITS", path)
    with pytest.raises(UserError, match=r"half1\.test"):
        splits.hold_outs.__wrapped__()


@pytest.mark.parametrize(
    ("graph", "name", "eligible_pairs", "validation", "test"),
    [
        ("nouns", "ganea2", 127_583, 2_552, 2_552),
        ("nouns", "all5", 127_583, 37_162, 37_162),
        ("nouns", "gensim10", 127_583, 0, 74_324),
        ("nouns-paths", "gensim10", 109_577, 0, 74_324),
        ("nouns-paths", "gensim10-leak", 109_577, 0, 74_324),
    ],
)
def test_counts_on_wordnet(graphs, graph, name, eligible_pairs, validation, test):
    relations = graphs[graph]
    assert np.count_nonzero(eligible(relations)) == eligible_pairs
    parts = split(relations, hold_outs()[name])
    assert (len(parts.validation), len(parts.test)) == (validation, test)
    root = relations.index.get("entity.n.01")
    assert root is None or not np.isin(root, np.vstack([parts.validation, parts.test])).any()
    # All nodes that had an ancestor still have one.
    assert ((np.diff(parts.train.indptr) > 0) == (np.diff(relations.indptr) > 0)).all()


def test_the_splits_of_the_nouns_are_those_of_the_documentation(graphs):
    page = (Path(__file__).parents[3] / "data/README.md").read_text(encoding="utf-8")
    drawn = {name: one for name, one in hold_outs().items() if one.of not in (CONES, EDGES)}
    for name, hold_out in drawn.items():
        parts = split(graphs["nouns"], hold_out)
        row = next(line for line in page.splitlines() if line.startswith(f"| `nouns-{name}`"))
        counts = [parts.train.n_pairs, len(parts.validation), len(parts.test)]
        assert all(f" {count:,} |" in row for count in counts)
        assert parts.content_hash in row
