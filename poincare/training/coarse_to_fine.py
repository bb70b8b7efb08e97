"""Coarse to fine: nodes enter by number of descendants, most first.

It replaces burn-in. A node that enters starts outwards of its ancestors that are there already,
so that no leaf begins, or gets stuck, far from a rare parent: at a large radius two points can
hardly pass each other. Until all nodes are in, the radius is capped close to the origin, where
they can. Nothing but the training pairs is used.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from poincare.errors import UserError
from poincare.geometry import hyperboloid
from poincare.relations import Relations
from poincare.training import nodewise
from poincare.training.negatives import Sampler
from poincare.training.recipe import Placement, Recipe
from poincare.training.targets import Targets


@dataclass
class State:
    """All that a training needs to go on: it changes from epoch to epoch.

    Attributes
    ----------
    points : (n, d + 1) float64
        Ambient hyperboloid coordinates.
    entered : (n,) bool
        Nodes in play.
    level, epoch : int
        The next epoch to run, counted within its level from 0.
    rng : numpy.random.Generator
    """

    points: np.ndarray
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


def begin(relations: Relations, dim: int, rng: np.random.Generator) -> State:
    """State before the first epoch: all points at the origin, none in play.

    Raises
    ------
    UserError
        For a dimension below 1, or a graph without pairs.
    """
    if dim < 1:
        raise UserError(f"dimension {dim}", mend="give a dimension of at least 1")
    if relations.n_pairs == 0:
        raise UserError(f"the graph {relations.name!r} has no pairs to train on")
    points = hyperboloid.lift(np.zeros((relations.n_nodes, dim)))
    return State(points, np.zeros(relations.n_nodes, dtype=bool), 0, 0, rng)


@dataclass(frozen=True, eq=False)
class Plan:
    """What a recipe's levels come to on a graph.

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
    def of(cls, relations: Relations, recipe: Recipe) -> "Plan":
        """Count nodes and epochs of every level."""
        n_active = [
            int(np.count_nonzero(relations.in_degree >= level.descendants))
            for level in recipe.levels
        ]
        epochs = [
            level.epochs_for(n, recipe.batch_nodes) if n > 1 else 0
            for level, n in zip(recipe.levels, n_active, strict=True)
        ]
        return cls(np.array(n_active), np.array(epochs))


def epochs(state: State, relations: Relations, recipe: Recipe) -> Iterator[EpochReport]:
    """Run the epochs that are left, changing `state`; it is complete whenever this yields.

    Raises
    ------
    UserError
        If the points leave the range of floating-point numbers.
    """
    occurrences = relations.in_degree + np.diff(relations.indptr)
    workspace = nodewise.Workspace.of(relations.n_nodes)
    plan, targets = Plan.of(relations, recipe), Targets.of(relations, recipe)
    while state.level < len(recipe.levels):
        if plan.epochs[state.level] and state.epoch == 0:
            enter(
                state, relations, targets, recipe.levels[state.level].descendants, recipe.placement
            )
        nodes = np.flatnonzero(state.entered)
        sampler = Sampler.of(nodes, occurrences, recipe.negatives.power)
        while state.epoch < plan.epochs[state.level]:
            pace = pace_at(state, recipe, plan)
            loss, pairs = nodewise.epoch(
                state.points, targets, recipe, sampler, pace, workspace, state.rng
            )
            if not np.isfinite(loss):
                raise UserError("the loss is not finite", mend="lower step.learning_rate")
            state.epoch += 1
            yield EpochReport(state.level, len(nodes), pairs, loss / max(pairs, 1.0), pace)
        state.level, state.epoch = state.level + 1, 0


def pace_at(state: State, recipe: Recipe, plan: Plan) -> nodewise.Pace:
    """Schedules run over the last level; before it they stand still and the radius is capped.

    The gradient grows with the inverse temperature t, so the learning rate is divided by it.
    """
    dim = state.points.shape[1] - 1
    rate, count = recipe.step.learning_rate, recipe.negatives.count
    at, cap = (0, 1), recipe.placement.cap(int(plan.n_active[state.level]), dim)
    if state.level == len(recipe.levels) - 1:
        at, cap = (state.epoch, int(plan.epochs[-1])), np.inf
    return nodewise.Pace(rate.at(*at) / recipe.inverse_temperature.at(dim), count.at(*at), cap)


def enter(
    state: State,
    relations: Relations,
    targets: Targets,
    descendants: int,
    placement: Placement,
) -> None:
    """Let in, and place, all nodes with at least so many descendants.

    A new node starts at the mean of its ancestors in play, given or inferred, each weighted by 1
    over its number of descendants (so the nearest count most), moved outwards and disturbed by
    noise. A node without any starts near the origin.
    """
    new = np.flatnonzero((relations.in_degree >= descendants) & ~state.entered)
    if len(new) == 0:
        return
    start = _weighted_mean_of_ancestors(new, state, targets.relations)
    scale = placement.noise / np.sqrt(start.shape[1])
    start += state.rng.normal(scale=scale, size=start.shape)
    if state.entered.any():
        start = hyperboloid.at_radius(start, hyperboloid.radius(start) + placement.outwards)
    state.points[new] = hyperboloid.lift(start)
    state.entered[new] = True


def _weighted_mean_of_ancestors(
    nodes: np.ndarray, state: State, relations: Relations
) -> np.ndarray:
    """Spatial coordinates `(len(nodes), d)`: Σ x/descendants, scaled back to the hyperboloid."""
    segments, ancestors = relations.rows(nodes)
    present = state.entered[ancestors]
    segments, ancestors = segments[present], ancestors[present]
    weights = csr_matrix(
        (1.0 / relations.in_degree[ancestors], (segments, ancestors)),
        shape=(len(nodes), relations.n_nodes),
    )
    total = weights @ state.points
    squared = -hyperboloid.inner(total, total)
    scale = np.sqrt(np.where(squared > 0.0, squared, np.inf))
    return total[:, 1:] / scale[:, None]
