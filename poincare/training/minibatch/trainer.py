"""The mini-batch trainer: phases of epochs, each a pass over the pairs in chunks of batches.

Negatives, and which rows of a batch belong to one node, are found for many batches at a time.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.geometry import hyperboloid
from poincare.training.minibatch.batch import Draws, next_size, side_by_side
from poincare.training.minibatch.epoch import Engine
from poincare.training.minibatch.settings import SCHEMA, Phase, read
from poincare.training.minibatch.state import Problem, Stack, State
from poincare.training.progress import Report
from poincare.training.trainers import Trainer

#: Pairs whose negatives are drawn at once; a training can be stopped after each such chunk.
CHUNK_PAIRS = 16384


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


def run(states: Sequence[State], problem: Problem) -> Iterator[dict[int, Report]]:
    """Run what is left of several runs, changing their states; complete whenever this yields.

    Runs that are equally far are trained side by side, with the bits of each alone. Those that
    are behind catch up first.

    Yields
    ------
    dict of int to Report
        Reports of the runs that have done a stretch, by their places in `states`.

    Raises
    ------
    UserError
        If the points leave the range of floating-point numbers.
    """
    end = (len(problem.settings.phases), 0, 0)
    while (least := min(state.position for state in states)) < end:
        places = [i for i, state in enumerate(states) if state.position == least]
        ahead = {state.position for state in states} - {least}
        stack = Stack.of([states[place] for place in places])
        for reports in _run(stack, problem):
            yield dict(zip(places, reports, strict=True))
            if stack.states[0].position in ahead:
                break


def _run(stack: Stack, problem: Problem) -> Iterator[list[Report]]:
    """Run what is left of the states of a stack, which are equally far."""
    settings, first = problem.settings, stack.states[0]
    engine = Engine.of(settings)
    while first.phase < len(settings.phases):
        phase = settings.phases[first.phase]
        draws = Draws.of(problem, phase)
        while first.epoch < phase.epochs:
            reports = _stretch(stack, problem, draws, engine, phase)
            ended = first.epoch == phase.epochs
            if ended:
                for state in stack.states:
                    state.phase, state.epoch = state.phase + 1, 0
            yield reports
            if ended:
                break


def _stretch(
    stack: Stack, problem: Problem, draws: Draws, engine: Engine, phase: Phase
) -> list[Report]:
    """Run one chunk of batches; a report for every state."""
    visits, first = problem.visits, stack.states[0]
    if first.done == 0:
        for state in stack.states:
            state.visits, state.loss = visits.epoch(state.rng), 0.0
    left = len(first.visits) - first.done
    size = next_size(left, problem.settings.batch)
    number = min(left, max(CHUNK_PAIRS, size.step)) // size.step * size.step
    chunks = []
    for state in stack.states:
        pairs = visits.pairs(state.visits[state.done :][:number])
        chunks.append(draws.chunk(*pairs, size, state.rng))
    rates = _rates(phase, first, number, size.step)
    losses = engine.run(stack, side_by_side(chunks, problem.relations.n_nodes), rates)
    if not np.isfinite(losses).all():
        raise UserError("the loss is not finite", mend="lower learning_rate")
    reports = []
    for state, loss in zip(stack.states, losses.tolist(), strict=True):
        state.loss += loss
        state.done += number
        reports.append(_report(state, problem, number, float(rates[-1])))
    return reports


def _rates(phase: Phase, state: State, pairs: int, step: int) -> np.ndarray:
    """Learning rate of every step of the next `pairs`."""
    done = state.epoch * len(state.visits) + state.done + np.arange(0, pairs, step)
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
    version=3,
    schema=SCHEMA,
    read=read,
    state=State,
    pose=Problem.of,
    begin=begin,
    run=run,
    side_by_side=True,
    epochs=total_epochs,
    embedding=embedding,
    in_play=in_play,
    unit="relations",
)
