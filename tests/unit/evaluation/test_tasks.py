"""The table of tasks: what each applies to, needs, and scores."""

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.inputs import Inputs, Ranked
from poincare.evaluation.labels import LABEL, ScoredBy
from poincare.evaluation.protocols import GraphToRank
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.results import COLUMNS, PROTOCOL_HASH
from poincare.evaluation.scores import scores
from poincare.evaluation.tasks import TASKS, Traits, score_task, tasks_of
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.drawn_splits import split
from poincare.graphs.hierarchy import reduction
from poincare.graphs.splits import hold_outs

TRAINING = {
    "dataset": "tree", "system": "fast", "dim": 3, "seed": 0, "peak_memory_mib": 1.0,
}  # fmt: skip
COST = {"cpu_s": 1.0, "wall_s": 1.0, "peak_memory_mib": 2.0}


@pytest.fixture
def inputs(tree, rng):
    embedding = Embedding(tree.names, rng.normal(size=(tree.n_nodes, 3)), "hyperboloid")
    graphs = {GraphToRank.OWN: tree, GraphToRank.BOTH_DIRECTIONS: tree.undirected()}
    return Inputs(
        embedding=embedding,
        ranked=lambda kind: Ranked(ranks=rank(embedding, graphs[kind]), cost=COST),
        graph=tree,
        direct=reduction(tree),
        split=split(tree, hold_outs()["all5"]),
    )


def test_a_dataset_has_the_tasks_of_its_traits():
    split_up = {"hold_out": hold_outs()["all5"]}
    names = {
        traits: [task.name for task in tasks_of(traits)]
        for traits in (
            Traits(),
            Traits(noun_synsets=True),
            Traits(verb_synsets=True),
            Traits(**split_up),
            Traits(noun_synsets=True, **split_up),
        )
    }
    assert list(names.values()) == [
        ["reconstruction", "generality"],
        ["reconstruction", "lexical_entailment", "hyperlex_in_depth", "generality"],
        ["reconstruction", "hyperlex_in_depth", "generality"],
        ["link_prediction"],
        ["link_prediction"],
    ]


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_the_defaults_are_known(task):
    assert len(task.definitions(task.default)) == len(task.default)


def test_each_protocol_is_scored_on_its_own_ranking(inputs):
    names = ["nickel2017", "undirected", "gensim+itself-excluded", "normalised-rank"]
    task = TASKS["reconstruction"]
    assert task.graphs_to_rank(names) == {GraphToRank.OWN, GraphToRank.BOTH_DIRECTIONS}
    rows = score_task(task, inputs, names, TRAINING)
    assert list(rows.columns) == COLUMNS and set(rows["task"]) == {task.name}
    for name in names[:3]:
        protocol = protocol_or_variant(name)
        expected = scores(inputs.ranked(protocol.graph_to_rank).ranks, inputs.graph, protocol)
        its = rows[(rows["protocol"] == protocol.name) & (rows["variant"] == protocol.variant)]
        assert its["value"].tolist() == [score.value for score in expected]
    assert rows["metric"].tolist().count("rank_norm_spearman") == 1


def test_link_prediction_scores_both_parts_and_ranks_of_the_graph_only(inputs):
    task = TASKS["link_prediction"]
    rows = score_task(task, inputs, ["nickel2017"], TRAINING)
    assert set(rows["part"]) == {"test", "validation"} and set(rows["split"]) == {"all5"}
    for name in ("undirected", "normalised-rank"):
        with pytest.raises(UserError, match=name):
            task.definitions([name])


@pytest.mark.parametrize(
    ("name", "protocols"),
    [
        ("reconstruction", ["nickel2017", "gensim+itself-excluded", "normalised-rank"]),
        ("link_prediction", ["nickel2017", "gensim"]),
    ],
)
def test_the_hash_of_a_row_is_known_without_scoring(inputs, name, protocols):
    task = TASKS[name]
    rows = score_task(task, inputs, protocols, TRAINING)
    for row in rows[[*LABEL, PROTOCOL_HASH]].to_dict("records"):
        found = row.pop(PROTOCOL_HASH)
        assert task.definition_hash(ScoredBy(**row), inputs.split.content_hash) == found


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_an_unknown_protocol_has_no_hash(task):
    with pytest.raises(UserError, match="'mine'"):
        task.definition_hash(ScoredBy(protocol="mine", part="test"), "")


def test_without_hyperlex_there_are_no_rows(inputs):
    rows = score_task(TASKS["lexical_entailment"], inputs, ["lemma"], TRAINING)
    assert rows.empty and list(rows.columns) == COLUMNS
    with pytest.raises(UserError, match="'mine'"):
        TASKS["lexical_entailment"].definitions(["mine"])


def test_values_are_finite(inputs):
    rows = score_task(TASKS["reconstruction"], inputs, ["nickel2017", "gensim"], TRAINING)
    readings = rows[["optimistic", "realistic", "pessimistic", "value"]].to_numpy(dtype=float)
    assert np.isfinite(readings).all()
    assert (rows["n_comparisons"] > rows["n_ties"]).all()
    assert set(rows["n_nodes"]) == set(rows["n_distinct"]) == {121}
