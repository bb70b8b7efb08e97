"""Link prediction against loops over all nodes, and filtering by hand."""

import dataclasses

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.link_prediction import all_scores, definition_hash, scores
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.geometry.ball import distance
from poincare.graphs.drawn_splits import split
from poincare.graphs.relations import Relations
from poincare.graphs.splits import HoldOut, Split

NICKEL = PROTOCOLS["nickel2017"]


def by_loops(vectors, parts, name):
    """Mean rank and MAP of a part, straight from their definitions."""
    whole, held_out = parts.whole, parts.part(name).tolist()
    ranks, precisions = [], []
    for u in sorted({u for u, _ in held_out}):
        d = [distance(vectors[[u]], vectors[[x]])[0] for x in range(len(vectors))]
        negatives = [d[x] for x in range(len(d)) if x != u and x not in whole.positives(u)]
        closer = sorted(sum(x < d[v] for x in negatives) for w, v in held_out if w == u)
        ranks += [1 + c for c in closer]
        precisions.append(np.mean([k / (k + c) for k, c in enumerate(closer, start=1)]))
    return np.mean(ranks), np.mean(precisions), len(ranks), len(precisions)


@pytest.mark.parametrize("part", ["validation", "test"])
def test_scores_are_those_of_the_definition(tree, rng, part):
    parts = split(tree, HoldOut("half1", "half", "eligible", 0.3, 0.5, seed=1))
    vectors = 0.3 * rng.uniform(-1, 1, (tree.n_nodes, 4))
    ranks = rank(Embedding(tree.names, vectors, "poincare"), tree)
    mean_rank, precision = scores(ranks, parts, part, NICKEL)
    expected = by_loops(vectors, parts, part)
    assert (mean_rank.value, precision.value) == pytest.approx(expected[:2])
    assert (mean_rank.n_evaluated, precision.n_evaluated) == expected[2:]
    assert precision.n_skipped == tree.n_nodes - precision.n_evaluated


@pytest.fixture
def chain():
    """u's ancestors a, b, c and r by distance; b is a test pair, c a validation pair.

    x, a negative, lies between b and c; u has the leaf z below it.
    """
    names = ("u", "a", "x", "b", "c", "r", "z")
    at = {"u": 0.0, "a": 0.1, "b": 0.2, "x": 0.3, "c": 0.4, "r": 0.5, "z": -0.6}
    vectors = np.array([[at[name], 0.0] for name in names])
    train = Relations.from_pairs("g-by1", names, np.array([(0, 1), (0, 5)]))
    parts = Split("g", train, np.array([(0, 4)]), np.array([(0, 3)]))
    return parts, Embedding(names, vectors, "poincare")


def test_pairs_of_all_parts_are_filtered_and_u_itself_is_out(chain):
    parts, embedding = chain
    ranks = rank(embedding, parts.whole)
    # Of what is closer, a is a training pair and u itself is excluded.
    assert [s.value for s in scores(ranks, parts, "test", NICKEL)] == [1.0, 1.0]
    # a (train) and b (test) do not count against c; x does.
    assert [s.value for s in scores(ranks, parts, "validation", NICKEL)] == [2.0, 0.5]
    assert [s.value for s in scores(ranks, parts, "test", PROTOCOLS["gensim"])] == [2.0, 0.5]


def test_protocols_state_the_split_and_validation_is_told_apart(chain):
    parts, embedding = chain
    scored = {one.scored_by for one in all_scores(rank(embedding, parts.whole), parts, [NICKEL])}
    assert scored == {
        ScoredBy(protocol="nickel2017", split="by1", part="validation"),
        ScoredBy(protocol="nickel2017", split="by1", part="test"),
    }
    labels = {"nickel2017-by1-validation", "nickel2017-by1"}
    assert {one.label for one in scored} == labels


def test_a_part_without_pairs_is_passed_over(chain):
    parts, embedding = chain
    without = Split("g", parts.train, parts.validation[:0], parts.test)
    ranks = rank(embedding, without.whole)
    assert {one.scored_by.part for one in all_scores(ranks, without, [NICKEL])} == {"test"}
    with pytest.raises(UserError, match="no pairs for validation"):
        scores(ranks, without, "validation", NICKEL)


def test_ranks_of_the_training_graph_are_refused(chain):
    parts, embedding = chain
    with pytest.raises(UserError, match="whole graph"):
        scores(rank(embedding, parts.train), parts, "test", NICKEL)


def test_under_the_notebook_self_loops_exclude_u_and_the_first_nodes_are_scored():
    """u at 0 has the test positive 2 behind the negative 1; w, of a later index, has none before.

    By hand: u's own self-loop is known, so it does not count: rank 2, precision 1/2. Without the
    self-loops u would: rank 3, precision 1/3. w's pair has rank 1, if it is scored.
    """
    names = ("u", "x", "v", "w")
    embedding = Embedding(names, np.array([[0.0], [1.0], [2.0], [2.5]]), "euclidean")
    loops = [(node, node) for node in range(4)]
    parts = Split(
        "g",
        Relations.from_pairs("g-by1", names, np.array(loops)),
        np.empty((0, 2), dtype=np.int32),
        np.array([(0, 2), (3, 2)], dtype=np.int32),
    )
    ranks = rank(embedding, parts.whole)
    notebook = dataclasses.replace(PROTOCOLS["gensim-notebook"], max_n=0)
    assert [s.value for s in scores(ranks, parts, "test", notebook)] == [2, 1 / 2]
    everywhere = dataclasses.replace(notebook, max_n=None)
    assert [s.value for s in scores(ranks, parts, "test", everywhere)] == [1.5, 3 / 4]
    without = dataclasses.replace(notebook, keeps_self_loops=False)
    assert [s.value for s in scores(ranks, parts, "test", without)] == [3, 1 / 3]


def test_what_is_scored_has_a_hash_of_its_own(tree):
    half = HoldOut("half1", "half", "eligible", 0.3, 0.5, seed=1)
    splits = [split(tree, half), split(tree, dataclasses.replace(half, seed=2))]
    hashes = [
        definition_hash(protocol, one.content_hash, part)
        for one in splits
        for protocol in (NICKEL, PROTOCOLS["gensim"])
        for part in ("validation", "test")
    ]
    assert len(set(hashes)) == 8
    assert definition_hash(NICKEL, split(tree, half).content_hash, "validation") == hashes[0]


def test_scores_carry_the_hash_of_what_was_scored(chain):
    parts, embedding = chain
    found = all_scores(rank(embedding, parts.whole), parts, [NICKEL])
    for part in ("test", "validation"):
        hashes = [score.protocol_hash for score in found if score.scored_by.part == part]
        assert hashes == [definition_hash(NICKEL, parts.content_hash, part)] * 2
