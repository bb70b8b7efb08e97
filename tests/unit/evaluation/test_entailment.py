import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from poincare.base.errors import UserError
from poincare.datasets.hyperlex import noun_pairs, read_hyperlex
from poincare.datasets.wordnet import lemma_senses
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import Points
from poincare.evaluation.entailment import (
    LOOKUP_VERSIONS,
    evaluate_entailment,
    evaluate_lookups,
    lookup_hash,
    nearest_senses,
    nearest_senses_at_last_distance,
)
from poincare.evaluation.senses import senses_by_lemma, senses_by_name, senses_in_order
from poincare.geometry import hyperboloid

NAMES = ("animal.n.01", "dog.n.01", "dog.n.03", "frump.n.01", "st._john's.n.02", "car.n.01")
VECTORS = np.array([[0.1, 0.0], [0.6, 0.1], [-0.7, 0.2], [0.5, 0.5], [0.0, 0.9], [0.0, -0.8]])


BALL = Embedding(NAMES, VECTORS, "poincare")


def pair_frame(*rows):
    return pd.DataFrame(rows, columns=["word1", "word2", "avg_score"])


def ball_distance(u, v):
    gap = np.sum((u - v) ** 2) / ((1 - np.sum(u**2)) * (1 - np.sum(v**2)))
    return np.arccosh(1 + 2 * gap)


def scored_one_by_one(pairs, senses, vectors, alpha, distance=ball_distance):
    """The definition, pair by pair and sense by sense."""
    scores = []
    for word1, word2 in zip(pairs["word1"], pairs["word2"], strict=True):
        if word1 in senses and word2 in senses:
            choices = [(u, v) for u in senses[word1] for v in senses[word2]]
            u, v = min(choices, key=lambda c: distance(vectors[c[0]], vectors[c[1]]))
            gap = np.linalg.norm(vectors[v]) - np.linalg.norm(vectors[u])
            scores.append(-(1 + alpha * gap) * distance(vectors[u], vectors[v]))
    return np.array(scores)


def test_points_beyond_the_resolution_of_the_ball_are_scored():
    far = np.array([[np.sinh(2.0), 0.0], [0.0, np.sinh(39.0)], [np.sinh(1.0), 1.0]])
    embedding = Embedding(("a.n.01", "b.n.01", "c.n.01"), far, "hyperboloid")
    assert Points.of(embedding).norms[1] == 1.0
    pairs = pair_frame(("b", "a", 5.0), ("c", "a", 1.0))
    result = evaluate_entailment(pairs, embedding, senses_by_name(embedding.names), nearest_senses)
    # cosh d = cosh r cosh s at a right angle.
    expected = np.arccosh(np.cosh(2.0) * np.cosh(39.0))
    np.testing.assert_allclose(result.pairs["distance"][0], expected)
    assert np.isfinite(result.pairs["score"]).all()


def test_the_hyperboloid_gives_the_scores_of_the_ball():
    pairs = pair_frame(("dog", "animal", 5.0), ("car", "dog", 1.0))
    lifted = Embedding(NAMES, hyperboloid.from_ball(VECTORS), "hyperboloid")
    scores = [
        evaluate_entailment(pairs, one, senses_by_name(NAMES), nearest_senses).pairs["score"]
        for one in (BALL, lifted)
    ]
    np.testing.assert_allclose(scores[0], scores[1], rtol=1e-9)


def test_names_give_the_synsets_named_after_the_word():
    senses = senses_by_name(NAMES)
    assert senses["dog"].tolist() == [1, 2]
    assert senses["st._john's"].tolist() == [4]
    assert "st" not in senses
    assert "dog.n" not in senses


def test_lemmas_give_the_synsets_among_the_nodes():
    senses = senses_by_lemma(
        NAMES, {"dog": ("frump.n.01", "dog.n.01", "cad.n.01"), "cat": ("cat.n.01",), "x": ()}
    )
    assert {word: nodes.tolist() for word, nodes in senses.items()} == {"dog": [3, 1]}


def euclidean_distance(u, v):
    return np.linalg.norm(u - v)


