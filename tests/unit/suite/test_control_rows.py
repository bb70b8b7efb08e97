"""The rows of the controls of a dataset."""

import pytest

from poincare.evaluation.results import COLUMNS
from poincare.graphs.drawn_splits import split
from poincare.graphs.hierarchy import reduction
from poincare.graphs.splits import hold_outs
from poincare.suite.controls import control_rows, files_to_control


@pytest.fixture
def data(tree):
    return {"graph": tree, "direct": reduction(tree), "split": split(tree, hold_outs()["all5"])}


def test_both_controls_are_scored_under_every_protocol(data):
    names = ["nickel2017", "gensim", "undirected", "normalised-rank"]
    rows = control_rows({"reconstruction": names}, data, "tree", "da" * 32)
    assert list(rows.columns) == COLUMNS
    assert set(rows["system"]) == {"random", "depth-only"} and set(rows["dim"]) == {0}
    for _, part in rows.groupby("system"):
        assert part["protocol"].tolist() == [*sorted(names[:3] * 2, key=names.index), names[3]]
    assert set(rows["data_hash"]) == {"da" * 32} and rows["recipe_hash"].nunique() == 2
    value = rows.set_index(["system", "metric"])["value"]
    assert abs(value["random", "rank_norm_spearman"]) < 0.3
    assert value["depth-only", "rank_norm_spearman"] == 1.0


def test_link_prediction_has_the_random_control_only(data):
    rows = control_rows({"link_prediction": ["nickel2017"]}, data, "tree-all5", "da" * 32)
    assert set(rows["system"]) == {"random"} and set(rows["part"]) == {"test", "validation"}


def test_the_files_are_those_of_all_tasks():
    asked = {"reconstruction": ["nickel2017"], "lexical_entailment": ["lemma"]}
    files = files_to_control(asked, "nouns")
    assert set(files) == {"graph", "direct", "record", "pairs", "senses", "hyperlex"}
    of_split = files_to_control({"link_prediction": ["nickel2017"]}, "nouns-all5")
    assert of_split["record"].endswith("nouns-all5.json")
    assert of_split["direct"].endswith("direct/nouns.npz") and "split" in of_split


def test_the_verbs_of_hyperlex_have_files_of_their_own():
    files = files_to_control({"hyperlex_in_depth": ["norm-distance"]}, "verbs")
    assert files["pairs"].endswith("hyperlex/verb_pairs.csv")
    assert files["senses"].endswith("hyperlex/verb_senses.json")


def test_generality_has_controls_from_the_graph_at_the_origin_only(data):
    rows = control_rows({"generality": ["origin", "mean"]}, data, "tree", "da" * 32)
    by = rows.groupby(["system", "protocol"])["value"].count()
    assert by.to_dict() == {
        ("depth-only", "origin"): 4,
        ("descendants-only", "origin"): 4,
        ("random", "mean"): 4,
        ("random", "origin"): 4,
    }
    value = rows[rows["protocol"] == "origin"].set_index(["system", "metric"])["value"]
    assert value["depth-only", "depth_spearman"] == 1.0
    assert value["descendants-only", "descendants_spearman"] == pytest.approx(1.0)
    assert abs(value["random", "inner_node_auc"] - 0.5) < 0.2
