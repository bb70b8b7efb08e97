"""python -m poincare score."""

import numpy as np
import pandas as pd
import pytest

from poincare.__main__ import main
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import write
from poincare.embeddings.formats.recognise import SUFFIXES
from poincare.evaluation.labels import labelled
from poincare.evaluation.link_prediction import all_scores
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.results import COLUMNS, read_results
from poincare.evaluation.scores import scores
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.hierarchy import reduction
from poincare.graphs.splits import hold_outs, split


def values(path):
    rows = read_results(path)
    assert list(rows.columns) == COLUMNS
    return {(row.protocol, row.metric): row.value for row in labelled(rows).itertuples()}


@pytest.mark.slow
def test_the_scores_are_those_of_the_ranking(mammals, embedding, vectors, tmp_path, capsys):
    names = ["nickel2017", "gensim", "gensim+itself-excluded", "undirected"]
    arguments = ["--dataset", "mammals", "--protocol", *names[:2], "--protocol", *names[2:]]
    rows = tmp_path / "rows.csv"
    assert main(["score", str(vectors), *arguments, "--output", str(rows)]) == 0
    expected = {}
    for name in names:
        protocol = protocol_or_variant(name)
        graph = mammals.undirected() if protocol.both_directions else mammals
        for score in scores(rank(embedding, graph), mammals, protocol):
            expected[name, score.metric] = score.value
    assert values(rows) == expected
    said = capsys.readouterr()
    assert "npz, poincare; 121 vectors, d = 2" in said.err and "nodes ranked" in said.err
    assert "Reconstruction of mammals, nickel2017" in said.out


def test_rows_have_their_provenance(embedding, vectors, tmp_path):
    from poincare.base.storage import sha256_of_file

    rows = tmp_path / "rows.csv"
    main(["score", str(vectors), "--dataset", "mammals", "--output", str(rows)])
    frame = read_results(rows)
    assert set(frame["embedding_hash"]) == {embedding.content_hash}
    assert set(frame["recipe_hash"]) == {sha256_of_file(vectors)}
    assert set(frame["system"]) == {"mine"} and set(frame["seed"]) == {0}
    unknown = ["trainer_version", "train_cpu_s", "train_wall_s"]
    assert frame[unknown].isna().all(axis=None)
    assert frame.drop(columns=unknown).notna().all(axis=None)


@pytest.mark.parametrize(
    ("suffix", "within"),
    [(suffix, 1e-6 if suffix == ".bin" else 0) for suffix in SUFFIXES],
)
def test_every_format_has_the_same_scores(suffix, within, mammals, embedding, tmp_path):
    path, rows = tmp_path / f"again{suffix}", tmp_path / "rows.csv"
    write(path, SUFFIXES[suffix], embedding)
    assert main(["score", str(path), "--dataset", "mammals", "--output", str(rows)]) == 0
    ranks = rank(embedding, mammals)
    expected = {
        ("nickel2017", score.metric): score.value
        for score in scores(ranks, mammals, PROTOCOLS["nickel2017"])
    }
    assert values(rows) == pytest.approx(expected, abs=within, rel=0)


def test_published_and_reference_rows_stand_beside(vectors, capsys):
    main(["score", str(vectors), "--dataset", "mammals"])
    lines = capsys.readouterr().out.splitlines()
    controls = ("control: random", "control: depth-only")
    starts = ("mine", *controls, "Nickel & Kiela 2017: Poincare", "this suite: fast")
    where = [[line.startswith(start) for line in lines].index(True) for start in starts]
    assert where == sorted(where)
    paper = lines[where[3]].split()
    assert paper[-4:] == ["5", "1.26", "0.927", "limited"]
    assert f"{paper[-5]} Fig 2 caption." in lines
    assert lines[where[1]].split()[2] == "—"
    assert any(line.startswith("Limited: the same rule") for line in lines)


