"""Coarse to fine: nodes enter by number of descendants, most first.

It replaces burn-in. A node that enters starts outwards of its ancestors that are there already,
so that no leaf begins, or gets stuck, far from a rare parent: at a large radius two points can
hardly pass each other. Until all nodes are in, the radius is capped close to the origin, where
they can. Nothing but the training pairs is used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.graphs.relations import Relations
from poincare.training.nodewise import epoch as nodewise
from poincare.training.nodewise.batch import Workspace
from poincare.training.nodewise.negatives import Sampler
from poincare.training.nodewise.settings import SCHEMA, Settings, read
from poincare.training.nodewise.spaces import SPACES
from poincare.training.nodewise.targets import Targets
from poincare.training.progress import Report
from poincare.training.trainers import Trainer


@dataclass
class State:
    """All that a training needs to go on: it changes from epoch to epoch.

    Attributes
    ----------
    points : (n, d + 1) float64
        Ambient coordinates (`poincare.training.nodewise.spaces`).
    translation : (d,) float64
        r, 0 where the distance has none.
    entered : (n,) bool
        Nodes in play.
    level, epoch : int
        The next epoch to run, counted within its level from 0.
    rng : numpy.random.Generator
    """

    points: np.ndarray
    translation: np.ndarray
    entered: np.ndarray
    level: int
    epoch: int
    rng: np.random.Generator


@dataclass(frozen=True)
class EpochReport:
    """What an epoch did: its settings, and the mean of ℓ(u, v) over its pairs."""

    level: int
    n_active: int
    pairs: float
    loss: float
    pace: nodewise.Pace


def begin(relations: Relations, settings: Settings, dim: int, rng: np.random.Generator) -> State:
    """State before the first epoch: all points at the origin, none in play, and r = 0."""
    points = SPACES[settings.distance].lift(np.zeros((relations.n_nodes, dim)))
    return State(points, np.zeros(dim), np.zeros(relations.n_nodes, dtype=bool), 0, 0, rng)


@dataclass(frozen=True, eq=False)
class Plan:
    """What the settings' levels come to on a graph.

    Attributes
    ----------
    n_active : (levels,) int64
        Nodes in play.
    epochs : (levels,) int64
        Epochs to run; 0 at levels where fewer than two nodes are in play.
    """

    n_active: np.ndarray
    epochs: np.ndarray

    @classmethod
    def of(cls, relations: Relations, settings: Settings) -> "Plan":
        """Count nodes and epochs of every level."""
        n_active = [
            int(np.count_nonzero(relations.in_degree >= level.descendants))
            for level in settings.levels
        ]
        epochs = [
            level.epochs_for(n, settings.batch_nodes) if n > 1 else 0
            for level, n in zip(settings.levels, n_active, strict=True)
        ]
        return cls(np.array(n_active), np.array(epochs))


def epochs(state: State, relations: Relations, settings: Settings) -> Iterator[EpochReport]:
    """Run the epochs that are left, changing `state`; it is complete whenever this yields.

    Raises
    ------
    UserError
        If the points leave the range of floating-point numbers.
    """
    occurrences = relations.in_degree + np.diff(relations.indptr)
    workspace = Workspace.of(relations.n_nodes)
    plan, targets = Plan.of(relations, settings), Targets.of(relations, settings)
    while state.level < len(settings.levels):
        if plan.epochs[state.level] and state.epoch == 0:
            enter(state, relations, targets, settings)
        nodes = np.flatnonzero(state.entered)
        sampler = Sampler.of(nodes, occurrences, settings.negatives.power)
        while state.epoch < plan.epochs[state.level]:
            pace = pace_at(state, settings, plan)
            loss, pairs = nodewise.epoch(
                state.points,
                state.translation,
                targets,
                settings,
                sampler,
                pace,
                workspace,
                state.rng,
            )
            if not np.isfinite(loss):
                raise UserError("the loss is not finite", mend="lower step.learning_rate")
            state.epoch += 1
            yield EpochReport(state.level, len(nodes), pairs, loss / max(pairs, 1.0), pace)
        state.level, state.epoch = state.level + 1, 0


def run(state: State, relations: Relations, settings: Settings) -> Iterator[Report]:
    """`epochs`, as reports of progress."""
    plan = Plan.of(relations, settings)
    visits = np.repeat(plan.n_active, plan.epochs)
    for report in epochs(state, relations, settings):
        done = int(plan.epochs[: state.level].sum()) + state.epoch
        yield Report(
            epoch=done,
            epochs=len(visits),
            level=report.level + 1,
            levels=len(plan.epochs),
            n_active=report.n_active,
            loss=report.loss,
            learning_rate=report.pace.learning_rate,
            negatives=report.pace.negatives,
            visits=report.n_active,
            left=int(visits[done:].sum()),
        )


def total_epochs(relations: Relations, settings: Settings) -> int:
    """Epochs of all levels."""
    return int(Plan.of(relations, settings).epochs.sum())


def in_play(state: State) -> np.ndarray:
    """Nodes that have entered, `(n,)` bool."""
    return state.entered


def embedding(
    state: State, relations: Relations, settings: Settings, provenance: dict[str, Any]
) -> Embedding:
    """The points as they stand."""
    space = SPACES[settings.distance]
    translation = state.translation.copy() if space.translated else None
    vectors = state.points[:, 1:].copy()
    return Embedding(relations.names, vectors, space.manifold, provenance, translation)


def pace_at(state: State, settings: Settings, plan: Plan) -> nodewise.Pace:
    """Schedules run over the last level; before it they stand still and the radius is capped.

    A ball caps it in all levels.
    The gradient grows with the inverse temperature t, so the learning rate is divided by it.
    """
    dim, space = state.points.shape[1] - 1, SPACES[settings.distance]
    rate, count, placement = (
        settings.step.learning_rate,
        settings.negatives.count,
        settings.placement,
    )
    room = space.room(placement.cap_volume, int(plan.n_active[state.level]), dim)
    at, cap = (0, 1), placement.cap_base + room
    if state.level == len(settings.levels) - 1:
        at, cap = (state.epoch, int(plan.epochs[-1])), np.inf
    power = space.power(settings.inverse_temperature, dim)
    return nodewise.Pace(rate.at(*at) / power, count.at(*at), min(cap, settings.ball))


def enter(state: State, relations: Relations, targets: Targets, settings: Settings) -> None:
    """Let in, and place, all nodes with as many descendants as the level asks for.

    A new node starts at the mean of its ancestors in play, given or inferred, each weighted by 1
    over its number of descendants (so the nearest count most), moved outwards and disturbed by
    noise. A node without any starts near the origin.
    """
    descendants = settings.levels[state.level].descendants
    new = np.flatnonzero((relations.in_degree >= descendants) & ~state.entered)
    if len(new) == 0:
        return
    space, placement = SPACES[settings.distance], settings.placement
    start = space.mean(_weighted_sum_of_ancestors(new, state, targets.relations))
    scale = placement.noise / np.sqrt(start.shape[1])
    start += state.rng.normal(scale=scale, size=start.shape)
    if state.entered.any():
        start = space.outwards(start, placement.outwards)
    state.points[new] = space.within_radius(space.lift(start), settings.ball)
    state.entered[new] = True


def _weighted_sum_of_ancestors(nodes: np.ndarray, state: State, relations: Relations) -> np.ndarray:
    """Σ x/descendants in ambient coordinates, `(len(nodes), d + 1)`."""
    segments, ancestors = relations.rows(nodes)
    present = state.entered[ancestors]
    segments, ancestors = segments[present], ancestors[present]
    weights = csr_matrix(
        (1.0 / relations.in_degree[ancestors], (segments, ancestors)),
        shape=(len(nodes), relations.n_nodes),
    )
    return weights @ state.points


TRAINER = Trainer(
    schema=SCHEMA,
    read=read,
    state=State,
    begin=begin,
    run=run,
    epochs=total_epochs,
    embedding=embedding,
    in_play=in_play,
    unit="nodes",
)
