"""The corpus of a graph: its words, its file, its hash."""

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.base.storage import write_arrays
from poincare.graphs.corpus import Corpus

DOCUMENTS = [["b", "a", "b"], [], ["c", "b"]]
CORPUS = Corpus.of(["x", "y", "z"], DOCUMENTS)


def test_documents_come_back_and_frequent_words_come_first():
    assert CORPUS.words == ("b", "a", "c") and CORPUS.counts.tolist() == [3, 1, 1]
    pieces = np.split(CORPUS.tokens, CORPUS.indptr[1:-1])
    assert [[CORPUS.words[place] for place in piece] for piece in pieces] == DOCUMENTS
    summary = CORPUS.summary()
    assert (summary["documents"], summary["tokens"], summary["words"]) == (3, 5, 3)


def test_a_file_is_the_same_corpus_and_every_part_counts(tmp_path):
    CORPUS.save(tmp_path / "corpus.npz")
    assert Corpus.load(tmp_path / "corpus.npz").content_hash == CORPUS.content_hash
    others = [
        Corpus.of(["x", "y", "w"], DOCUMENTS),
        Corpus.of(["x", "y", "z"], [["b", "a"], ["b"], ["c", "b"]]),
        Corpus.of(["x", "y", "z"], [["b", "a", "b"], [], ["d", "b"]]),
    ]
    assert len({CORPUS.content_hash, *(other.content_hash for other in others)}) == 4


def test_a_file_of_something_else_is_named(tmp_path):
    write_arrays(tmp_path / "other.npz", {"names": np.zeros(3, dtype=np.uint8)})
    with pytest.raises(UserError, match=r"other\.npz"):
        Corpus.load(tmp_path / "other.npz")
