"""A stretch of an epoch: batches one after the other."""

import numpy as np

from poincare.training.cbow.batch import Stretch
from poincare.training.cbow.gradient import gradient
from poincare.training.cbow.state import Problem, State

#: Words of a stretch, whose windows and negatives are drawn at once.
STRETCH_WORDS = 50_000


def stretch(state: State, problem: Problem) -> tuple[int, float]:
    """Train on the next documents of an epoch, changing `state`.

    Returns
    -------
    words : int
        Words of these documents, before any is dropped.
    learning_rate : float
        η of the last batch.
    """
    settings, documents = problem.settings, problem.documents
    if state.document == 0:
        state.order = state.rng.permutation(np.flatnonzero(documents.lengths))
        state.loss, state.positions, state.done = 0.0, 0, 0
    ahead = state.order[state.document :]
    numbers = ahead[: 1 + np.searchsorted(np.cumsum(documents.lengths[ahead]), STRETCH_WORDS)]
    drawn = Stretch.draw(documents, numbers, settings.window, problem.sampler, state.rng)
    before, all_words = (
        state.epoch * problem.n_words + state.done,
        settings.epochs * problem.n_words,
    )
    rate = settings.learning_rate.at(before / all_words)
    for offset, batch in drawn.batches(settings.batch_positions):
        rate = settings.learning_rate.at((before + offset) / all_words)
        found = gradient(state.vectors, batch)
        for vectors, part in zip(
            state.vectors, (found.labels, found.words, found.outputs), strict=True
        ):
            vectors[part.rows] -= rate * part.gradient
        state.loss += found.loss
    state.positions += len(drawn.offsets)
    state.document += len(numbers)
    state.done += drawn.words
    return drawn.words, float(rate)


def start(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Vectors `(n, d)` with coordinates uniform between −1/2d and 1/2d (word2vec)."""
    return rng.uniform(-0.5, 0.5, shape) / shape[1]
