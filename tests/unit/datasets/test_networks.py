"""Collaboration networks: the same graph from every way of writing its edges."""

from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.datasets.networks import collaboration
from poincare.datasets.registry import DATASETS, build, direct, source_of
from poincare.datasets.sources import locate
from poincare.evaluation.tasks import tasks_of
from poincare.graphs.drawn_splits import split
from poincare.graphs.relations import Relations
from poincare.graphs.splits import hold_outs
from poincare.suite.scoring import traits_of

PROJECT = Path(__file__).parents[3]
NETWORKS = [name for name, dataset in DATASETS.items() if dataset.network]


def read(tmp_path, text):
    file = tmp_path / "edges.txt"
    file.write_text(text)
    return collaboration("small")(file)


def test_an_edge_is_two_pairs_however_often_it_is_written(tmp_path):
    once = read(tmp_path, "# a header\n7\t9\n9\t12\n12\t12\n3\t3\n")
    both_ways = read(tmp_path, "3\t3\n7\t9\n9\t7\n12\t12\n12\t9\n9\t12\n")
    assert once.names == ("3", "7", "9", "12")
    pairs = list(zip(once.sources.tolist(), once.indices.tolist(), strict=True))
    assert pairs == [(1, 2), (2, 1), (2, 3), (3, 2)]
    assert once.content_hash == both_ways.content_hash


def test_a_line_that_is_no_edge_is_named(tmp_path):
    with pytest.raises(UserError, match=r"edges\.txt:2"):
        read(tmp_path, "7\t9\n9\tx\n")


def test_the_published_counts_but_for_edges_of_a_node_to_itself():
    counts = {}
    for name in NETWORKS:
        if locate(DATASETS[name].source, PROJECT) is None:
            pytest.skip("the files of SNAP are not at hand")
        graph = build(name, source_of(name, PROJECT))
        assert graph.content_hash == graph.undirected().content_hash
        assert direct(graph, None) is graph
        counts[name] = (graph.n_nodes, graph.n_pairs // 2)
    assert counts == {
        "ca-astroph": (18772, 198110 - 60),
        "ca-condmat": (23133, 93497 - 58),
        "ca-grqc": (5242, 14496 - 12),
        "ca-hepph": (12008, 118521 - 32),
    }


def test_both_pairs_of_an_edge_are_held_out_together(rng):
    edges = rng.permutation(np.array([(u, v) for u in range(40) for v in range(u)]))[:200]
    both = np.concatenate([edges, edges[:, ::-1]])
    graph = Relations.from_pairs("net", map(str, range(40)), both)
    held_out = split(graph, hold_outs()["edges10"])
    assert (len(held_out.validation), len(held_out.test)) == (20, 40)
    parts = [
        {tuple(pair) for pair in pairs.tolist()}
        for pairs in (
            held_out.validation,
            held_out.test,
            np.column_stack((held_out.train.sources, held_out.train.indices)),
        )
    ]
    for part in parts:
        assert part == {(v, u) for u, v in part}
    assert sum(map(len, parts)) == len(set.union(*parts)) == graph.n_pairs
    assert held_out.whole.content_hash == graph.content_hash


def test_a_graph_with_directions_has_no_such_split(tree):
    with pytest.raises(UserError, match="one direction"):
        split(tree, hold_outs()["edges10"])


def test_a_network_has_ranks_and_no_hierarchy():
    def names(dataset):
        return [task.name for task in tasks_of(traits_of(dataset))]

    assert names("ca-grqc") == ["reconstruction"]
    assert names("ca-grqc-edges10") == ["link_prediction"]
