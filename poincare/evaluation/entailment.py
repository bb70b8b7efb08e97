"""Graded lexical entailment (HyperLex).

Nickel & Kiela (2017), section 4.3: "to what degree is u a type of v?" is scored by

    score(u, v) = −(1 + α(‖v‖ − ‖u‖)) d(u, v),    α = 1000,

which is high if v is near u and closer to the origin. Norms of hyperbolic points are those in the
Poincaré ball. Words have several senses, and the paper does not say how it chooses one. Here it is
the pair of senses at minimum distance, as in gensim. A look-up decides which synsets are senses of
a word (`poincare.evaluation.senses`). The look-up ``synset-name-last-sense`` repeats an error that
gensim had until January 2018 and that its published values contain
(`nearest_senses_at_last_distance`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from poincare.base.errors import UserError
from poincare.base.provenance import measured
from poincare.base.storage import digest, pack_text
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import Points
from poincare.evaluation.inputs import Evaluation, Inputs
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.ranks.ranking import n_distinct
from poincare.evaluation.scores import Score
from poincare.evaluation.senses import (
    SensePairs,
    Senses,
    senses_by_lemma,
    senses_by_name,
    senses_in_order,
)

ALPHA = 1000.0

#: The look-ups; increase a version when its look-up scores otherwise.
LOOKUP_VERSIONS = {"synset-name": 1, "lemma": 1, "synset-name-last-sense": 1}

Choice = Callable[[pd.DataFrame, Points, Senses], tuple[np.ndarray, np.ndarray, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Entailment:
    """Agreement of an embedding with the people asked.

    Attributes
    ----------
    spearman : float
        Spearman's rank correlation between score and rating over the evaluated pairs.
    n_evaluated, n_skipped : int
        Pairs with at least one sense for both words, and the others.
    pairs : pandas.DataFrame
        One row per evaluated pair, in the order given: ``word1``, ``word2``, ``sense1``,
        ``sense2`` (node names of the nearest senses), ``distance`` (that in the score),
        ``score``, ``rating``.
    """

    spearman: float
    n_evaluated: int
    n_skipped: int
    pairs: pd.DataFrame


def lookup_hash(lookup: str) -> str:
    """SHA-256 of a look-up's name and version, and of α; a `UserError` if it is unknown."""
    definitions([lookup])
    return digest({"lookup": pack_text(f"{lookup} {LOOKUP_VERSIONS[lookup]} {ALPHA}")})


def definitions(names: Sequence[str]) -> list[str]:
    """The names of look-ups themselves.

    Raises
    ------
    UserError
        If one is unknown.
    """
    unknown = [name for name in names if name not in LOOKUP_VERSIONS]
    if unknown:
        known = ", ".join(LOOKUP_VERSIONS)
        raise UserError(f"unknown look-up {unknown[0]!r}", mend=f"one of {known}")
    return list(names)


def evaluate(inputs: Inputs, lookups: Sequence[str]) -> Iterator[Evaluation]:
    """Scores under each look-up; none if there is no HyperLex."""
    if inputs.hyperlex is None:
        return
    with measured() as cost:
        found = evaluate_lookups(
            lookups, inputs.hyperlex.pairs, inputs.embedding, inputs.hyperlex.senses
        )
        outcome = scores(found, inputs.embedding)
    yield Evaluation(scores=outcome, cost=asdict(cost))


def evaluate_lookups(
    lookups: Iterable[str],
    pairs: pd.DataFrame,
    embedding: Embedding,
    lemma_senses: Mapping[str, Iterable[str]],
) -> dict[str, Entailment]:
    """`evaluate_entailment` under look-ups, keys of `LOOKUP_VERSIONS`.

    Raises
    ------
    UserError
        For an unknown look-up, and as `evaluate_entailment` does.
    """
    names = embedding.names
    known = {
        "synset-name": (partial(senses_by_name, names), nearest_senses),
        "lemma": (partial(senses_by_lemma, names, lemma_senses), nearest_senses),
        "synset-name-last-sense": (
            partial(senses_in_order, names),
            nearest_senses_at_last_distance,
        ),
    }
    lookups = definitions(list(lookups))
    return {
        lookup: evaluate_entailment(pairs, embedding, senses(), choose)
        for lookup, (senses, choose) in known.items()
        if lookup in lookups
    }


