"""The task: HyperLex by subset, with intervals, by scores whose settings are chosen.

Senses are found by lemma. A setting is chosen by Spearman's ρ on the development part of HyperLex's
random split, for every embedding anew, and no other rating is looked at. Scores of
`GRAPH_SCORES` use no vectors: they read the graph, at the senses of greatest Lin similarity.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from poincare.base.errors import UserError
from poincare.base.provenance import measured
from poincare.base.storage import digest, pack_text
from poincare.evaluation.edges.pair_scores import Sides
from poincare.evaluation.hyperlex.correlation import interval, spearman
from poincare.evaluation.hyperlex.information import GRAPH_SCORES, Information
from poincare.evaluation.hyperlex.subsets import DEVELOPMENT, SUBSETS
from poincare.evaluation.hyperlex.word_scores import WORD_SCORES, Setting
from poincare.evaluation.inputs import Evaluation, HyperLex, Inputs
from poincare.evaluation.labels import ScoredBy
from poincare.evaluation.ranks.ranking import n_distinct
from poincare.evaluation.scores import Score
from poincare.evaluation.senses import SensePairs, senses_by_lemma

NAMES = (*WORD_SCORES, *GRAPH_SCORES)
_VERSION = 1
_SEED = 0


def definitions(names: Sequence[str]) -> list[str]:
    """The names of scores themselves; a `UserError` if one is unknown."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise UserError(f"unknown score {unknown[0]!r}", mend=f"one of {', '.join(NAMES)}")
    return list(names)


def needs(names: Sequence[str]) -> set[str]:
    """HyperLex, and the direct edges if a score reads the graph."""
    return {"hyperlex", "direct"} if set(names) & set(GRAPH_SCORES) else {"hyperlex"}


def definition_hash(name: str) -> str:
    """SHA-256 of a score's name and version."""
    definitions([name])
    return digest({"score": pack_text(f"{name} {_VERSION}")})


def evaluate(inputs: Inputs, names: Sequence[str]) -> Iterator[Evaluation]:
    """ρ on every subset by each score; none if there is no HyperLex.

    Raises
    ------
    UserError
        If no pair of words has senses among the nodes.
    """
    if inputs.hyperlex is None:
        return
    with measured() as cost:
        outcome = [
            score
            for names_of, by, table in (
                (inputs.embedding.names, by_vectors, WORD_SCORES),
                (inputs.direct.names if inputs.direct else (), by_graph, GRAPH_SCORES),
            )
            if (asked := [name for name in names if name in table])
            for score in _scores(asked, by, Words.of(inputs.hyperlex, names_of), inputs)
        ]
    yield Evaluation(scores=outcome, cost=asdict(cost))


@dataclass(frozen=True, eq=False)
class Words:
    """The pairs of words that have senses among some nodes.

    Attributes
    ----------
    every, pairs : pandas.DataFrame
        All pairs, and those with senses.
    senses : SensePairs
        Of `pairs`.
    """

    every: pd.DataFrame
    pairs: pd.DataFrame
    senses: SensePairs

    @classmethod
    def of(cls, hyperlex: HyperLex, names: Sequence[str]) -> "Words":
        """With senses by lemma among the nodes of these names; a `UserError` if none has any."""
        senses, every = senses_by_lemma(names, hyperlex.senses), hyperlex.pairs
        known = every["word1"].isin(senses.keys()) & every["word2"].isin(senses.keys())
        if not known.any():
            raise UserError(f"none of the {len(every)} word pairs has a sense among the nodes")
        pairs = every[known]
        return cls(every, pairs, SensePairs.of(pairs, senses))


#: Scores `(pairs,)` of words by name, of names, words and inputs.
By = Callable[[Sequence[str], Words, Inputs], dict[str, np.ndarray]]


def by_vectors(names: Sequence[str], words: Words, inputs: Inputs) -> dict[str, np.ndarray]:
    """Scores `(pairs,)` of words by name, each under the setting chosen."""
    development = DEVELOPMENT.members(words.pairs)
    sides = Sides.of(inputs.embedding, words.senses.nodes)
    with np.errstate(over="ignore", invalid="ignore"):
        return {
            name: chosen(WORD_SCORES[name](sides, words.senses, development), words.pairs).scores
            for name in names
        }


def chosen(settings: Iterable[Setting], pairs: pd.DataFrame) -> Setting:
    """The setting with the greatest ρ on the development pairs; the first one of equals."""
    development = DEVELOPMENT.members(pairs)
    rating = pairs["avg_score"].to_numpy(dtype=float)[development]
    best, highest = None, -np.inf
    for setting in settings:
        value = (
            float(spearman(setting.scores[development], rating)) if development.any() else np.nan
        )
        if best is None or value > highest:
            best, highest = setting, value if np.isfinite(value) else -np.inf
    return best


def by_graph(names: Sequence[str], words: Words, inputs: Inputs) -> dict[str, np.ndarray]:
    """Scores `(pairs,)` of words by name, from the direct edges of the graph."""
    found = Information.of(inputs.direct, words.senses.nodes)
    similar = words.senses.least(-found.lin)
    return {name: GRAPH_SCORES[name](found)[similar] for name in names}


def _scores(names: Sequence[str], by: By, words: Words, inputs: Inputs) -> Iterator[Score]:
    """ρ on every subset by each score."""
    rating = words.pairs["avg_score"].to_numpy(dtype=float)
    sizes = {
        "n_nodes": len(inputs.embedding.names),
        "n_distinct": n_distinct(inputs.embedding.vectors),
    }
    for name, scores in by(names, words, inputs).items():
        for subset in SUBSETS:
            members = subset.members(words.pairs)
            value, low, high = agreement(scores[members], rating[members])
            yield Score(
                metric=subset.metric,
                value=value,
                low=low,
                high=high,
                scored_by=ScoredBy(protocol=name),
                protocol_hash=definition_hash(name),
                n_evaluated=int(members.sum()),
                n_skipped=int(subset.members(words.every).sum()) - int(members.sum()),
                **sizes,
            )


def agreement(scores: np.ndarray, rating: np.ndarray) -> tuple[float, float, float]:
    """ρ of scores and ratings, each `(pairs,)`, and its interval; NaN where there is none."""
    if len(rating) < 2:
        return np.nan, np.nan, np.nan
    low, high = interval(scores, rating, np.random.default_rng(_SEED))
    return float(spearman(scores, rating)), low, high
