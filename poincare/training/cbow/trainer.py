"""The CBOW trainer: passes over the documents of a graph's nodes."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.graphs.corpus import Corpus
from poincare.training.cbow.epoch import start, stretch
from poincare.training.cbow.settings import SCHEMA, read
from poincare.training.cbow.state import Problem, State
from poincare.training.progress import Report
from poincare.training.trainers import Trainer, one_after_the_other


def begin(problem: Problem, rng: np.random.Generator) -> State:
    """State before the first epoch: random labels and words, outputs 0."""
    n_nodes, n_words = problem.relations.n_nodes, len(problem.documents.counts)
    return State(
        labels=start((n_nodes, problem.dim), rng),
        words=start((n_words, problem.dim), rng),
        outputs=np.zeros((n_words, problem.dim)),
        order=np.arange(n_nodes),
        document=0,
        done=0,
        positions=0,
        loss=0.0,
        epoch=0,
        rng=rng,
    )


def total_epochs(problem: Problem) -> int:
    """Epochs of the recipe."""
    return problem.settings.epochs


def in_play(state: State) -> np.ndarray:
    """All nodes, `(n,)` bool."""
    return np.ones(len(state.labels), dtype=bool)


def embedding(state: State, problem: Problem, provenance: dict[str, Any]) -> Embedding:
    """The present vectors of the labels."""
    return Embedding(
        names=problem.relations.names,
        vectors=state.labels.copy(),
        manifold=problem.settings.manifold,
        provenance=provenance,
    )


def run(state: State, problem: Problem) -> Iterator[Report]:
    """Run the epochs that are left, changing `state`; it is complete whenever this yields.

    Raises
    ------
    UserError
        If the vectors leave the range of floating-point numbers.
    """
    settings, n_words = problem.settings, problem.n_words
    while state.epoch < settings.epochs:
        words, rate = stretch(state, problem)
        if not np.isfinite(state.loss):
            raise UserError("the loss is not finite", mend="lower learning_rate or batch_positions")
        done = state.epoch * n_words + state.done
        if state.document == len(state.order):
            state.epoch, state.document = state.epoch + 1, 0
        ended = state.document == 0
        yield Report(
            epoch=float(state.epoch) if ended else state.epoch + state.done / n_words,
            epochs=settings.epochs,
            n_active=problem.relations.n_nodes,
            loss=state.loss / max(state.positions, 1),
            learning_rate=rate,
            negatives=settings.negatives.number,
            visits=words,
            left=settings.epochs * n_words - done,
        )


TRAINER = Trainer(
    version=1,
    schema=SCHEMA,
    read=read,
    state=State,
    pose=Problem.of,
    begin=begin,
    run=one_after_the_other(run),
    side_by_side=False,
    epochs=total_epochs,
    embedding=embedding,
    in_play=in_play,
    unit="words",
    inputs={"corpus": Corpus},
)
