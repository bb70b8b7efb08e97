"""A corpus: one document of words for every node of a graph."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from poincare.base.errors import UserError
from poincare.base.storage import digest, pack_text, read_arrays, unpack_text, write_arrays


@dataclass(frozen=True, kw_only=True, eq=False)
class Corpus:
    """Documents in the order of a graph's nodes.

    Attributes
    ----------
    names : tuple of str, length n
        The node of every document.
    words : tuple of str, length v
        Distinct words, the most frequent first, equally frequent ones in alphabetical order.
    indptr : (n + 1,) int64
        Document u is ``tokens[indptr[u]:indptr[u + 1]]``.
    tokens : (m,) int32
        Places in `words`.
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    indptr: np.ndarray
    tokens: np.ndarray

    @classmethod
    def of(cls, names: Iterable[str], documents: Sequence[Sequence[str]]) -> "Corpus":
        """The corpus of documents, each a sequence of words."""
        written = np.array([word for document in documents for word in document], dtype=str)
        words, place, count = np.unique(written, return_inverse=True, return_counts=True)
        order = np.argsort(-count, kind="stable")
        rank = np.empty(len(words), dtype=np.int32)
        rank[order] = np.arange(len(words))
        lengths = [len(document) for document in documents]
        return cls(
            names=tuple(names),
            words=tuple(words[order].tolist()),
            indptr=np.append(0, np.cumsum(lengths, dtype=np.int64)),
            tokens=rank[place],
        )

    @cached_property
    def counts(self) -> np.ndarray:
        """How often every word occurs, descending; `(v,)` int64."""
        return np.bincount(self.tokens, minlength=len(self.words))

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of names, words and documents."""
        return digest(self.arrays())

    def summary(self) -> dict[str, int | str]:
        """Counts and content hash, as the record of a built corpus states them."""
        return {
            "documents": len(self.names),
            "tokens": len(self.tokens),
            "words": len(self.words),
            "content_hash": self.content_hash,
        }

    def arrays(self) -> dict[str, np.ndarray]:
        """All parts by name, with fixed byte orders."""
        return {
            "names": pack_text("\n".join(self.names)),
            "words": pack_text("\n".join(self.words)),
            "indptr": self.indptr.astype("<i8"),
            "tokens": self.tokens.astype("<i4"),
        }

    def save(self, path: str | Path) -> None:
        """Write as npz, atomically."""
        write_arrays(path, self.arrays())

    @classmethod
    def load(cls, path: str | Path) -> "Corpus":
        """Read what `save` wrote.

        Raises
        ------
        UserError
            If the file is missing, damaged or holds something else.
        """
        arrays = read_arrays(path)
        try:
            names, words = (unpack_text(arrays[key]).split("\n") for key in ("names", "words"))
            return cls(
                names=tuple(names),
                words=tuple(words),
                indptr=arrays["indptr"],
                tokens=arrays["tokens"],
            )
        except KeyError as missing:
            raise UserError(f"not a corpus: no array {missing}", path) from None
