"""HyperLex in depth: what settings are chosen by, subsets, and the paper's score."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation import entailment
from poincare.evaluation.edges.pair_scores import Sides
from poincare.evaluation.hyperlex.in_depth import Words, chosen, definitions, evaluate
from poincare.evaluation.hyperlex.subsets import DEVELOPMENT, EVERY, SUBSETS
from poincare.evaluation.hyperlex.word_scores import WORD_SCORES
from poincare.evaluation.inputs import HyperLex, Inputs

TYPES = ["hyp-1", "hyp-4", "r-hyp-2", "cohyp", "mero", "syn", "ant", "no-rel"]


@pytest.fixture
def embedding(rng):
    names = tuple(f"node{i}" for i in range(40))
    return Embedding(names, rng.uniform(-0.5, 0.5, (40, 3)), "poincare")


@pytest.fixture
def hyperlex(rng):
    """60 pairs of 20 words with one to three senses each, and one word that has none."""
    senses = {f"w{i}": [f"node{j}" for j in rng.integers(0, 40, 1 + i % 3)] for i in range(20)}
    words = rng.integers(0, 20, (60, 2))
    pairs = pd.DataFrame(
        {
            "word1": [f"w{i}" for i in words[:, 0]],
            "word2": [f"w{i}" for i in words[:, 1]],
            "pos": "N",
            "type": [TYPES[i % len(TYPES)] for i in range(60)],
            "avg_score": rng.uniform(0, 6, 60),
            "random": ["dev", "test", "training"] * 20,
            "lexical": ["", "dev", "test", "training"] * 15,
        }
    )
    pairs.loc[59, "word2"] = "unknown"
    return HyperLex(pairs=pairs, senses={**senses, "unknown": []})


def scored(embedding, hyperlex, names=tuple(WORD_SCORES)):
    inputs = Inputs(embedding=embedding, ranked=None, hyperlex=hyperlex)
    (one,) = evaluate(inputs, names)
    return {(score.scored_by.protocol, score.metric): score for score in one.scores}


def settings(embedding, hyperlex, name):
    words = Words.of(hyperlex, embedding.names)
    development = DEVELOPMENT.members(words.pairs)
    sides = Sides.of(embedding, words.senses.nodes)
    return list(WORD_SCORES[name](sides, words.senses, development)), words.pairs


@pytest.mark.parametrize("name", WORD_SCORES)
def test_a_setting_is_chosen_by_the_development_pairs_alone(embedding, hyperlex, rng, name):
    found, pairs = settings(embedding, hyperlex, name)
    best = chosen(found, pairs)
    others = ~DEVELOPMENT.members(pairs)
    for _ in range(5):
        changed = pairs["avg_score"].to_numpy().copy()
        changed[others] = rng.uniform(0, 6, others.sum())
        assert chosen(found, pairs.assign(avg_score=changed)).name == best.name
    # No other setting agrees better there.
    rating = pairs.loc[~others, "avg_score"]
    values = [spearmanr(one.scores[~others], rating).statistic for one in found]
    assert found[int(np.argmax(values))].name == best.name


def test_scores_of_development_pairs_do_not_depend_on_other_pairs(embedding, hyperlex):
    """The cap is a quantile of development scores, so leaving test pairs out changes no value."""
    only = hyperlex.pairs[hyperlex.pairs["random"] == "dev"].reset_index(drop=True)
    whole = scored(embedding, hyperlex)
    part = scored(embedding, HyperLex(pairs=only, senses=hyperlex.senses))
    for name in WORD_SCORES:
        key = name, DEVELOPMENT.metric
        assert part[key].value == pytest.approx(whole[key].value, abs=1e-12)


def test_the_first_score_is_that_of_the_paper(embedding, hyperlex):
    found = scored(embedding, hyperlex, ["norm-distance"])["norm-distance", EVERY.metric]
    papers = entailment.evaluate_lookups(["lemma"], hyperlex.pairs, embedding, hyperlex.senses)
    assert found.value == pytest.approx(papers["lemma"].spearman, abs=1e-12)
    assert (found.n_evaluated, found.n_skipped) == (59, 1)


def test_subsets_are_those_of_their_names(hyperlex):
    counts = {subset.metric: int(subset.members(hyperlex.pairs).sum()) for subset in SUBSETS}
    assert counts["spearman"] == 60 and counts["spearman_random_dev"] == 20
    assert counts["spearman_lexical_test"] == 15
    relations = [subset for subset in SUBSETS if subset.metric.count("_") == 1]
    assert sum(counts[subset.metric] for subset in relations) == 60
    assert counts["spearman_hyp"] == 16 and counts["spearman_r-hyp"] == 8


def test_an_interval_holds_every_value(embedding, hyperlex):
    for score in scored(embedding, hyperlex).values():
        assert score.low <= score.value <= score.high


def test_a_subset_without_pairs_has_no_value(embedding, hyperlex):
    pairs = hyperlex.pairs.assign(random="", type="hyp-1")
    found = scored(embedding, HyperLex(pairs=pairs, senses=hyperlex.senses))
    for name in WORD_SCORES:
        assert np.isnan(found[name, "spearman_random_test"].value)
        assert np.isfinite(found[name, EVERY.metric].value)


def test_what_cannot_be_scored_is_refused(embedding, hyperlex):
    with pytest.raises(UserError, match="unknown score 'mine'"):
        definitions(["mine"])
    nothing = HyperLex(pairs=hyperlex.pairs, senses={})
    with pytest.raises(UserError, match="none of the 60 word pairs"):
        scored(embedding, nothing)
    inputs = Inputs(embedding=embedding, ranked=None, hyperlex=None)
    assert list(evaluate(inputs, ["norm-distance"])) == []
