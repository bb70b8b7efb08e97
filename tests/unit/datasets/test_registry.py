"""The table of graphs: every entry is built and checked against the ledger."""

import pytest

from poincare.base.errors import UserError
from poincare.datasets import registry
from poincare.datasets.registry import DATASETS, WORDNET, build, record, source_of
from poincare.datasets.sources import data_file


def test_a_graph_without_a_source_is_built_from_nothing(tmp_path):
    assert source_of("balanced-tree", tmp_path) is None
    tree = build("balanced-tree", None)
    about = record(tree, None)
    assert about["nodes"] == 364 and about["licence"] == "that of this suite"


def test_every_source_is_in_the_ledger():
    named = {dataset.source for dataset in DATASETS.values()} - {"", WORDNET}
    assert {data_file(name).file.split(".")[-1] for name in named} == {
        "tsv",
        "obo",
        "sqlite",
        "txt",
    }


def test_another_wordnet_is_refused(wordnet_source, monkeypatch):
    wrong = {"nodes": 1182, "pairs": 6543, "self_loops": 0, "content_hash": "0"}
    monkeypatch.setattr(registry, "ledger", lambda: {"graphs": {"mammals": wrong}})
    with pytest.raises(UserError, match="pairs 6542 instead of 6543, content_hash") as caught:
        build("mammals", wordnet_source)
    assert wordnet_source.corpus in str(caught.value)


def test_unknown_graphs_are_refused(wordnet_source):
    with pytest.raises(UserError, match="adjectives"):
        build("adjectives", wordnet_source)
