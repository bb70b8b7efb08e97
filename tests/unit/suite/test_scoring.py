"""The files of a task, and the same scores from files and from vectors."""

import numpy as np
import pandas as pd
import pytest

from poincare.base.errors import Damaged
from poincare.base.storage import write_json
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.inputs import Inputs
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.tasks import TASKS, score_task
from poincare.graphs.hierarchy import reduction
from poincare.suite.at_hand import AtHand
from poincare.suite.scoring import (
    files_to_score,
    graphs_of,
    loaded,
    obtained,
    ranking,
    traits_of,
)

TRAINING = {
    "dataset": "mammals", "system": "fast", "dim": 2, "seed": 0, "peak_memory_mib": 1.0,
}  # fmt: skip


def test_hyperlex_applies_to_graphs_of_noun_synsets():
    assert traits_of("nouns-cones").noun_synsets and traits_of("nouns-all5").noun_synsets
    for dataset in ("mammals", "verbs", "nouns-of-my-own"):
        assert not traits_of(dataset).noun_synsets
    assert traits_of("verbs").verb_synsets and not traits_of("nouns").verb_synsets
    assert traits_of("nouns-gensim10-leak").hold_out.train == "whole"


@pytest.mark.parametrize(
    ("task", "names", "expected"),
    [
        ("reconstruction", ["nickel2017"], {"graph", "ranks", "cost"}),
        ("reconstruction", ["normalised-rank"], {"graph", "direct"}),
        ("reconstruction", ["undirected"], {"graph", "ranks_undirected", "cost_undirected"}),
        (
            "reconstruction",
            ["facebook+complete-closure"],
            {"graph", "closure", "ranks_closure", "cost_closure"},
        ),
        ("link_prediction", ["nickel2017"], {"split", "ranks", "cost"}),
        ("lexical_entailment", ["lemma"], {"pairs", "senses", "hyperlex"}),
        ("hyperlex_in_depth", ["radius-distance"], {"pairs", "senses", "hyperlex"}),
        ("hyperlex_in_depth", ["lin-specificity"], {"direct", "pairs", "senses", "hyperlex"}),
        ("generality", ["origin"], {"graph", "direct"}),
    ],
)
def test_a_task_names_the_files_that_its_protocols_need(task, names, expected):
    files = files_to_score(TASKS[task], names, "nouns-all5", "run")
    assert set(files) == {"embedding", "training", *expected}
    if "graph" in files:
        assert files["graph"] == "data/built/graphs/nouns.npz"


def test_files_and_vectors_have_the_same_scores(tree, rng, tmp_path, monkeypatch):
    from dataclasses import replace

    monkeypatch.chdir(tmp_path)
    graph = replace(tree, name="mammals")
    graph.save("data/built/graphs/mammals.npz")
    reduction(graph).save("data/built/direct/mammals.npz")
    embedding = Embedding(graph.names, rng.normal(size=(graph.n_nodes, 2)), "euclidean")
    embedding.save("run/embedding.npz")
    hashes = {"embedding_hash": embedding.content_hash, "data_hash": graph.content_hash}
    write_json("run/training.json", {**TRAINING, **hashes})
    task, names = TASKS["reconstruction"], ["nickel2017", "undirected", "normalised-rank"]
    files = files_to_score(task, names, "mammals", "run")
    data = obtained(task, names, "mammals", AtHand(root=tmp_path, say=str))
    ranked = ranking(embedding, graphs_of(data), 1, str)
    for kind, end in ((GraphToRank.OWN, ""), (GraphToRank.BOTH_DIRECTIONS, "_undirected")):
        found = ranked(kind)
        found.ranks.save(files[f"ranks{end}"])
        write_json(files[f"cost{end}"], found.cost)
    given = Inputs(embedding=embedding, ranked=ranked, **data)
    rows = [score_task(task, inputs, names, TRAINING) for inputs in (loaded(files), given)]
    costs = ["evaluation_cpu_s", "evaluation_wall_s", "peak_memory_mib"]
    pd.testing.assert_frame_equal(*(one.drop(columns=costs) for one in rows))
    assert np.isfinite(rows[0]["value"]).all()
    other = replace(embedding, vectors=2 * embedding.vectors)
    other.save("run/embedding.npz")
    with pytest.raises(Damaged, match=r"training\.json"):
        loaded(files)
    write_json("run/training.json", {**TRAINING, **hashes, "embedding_hash": other.content_hash})
    with pytest.raises(Damaged, match=r"ranks\.npz"):
        loaded(files).ranked(GraphToRank.OWN)
    write_json("run/training.json", {**TRAINING, **hashes, "data_hash": "f" * 64})
    embedding.save("run/embedding.npz")
    with pytest.raises(Damaged, match=r"training\.json"):
        loaded(files)