def moved_distance(u, v):
    return np.linalg.norm(u - v + [0.2, 0.1])


@pytest.mark.slow
@given(
    st.integers(0, 2**32 - 1),
    st.floats(0, 2000),
    st.sampled_from(
        [
            ("poincare", ball_distance),
            ("euclidean", euclidean_distance),
            ("translational", moved_distance),
        ]
    ),
)
def test_scores_follow_the_definition(seed, alpha, space):
    manifold, distance = space
    rng = np.random.default_rng(seed)
    n = 12
    vectors = rng.uniform(-0.6, 0.6, (n, 2))
    senses = {word: rng.choice(n, rng.integers(1, 5), replace=False) for word in "abcdef"}
    words = rng.choice(list("abcdefgh"), (15, 2))
    pairs = pd.DataFrame(words, columns=["word1", "word2"])
    pairs["avg_score"] = rng.uniform(0, 6, len(pairs))
    names = tuple(f"{i}.n.01" for i in range(n))
    expected = scored_one_by_one(pairs, senses, vectors, alpha, distance)
    if len(expected) < 2 or np.ptp(expected) == 0:
        return
    r = np.array([0.2, 0.1]) if manifold == "translational" else None
    embedding = Embedding(names, vectors, manifold, translation=r)
    result = evaluate_entailment(pairs, embedding, senses, nearest_senses, alpha)
    np.testing.assert_allclose(result.pairs["score"], expected, rtol=1e-7, atol=1e-7)
    assert result.n_evaluated == len(expected)
    assert result.n_skipped == len(pairs) - len(expected)
    rating = result.pairs["rating"]
    assert result.spearman == spearmanr(result.pairs["score"], rating).statistic


def test_the_nearest_senses_are_chosen_and_named():
    pairs = pair_frame(("dog", "animal", 6.0), ("animal", "dog", 1.0), ("cat", "dog", 3.0))
    result = evaluate_entailment(pairs, BALL, senses_by_name(NAMES), nearest_senses)
    first = result.pairs.iloc[0]
    assert (first["sense1"], first["sense2"]) == ("dog.n.01", "animal.n.01")
    assert first["distance"] == pytest.approx(ball_distance(VECTORS[1], VECTORS[0]))
    gap = np.linalg.norm(VECTORS[0]) - np.linalg.norm(VECTORS[1])
    assert first["score"] == pytest.approx(-(1 + 1000 * gap) * first["distance"])
    assert (result.n_evaluated, result.n_skipped) == (2, 1)
    assert result.spearman == pytest.approx(1)


def test_the_first_of_equally_near_senses_counts():
    pairs = pair_frame(("a", "b", 1.0))
    vectors = np.array([[0.5, 0.0], [-0.5, 0.0], [0.0, 0.0], [0.0, 0.0]])
    senses = {"a": np.array([1, 0]), "b": np.array([3, 2])}
    hyponym, hypernym, _ = nearest_senses(
        pairs, Points.of(Embedding(tuple("abcd"), vectors, "poincare")), senses
    )
    assert (hyponym.tolist(), hypernym.tolist()) == ([1], [3])


def test_the_last_sense_gives_its_distance_and_the_nearest_its_norms():
    """By hand: dog.n.01 is nearest to animal.n.01, dog.n.03 (before it in the file) is last."""
    names = ("dog.n.03", "animal.n.01", "dog.n.01", "car.n.01")
    line = Embedding(names, np.array([[9.0], [1.0], [3.0], [7.0]]), "euclidean")
    pairs = pair_frame(("dog", "animal", 6.0), ("car", "dog", 1.0), ("cat", "dog", 3.0))
    result = evaluate_lookups(["synset-name-last-sense", "synset-name"], pairs, line, {})
    # −(1 + 1000 (1 − 3)) · |9 − 1| and −(1 + 1000 (9 − 7)) · |7 − 9|.
    last = result["synset-name-last-sense"].pairs
    assert last["sense1"].tolist() == ["dog.n.01", "car.n.01"]
    assert last["sense2"].tolist() == ["animal.n.01", "dog.n.03"]
    assert last["distance"].tolist() == [8, 2]
    assert last["score"].tolist() == [1999 * 8, -2001 * 2]
    nearest = result["synset-name"].pairs
    assert nearest["distance"].tolist() == [2, 2]
    assert nearest["score"].tolist() == [1999 * 2, -2001 * 2]


