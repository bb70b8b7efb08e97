"""python -m poincare score."""

import gzip
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from poincare.__main__ import main
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import write
from poincare.embeddings.formats.recognise import SUFFIXES, TEXT
from poincare.evaluation.labels import labelled
from poincare.evaluation.link_prediction import all_scores
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.results import COLUMNS, INTERVAL, read_results
from poincare.evaluation.scores import scores
from poincare.evaluation.variants import protocol_or_variant
from poincare.geometry.hyperboloid import lift
from poincare.graphs.drawn_splits import split
from poincare.graphs.hierarchy import reduction
from poincare.graphs.splits import hold_outs


def values(path, without="generality"):
    rows = read_results(path)
    assert list(rows.columns) == COLUMNS
    rows = rows[rows["task"] != without]
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
    ranked = frame[frame["task"] == "reconstruction"]
    assert ranked.drop(columns=[*unknown, *INTERVAL]).notna().all(axis=None)
    assert set(frame["task"]) == {"reconstruction", "generality"}


@pytest.mark.parametrize(
    ("name", "format_", "within"),
    [
        *((f"again{suffix}", format_, 1e-6 if suffix == ".bin" else 0)
          for suffix, format_ in SUFFIXES.items()),
        *((f"again-{format_}.gz", format_, 0) for format_ in TEXT),
        ("semicolons.csv", "csv-semicolon", 0),
        ("vectors.tsv", "projector", 0),
    ],
)  # fmt: skip
def test_every_format_has_the_same_scores(name, format_, within, mammals, embedding, tmp_path):
    path, rows = tmp_path / name, tmp_path / "rows.csv"
    write(path, format_, embedding)
    assert main(["score", str(path), "--dataset", "mammals", "--output", str(rows)]) == 0
    ranks = rank(embedding, mammals)
    expected = {
        ("nickel2017", score.metric): score.value
        for score in scores(ranks, mammals, PROTOCOLS["nickel2017"])
    }
    assert values(rows) == pytest.approx(expected, abs=within, rel=0)


@pytest.mark.parametrize("manifold", ["poincare", "hyperboloid"])
@pytest.mark.parametrize("curvature", ["0.1", "0.25", "4", "1"])
def test_any_curvature_has_the_values_of_the_unit_ball(
    curvature, manifold, mammals, embedding, tmp_path
):
    rows = tmp_path / "rows.csv"
    points = embedding.in_ball() if manifold == "poincare" else lift(embedding.on_hyperboloid())
    path = tmp_path / "curved.tsv"
    flat = Embedding(embedding.names, points / np.sqrt(float(curvature)), "euclidean")
    write(path, "tsv", flat)
    said = ["--manifold", manifold, "--curvature", curvature]
    assert main(["score", str(path), *said, "--dataset", "mammals", "--output", str(rows)]) == 0
    expected = scores(rank(embedding, mammals), mammals, PROTOCOLS["nickel2017"])
    assert values(rows) == {("nickel2017", score.metric): score.value for score in expected}


def test_a_geometry_that_does_not_fit_is_asked_about(mammals, embedding, tmp_path, capsys):
    write(tmp_path / "half.tsv", "tsv", replace(embedding, vectors=embedding.vectors / 2))
    assert main(["score", str(tmp_path / "half.tsv"), "--dataset", "mammals"]) == 0
    assert "--curvature 4" in capsys.readouterr().err
    command = ["score", str(tmp_path / "half.tsv"), "--dataset", "mammals", "--curvature", "4"]
    assert main(command) == 0
    assert "--curvature" not in capsys.readouterr().err


def test_the_graph_with_as_many_nodes_is_named(mammals, tmp_path, capsys):
    names = tuple(f"n{i}" for i in range(1180))
    Embedding(names, np.zeros((1180, 2)), "poincare").save(tmp_path / "other.npz")
    assert main(["score", str(tmp_path / "other.npz"), "--dataset", "mammals"]) == 2
    assert "mammals-facebook" in capsys.readouterr().err


