"""Node-wise batches: gradients of many nodes at once by matrix products.

A batch is B nodes with all their positives, not B edges, and one pool of S weighted negatives
serves them all. So the negatives' distances, and their gradients to both sides, are three matrix
products of B × S, which run at the speed of BLAS (`poincare.training.nodewise.gradient`).
"""

from dataclasses import dataclass

import numpy as np

from poincare.geometry import affine
from poincare.training.nodewise.batch import Places, Workspace, batches, distinct
from poincare.training.nodewise.gradient import loss_and_gradient, translated_gradient
from poincare.training.nodewise.negatives import Pool, Sampler
from poincare.training.nodewise.settings import Settings
from poincare.training.nodewise.spaces import SPACES
from poincare.training.nodewise.targets import Targets


@dataclass(frozen=True)
class Pace:
    """What changes from epoch to epoch: η, K, and the greatest radius (may be infinite)."""

    learning_rate: float
    negatives: float
    cap: float


def epoch(
    points: np.ndarray,
    translation: np.ndarray,
    targets: Targets,
    settings: Settings,
    sampler: Sampler,
    pace: Pace,
    workspace: Workspace,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Pass once over the nodes in play, those of the sampler.

    Parameters
    ----------
    points : (n, d + 1) float64
        Ambient coordinates; moved in place.
    translation : (d,) float64
        r; moved in place where the distance has one.

    Returns
    -------
    loss : float
        Weighted sum of ℓ(u, v) over the pairs.
    pairs : float
        Sum of the weights.
    """
    nodes = rng.permutation(sampler.nodes)
    entered = np.zeros(len(points), dtype=bool)
    entered[nodes] = True
    space = SPACES[settings.distance]
    power = space.power(settings.inverse_temperature, points.shape[1] - 1)
    loss, pairs = 0.0, 0.0
    for batch in batches(nodes, entered, targets, settings.batch_nodes):
        pool = sampler.draw(settings.negatives.pool, rng)
        pool = Pool(pool.nodes, pool.weights * pace.negatives)
        moving = distinct(
            np.concatenate([batch.nodes, pool.nodes, batch.positives]), workspace.place
        )
        places = Places.of(batch, pool, workspace.place)
        near = workspace.array("near", (len(moving), points.shape[1]))
        np.take(points, moving, axis=0, out=near, mode="clip")
        if space.translated:
            added, gradient, of_translation = translated_gradient(
                near, translation, places, batch, pool, space, power, workspace
            )
            translation -= affine.step(of_translation, pace.learning_rate, settings.step.longest)
        else:
            added, gradient = loss_and_gradient(near, places, batch, pool, space, power, workspace)
        loss += added
        pairs += float(batch.weights.sum())
        space.move(near, gradient, pace.learning_rate, settings.step.longest)
        points[moving] = space.within_radius(near, pace.cap)
    return loss, pairs
