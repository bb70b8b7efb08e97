"""The mini-batch trainer: phases of epochs, each a pass over the pairs in chunks of batches.

Negatives, and which rows of a batch belong to one node, are found for many batches at a time.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.geometry import hyperboloid
from poincare.training.minibatch.batch import Draws
from poincare.training.minibatch.epoch import Engine
from poincare.training.minibatch.settings import SCHEMA, Phase, read
from poincare.training.minibatch.state import Problem, State
from poincare.training.progress import Report
from poincare.training.trainers import Trainer

#: Pairs whose negatives are drawn at once; a training can be stopped after each such chunk.
CHUNK_PAIRS = 8192


def begin(problem: Problem, rng: np.random.Generator) -> State:
    """State before the first epoch: coordinates uniform in ±`settings.start`, r standard normal."""
    start, dim = problem.settings.start, problem.dim
    points = rng.uniform(-start, start, (problem.relations.n_nodes, dim))
    translation = rng.standard_normal(dim) if problem.distance.translated else np.zeros(dim)
    if problem.distance.time_coordinate:
        points = hyperboloid.lift(points)
    return State(
        points=points,
        squared=np.einsum("nd,nd->n", points, points),
        translation=translation,
        visits=np.zeros(0, dtype=np.int64),
        phase=0,
        epoch=0,
        done=0,
        loss=0.0,
        rng=rng,
    )


def total_epochs(problem: Problem) -> int:
    """Epochs of all phases."""
    return sum(phase.epochs for phase in problem.settings.phases)


def in_play(state: State) -> np.ndarray:
    """All nodes, from the start; `(n,)` bool."""
    return np.ones(len(state.points), dtype=bool)


def embedding(state: State, problem: Problem, provenance: dict[str, Any]) -> Embedding:
    """The present points; those of a ball of curvature −c are scaled to the unit ball."""
    distance = problem.distance
    vectors = state.points[:, 1:] if distance.time_coordinate else state.points
    return Embedding(
        names=problem.relations.names,
        vectors=vectors * np.sqrt(problem.settings.curvature),
        manifold=distance.manifold,
        provenance=provenance,
        translation=state.translation.copy() if distance.translated else None,
    )


def run(state: State, problem: Problem) -> Iterator[Report]:
    """Run what is left, changing `state`; it is complete whenever this yields.

    Raises
    ------
    UserError
        If the points leave the range of floating-point numbers.
    """
    settings, visits = problem.settings, problem.visits
    engine, size = Engine.of(settings), settings.batch.pairs
    while state.phase < len(settings.phases):
        phase = settings.phases[state.phase]
        draws = Draws.of(problem, phase)
        while state.epoch < phase.epochs:
            if state.done == 0:
                state.visits, state.loss = visits.epoch(state.rng), 0.0
            places = state.visits[state.done :][: _chunk(len(state.visits) - state.done, size)]
            rates = _rates(phase, state, len(places), size)
            chunk = draws.chunk(*visits.pairs(places), size, state.rng)
            state.loss += engine.run(state, chunk, rates)
            if not np.isfinite(state.loss):
                raise UserError("the loss is not finite", mend="lower learning_rate")
            state.done += len(places)
            yield _report(state, problem, len(places), float(rates[-1]))
        state.phase, state.epoch = state.phase + 1, 0


def _chunk(left: int, size: int) -> int:
    """Pairs of the next chunk: whole batches, or else the one that is not full."""
    return min(left, max(CHUNK_PAIRS, size)) // size * size or left


def _rates(phase: Phase, state: State, pairs: int, size: int) -> np.ndarray:
    """Learning rate of every batch of the next `pairs`."""
    done = state.epoch * len(state.visits) + state.done + np.arange(0, pairs, size)
    return phase.learning_rate.at(done / (phase.epochs * len(state.visits)))


def _report(state: State, problem: Problem, pairs: int, rate: float) -> Report:
    """What a chunk did; if it ended an epoch, `state` moves on to the next one."""
    phase = problem.settings.phases[state.phase]
    before = sum(earlier.epochs for earlier in problem.settings.phases[: state.phase])
    number, epochs, loss = len(state.visits), total_epochs(problem), state.loss / state.done
    epoch = before + state.epoch + state.done / number
    if state.done == number:
        state.epoch, state.done = state.epoch + 1, 0
        epoch = before + state.epoch
    return Report(
        epoch=epoch,
        epochs=epochs,
        n_active=len(state.points),
        loss=loss,
        learning_rate=rate,
        negatives=phase.negatives,
        visits=pairs,
        left=round((epochs - epoch) * number),
    )


TRAINER = Trainer(
    version=2,
    schema=SCHEMA,
    read=read,
    state=State,
    pose=Problem.of,
    begin=begin,
    run=run,
    epochs=total_epochs,
    embedding=embedding,
    in_play=in_play,
    unit="relations",
)
