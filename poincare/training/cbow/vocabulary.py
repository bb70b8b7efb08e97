"""The words that are trained: those that occur often enough, the frequent ones not always."""

from dataclasses import dataclass

import numpy as np

from poincare.base.errors import UserError
from poincare.graphs.corpus import Corpus
from poincare.training.cbow.settings import Settings


@dataclass(frozen=True, kw_only=True, eq=False)
class Documents:
    """The documents of a corpus without its rare words.

    Attributes
    ----------
    indptr : (n + 1,) int64
        Document u is ``tokens[indptr[u]:indptr[u + 1]]``.
    tokens : (m,) int64
        Numbers of words, the most frequent word is 0.
    counts : (v,) int64
        How often every word occurs.
    keep : (v,) float64
        Probability that an occurrence of a word is kept in an epoch.
    """

    indptr: np.ndarray
    tokens: np.ndarray
    counts: np.ndarray
    keep: np.ndarray

    @classmethod
    def of(cls, corpus: Corpus, settings: Settings) -> "Documents":
        """Documents of a corpus.

        Raises
        ------
        UserError
            If no word occurs often enough.
        """
        # The most frequent words come first.
        counts = corpus.counts[corpus.counts >= settings.minimum_count]
        if not len(counts):
            raise UserError(
                f"no word occurs {settings.minimum_count} times", mend="lower minimum_count"
            )
        kept = corpus.tokens < len(counts)
        return cls(
            indptr=np.append(0, np.cumsum(kept, dtype=np.int64))[corpus.indptr],
            tokens=corpus.tokens[kept].astype(np.int64),
            counts=counts,
            keep=kept_share(counts, settings.subsample),
        )

    def rows(self, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All words of some documents: the document of each, and its number; both `(m,)`."""
        lengths = self.lengths[documents]
        begin = np.repeat(self.indptr[documents] - (np.cumsum(lengths) - lengths), lengths)
        return np.repeat(documents, lengths), self.tokens[begin + np.arange(len(begin))]

    @property
    def lengths(self) -> np.ndarray:
        """Number of words of every document, `(n,)`."""
        return np.diff(self.indptr)


def kept_share(counts: np.ndarray, threshold: float) -> np.ndarray:
    """min(1, √(t/f) + t/f) of words with shares f of all occurrences, `(v,)`.

    This is word2vec's code. Mikolov et al. (2013, equation 5) have √(t/f).
    """
    ratio = threshold * counts.sum() / counts
    return np.minimum(1.0, np.sqrt(ratio) + ratio)