def scores(by_lookup: Mapping[str, Entailment], embedding: Embedding) -> list[Score]:
    """The correlation under each look-up; ties between scores have no count."""
    sizes = {"n_nodes": len(embedding.names), "n_distinct": n_distinct(embedding.vectors)}
    return [
        Score(
            metric="spearman",
            value=entailment.spearman,
            scored_by=ScoredBy(protocol=lookup),
            protocol_hash=lookup_hash(lookup),
            n_evaluated=entailment.n_evaluated,
            n_skipped=entailment.n_skipped,
            **sizes,
        )
        for lookup, entailment in by_lookup.items()
    ]


def evaluate_entailment(
    pairs: pd.DataFrame,
    embedding: Embedding,
    senses: Senses,
    choose: Choice,
    alpha: float = ALPHA,
) -> Entailment:
    """Correlate the scores of word pairs with people's ratings.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``word1`` (hyponym), ``word2`` (hypernym) and ``avg_score``, one row a pair.
    embedding : Embedding
    senses : mapping
        Word to node indices. Pairs with a word that it lacks are skipped and counted.
    choose : callable
        `nearest_senses` or `nearest_senses_at_last_distance`.
    alpha : float
        α of the score.

    Raises
    ------
    UserError
        If fewer than two different scores or ratings leave the correlation undefined.
    """
    known = pairs["word1"].isin(senses.keys()) & pairs["word2"].isin(senses.keys())
    evaluated = pairs[known]
    if evaluated.empty:
        raise UserError(f"none of the {len(pairs)} word pairs has a sense among the nodes")
    points = Points.of(embedding)
    hyponym, hypernym, between = choose(evaluated, points, senses)
    score = -(1.0 + alpha * (points.norms[hypernym] - points.norms[hyponym])) * between
    rating = evaluated["avg_score"].to_numpy(dtype=np.float64)
    for what, values in (("scores", score), ("ratings", rating)):
        if np.ptp(values) == 0:
            raise UserError(f"the {what} of all {len(values)} pairs are equal: no correlation")
    node_names = np.array(embedding.names, dtype=object)
    return Entailment(
        spearman=float(spearmanr(score, rating).statistic),
        n_evaluated=len(evaluated),
        n_skipped=len(pairs) - len(evaluated),
        pairs=pd.DataFrame(
            {
                "word1": evaluated["word1"].to_numpy(),
                "word2": evaluated["word2"].to_numpy(),
                "sense1": node_names[hyponym],
                "sense2": node_names[hypernym],
                "distance": between,
                "score": score,
                "rating": rating,
            }
        ),
    )


def nearest_senses(
    pairs: pd.DataFrame, points: Points, senses: Senses
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each word pair the two senses at minimum distance; among equals the first.

    Returns
    -------
    hyponym, hypernym : (pairs,) int64
        Node indices.
    between : (pairs,) float64
        Their distance.
    """
    both = SensePairs.of(pairs, senses)
    between = points.distance(points.vectors[both.first], points.vectors[both.second])
    nearest = both.least(between)
    return both.first[nearest], both.second[nearest], between[nearest]


def nearest_senses_at_last_distance(
    pairs: pd.DataFrame, points: Points, senses: Senses
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`nearest_senses`, but with the distance between the last sense of each word.

    gensim's ``LexicalEntailmentEvaluation`` sought the nearest pair of senses in two nested loops
    and took its norms, but the distance that it had computed last. In which order its trie gave a
    word's senses depended on Python's dictionaries; here it is that of `senses`.
    """
    hyponym, hypernym, _ = nearest_senses(pairs, points, senses)
    left = [senses[word][-1] for word in pairs["word1"]]
    right = [senses[word][-1] for word in pairs["word2"]]
    return hyponym, hypernym, points.distance(points.vectors[left], points.vectors[right])
