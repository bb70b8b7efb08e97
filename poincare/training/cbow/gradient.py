"""The gradient of a batch, summed by vector in sparse products."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from poincare.training.cbow.batch import Batch
from poincare.training.cbow.objective import loss_and_slope


class Vectors(NamedTuple):
    """The vectors that are trained: of labels `(n, d)`, of words and outputs `(v, d)` each."""

    labels: np.ndarray
    words: np.ndarray
    outputs: np.ndarray


class Part(NamedTuple):
    """Rows of one array of vectors, each once, and what they are moved against, `(rows, d)`."""

    rows: np.ndarray
    gradient: np.ndarray


class Gradient(NamedTuple):
    """Σ ℓ of a batch, and the parts of its gradient."""

    loss: float
    labels: Part
    words: Part
    outputs: Part


def gradient(vectors: Vectors, batch: Batch) -> Gradient:
    """Loss and gradient of a batch.

    h is the mean of the vectors of a position's label and of the words around it. As in word2vec,
    each of these c vectors is moved against ∂ℓ/∂h, c times its part of the gradient; outputs are
    moved against the gradient itself.
    """
    b, width = batch.targets.shape
    context, place = np.unique(batch.context, return_inverse=True)
    window = _sparse(np.ones(len(place)), place, batch.indptr, len(context))
    hidden = window @ vectors.words[context] + vectors.labels[batch.labels]
    hidden /= 1.0 + np.diff(batch.indptr)[:, None]
    outputs = vectors.outputs[batch.targets]
    scores = np.einsum("bkd,bd->bk", outputs, hidden)
    counted = batch.targets != batch.targets[:, :1]
    counted[:, 0] = True
    loss, slope = loss_and_slope(scores, counted)
    of_hidden = np.einsum("bk,bkd->bd", slope, outputs)
    targets, place = np.unique(batch.targets.ravel(), return_inverse=True)
    by_target = _sparse(slope.ravel(), place, np.arange(0, b * width + 1, width), len(targets))
    starts = np.flatnonzero(np.diff(batch.labels, prepend=-1))
    return Gradient(
        loss=loss,
        labels=Part(batch.labels[starts], np.add.reduceat(of_hidden, starts)),
        words=Part(context, window.T @ of_hidden),
        outputs=Part(targets, by_target.T @ hidden),
    )


def _sparse(
    values: np.ndarray, columns: np.ndarray, indptr: np.ndarray, width: int
) -> sparse.csr_array:
    return sparse.csr_array((values, columns, indptr), shape=(len(indptr) - 1, width))
