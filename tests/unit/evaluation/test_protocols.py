"""Mean rank and MAP per protocol, against scikit-learn and cases done by hand."""

import dataclasses

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.protocols import PROTOCOLS, protocol_named
from poincare.evaluation.ranks.ranking import Ranks, rank
from poincare.evaluation.scores import graph_ranked, scores
from poincare.geometry import hyperboloid
from poincare.graphs.relations import Relations


def values(ranks, relations, protocol):
    return [score.value for score in scores(ranks, relations, PROTOCOLS[protocol])]


def perfect(relations):
    zeros = np.zeros(relations.n_pairs, dtype=np.int32)
    ones = np.ones(relations.n_pairs)
    return Ranks(
        closer=zeros,
        tied=zeros,
        distance=ones,
        itself_closer=ones > 0,
        itself_tied=ones < 0,
        n_distinct=relations.n_nodes,
        relations_hash=relations.content_hash,
        embedding_hash="",
    )


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
    ranks = dataclasses.replace(
        perfect(graph),
        distance=np.array([0.0, 1, 0]),
        itself_closer=np.array([False, True, False]),
        itself_tied=np.array([True, False, True]),
    )
    # a has a self-loop; b's positive lies on b itself, so b is not strictly closer.
    assert values(ranks, graph, "gensim") == [1.0, 1.0]
    # Of b's only comparison with itself the pessimist makes a rank 2.
    found = scores(ranks, graph, PROTOCOLS["gensim"])
    assert [score.pessimistic for score in found] == [4 / 3, 3 / 4]
    assert {score.n_ties for score in found} == {1}


def test_ties_are_reported(tree):
    ranks = dataclasses.replace(perfect(tree), tied=np.ones(tree.n_pairs, dtype=np.int32))
    assert scores(ranks, tree, PROTOCOLS["nickel2017"])[0].n_ties == tree.n_pairs


def test_ranks_of_another_graph_are_refused(tree):
    with pytest.raises(UserError, match="not those of 'tree'"):
        scores(dataclasses.replace(perfect(tree), relations_hash="x"), tree, PROTOCOLS["gensim"])


def test_an_unknown_protocol_is_named_with_those_known():
    with pytest.raises(UserError, match=r"'mine'.*nickel2017"):
        protocol_named("mine")


def on_a_line(graph, *places):
    """Ranks of a graph whose nodes lie at these places of the Euclidean line."""
    points = np.array(places, dtype=float)[:, None]
    return rank(Embedding(graph.names, points, "euclidean"), graph)


def with_parts(name, **parts):
    return dataclasses.replace(PROTOCOLS[name], **parts)


def test_a_self_loop_gives_each_node_a_positive_at_rank_1():
    """u at 0 with itself, 1 and 3 as positives; 2 is a negative."""
    graph = Relations.from_pairs("line", "uabc", np.array([[0, 0], [0, 1], [0, 3]]))
    ranks = on_a_line(graph, 0, 1, 2, 3)
    notebook = PROTOCOLS["gensim-notebook"]
    # Kept: ranks 1, 1, 2, precisions 1/1, 2/2, 3/4.
    kept = [score.value for score in scores(ranks, graph, notebook)]
    assert kept == pytest.approx([4 / 3, 11 / 12])
    # Dropped, u is a negative: ranks 2, 3, precisions 1/2, 2/4.
    dropped = with_parts("gensim-notebook", keeps_self_loops=False)
    assert [s.value for s in scores(ranks, graph, dropped)] == pytest.approx([2.5, 1 / 2])
    # Dropped, u is excluded: ranks 1, 2, precisions 1/1, 2/3.
    mean_rank, precision = scores(ranks, graph, PROTOCOLS["nickel2017"])
    assert (mean_rank.value, precision.value) == pytest.approx((1.5, 5 / 6))
    assert (mean_rank.n_evaluated, precision.n_evaluated) == (2, 1)


def test_only_the_first_nodes_are_scored():
    """Nodes 0, 2 and 3 have one positive each, behind 0, 1 and 2 negatives; node 1 has none."""
    graph = Relations.from_pairs("line", "abcd", np.array([[0, 1], [2, 0], [3, 0]]))
    ranks = on_a_line(graph, 0, 1, 3, 7)
    assert ranks.closer.tolist() == [0, 1, 2]
    first = {max_n: with_parts("nickel2017", max_n=max_n) for max_n in (None, 0, 1, 2, 3, 9)}
    values = {n: [s.value for s in scores(ranks, graph, first[n])] for n in first}
    assert values[0] == [1, 1]
    # Index 1 has no positive, so the next node that has is scored too.
    assert values[1] == values[2] == [1.5, (1 + 1 / 2) / 2]
    assert values[3] == values[9] == values[None] == [2, pytest.approx((1 + 1 / 2 + 1 / 3) / 3)]
    assert scores(ranks, graph, first[1])[1].n_evaluated == 2