def test_a_word_of_one_sense_scores_alike_under_both():
    pairs = pair_frame(("car", "animal", 2.0), ("frump", "car", 1.0))
    senses = senses_in_order(NAMES)
    results = [
        evaluate_entailment(pairs, BALL, senses, choose)
        for choose in (nearest_senses, nearest_senses_at_last_distance)
    ]
    pd.testing.assert_frame_equal(results[0].pairs, results[1].pairs)


def test_an_unknown_look_up_is_named():
    with pytest.raises(UserError, match="unknown look-up 'stem'; one of synset-name, lemma"):
        evaluate_lookups(["stem"], pair_frame(), BALL, {})


def test_only_the_order_of_scores_matters():
    pairs = pair_frame(("dog", "animal", 1.0), ("animal", "dog", 3.0), ("car", "animal", 2.0))
    senses = senses_by_name(NAMES)
    first = evaluate_entailment(pairs, BALL, senses, nearest_senses)
    pairs["avg_score"] **= 3
    assert evaluate_entailment(pairs, BALL, senses, nearest_senses).spearman == first.spearman


@pytest.mark.parametrize(
    ("rows", "vectors", "message"),
    [
        ([("cat", "dog", 1.0)], VECTORS, "none of the 1 word pairs"),
        ([("dog", "animal", 1.0)], VECTORS, "scores of all 1 pairs are equal"),
        ([("dog", "animal", 1.0), ("car", "dog", 2.0)], 0 * VECTORS, "scores of all 2"),
        ([("dog", "animal", 1.0), ("car", "dog", 1.0)], VECTORS, "ratings of all 2"),
    ],
)
def test_undefined_correlations_are_refused(rows, vectors, message):
    with pytest.raises(UserError, match=message):
        evaluate_entailment(
            pair_frame(*rows),
            Embedding(NAMES, vectors, "poincare"),
            senses_by_name(NAMES),
            nearest_senses,
        )


def test_hyperlex_pairs_missing_by_either_look_up(graphs, wordnet_source, hyperlex_zip):
    nouns = graphs["nouns"]
    pairs = noun_pairs(read_hyperlex(hyperlex_zip))
    vectors = np.random.default_rng(0).uniform(-0.4, 0.4, (nouns.n_nodes, 2))
    embedding = Embedding(nouns.names, vectors, "poincare")
    words = {*pairs["word1"], *pairs["word2"]}

    by_name = senses_by_name(nouns.names)
    for word in sorted(words)[:60]:  # gensim's look-up is by prefix
        prefixed = [i for i, name in enumerate(nouns.names) if name.startswith(f"{word}.")]
        assert by_name.get(word, np.array([])).tolist() == prefixed
    result = evaluate_entailment(pairs, embedding, by_name, nearest_senses)
    assert (result.n_evaluated, result.n_skipped) == (2163 - 182, 182)

    by_lemma = senses_by_lemma(nouns.names, lemma_senses(wordnet_source, words))
    result = evaluate_entailment(pairs, embedding, by_lemma, nearest_senses)
    assert (result.n_evaluated, result.n_skipped) == (2163, 0)
    assert abs(result.spearman) < 0.1
    assert set(by_name) & words <= set(by_lemma)


def test_every_lookup_has_a_hash_of_its_own():
    pairs = pair_frame(("dog", "animal", 1.0), ("animal", "dog", 3.0))
    lemmas = {"dog": ["dog.n.01"], "animal": ["animal.n.01"]}
    assert evaluate_lookups(LOOKUP_VERSIONS, pairs, BALL, lemmas).keys() == LOOKUP_VERSIONS.keys()
    assert len({lookup_hash(lookup) for lookup in LOOKUP_VERSIONS}) == len(LOOKUP_VERSIONS)
