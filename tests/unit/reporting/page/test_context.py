from dataclasses import asdict

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.base.storage import write_json
from poincare.graphs.relations import Relations
from poincare.graphs.shape import shape
from poincare.reporting.page.context import gather

GRAPH = {
    "dataset": "nouns",
    "origin": "an NLTK data folder",
    "licence": "WordNet 3.0 licence",
    "nodes": 82_115,
    "pairs": 743_241,
    "self_loops": 0,
    "content_hash": "da" * 32,
}


@pytest.fixture
def files(tmp_path, published_folder):
    write_json(tmp_path / "graph.json", GRAPH)
    write_json(tmp_path / "there.json", {"available": True, "sha256": "27" * 32})
    write_json(tmp_path / "absent.json", {"available": False, "reason": "no zip; put it there"})
    return tmp_path


def gathered(files, hyperlex):
    recipe = files.joinpath("recipes")
    return gather(
        title="t",
        config="quick",
        date="2026-01-02",
        versions={},
        graphs=[files / "graph.json"],
        task_data={"lexical_entailment": hyperlex} if hyperlex else {},
        recipes=recipe.glob("*"),
    )


def test_records_become_rows(files):
    context = gathered(files, files / "there.json")
    nouns, hyperlex = context.sources
    assert nouns["content"] == "82,115 nodes, 743,241 pairs"
    assert nouns["licence"] == "WordNet 3.0 licence"
    assert nouns["hash"] == "da" * 32
    assert hyperlex["hash"] == "27" * 32
    assert context.missing == {}


def test_lines_are_stated_where_pairs_are_written_more_than_once(files):
    write_json(files / "graph.json", {**GRAPH, "lines": 769_130})
    (nouns,) = gathered(files, None).sources
    assert nouns["content"] == "82,115 nodes, 743,241 pairs in 769,130 lines"
    write_json(files / "graph.json", {**GRAPH, "lines": GRAPH["pairs"]})
    (nouns,) = gathered(files, None).sources
    assert nouns["content"] == "82,115 nodes, 743,241 pairs"


def test_absent_hyperlex_is_a_sentence(files):
    context = gathered(files, files / "absent.json")
    assert context.missing == {"lexical_entailment": "No zip; put it there."}
    assert len(context.sources) == 1


def test_hyperlex_need_not_be_asked_for(files):
    assert gathered(files, None).missing == {}


def test_a_missing_record_is_named(files):
    (files / "graph.json").unlink()
    with pytest.raises(UserError, match=r"graph\.json"):
        gathered(files, None)


def test_recipes_come_with_text_and_hash(files, published_folder):
    recipes = published_folder.parents[1] / "config" / "recipes"
    used = [recipes / "fast.yaml", recipes / "cpp-50.yaml"]
    context = gather(
        title="t", config="", date="", versions={}, graphs=[], task_data={}, recipes=used
    )
    recipe = context.recipes["fast"]
    assert recipe.text == (recipes / "fast.yaml").read_text(encoding="utf-8")
    assert len(recipe.hash) == 64
    assert recipe.uncertain == ()
    assert "8 threads" in context.recipes["cpp-50"].uncertain[0]


def test_the_shape_and_the_layout_are_stated_where_they_are_recorded(files):
    counts = shape(Relations.from_pairs("g", "abc", np.array([[0, 1], [1, 2], [0, 2]])))
    record = {**GRAPH, "shape": asdict(counts), "layout": "separated by tabs"}
    write_json(files / "graph.json", record)
    (graph,) = gathered(files, None).sources
    for words in ("1 root,", "1 leaf,", "1 part,", "longest chain 2", "separated by tabs"):
        assert words in graph["content"]
