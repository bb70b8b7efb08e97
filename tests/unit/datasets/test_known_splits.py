"""Splits of the ledger: those that are drawn, and none of another graph or hold-out."""

from dataclasses import replace

import pytest

from poincare.base.errors import UserError
from poincare.datasets import known_splits
from poincare.datasets.known_splits import drawn_from, entry_of, known_split, main
from poincare.datasets.sources import ledger
from poincare.graphs.drawn_splits import split
from poincare.graphs.splits import hold_outs, split_named


@pytest.fixture
def of_tree(tree, monkeypatch):
    """A ledger that knows the tree and its split all5."""
    hold_out = hold_outs()["all5"]
    parts = split(tree, hold_out)
    known = {
        "graphs": {"tree": {"content_hash": tree.content_hash}},
        "splits": {"tree-all5": entry_of(parts, tree.content_hash, hold_out)},
    }
    monkeypatch.setattr(known_splits, "ledger", lambda: known)
    return known, parts


def test_the_hashes_are_those_of_the_split_that_is_drawn(of_tree):
    _, parts = of_tree
    found = known_split("tree-all5")
    assert found.train_hash == parts.train.content_hash
    assert found.split_hash == parts.content_hash


def test_nothing_is_known_of_another_graph_hold_out_or_name(of_tree, monkeypatch):
    known, _ = of_tree
    assert known_split("tree") is None and known_split("tree-ganea2") is None
    known["graphs"]["tree"]["content_hash"] = "0" * 64
    assert known_split("tree-all5") is None


def test_every_number_of_a_hold_out_counts_and_its_words_do_not():
    one = hold_outs()["all5"]
    assert drawn_from("g", replace(one, title="reworded", name="other")) == drawn_from("g", one)
    others = [{"seed": 1}, {"test": 0.1}, {"validation": 0.1}, {"of": "eligible"},
              {"train": "whole"}]  # fmt: skip
    hashes = {drawn_from("g", replace(one, **change)) for change in others}
    assert len(hashes | {drawn_from("g", one), drawn_from("h", one)}) == len(others) + 2


def test_every_entry_of_the_ledger_is_of_the_present_graph_and_hold_out():
    names = ledger()["splits"]
    assert len(names) >= 7 and all(known_split(name) for name in names)


@pytest.mark.slow
def test_the_ledger_has_what_is_drawn(graphs):
    for name, entry in ledger()["splits"].items():
        graph, hold_out = split_named(name)
        parts = split(graphs[graph], hold_out)
        assert entry_of(parts, graphs[graph].content_hash, hold_out) == entry


def test_an_entry_is_printed_as_the_ledger_has_it(tree, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    tree.save(tmp_path / "data/built/graphs/tree.npz")
    main(["tree-all5"])
    assert split(tree, hold_outs()["all5"]).content_hash in capsys.readouterr().out
    with pytest.raises(UserError, match="'tree'"):
        main(["tree"])
