"""Epochs of node-wise batches: gradients of many nodes at once by matrix products.

A batch is B nodes with all their positives, not B edges, and one pool of S weighted negatives
serves them all. So the negatives' distances, and their gradients to both sides, are three matrix
products of B × S, which run at the speed of BLAS (`poincare.training.nodewise.gradient`).
"""

from dataclasses import dataclass

import numpy as np

from poincare.geometry import affine
from poincare.training.nodewise.batch import Places, Workspace, batches
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
        places = Places.of(batch, pool, workspace.place, problem.both_ends)
        near = workspace.array("near", (len(places.nodes), points.shape[1]))
        np.take(points, places.nodes, axis=0, out=near, mode="clip")
        if problem.space.translated:
            added, gradient, of_translation = translated_gradient(
                near, state.translation, places, problem, workspace
            )
            state.translation -= affine.step(of_translation, pace.learning_rate, longest)
        else:
            added, gradient = loss_and_gradient(near, places, problem, workspace)
        if problem.both_ends:
            gradient[: places.n_rows] /= _weights(places)[:, None]
        loss += added
        pairs += float(batch.weights.sum())
        geometry.move(near, gradient, pace.learning_rate, longest)
        points[places.nodes] = geometry.within_radius(near, pace.cap)
    return loss, pairs


def _weights(places: Places) -> np.ndarray:
    """Total weight of the pairs of each row, 1 for a node without any; `(n_rows,)`.

    Divided by it, the gradient is a mean over a node's pairs. An ancestor of most nodes, which is
    in thousands of the pairs of a batch, then moves no farther than a leaf.
    """
    total = places.as_first + places.as_second
    return np.where(total > 0.0, total, 1.0)
