"""Stretches of documents, drawn at once, and the batches that they are cut into."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from poincare.training.cbow.negatives import Sampler
from poincare.training.cbow.vocabulary import Documents
from poincare.training.cbow.windows import windows


@dataclass(frozen=True, kw_only=True, eq=False)
class Batch:
    """Positions whose gradients are taken at the same vectors.

    Attributes
    ----------
    labels : (b,) int64
        Document of every position; those of one document follow each other.
    indptr : (b + 1,) int64
        The context of position i is ``context[indptr[i]:indptr[i + 1]]``.
    context : (words,) int64
        Words around the positions.
    targets : (b, 1 + K) int64
        The word of every position, and its negatives.
    """

    labels: np.ndarray
    indptr: np.ndarray
    context: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True, kw_only=True, eq=False)
class Stretch:
    """Some documents as they are trained in one epoch.

    Attributes
    ----------
    all : Batch
        All positions.
    offsets : (m,) int64
        Words of the documents before every position, whether they were kept or not.
    words : int
        Words of the documents.
    """

    all: Batch
    offsets: np.ndarray
    words: int

    @classmethod
    def draw(
        cls,
        documents: Documents,
        numbers: np.ndarray,
        window: int,
        sampler: Sampler,
        rng: np.random.Generator,
    ) -> "Stretch":
        """Drop frequent words, and draw windows and negatives, of the documents `numbers`."""
        labels, words = documents.rows(numbers)
        offsets = np.flatnonzero(rng.random(len(words)) < documents.keep[words])
        labels, kept = labels[offsets], words[offsets]
        indptr, places = windows(labels, rng.integers(1, window + 1, len(kept)))
        targets = np.column_stack((kept, sampler.draw(len(kept), rng)))
        whole = Batch(labels=labels, indptr=indptr, context=kept[places], targets=targets)
        return cls(all=whole, offsets=offsets, words=len(words))

    def batches(self, size: int) -> Iterator[tuple[int, Batch]]:
        """Batches of `size` positions and a rest, each behind the offset of its first one."""
        whole = self.all
        for start in range(0, len(self.offsets), size):
            indptr = whole.indptr[start : start + size + 1]
            yield (
                int(self.offsets[start]),
                Batch(
                    labels=whole.labels[start : start + size],
                    indptr=indptr - indptr[0],
                    context=whole.context[indptr[0] : indptr[-1]],
                    targets=whole.targets[start : start + size],
                ),
            )
