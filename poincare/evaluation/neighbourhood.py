"""What lies near a node, and the way up from it, by distance and norm.

In a hyperbolic embedding of a hierarchy general nodes lie near the origin, so what is near a node
and has a smaller norm is likely above it (Nickel & Kiela 2017, section 4.3).
"""

from dataclasses import dataclass

import numpy as np

from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import Points


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """All nodes seen from one, u.

    Attributes
    ----------
    node : int
        Index of u.
    distance : (n,) float64
        d(u, x) of every node x.
    norms : (n,) float64
        ‖x‖; of hyperbolic points in the Poincaré ball.
    """

    node: int
    distance: np.ndarray
    norms: np.ndarray

    @classmethod
    def of(cls, points: Points, node: int) -> "Neighbourhood":
        """The view from one node."""
        here = np.broadcast_to(points.vectors[node], points.vectors.shape)
        return cls(node, points.distance(here, points.vectors), points.norms)

    def nearest(self) -> np.ndarray:
        """All other nodes, nearest first."""
        order = np.argsort(self.distance, kind="stable")
        return order[order != self.node]

    def place(self, other: int) -> int:
        """How near another node is: 1 + the number of nodes that are nearer, u itself left out."""
        nearer = self.distance < self.distance[other]
        nearer[self.node] = False
        return 1 + int(np.count_nonzero(nearer))

    def nearest_above(self) -> np.ndarray:
        """All nodes of smaller norm, nearest first."""
        order = self.nearest()
        return order[self.norms[order] < self.norms[self.node]]

    def ancestors_and_between(self, ancestors: np.ndarray) -> np.ndarray:
        """Ancestors, nearest first, and the nodes of smaller norm nearer than the last of them.

        Parameters
        ----------
        ancestors : (n,) bool
            Which nodes are ancestors of u.
        """
        order = self.nearest()
        shown = order[ancestors[order] | (self.norms[order] < self.norms[self.node])]
        return (
            shown[: len(shown) - np.argmax(ancestors[shown][::-1])]
            if ancestors.any()
            else shown[:0]
        )


def way_up(embedding: Embedding, node: int) -> list[int]:
    """The nearest node of smaller norm, the nearest of smaller norm to that one, and so on."""
    points = Points.of(embedding)
    chain = []
    while len(above := Neighbourhood.of(points, node).nearest_above()):
        node = int(above[0])
        chain.append(node)
    return chain
