"""The node-wise trainer: levels of epochs, each a pass over the nodes in play."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.training.nodewise import coarse_to_fine, top_down
from poincare.training.nodewise.batch import Workspace
from poincare.training.nodewise.coarse_to_fine import pace_at
from poincare.training.nodewise.epoch import epoch
from poincare.training.nodewise.levels import Levels
from poincare.training.nodewise.negatives import Sampler
from poincare.training.nodewise.settings import SCHEMA, read
from poincare.training.nodewise.state import Problem, State
from poincare.training.progress import Report
from poincare.training.trainers import Trainer, one_after_the_other


def begin(problem: Problem, rng: np.random.Generator) -> State:
    """State before the first epoch: all points at the origin, none in play, and r = 0."""
    n_nodes, dim = problem.relations.n_nodes, problem.dim
    return State(
        points=problem.space.geometry.lift(np.zeros((n_nodes, dim))),
        translation=np.zeros(dim),
        entered=np.zeros(n_nodes, dtype=bool),
        level=0,
        epoch=0,
        rng=rng,
    )


def total_epochs(problem: Problem) -> int:
    """Epochs of all levels."""
    return int(Levels.of(problem).epochs.sum())


def in_play(state: State) -> np.ndarray:
    """Nodes that have entered, `(n,)` bool."""
    return state.entered


def embedding(state: State, problem: Problem, provenance: dict[str, Any]) -> Embedding:
    """The present points."""
    return Embedding(
        names=problem.relations.names,
        vectors=state.points[:, 1:].copy(),
        manifold=problem.space.manifold,
        provenance=provenance,
        translation=state.translation.copy() if problem.space.translated else None,
    )


def run(state: State, problem: Problem) -> Iterator[Report]:
    """Run the epochs that are left, changing `state`; it is complete whenever this yields.

    Raises
    ------
    UserError
        If the points leave the range of floating-point numbers.
    """
    relations, settings, levels = problem.relations, problem.settings, Levels.of(problem)
    occurrences = relations.in_degree + np.diff(relations.indptr)
    workspace = Workspace.of(relations.n_nodes)
    enter = coarse_to_fine.enter if settings.top_down is None else top_down.enter
    visits = np.repeat(levels.n_active, levels.epochs)
    while state.level < len(levels):
        if levels.epochs[state.level] and state.epoch == 0:
            enter(state, problem, levels)
        nodes = np.flatnonzero(state.entered)
        sampler = Sampler.of(nodes, occurrences, settings.negatives.power)
        while state.epoch < levels.epochs[state.level]:
            pace = pace_at(state, problem, levels)
            loss, pairs = epoch(state, problem, sampler, pace, workspace)
            if not np.isfinite(loss):
                raise UserError("the loss is not finite", mend="lower step.scaled_learning_rate")
            state.epoch += 1
            done = levels.epochs_done(state)
            yield Report(
                epoch=done,
                epochs=len(visits),
                level=state.level + 1,
                levels=len(levels),
                n_active=len(nodes),
                loss=loss / max(pairs, 1.0),
                learning_rate=pace.learning_rate,
                negatives=pace.negatives,
                visits=len(nodes),
                left=int(visits[done:].sum()),
            )
        state.level, state.epoch = state.level + 1, 0


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
    unit="nodes",
)
