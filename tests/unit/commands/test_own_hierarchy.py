"""Graphs and splits of the user's own in the commands."""

import json

import numpy as np
import pytest
import yaml

from poincare.__main__ import main
from poincare.datasets.own.graph import read_graph
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import write
from poincare.evaluation.link_prediction import all_scores
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.results import read_results
from poincare.evaluation.scores import scores
from poincare.graphs.drawn_splits import eligible, split
from poincare.graphs.hierarchy import reduction
from poincare.graphs.listed_splits import split_by_files
from poincare.graphs.splits import hold_outs, split_named


def own_graph(name, entry):
    return read_graph(name, entry).relations


EDGES = "dog\tmammal\ncat\tmammal\npuppy\tdog\nmammal\tanimal\nbird\tanimal\nhen\tbird\n"


@pytest.fixture
def folder(tmp_path, monkeypatch, rng):
    """A working directory with edges and vectors, and a project elsewhere with nothing built."""
    from poincare.commands import project

    monkeypatch.setattr(project, "ROOT", tmp_path / "project")
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "edges.tsv").write_text(EDGES)
    graph = own_graph("edges", {"pairs": "edges.tsv", "closure": True})
    vectors = rng.uniform(-0.6, 0.6, size=(graph.n_nodes, 2))
    vectors[0] = [0.9, 0.0]
    write(folder / "mine.tsv", "tsv", Embedding(graph.names, vectors, "poincare"))
    return folder


def scored(*arguments):
    assert main(["score", "mine.tsv", *arguments, "--output", "rows.csv"]) == 0
    return read_results("rows.csv")


def values(rows):
    return dict(zip(rows["metric"], rows["value"], strict=True))


def test_a_file_of_pairs_is_scored_as_it_is_or_as_its_closure(folder):
    direct = scored("--pairs", "edges.tsv")
    closure = scored("--pairs", "edges.tsv", "--closure")
    direct, closure = (rows[rows["task"] == "reconstruction"] for rows in (direct, closure))
    assert set(direct["n_evaluated"]) == {6} and set(direct["dataset"]) == {"edges"}
    graph = own_graph("edges", {"pairs": "edges.tsv", "closure": True})
    embedding = Embedding(graph.names, np.loadtxt("mine.tsv", usecols=(1, 2)), "poincare")
    expected = scores(rank(embedding, graph), graph, PROTOCOLS["nickel2017"])
    assert values(closure) == {score.metric: score.value for score in expected}
    assert set(closure["data_hash"]) == {graph.content_hash}


def test_a_configuration_names_graphs(folder):
    settings = {"graphs": {"animals": {"pairs": "edges.tsv", "closure": True}}}
    (folder / "own.yaml").write_text(yaml.safe_dump(settings))
    rows = scored("--dataset", "animals", "--configfile", "own.yaml")
    assert values(rows) == values(scored("--pairs", "edges.tsv", "--closure"))
    assert set(rows["dataset"]) == {"animals"}


@pytest.mark.parametrize("place", ["work", "project"])
def test_what_a_configuration_built_is_found(place, folder, capsys):
    graph = own_graph("animals", {"pairs": "edges.tsv", "closure": True})
    built = folder.parent / place / "data" / "built" / "graphs"
    graph.save(built / "animals.npz")
    record = {**graph.summary(), "origin": "somewhere.tsv"}
    (built / "animals.json").write_text(json.dumps(record))
    rows = scored("--dataset", "animals")
    assert set(rows["data_hash"]) == {graph.content_hash}
    assert "somewhere.tsv" in capsys.readouterr().err
    (built / "animals.json").write_text(json.dumps({**record, "content_hash": "other"}))
    assert main(["score", "mine.tsv", "--dataset", "animals"]) == 2
    assert "animals.npz" in capsys.readouterr().err


def test_paths_and_neighbours_take_a_file_of_pairs(folder, capsys):
    own = ["--vectors", "mine.tsv", "--pairs", "edges.tsv", "--closure"]
    assert main(["path", "puppy", "cat", *own]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:-1]] == ["puppy", "dog", "mammal", "cat"]
    assert main(["path", "puppy", *own]) == 0
    assert "(3 in edges)" in capsys.readouterr().out
    assert main(["neighbours", "dog", *own]) == 0
    out = capsys.readouterr().out
    assert out.count("ancestor") == 2 and out.count("descendant") == 1


def test_files_of_held_out_pairs_are_a_split(folder):
    (folder / "val.tsv").write_text("puppy\tanimal\n")
    (folder / "test.tsv").write_text("cat\tanimal\npuppy\tmammal\n")
    settings = {
        "graphs": {"animals": {"pairs": "edges.tsv", "closure": True}},
        "splits": {
            "animals-given": {"validation": "val.tsv", "test": "test.tsv"},
            "animals-given-small": {"test": "val.tsv"},
        },
    }
    (folder / "own.yaml").write_text(yaml.safe_dump(settings))
    rows = scored("--dataset", "animals-given", "--configfile", "own.yaml")
    assert set(rows["split"]) == {"given"}
    counted = rows.groupby("part")["n_evaluated"].max()
    assert counted.to_dict() == {"test": 2, "validation": 1}
    small = scored("--dataset", "animals-given-small", "--configfile", "own.yaml")
    assert set(small["split"]) == {"given-small"} and set(small["part"]) == {"test"}


