"""Top down: nodes enter by depth, each outwards of its nearest ancestors.

The depth is the length of the longest chain of training pairs up to a root. With the direct edges
of a tree this is Sarkar's construction (2011), in random directions: in hyperbolic space a step
outwards leaves room for all children, and the way from a node to the origin leads past its
ancestors. Where a node has several parents, training at each level settles them before their
descendants are placed. Neither the closure of the training pairs nor the number of a node's
descendants is used.
"""

import numpy as np
from scipy.sparse import csr_matrix

from poincare.training.nodewise.levels import Levels
from poincare.training.nodewise.state import Problem, State


def enter(state: State, problem: Problem, levels: Levels) -> None:
    """Let in, and place, all nodes of the level.

    A node starts at the mean of its ancestors of the level before, moved outwards, and from there
    by Gaussian noise in the tangent space. A root starts near the origin.
    """
    placement, geometry = problem.settings.placement, problem.space.geometry
    new = np.flatnonzero((levels.entry <= state.level) & ~state.entered)
    if len(new) == 0:
        return
    start = geometry.mean(_sum_of_parents(new, state, problem, levels))
    if state.entered.any():
        start = geometry.outwards(start, placement.outwards)
    noise = state.rng.normal(scale=placement.noise / np.sqrt(problem.dim), size=start.shape)
    points = geometry.lift(start)
    geometry.move(points, geometry.transported(points, noise), 1.0, np.inf)
    state.points[new] = geometry.within_radius(points, problem.settings.ball)
    state.entered[new] = True


def _sum_of_parents(
    nodes: np.ndarray, state: State, problem: Problem, levels: Levels
) -> np.ndarray:
    """Σ x over the ancestors one level above each node, in ambient coordinates."""
    segments, ancestors = problem.relations.rows(nodes)
    near = levels.entry[ancestors] == levels.entry[nodes][segments] - 1
    weights = csr_matrix(
        (np.ones(np.count_nonzero(near)), (segments[near], ancestors[near])),
        shape=(len(nodes), problem.relations.n_nodes),
    )
    return weights @ state.points