@pytest.mark.parametrize("protocol", ["nickel2017", "gensim", "undirected"])
def test_a_pair_that_is_written_several_times_is_scored_once(tree, rng, protocol):
    times = rng.integers(1, 37, tree.n_pairs)
    lines = dataclasses.replace(tree, multiplicity=times.astype(np.int32))
    embedding = Embedding(tree.names, rng.normal(size=(tree.n_nodes, 3)), "hyperboloid")
    once, several = (
        scores(
            rank(embedding, graph_ranked(graph, PROTOCOLS[protocol])), graph, PROTOCOLS[protocol]
        )
        for graph in (tree, lines)
    )
    assert tree.content_hash != lines.content_hash and once == several


def test_descendants_are_positives_in_the_undirected_graph():
    """r at 0, m at 1, l at 2, a chain l → m → r; x, without any pair, at 1/2."""
    graph = Relations.from_pairs("chain", "rxml", np.array([[3, 2], [3, 0], [2, 0]]))
    places = (0, 0.5, 1, 2)
    directed = scores(on_a_line(graph, *places), graph, PROTOCOLS["nickel2017"])
    # From l: m 1, r 2. From m: r 2, for l is as far as r.
    assert [s.optimistic for s in directed] == pytest.approx([5 / 3, (5 / 6 + 1 / 2) / 2])
    assert [s.pessimistic for s in directed] == pytest.approx([2, (5 / 6 + 1 / 3) / 2])
    ranks = on_a_line(graph.undirected(), *places)
    both = scores(ranks, graph, PROTOCOLS["undirected"])
    # x is nearer than both positives of r and of m, and nearer to l than r.
    assert [s.value for s in both] == pytest.approx([11 / 6, (7 / 12 + 7 / 12 + 5 / 6) / 3])
    assert [s.n_evaluated for s in both] == [6, 3]
    with pytest.raises(UserError, match="'chain-undirected'"):
        scores(on_a_line(graph, *places), graph, PROTOCOLS["undirected"])


def test_facebook_is_the_rule_of_the_paper_on_another_graph(tree, rng):
    embedding = Embedding(tree.names, rng.normal(size=(tree.n_nodes, 3)), "hyperboloid")
    ranks = rank(embedding, tree)
    assert values(ranks, tree, "facebook") == values(ranks, tree, "nickel2017")
    assert PROTOCOLS["facebook"].belongs_to("nouns-facebook")
    assert not PROTOCOLS["facebook"].belongs_to("nouns")


def test_itself_is_a_negative_only_where_it_is_closer():
    """A translation moves u itself away: d(u, u) = ‖r‖ = 2."""
    graph = Relations.from_pairs("moved", "uab", np.array([[0, 1], [0, 2]]))
    points = np.array([[0.0], [1.0], [5.0]])
    moved = Embedding(graph.names, points, "translational", translation=np.array([2.0]))
    ranks = rank(moved, graph)
    assert ranks.distance.tolist() == [1, 3]
    assert values(ranks, graph, "nickel2017") == [1, 1]
    assert values(ranks, graph, "gensim") == [1.5, (1 + 2 / 3) / 2]


def test_a_protocol_that_scores_nothing_is_refused():
    graph = Relations.from_pairs("loop", "a", np.array([[0, 0]]))
    with pytest.raises(UserError, match="scores no pair of 'loop'"):
        scores(on_a_line(graph, 0), graph, PROTOCOLS["nickel2017"])


def test_what_the_protocols_allow_on_wordnet(graphs):
    best = scores(perfect(graphs["nouns"]), graphs["nouns"], PROTOCOLS["gensim"])
    assert [s.value for s in best] == [2.0, pytest.approx(0.7787, abs=5e-5)]
    # Worthless: half of all nodes are closer than any positive but the self-loop.
    paths = graphs["nouns-paths"]
    closer = np.where(paths.sources == paths.indices, 0, paths.n_nodes // 2).astype(np.int32)
    ranks = dataclasses.replace(perfect(paths), closer=closer)
    precision = scores(ranks, paths, PROTOCOLS["gensim-notebook"])[1]
    assert precision.value == pytest.approx(0.1315, abs=1e-3)
    assert precision.n_evaluated == 1001
    without = with_parts("gensim-notebook", keeps_self_loops=False)
    assert scores(ranks, paths, without)[1].value < 0.001


def test_a_protocols_hash_is_that_of_its_parts():
    one = PROTOCOLS["nickel2017"]
    renamed = dataclasses.replace(one, name="another", source="elsewhere")
    assert renamed.content_hash == one.content_hash
    other = [dataclasses.replace(one, **part) for part in (
        {"itself_is_negative": True}, {"keeps_self_loops": True}, {"max_n": 1000},
        {"both_directions": True}, {"closure": "nouns"}, {"reading": "optimistic"},
    )]  # fmt: skip
    assert len({protocol.content_hash for protocol in [one, *other]}) == 7


def test_scores_carry_their_protocols_hash(tree):
    for protocol in (PROTOCOLS["nickel2017"], PROTOCOLS["gensim"]):
        found = scores(perfect(tree), tree, protocol)
        assert [score.protocol_hash for score in found] == [protocol.content_hash] * 2
