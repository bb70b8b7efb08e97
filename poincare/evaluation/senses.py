"""Which synsets are senses of a word, and the pairs of senses of a pair of words.

Look-ups find senses by the synset's name and by its lemmas. Rules take one value for a pair of
words out of those of its pairs of senses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

#: Word to node indices.
Senses = Mapping[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class SensePairs:
    """Every sense of the first word with every sense of the second, pair of words by pair of words.

    Attributes
    ----------
    first, second : (sense pairs,) int64
        Node indices.
    starts : (pairs,) int64
        Where the sense pairs of each pair of words begin.
    """

    first: np.ndarray
    second: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, pairs: pd.DataFrame, senses: Senses) -> "SensePairs":
        """Of the columns ``word1`` and ``word2``, whose words all have senses."""
        left = [senses[word] for word in pairs["word1"]]
        right = [senses[word] for word in pairs["word2"]]
        numbers = np.array([len(u) * len(v) for u, v in zip(left, right, strict=True)])
        return cls(
            first=np.concatenate([np.repeat(u, len(v)) for u, v in zip(left, right, strict=True)]),
            second=np.concatenate([np.tile(v, len(u)) for u, v in zip(left, right, strict=True)]),
            starts=np.cumsum(numbers) - numbers,
        )

    @property
    def nodes(self) -> np.ndarray:
        """Both nodes of each sense pair, `(sense pairs, 2)`."""
        return np.column_stack((self.first, self.second))

    def least(self, values: np.ndarray) -> np.ndarray:
        """Of each pair of words, the sense pair with the least of `values`; the first if equal.

        Returns
        -------
        (pairs,) int64
            Positions among the sense pairs.
        """
        numbers = np.diff(np.append(self.starts, len(self.first)))
        pair = np.repeat(np.arange(len(numbers)), numbers)
        # Sorted by pair, then value: the least one of a pair opens its segment.
        return np.lexsort((values, pair))[self.starts]


def senses_by_name(names: Iterable[str]) -> dict[str, np.ndarray]:
    """Nodes whose synset name begins with the word: ``wolf`` has ``wolf.n.01``, ``wolf.n.02``, ….

    The look-up of gensim's ``LexicalEntailmentEvaluation``. It misses synsets named after another
    of their lemmas.

    Returns
    -------
    dict
        Word to ascending node indices, int64.
    """
    groups: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        groups.setdefault(name.rsplit(".", 2)[0], []).append(index)
    return _as_arrays(groups)


def senses_by_lemma(
    names: Iterable[str], lemma_senses: Mapping[str, Iterable[str]]
) -> dict[str, np.ndarray]:
    """Nodes that have the word among their lemmas.

    Parameters
    ----------
    names : iterable of str
        Node names.
    lemma_senses : mapping
        Word to names of its synsets (`poincare.datasets.wordnet.lemma_senses`); synsets that are
        no nodes are skipped.

    Returns
    -------
    dict
        Word to node indices, int64; words without a node are left out.
    """
    index = {name: position for position, name in enumerate(names)}
    return _as_arrays(
        {
            word: [index[synset] for synset in synsets if synset in index]
            for word, synsets in lemma_senses.items()
        }
    )


def senses_in_order(names: Iterable[str]) -> dict[str, np.ndarray]:
    """`senses_by_name`, a word's senses by ascending name: ``wolf.n.02`` after ``wolf.n.01``."""
    names = tuple(names)
    return {
        word: np.array(sorted(nodes.tolist(), key=names.__getitem__))
        for word, nodes in senses_by_name(names).items()
    }


def _as_arrays(groups: Mapping[str, list[int]]) -> dict[str, np.ndarray]:
    return {word: np.array(nodes, dtype=np.int64) for word, nodes in groups.items() if nodes}
