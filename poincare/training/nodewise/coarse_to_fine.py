"""Coarse to fine: nodes enter by number of descendants, most first.

It replaces burn-in. A node that enters starts outwards of its ancestors that are in play already,
so that no leaf begins, or gets stuck, far from a rare parent: at a large radius two points can
hardly pass each other. Until all nodes are in play, a cap keeps them close to the origin, where
they can. Only the training pairs are used.
"""

import numpy as np
from scipy.sparse import csr_matrix

from poincare.graphs.relations import Relations
from poincare.training.nodewise.epoch import Pace
from poincare.training.nodewise.levels import Levels
from poincare.training.nodewise.state import Problem, State


def pace_at(state: State, problem: Problem, levels: Levels) -> Pace:
    """Learning rate, number of negatives and greatest radius of the next epoch.

    The gradient grows with the sharpness t, so η is the scheduled t η divided by t.
    """
    settings, progress = problem.settings, progress_at(state, levels)
    return Pace(
        learning_rate=settings.step.scaled_learning_rate.at(progress) / problem.sharpness,
        negatives=settings.negatives.number.at(progress) * share_at(state, problem, levels),
        cap=cap_at(state, problem, levels),
    )


def share_at(state: State, problem: Problem, levels: Levels) -> float:
    """What part of the negatives a level has: all, but top-down the share of nodes in play.

    Among the few nodes near the roots many are ancestors of each other without a training pair.
    """
    if problem.settings.top_down is None:
        return 1.0
    return int(levels.n_active[state.level]) / problem.relations.n_nodes


def progress_at(state: State, levels: Levels) -> float:
    """Place in the schedules: 0 until the last level, then from 0 to 1 in its last epoch."""
    if state.level < len(levels) - 1:
        return 0.0
    return state.epoch / max(int(levels.epochs[-1]) - 1, 1)


def cap_at(state: State, problem: Problem, levels: Levels) -> float:
    """Greatest radius: that of the ball, and before the last level of room for its nodes.

    Top-down the cap holds in the last level too: a chain may lead farther than doubles reach.
    """
    settings = problem.settings
    if state.level == len(levels) - 1 and settings.top_down is None:
        return settings.ball
    n_active, placement = int(levels.n_active[state.level]), settings.placement
    room = problem.space.growth.room(placement.cap_volume, n_active, problem.dim)
    return min(placement.cap_base + room, settings.ball)


def enter(state: State, problem: Problem, levels: Levels) -> None:
    """Let in, and place, all nodes of the level.

    A new node starts at the mean of its ancestors in play, given or inferred, each weighted by 1
    over its number of descendants (so the nearest count most), moved outwards and disturbed by
    noise. A node without any starts near the origin.
    """
    settings, geometry = problem.settings, problem.space.geometry
    new = np.flatnonzero((levels.entry <= state.level) & ~state.entered)
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
