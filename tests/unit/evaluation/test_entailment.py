import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from poincare.datasets.hyperlex import noun_pairs, read_hyperlex
from poincare.datasets.wordnet import lemma_senses
from poincare.errors import UserError
from poincare.evaluation.entailment import (
    evaluate_entailment,
    nearest_senses,
    senses_by_lemma,
    senses_by_name,
)

NAMES = ("animal.n.01", "dog.n.01", "dog.n.03", "frump.n.01", "st._john's.n.02", "car.n.01")
VECTORS = np.array([[0.1, 0.0], [0.6, 0.1], [-0.7, 0.2], [0.5, 0.5], [0.0, 0.9], [0.0, -0.8]])


def pair_frame(*rows):
    return pd.DataFrame(rows, columns=["word1", "word2", "avg_score"])


def ball_distance(u, v):
    gap = np.sum((u - v) ** 2) / ((1 - np.sum(u**2)) * (1 - np.sum(v**2)))
    return np.arccosh(1 + 2 * gap)


def scored_one_by_one(pairs, senses, vectors, alpha):
    """The definition, pair by pair and sense by sense."""
    scores = []
    for word1, word2 in zip(pairs["word1"], pairs["word2"], strict=True):
        if word1 in senses and word2 in senses:
            choices = [(u, v) for u in senses[word1] for v in senses[word2]]
            u, v = min(choices, key=lambda c: ball_distance(vectors[c[0]], vectors[c[1]]))
            gap = np.linalg.norm(vectors[v]) - np.linalg.norm(vectors[u])
            scores.append(-(1 + alpha * gap) * ball_distance(vectors[u], vectors[v]))
    return np.array(scores)


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


@given(st.integers(0, 2**32 - 1), st.floats(0, 2000))
def test_scores_follow_the_definition(seed, alpha):
    rng = np.random.default_rng(seed)
    n = 12
    vectors = rng.uniform(-0.6, 0.6, (n, 2))
    senses = {word: rng.choice(n, rng.integers(1, 5), replace=False) for word in "abcdef"}
    words = rng.choice(list("abcdefgh"), (15, 2))
    pairs = pd.DataFrame(words, columns=["word1", "word2"])
    pairs["avg_score"] = rng.uniform(0, 6, len(pairs))
    names = tuple(f"{i}.n.01" for i in range(n))
    expected = scored_one_by_one(pairs, senses, vectors, alpha)
    if len(expected) < 2 or np.ptp(expected) == 0:
        return
    result = evaluate_entailment(pairs, names, vectors, senses, alpha)
    np.testing.assert_allclose(result.pairs["score"], expected, rtol=1e-7, atol=1e-7)
    assert result.n_evaluated == len(expected)
    assert result.n_skipped == len(pairs) - len(expected)
    rating = result.pairs["rating"]
    assert result.spearman == spearmanr(result.pairs["score"], rating).statistic


def test_the_nearest_senses_are_chosen_and_named():
    pairs = pair_frame(("dog", "animal", 6.0), ("animal", "dog", 1.0), ("cat", "dog", 3.0))
    result = evaluate_entailment(pairs, NAMES, VECTORS, senses_by_name(NAMES))
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
    hyponym, hypernym, _ = nearest_senses(pairs, vectors, senses)
    assert (hyponym.tolist(), hypernym.tolist()) == ([1], [3])


def test_only_the_order_of_scores_matters():
    pairs = pair_frame(("dog", "animal", 1.0), ("animal", "dog", 3.0), ("car", "animal", 2.0))
    senses = senses_by_name(NAMES)
    first = evaluate_entailment(pairs, NAMES, VECTORS, senses)
    pairs["avg_score"] **= 3
    assert evaluate_entailment(pairs, NAMES, VECTORS, senses).spearman == first.spearman


@pytest.mark.parametrize(
    ("rows", "vectors", "message"),
    [
        ([("cat", "dog", 1.0)], VECTORS, "none of the 1 word pairs"),
        ([("dog", "animal", 1.0)], VECTORS, "scores of all 1 pairs are equal"),
        ([("dog", "animal", 1.0), ("car", "dog", 2.0)], 0 * VECTORS, "scores of all 2"),
        ([("dog", "animal", 1.0), ("car", "dog", 1.0)], VECTORS, "ratings of all 2"),
        ([("dog", "animal", 1.0), ("car", "dog", 2.0)], 2 * VECTORS, "outside the unit ball"),
        ([("dog", "animal", 1.0), ("car", "dog", 2.0)], np.nan * VECTORS, "outside the unit ball"),
    ],
)
def test_undefined_correlations_are_refused(rows, vectors, message):
    with pytest.raises(UserError, match=message):
        evaluate_entailment(pair_frame(*rows), NAMES, vectors, senses_by_name(NAMES))


def test_hyperlex_pairs_missing_by_either_look_up(graphs, wordnet_source, hyperlex_zip):
    nouns = graphs["nouns"]
    pairs = noun_pairs(read_hyperlex(hyperlex_zip))
    vectors = np.random.default_rng(0).uniform(-0.4, 0.4, (nouns.n_nodes, 2))
    words = {*pairs["word1"], *pairs["word2"]}

    by_name = senses_by_name(nouns.names)
    for word in sorted(words)[:60]:  # gensim's look-up is by prefix
        prefixed = [i for i, name in enumerate(nouns.names) if name.startswith(f"{word}.")]
        assert by_name.get(word, np.array([])).tolist() == prefixed
    result = evaluate_entailment(pairs, nouns.names, vectors, by_name)
    assert (result.n_evaluated, result.n_skipped) == (2163 - 182, 182)

    by_lemma = senses_by_lemma(nouns.names, lemma_senses(wordnet_source, words))
    result = evaluate_entailment(pairs, nouns.names, vectors, by_lemma)
    assert (result.n_evaluated, result.n_skipped) == (2163, 0)
    assert abs(result.spearman) < 0.1
    assert set(by_name) & words <= set(by_lemma)