def test_a_split_is_scored_on_its_held_out_pairs(mammals, embedding, vectors, tmp_path, capsys):
    rows = tmp_path / "rows.csv"
    main(["score", str(vectors), "--dataset", "mammals-all5", "--output", str(rows)])
    parts = split(mammals, hold_outs()["all5"])
    expected = all_scores(rank(embedding, mammals), parts, [PROTOCOLS["nickel2017"]])
    assert values(rows) == {
        (score.scored_by.label, score.metric): score.value for score in expected
    }
    assert "Link prediction of mammals-all5" in capsys.readouterr().out


def test_hyperlex_is_scored_on_nouns(tree, embedding, vectors, tmp_path, capsys):
    from dataclasses import replace

    from poincare.base.storage import write_json, write_text

    built = tmp_path / "data/built"
    replace(tree, name="nouns").save(built / "graphs/nouns.npz")
    reduction(tree).save(built / "direct/nouns.npz")
    words = [f"node{i}" for i in range(6)]
    pairs = pd.DataFrame({"word1": words[:5], "word2": words[1:], "avg_score": range(5)})
    write_text(built / "hyperlex/pairs.csv", pairs.to_csv(index=False))
    write_json(built / "hyperlex/senses.json", {word: [word] for word in words})
    rows = tmp_path / "rows.csv"
    assert main(["score", str(vectors), "--dataset", "nouns", "--output", str(rows)]) == 0
    frame = read_results(rows)
    assert set(frame["task"]) == {"reconstruction", "lexical_entailment"}
    entailment = frame[frame["task"] == "lexical_entailment"]
    assert set(entailment["protocol"]) == {"synset-name", "lemma"}
    assert entailment["n_evaluated"].tolist() == [5, 5]
    assert "HyperLex of nouns, lemma" in capsys.readouterr().out


def test_names_that_are_no_nodes_are_counted_and_skipped(embedding, tmp_path, capsys):
    more = [f"other{i}" for i in range(12)]
    names = (*embedding.names[::-1], *more)
    extended = np.concatenate([embedding.vectors[::-1], np.zeros((12, 2))])
    Embedding(names, extended, "poincare").save(tmp_path / "more.npz")
    rows = tmp_path / "rows.csv"
    assert main(["score", str(tmp_path / "more.npz"), "--dataset", "mammals",
                 "--output", str(rows)]) == 0  # fmt: skip
    err = capsys.readouterr().err
    assert "12 names are no nodes of mammals" in err and "'other0'" in err
    assert "'other9', …" in err and "other10" not in err
    assert set(read_results(rows)["embedding_hash"]) == {embedding.content_hash}


def test_missing_nodes_are_refused_with_a_list(embedding, tmp_path, capsys):
    Embedding(embedding.names[3:], embedding.vectors[3:], "poincare").save(tmp_path / "less.npz")
    assert main(["score", str(tmp_path / "less.npz"), "--dataset", "mammals"]) == 2
    said = capsys.readouterr()
    assert "less.npz on mammals" in said.err and "3 of the 121" in said.err
    assert "'node0', 'node1', 'node2'" in said.err
    assert not said.out and "Traceback" not in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dataset", "mamals"], "no dataset called 'mamals'"),
        (["--dataset", "mammals", "--protocol", "nickel"], "unknown protocol 'nickel'"),
        (["--dataset", "mammals", "--protocol", "facebook"], "belongs to 'nouns-facebook'"),
        (["--dataset", "mammals", "--task", "link_prediction"], "name a split"),
        (["--dataset", "mammals-all5", "--task", "reconstruction"], "name a whole graph"),
        (["--dataset", "mammals", "--task", "lexical_entailment"], "name a graph of noun synsets"),
        (["--dataset", "mammals-all5", "--protocol", "undirected"], "not scored under"),
        (["--dataset", "mammals", "--threads", "0"], "--threads 0"),
        (["--dataset", "mammals", "--manifold", "euclidean"], "the file says poincare"),
    ],
)
def test_a_mistake_is_one_line(vectors, arguments, words, capsys):
    assert main(["score", str(vectors), *arguments]) == 2
    said = capsys.readouterr().err.splitlines()
    assert words in said[-1] and said[-1].startswith("error: ")