#: Name, content and options of a file, and what the error names.
BAD = [
    ("a.txt", "2 2\na 0.1 0.2\nb 0.1\n", [], "a.txt:3"),
    ("a.txt", "3 2\na 0.1 0.2\nb 0.1 0.2\n", [], "a.txt"),
    ("a.txt", "hello\n", [], "a.txt:1"),
    ("a.txt", "", [], "a.txt"),
    ("a.txt", "a 0.1 0.2\nb 0.1\n", ["--format", "word2vec"], "a.txt:1"),
    ("a.glove", "a 0.1 0.2\nb\n", [], "a.glove:2"),
    ("a.glove", "a 0.1 0.2\nb 0.1 nan\n", [], "'nan'"),
    ("a.glove", "a 0.1 0.2\nb 0.1 x\n", [], "a.glove:2"),
    ("a.tsv", "a\t0.1\t0.2\nb\t0.1\n", [], "a.tsv:2"),
    ("a.tsv", "a\t0.1\na\t0.2\n", [], "'a'"),
    ("a.tsv", "0.5\t0.1\n0.2\t0.2\n", [], "a.metadata.tsv"),
    ("a.tsv", "a\t0.1\nb\t1_0\n", [], "'1_0'"),
    ("a.tsv", "a\t0.1\nb\t1e400\n", [], "'1e400'"),
    ("a.tsv", "a\t0.1\nb\t(1+2j)\n", [], "'(1+2j)'"),
    ("a.tsv", "a\t0.1\n\t0.2\n", [], "a.tsv:2"),
    ("a.tsv", b"a\t0.1\n\xff\t0.2\n", [], "a.tsv:2"),
    ("a.tsv", "a\t0.1\nb\t0.2\n".encode("utf-16"), [], "UTF-16"),
    ("a.csv", "a;0,1;0,2\nb;0,1\n", [], "a.csv:2"),
    ("a.csv", 'name,x\n"a,0.1\n', [], "a.csv:2"),
    ("a.tsv.gz", gzip.compress(b"a\t0.1\nb\t0.2\n")[:-9], [], "a.tsv.gz"),
    ("a.npy.gz", gzip.compress(b"\x93NUMPY\x01\x00"), [], "gunzip"),
    ("a.pt.gz", gzip.compress(b"\x80\x04}."), [], "numpy.save"),
    ("a.tsv", "a\t1.0\t0\nb\t0\t0\n", [], "'a'; the greatest norm is 1; "),
    ("a.tsv", "a\t3.1\t0\nb\t0\t0\n", [], "--curvature 0.1"),
    ("a.tsv", "a\t3.2\t0\nb\t0\t0\n", ["--curvature", "0.1"], "radius 3.16228"),
    ("a.tsv", "a\t0.1\nb\t0.2\n", ["--curvature", "0"], "curvature 0"),
    ("a.tsv", "a\t0.1\nb\t0.2\n", ["--curvature", "-1"], "curvature -1"),
    ("a.tsv", "a\t0.1\nb\t0.2\n", ["--curvature", "nan"], "curvature nan"),
    ("a.tsv", "a\t0.1\nb\t0.2\n", ["--curvature", "2", "--manifold", "euclidean"], "euclidean"),
    ("a.tsv", "a\t2\t0\nb\t2.5\t1.5\n", ["--manifold", "hyperboloid"], "--curvature 0.25"),
    ("a.tsv", "a\t1.25\t0.75\nb\t1\t0\n", [], "--manifold hyperboloid"),
    ("a.tsv", "a\t0.1\n", ["--names", "none.txt"], "a.tsv"),
    ("a.tsv", "a\t0.1\nb\t0.2\n", [], "'node0'"),
]


@pytest.mark.parametrize(("name", "content", "said", "words"), BAD)
def test_a_bad_file_is_one_line_that_names_it(
    name, content, said, words, mammals, tmp_path, capsys
):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert main(["score", str(path), "--dataset", "mammals", *said]) == 2
    error = capsys.readouterr()
    last = error.err.splitlines()[-1]
    assert last.startswith("error: ") and words in last and not error.out


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
    from poincare.base.storage import write_json, write_text
    from poincare.datasets.hyperlex import COLUMNS

    built = tmp_path / "data/built"
    replace(tree, name="nouns").save(built / "graphs/nouns.npz")
    reduction(tree).save(built / "direct/nouns.npz")
    words = [f"node{i}" for i in range(6)]
    pairs = pd.DataFrame({"word1": words[:5], "word2": words[1:], "avg_score": range(5)})
    pairs = pairs.assign(**{name: "" for name in COLUMNS if name not in pairs})
    write_text(built / "hyperlex/pairs.csv", pairs.to_csv(index=False))
    write_json(built / "hyperlex/senses.json", {word: [word] for word in words})
    rows = tmp_path / "rows.csv"
    assert main(["score", str(vectors), "--dataset", "nouns", "--output", str(rows)]) == 0
    frame = read_results(rows)
    assert set(frame["task"]) == {
        "reconstruction", "lexical_entailment", "hyperlex_in_depth", "generality",
    }  # fmt: skip
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


@pytest.mark.parametrize("scale", [1e-170, 1e-40, 1e19, 1e20, 1e150])
def test_the_scale_of_flat_vectors_changes_nothing(scale, mammals, tmp_path, rng):
    vectors = rng.normal(size=(mammals.n_nodes, 3))
    found = []
    for place, factor in enumerate((1.0, scale)):
        path, rows = tmp_path / f"{place}.npz", tmp_path / f"{place}.csv"
        Embedding(mammals.names, vectors * factor, "euclidean").save(path)
        assert main(["score", str(path), "--dataset", "mammals", "--output", str(rows)]) == 0
        found.append(values(rows, without=""))
    assert found[0] == found[1] and found[0]["nickel2017", "mean_rank"] > 20


@pytest.mark.parametrize("value", [0.0, 0.3])
@pytest.mark.parametrize("manifold", ["poincare", "euclidean", "hyperboloid"])
def test_points_in_one_place_rank_in_the_middle(manifold, value, mammals, tmp_path, capsys):
    path, rows = tmp_path / "one.npz", tmp_path / "rows.csv"
    Embedding(mammals.names, np.full((mammals.n_nodes, 2), value), manifold).save(path)
    assert main(["score", str(path), "--dataset", "mammals", "--output", str(rows)]) == 0
    found = read_results(rows).set_index("metric")
    assert found.loc["mean_rank", "value"] == pytest.approx(mammals.n_nodes / 2, rel=0.05)
    assert found.loc["MAP", "value"] < 0.1 and set(found["n_distinct"]) == {1}
    out = capsys.readouterr().out
    assert "✓" not in out and "degenerate" in out
