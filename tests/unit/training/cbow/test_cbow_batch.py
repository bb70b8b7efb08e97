"""Windows, draws and batches of documents."""

import numpy as np
import pytest

from poincare.training.cbow.batch import Stretch
from poincare.training.cbow.negatives import Sampler
from poincare.training.cbow.settings import Negatives, Settings
from poincare.training.cbow.vocabulary import Documents, kept_share
from poincare.training.cbow.windows import windows
from poincare.training.schedule import Linear

SETTINGS = Settings(
    window=3,
    minimum_count=2,
    subsample=1.0,
    negatives=Negatives(4, 0.75),
    batch_positions=16,
    epochs=3,
    learning_rate=Linear(first=0.1, last=0.01),
)


def test_a_window_is_what_is_near_in_the_same_document(rng):
    documents = np.repeat([4, 1, 7], [1, 9, 5])
    radius = rng.integers(1, 5, 15)
    indptr, places = windows(documents, radius)
    for i in range(15):
        near = [
            j
            for j in range(15)
            if j != i and abs(j - i) <= radius[i] and documents[j] == documents[i]
        ]
        assert places[indptr[i] : indptr[i + 1]].tolist() == near


def test_rare_words_are_left_out_and_windows_close_over_them(corpus):
    documents = Documents.of(corpus, SETTINGS)
    assert corpus.words[len(documents.counts) :] == ("once",)
    assert documents.counts.tolist() == np.bincount(documents.tokens).tolist()
    # "once" was the first word of document 9, and document 7 is empty.
    assert documents.lengths[9] == np.diff(corpus.indptr)[9] - 1 and documents.lengths[7] == 0
    labels, words = documents.rows(np.array([9, 7, 2]))
    assert labels.tolist() == [9] * documents.lengths[9] + [2] * documents.lengths[2]
    written = [corpus.words[word] for word in words]
    parts = [corpus.tokens[corpus.indptr[u] : corpus.indptr[u + 1]] for u in (9, 2)]
    assert written == [corpus.words[place] for place in np.concatenate(parts)][1:]


def test_frequent_words_are_kept_as_often_as_word2vec_keeps_them():
    # gensim 4.4.0, `sample_int` of words with these counts at sample = 0.05, over 2³² − 1.
    counts = np.array([600, 300, 90, 10])
    assert kept_share(counts, 0.05) == pytest.approx([0.372008, 0.574915, 1.0, 1.0], abs=1e-6)
    assert kept_share(counts, 1.0).tolist() == [1.0] * 4


def test_draws_follow_their_probabilities(corpus, rng):
    documents = Documents.of(corpus, SETTINGS)
    weight = documents.counts**0.75
    drawn = Sampler.of(documents.counts, SETTINGS.negatives).draw(100_000, rng)
    assert drawn.shape == (100_000, 4)
    found = np.bincount(drawn.ravel(), minlength=len(weight)) / drawn.size
    np.testing.assert_allclose(found, weight / weight.sum(), atol=0.002)


def drawn_of(corpus, subsample, rng):
    documents = Documents.of(corpus, Settings(**{**vars(SETTINGS), "subsample": subsample}))
    sampler = Sampler.of(documents.counts, SETTINGS.negatives)
    numbers = rng.permutation(np.flatnonzero(documents.lengths))
    return documents, numbers, Stretch.draw(documents, numbers, SETTINGS.window, sampler, rng)


def test_the_batches_of_a_stretch_are_its_positions_in_order(corpus, rng):
    documents, numbers, drawn = drawn_of(corpus, 1.0, rng)
    labels, words = documents.rows(numbers)
    offsets, batches = zip(*drawn.batches(16), strict=True)
    assert list(offsets) == list(range(0, len(words), 16)) and drawn.words == len(words)
    assert np.concatenate([one.labels for one in batches]).tolist() == labels.tolist()
    assert np.concatenate([one.targets for one in batches])[:, 0].tolist() == words.tolist()
    assert np.concatenate([one.context for one in batches]).tolist() == drawn.all.context.tolist()
    sizes = np.concatenate([np.diff(one.indptr) for one in batches])
    assert sizes.tolist() == np.diff(drawn.all.indptr).tolist()
    assert sizes.max() == 6 and sizes.min() >= 1


def test_dropped_words_are_neither_positions_nor_context(corpus, rng):
    documents, numbers, drawn = drawn_of(corpus, 0.01, rng)
    _, words = documents.rows(numbers)
    assert 0 < len(drawn.offsets) < len(words)
    assert drawn.all.targets[:, 0].tolist() == words[drawn.offsets].tolist()
    expected = documents.keep[words].sum()
    assert len(drawn.offsets) == pytest.approx(expected, abs=4 * np.sqrt(expected))
