"""Mean rank and MAP per protocol, against scikit-learn and cases done by hand."""

import dataclasses

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from poincare.embedding import Embedding
from poincare.errors import UserError
from poincare.evaluation.protocols import PROTOCOLS, protocol_named, scores
from poincare.evaluation.ranking import Ranks, rank
from poincare.geometry import hyperboloid
from poincare.relations import Relations


def values(ranks, relations, protocol):
    return [score.value for score in scores(ranks, relations, PROTOCOLS[protocol])]


def perfect(relations):
    zeros = np.zeros(relations.n_pairs, dtype=np.int32)
    ones = np.ones(relations.n_pairs)
    return Ranks(zeros, zeros, ones, ones > 0, relations.content_hash, "")


def test_a_perfect_ranking_scores_1_and_1_under_nickel2017(tree):
    assert values(perfect(tree), tree, "nickel2017") == [1.0, 1.0]


def test_a_perfect_ranking_scores_2_under_gensim(tree):
    mean_rank, precision = values(perfect(tree), tree, "gensim")
    assert mean_rank == 2.0
    degree = np.diff(tree.indptr)
    best = [np.mean([k / (k + 1) for k in range(1, d + 1)]) for d in degree if d]
    assert precision == pytest.approx(np.mean(best))


def test_map_equals_scikit_learn(tree, rng):
    x = rng.normal(size=(tree.n_nodes, 3))
    embedding = Embedding(tree.names, x, "hyperboloid")
    _, precision = values(rank(embedding, tree), tree, "nickel2017")
    expected = []
    for u in range(tree.n_nodes):
        if len(tree.positives(u)):
            others = np.arange(tree.n_nodes) != u
            truth = np.isin(np.arange(tree.n_nodes), tree.positives(u))[others]
            distance = hyperboloid.distance(np.broadcast_to(x[u], x.shape), x)[others]
            expected.append(average_precision_score(truth, -distance))
    assert precision == pytest.approx(np.mean(expected), abs=1e-12)


def test_a_case_done_by_hand():
    """On a line: u=0, positives at 1 and 3, negatives at 2 and 9; v without positives."""
    graph = Relations.from_pairs("line", "uabcd", np.array([[0, 1], [0, 3]]))
    line = np.sinh(np.array([[0.0], [1.0], [2.0], [3.0], [9.0]]))
    ranks = rank(Embedding(graph.names, line, "hyperboloid"), graph)
    assert ranks.closer.tolist() == [0, 1]
    np.testing.assert_allclose(ranks.distance, [1.0, 3.0])
    assert values(ranks, graph, "nickel2017") == [1.5, pytest.approx((1 + 2 / 3) / 2)]
    assert values(ranks, graph, "gensim") == [2.5, pytest.approx((1 / 2 + 2 / 4) / 2)]
    mean_rank, precision = scores(ranks, graph, PROTOCOLS["nickel2017"])
    assert (mean_rank.n_evaluated, precision.n_evaluated, mean_rank.n_skipped) == (2, 1, 4)


def test_itself_is_no_negative_where_it_is_a_positive_or_no_nearer(tree):
    graph = Relations.from_pairs("loop", "ab", np.array([[0, 0], [0, 1], [1, 0]]))
    zeros = np.zeros(3, dtype=np.int32)
    ranks = Ranks(
        zeros, zeros, np.array([0.0, 1, 0]), np.array([False, True, False]), graph.content_hash, ""
    )
    # a has a self-loop; b's positive lies on b itself, so b is not strictly closer.
    assert values(ranks, graph, "gensim") == [1.0, 1.0]


def test_ties_are_reported(tree):
    ranks = dataclasses.replace(perfect(tree), tied=np.ones(tree.n_pairs, dtype=np.int32))
    assert scores(ranks, tree, PROTOCOLS["nickel2017"])[0].n_ties == tree.n_pairs


def test_ranks_of_another_graph_are_refused(tree):
    with pytest.raises(UserError, match="another graph"):
        scores(dataclasses.replace(perfect(tree), relations_hash="x"), tree, PROTOCOLS["gensim"])


def test_an_unknown_protocol_is_named_with_those_known():
    with pytest.raises(UserError, match=r"'mine'.*nickel2017"):
        protocol_named("mine")
