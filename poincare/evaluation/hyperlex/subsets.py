"""The subsets of HyperLex that a score is correlated with people's ratings on.

To add one, add an entry to `SUBSETS`; it is a metric then. Relations are WordNet's, as HyperLex
states them: ``hyp-1`` to ``hyp-4`` by the number of steps, here in one subset, and ``r-hyp`` where
the second word is the hyponym.

Source: Vulić et al. (2017), "HyperLex: A Large-Scale Evaluation of Graded Lexical Entailment".
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Subset:
    """Some pairs of HyperLex.

    Attributes
    ----------
    metric : str
        Name of the correlation on them.
    title : str
        What they are.
    members : callable
        Which rows of `poincare.datasets.hyperlex.with_splits` they are, `(pairs,)` bool.
    """

    metric: str
    title: str
    members: Callable[[pd.DataFrame], np.ndarray]


def _part(split: str, part: str) -> Subset:
    words = {"dev": "development", "test": "test"}
    return Subset(
        metric=f"spearman_{split}_{part}",
        title=f"{split} split, {words[part]}",
        members=lambda pairs: (pairs[split] == part).to_numpy(),
    )


def _relation(name: str, title: str) -> Subset:
    return Subset(
        metric=f"spearman_{name}",
        title=title,
        members=lambda pairs: (pairs["type"].str.replace(r"-\d$", "", regex=True) == name).to_numpy(
            dtype=bool
        ),
    )


#: All pairs, under the name that the task `lexical_entailment` has for them.
EVERY = Subset(
    metric="spearman", title="all pairs", members=lambda pairs: np.ones(len(pairs), dtype=bool)
)
#: What settings are chosen on.
DEVELOPMENT = _part("random", "dev")

#: In the order of tables.
SUBSETS = (
    EVERY,
    DEVELOPMENT,
    _part("random", "test"),
    _part("lexical", "dev"),
    _part("lexical", "test"),
    _relation("hyp", "hyponym and hypernym"),
    _relation("r-hyp", "hypernym and hyponym"),
    _relation("cohyp", "co-hyponyms"),
    _relation("mero", "part and whole"),
    _relation("syn", "synonyms"),
    _relation("ant", "antonyms"),
    _relation("no-rel", "no relation"),
)