def test_the_pairs_of_a_drawn_split_held_out_by_files_have_the_same_scores(tree, rng):
    drawn = split(tree, hold_outs()["all5"])
    names = np.array(tree.names)
    listed = {part: own_graph_of(names[drawn.part(part)]) for part in ("validation", "test")}
    _, hold_out = split_named("tree-given")
    given = split_by_files(tree, hold_out, listed)
    assert given.train.content_hash == drawn.train.content_hash
    assert given.content_hash == drawn.content_hash
    embedding = Embedding(tree.names, rng.normal(size=(tree.n_nodes, 2)), "euclidean")
    ranks = rank(embedding, tree)
    both = [all_scores(ranks, one, [PROTOCOLS["nickel2017"]]) for one in (drawn, given)]
    assert [one.value for one in both[0]] == [one.value for one in both[1]]


def own_graph_of(pairs):
    from poincare.graphs.relations import Relations

    names = list(dict.fromkeys(pairs.ravel().tolist()))
    places = np.array([[names.index(name) for name in pair] for pair in pairs])
    return Relations.from_pairs("held-out", names, places)


def test_a_built_split_is_found(folder, tree):
    graph = own_graph("animals", {"pairs": "edges.tsv", "closure": True})
    _, hold_out = split_named("animals-given")
    (folder / "test.tsv").write_text("cat\tanimal\n")
    held_out = {"test": own_graph("x", {"pairs": "test.tsv", "closure": False})}
    graph.save("data/built/graphs/animals.npz")
    split_by_files(graph, hold_out, held_out).save("data/built/splits/animals-given.npz")
    rows = scored("--dataset", "animals-given")
    assert set(rows["n_evaluated"]) == {1}


def test_a_drawn_split_of_an_own_graph(folder, tree, rng, monkeypatch):
    graph = tree
    assert eligible(graph).sum() > 10
    pairs = reduction(graph)
    lines = [
        f"{graph.names[u]}\t{graph.names[v]}"
        for u, v in zip(pairs.sources, pairs.indices, strict=True)
    ]
    (folder / "tree.tsv").write_text("\n".join(lines) + "\n")
    settings = {"graphs": {"animals": {"pairs": "tree.tsv", "closure": True}}}
    (folder / "own.yaml").write_text(yaml.safe_dump(settings))
    points = rng.uniform(-0.6, 0.6, size=(graph.n_nodes, 2))
    write(folder / "mine.tsv", "tsv", Embedding(graph.names, points, "poincare"))
    rows = scored("--dataset", "animals-all5", "--configfile", "own.yaml")
    assert set(rows["split"]) == {"all5"} and set(rows["part"]) == {"test", "validation"}


@pytest.mark.parametrize(
    ("settings", "arguments", "words"),
    [
        ({}, ["--dataset", "animals"], "'animals'"),
        ({}, ["--dataset", "../edges"], "'../edges'"),
        ({}, ["--dataset", "animals-given"], "'animals-given'"),
        ({}, ["--dataset", "mammals", "--closure"], "--closure"),
        ({}, ["--pairs", "none.tsv"], "none.tsv"),
        ({"graphs": {"animals": {"pairs": "none.tsv", "closure": True}}}, [], "none.tsv"),
        ({"graphs": {"mammals": {"pairs": "edges.tsv", "closure": True}}}, [], "'mammals'"),
        ({"graphs": {"animals": {"pairs": 3, "closure": True}}}, [], "graphs.animals.pairs"),
        ({"splits": {"animals-given": {"validation": "edges.tsv"}}}, [], "'test'"),
        ({"splits": {"mine": {"test": "edges.tsv"}}}, [], "'mine'"),
        ({"splits": {"animals-given": {"test": "none.tsv"}}}, [], "none.tsv"),
        ({"splits": {"cats-given": {"test": "edges.tsv"}}}, [], "'cats'"),
        ({"splits": {"animals-given": {"test": "cats.tsv"}}}, [], "'lion', 'cat'"),
        ({"splits": {"animals-given": {"test": "turned.tsv"}}}, [], "'mammal', 'dog'"),
        ({"splits": {"animals-given": {"test": "edges.tsv", "validation": "one.tsv"}}}, [],
         "'cat', 'mammal'"),
        ({"splits": {"animals-given": {"test": "all.tsv"}}}, [], "all 11 pairs"),
        (["no mapping"], [], "mapping"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_names_it(settings, arguments, words, folder, capsys):
    graph = own_graph("animals", {"pairs": "edges.tsv", "closure": True})
    every = [f"{graph.names[u]}\t{graph.names[v]}" for u in range(7) for v in graph.positives(u)]
    more = {"cats": "lion\tcat\n", "turned": "mammal\tdog\n", "one": "cat\tmammal\n",
            "all": "\n".join(every)}  # fmt: skip
    for name, text in more.items():
        (folder / f"{name}.tsv").write_text(text)
    own = {"graphs": {"animals": {"pairs": "edges.tsv", "closure": True}}}
    whole = own | settings if isinstance(settings, dict) else settings
    (folder / "own.yaml").write_text(yaml.safe_dump(whole if settings else {}))
    asked = arguments or ["--dataset", "animals-given" if "splits" in whole else "animals"]
    assert main(["score", "mine.tsv", *asked, "--configfile", "own.yaml"]) == 2
    said = capsys.readouterr()
    assert words in said.err.splitlines()[-1] and said.err.splitlines()[-1].startswith("error: ")
    assert not said.out


@pytest.mark.parametrize("asked", [[], ["--dataset", "mammals", "--pairs", "edges.tsv"]])
def test_one_graph_is_named(asked, folder):
    with pytest.raises(SystemExit) as stopped:
        main(["score", "mine.tsv", *asked])
    assert stopped.value.code == 2
