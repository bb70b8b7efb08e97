"""Points: the vectors of an embedding with their distance and the norms that tell generality."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from poincare.embeddings.embedding import Embedding


@dataclass(frozen=True, eq=False)
class Points:
    """Any embedding, seen as points with a distance.

    Attributes
    ----------
    vectors : (n, d) float64
        In the coordinates of the embedding's manifold.
    norms : (n,) float64
        Norms that tell generality: of hyperbolic points those in the Poincaré ball.
    distance : callable
        d(u, v) of two arrays of points `(…, d)`.
    """

    vectors: np.ndarray
    norms: np.ndarray
    distance: Callable[[np.ndarray, np.ndarray], np.ndarray]

    @classmethod
    def of(cls, embedding: Embedding) -> "Points":
        """The points of an embedding."""
        space = embedding.space
        distance = space.distance
        if space.translated:
            distance = partial(distance, r=embedding.translation)
        return cls(embedding.vectors, space.norm(embedding.vectors), distance)


def step_lengths(points: Points, nodes: Sequence[int]) -> np.ndarray:
    """Distances of consecutive nodes, `(len(nodes) − 1,)`."""
    chain = points.vectors[np.asarray(nodes, dtype=np.int64)]
    return points.distance(chain[:-1], chain[1:])


def radii(embedding: Embedding) -> np.ndarray:
    """Distance of every point from the origin, `(n,)`; in flat space ‖x‖."""
    return embedding.space.radius(embedding.vectors)


def distances_from_mean(embedding: Embedding) -> np.ndarray:
    """Distance of every point from the mean of all, `(n,)`: `Manifold.from_mean`."""
    return embedding.space.from_mean(embedding.vectors)
