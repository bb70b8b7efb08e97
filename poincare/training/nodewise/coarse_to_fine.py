"""Coarse to fine: nodes enter by number of descendants, most first.

It replaces burn-in. A node that enters starts outwards of its ancestors that are in play already,
so that no leaf begins, or gets stuck, far from a rare parent: at a large radius two points can
hardly pass each other. Until all nodes are in play, a cap keeps them close to the origin, where
they can. Only the training pairs are used.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from poincare.graphs.relations import Relations
from poincare.training.nodewise.epoch import Pace
from poincare.training.nodewise.state import Problem, State


@dataclass(frozen=True, kw_only=True, eq=False)
class Levels:
    """Number of active nodes and of epochs of each level, for a given graph.

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
    def of(cls, problem: Problem) -> "Levels":
        """Count nodes and epochs of every level."""
        settings, in_degree = problem.settings, problem.relations.in_degree
        n_active = [
            int(np.count_nonzero(in_degree >= level.descendants)) for level in settings.levels
        ]
        epochs = [
            level.epochs_for(n, settings.batch_nodes) if n > 1 else 0
            for level, n in zip(settings.levels, n_active, strict=True)
        ]
        return cls(n_active=np.array(n_active), epochs=np.array(epochs))

    def __len__(self) -> int:
        """Number of levels."""
        return len(self.epochs)

    def epochs_done(self, state: State) -> int:
        """Epochs done so far, of all levels."""
        return int(self.epochs[: state.level].sum()) + state.epoch


def pace_at(state: State, problem: Problem, levels: Levels) -> Pace:
    """Learning rate, number of negatives and greatest radius of the next epoch.

    The gradient grows with the sharpness t, so η is the scheduled t η divided by t.
    """
    settings, progress = problem.settings, progress_at(state, levels)
    return Pace(
        learning_rate=settings.step.scaled_learning_rate.at(progress) / problem.sharpness,
        negatives=settings.negatives.number.at(progress),
        cap=cap_at(state, problem, levels),
    )


def progress_at(state: State, levels: Levels) -> float:
    """Place in the schedules: 0 until the last level, then from 0 to 1 in its last epoch."""
    if state.level < len(levels) - 1:
        return 0.0
    return state.epoch / max(int(levels.epochs[-1]) - 1, 1)


def cap_at(state: State, problem: Problem, levels: Levels) -> float:
    """Greatest radius: that of the ball, and before the last level of room for its nodes."""
    settings = problem.settings
    if state.level == len(levels) - 1:
        return settings.ball
    n_active, placement = int(levels.n_active[state.level]), settings.placement
    room = problem.space.growth.room(placement.cap_volume, n_active, problem.dim)
    return min(placement.cap_base + room, settings.ball)


def enter(state: State, problem: Problem) -> None:
    """Let in, and place, all nodes with as many descendants as the level requires.

    A new node starts at the mean of its ancestors in play, given or inferred, each weighted by 1
    over its number of descendants (so the nearest count most), moved outwards and disturbed by
    noise. A node without any starts near the origin.
    """
    settings, geometry = problem.settings, problem.space.geometry
    descendants = settings.levels[state.level].descendants
    new = np.flatnonzero((problem.relations.in_degree >= descendants) & ~state.entered)
    if len(new) == 0:
        return
    placement = settings.placement
    start = geometry.mean(_weighted_sum_of_ancestors(new, state, problem.targets.relations))
    scale = placement.noise / np.sqrt(start.shape[1])
    start += state.rng.normal(scale=scale, size=start.shape)
    if state.entered.any():
        start = geometry.outwards(start, placement.outwards)
    state.points[new] = geometry.within_radius(geometry.lift(start), settings.ball)
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
