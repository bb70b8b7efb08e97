"""What a training is given, and what changes as it proceeds."""

from dataclasses import dataclass

import numpy as np

from poincare.base.errors import UserError
from poincare.graphs.corpus import Corpus
from poincare.graphs.relations import Relations
from poincare.training.cbow.gradient import Vectors
from poincare.training.cbow.negatives import Sampler
from poincare.training.cbow.settings import Settings
from poincare.training.cbow.vocabulary import Documents


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """The documents of a graph's nodes, with all that stays the same in a training.

    Attributes
    ----------
    relations : Relations
        Only its nodes count.
    settings : Settings
    dim : int
        d.
    documents : Documents
        One per node.
    sampler : Sampler
        Of negatives.
    """

    relations: Relations
    settings: Settings
    dim: int
    documents: Documents
    sampler: Sampler

    @classmethod
    def of(cls, relations: Relations, settings: Settings, dim: int, corpus: Corpus) -> "Problem":
        """The problem of settings on the corpus of a graph, in `dim` dimensions.

        Raises
        ------
        UserError
            If the corpus is that of other nodes, or none of its words is frequent enough.
        """
        if corpus.names != relations.names:
            raise UserError(f"the corpus has other nodes than the graph {relations.name!r}")
        documents = Documents.of(corpus, settings)
        return cls(
            relations=relations,
            settings=settings,
            dim=dim,
            documents=documents,
            sampler=Sampler.of(documents.counts, settings.negatives),
        )

    @property
    def n_words(self) -> int:
        """Words of an epoch, before any is dropped."""
        return len(self.documents.tokens)


@dataclass(kw_only=True)
class State:
    """All that a training needs to resume.

    Attributes
    ----------
    labels : (n, d) float64
        Vectors of the documents: the embedding.
    words, outputs : (v, d) float64
        Vectors of the words as context, and as words to tell from negatives.
    order : (documents,) int64
        Documents of this epoch that have words, in order.
    document, done, positions : int
        Documents of this epoch that are done, their words, and those of them that were kept.
    loss : float
        Sum over the positions of this epoch so far.
    epoch : int
        The next epoch, from 0.
    rng : numpy.random.Generator
    """

    labels: np.ndarray
    words: np.ndarray
    outputs: np.ndarray
    order: np.ndarray
    document: int
    done: int
    positions: int
    loss: float
    epoch: int
    rng: np.random.Generator

    @property
    def vectors(self) -> Vectors:
        """The vectors, to be changed in place."""
        return Vectors(self.labels, self.words, self.outputs)
