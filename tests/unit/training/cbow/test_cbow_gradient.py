"""The gradient of a batch against autograd, written out position by position."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from poincare.training.cbow.batch import Batch
from poincare.training.cbow.gradient import Vectors, gradient

LABELS, WORDS, DIM = 5, 9, 3


def written_out(shift, outputs, vectors, batch):
    """Σ ℓ, where every context vector moves h by its row of `shift`, as in word2vec."""
    total = 0.0
    for i, (word, *negatives) in enumerate(batch.targets.tolist()):
        around = batch.context[batch.indptr[i] : batch.indptr[i + 1]].tolist()
        rows = [LABELS + place for place in around] + [int(batch.labels[i])]
        start = np.vstack((vectors.labels, vectors.words))[rows].mean(axis=0)
        hidden = start + sum(shift[row] for row in rows)
        total = total + anp.log(1 + anp.exp(-anp.dot(outputs[word], hidden)))
        for other in negatives:
            if other != word:
                total = total + anp.log(1 + anp.exp(anp.dot(outputs[other], hidden)))
    return total


def batch_of(rng, sizes):
    indptr = np.append(0, np.cumsum(sizes))
    targets = rng.integers(WORDS, size=(len(sizes), 5))
    targets[0, 2] = targets[0, 0]
    return Batch(
        labels=np.sort(rng.integers(LABELS, size=len(sizes))),
        indptr=indptr,
        context=rng.integers(WORDS, size=indptr[-1]),
        targets=targets,
    )


def whole(part, number):
    """A part as an array of all vectors."""
    assert len(np.unique(part.rows)) == len(part.rows)
    found = np.zeros((number, DIM))
    found[part.rows] = part.gradient
    return found


@pytest.mark.parametrize("sizes", [[3, 0, 4, 1, 2, 6], [0, 0], [5]])
def test_the_gradient_is_that_of_the_loss_written_out(rng, sizes):
    vectors = Vectors(*(rng.normal(size=(n, DIM)) for n in (LABELS, WORDS, WORDS)))
    batch = batch_of(rng, sizes)
    found, still = gradient(vectors, batch), np.zeros((LABELS + WORDS, DIM))
    assert found.loss == pytest.approx(written_out(still, vectors.outputs, vectors, batch))
    by_shift = grad(written_out, 0)(still, vectors.outputs, vectors, batch)
    by_output = grad(written_out, 1)(still, vectors.outputs, vectors, batch)
    np.testing.assert_allclose(whole(found.labels, LABELS), by_shift[:LABELS], atol=1e-12)
    np.testing.assert_allclose(whole(found.words, WORDS), by_shift[LABELS:], atol=1e-12)
    np.testing.assert_allclose(whole(found.outputs, WORDS), by_output, atol=1e-12)


def test_large_scores_neither_overflow_nor_vanish(rng):
    vectors = Vectors(*(rng.normal(size=(n, DIM)) * 1e3 for n in (LABELS, WORDS, WORDS)))
    found = gradient(vectors, batch_of(rng, [2, 3]))
    assert np.isfinite(found.loss) and found.loss > 1e3
    assert np.isfinite(found.words.gradient).all()
