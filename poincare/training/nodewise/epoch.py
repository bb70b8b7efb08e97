"""Epochs of node-wise batches: gradients of many nodes at once by matrix products.

A batch is B nodes with all their positives, not B edges, and one pool of S weighted negatives
serves them all. So the negatives' distances, and their gradients to both sides, are three matrix
products of B × S, which run at the speed of BLAS (`poincare.training.nodewise.gradient`).
"""

from dataclasses import dataclass

import numpy as np

from poincare.geometry import affine
from poincare.training.nodewise.batch import Places, Workspace, batches, distinct
from poincare.training.nodewise.gradient import loss_and_gradient, translated_gradient
from poincare.training.nodewise.negatives import Sampler
from poincare.training.nodewise.state import Problem, State


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What changes from epoch to epoch: η, K, and the greatest radius (may be infinite)."""

    learning_rate: float
    negatives: float
    cap: float


def epoch(
    state: State, problem: Problem, sampler: Sampler, pace: Pace, workspace: Workspace
) -> tuple[float, float]:
    """Pass once over the nodes in play, those of the sampler, moving the points of `state`.

    Returns
    -------
    loss : float
        Weighted sum of ℓ(u, v) over the pairs.
    pairs : float
        Sum of the weights.
    """
    settings, geometry, points = problem.settings, problem.space.geometry, state.points
    nodes = state.rng.permutation(sampler.nodes)
    entered = np.zeros(len(points), dtype=bool)
    entered[nodes] = True
    longest = settings.step.longest
    loss, pairs = 0.0, 0.0
    for batch in batches(nodes, entered, problem.targets, settings.batch_nodes):
        pool = sampler.draw(settings.negatives.pool, state.rng).representing(pace.negatives)
        moving = distinct(
            np.concatenate([batch.nodes, pool.nodes, batch.positives]), workspace.place
        )
        places = Places.of(batch, pool, workspace.place)
        near = workspace.array("near", (len(moving), points.shape[1]))
        np.take(points, moving, axis=0, out=near, mode="clip")
        if problem.space.translated:
            added, gradient, of_translation = translated_gradient(
                near, state.translation, places, problem, workspace
            )
            state.translation -= affine.step(of_translation, pace.learning_rate, longest)
        else:
            added, gradient = loss_and_gradient(near, places, problem, workspace)
        loss += added
        pairs += float(batch.weights.sum())
        geometry.move(near, gradient, pace.learning_rate, longest)
        points[moving] = geometry.within_radius(near, pace.cap)
    return loss, pairs
