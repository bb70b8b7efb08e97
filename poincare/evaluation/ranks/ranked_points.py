"""Spaces: what the exact ranking needs to know of a manifold.

Distances from u are ranked by an *excess* that grows with them and is free of cancellation, and
are screened by a product of two matrices, which is fast but cancels.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from poincare.embeddings.alignment import rows_of
from poincare.embeddings.embedding import Embedding
from poincare.geometry import euclidean, hyperboloid


@dataclass(frozen=True, eq=False)
class Space:
    """Points to rank, seen from queries.

    Attributes
    ----------
    queries, points : (n, d) float64
        Node u asks from `queries[u]`, and lies at `points[u]` for all others.
    excess : callable
        Of two arrays `(…, d)`, queries and points: a number that grows with the distance.
    to_distance : callable
        The distance of an excess.
    offset : float
        The product of `left` and `right` is the excess plus this.
    left, right : (n, k) float64
        Factors of the product, a row per node.
    heads : int
        The first so many of its k terms make up the size m(u, x) of the product, and the sum of
        the absolute values of all terms is at most 2m(u, x).
    sizes : tuple of two (n,) float64
        m(u, x) is one number of the query joined with one of the point,
    joined : {np.multiply, np.add}
        by this function.
    coarseness : float
        c, if the excess of (u, x) is rounded by at most 2(k + 3)·c·m(u, x) times the unit roundoff.
    """

    queries: np.ndarray
    points: np.ndarray
    excess: Callable[[np.ndarray, np.ndarray], np.ndarray]
    to_distance: Callable[[np.ndarray], np.ndarray]
    offset: float
    left: np.ndarray
    right: np.ndarray
    heads: int
    sizes: tuple[np.ndarray, np.ndarray]
    joined: np.ufunc
    coarseness: float

    def excess_of_pairs(self, queries: np.ndarray, points: np.ndarray) -> np.ndarray:
        """Excess of many pairs of indices, in bounded memory."""
        result = np.empty(len(queries))
        for start in range(0, len(queries), 65536):
            part = slice(start, start + 65536)
            result[part] = self.excess(self.queries[queries[part]], self.points[points[part]])
        return result


def hyperbolic(x: np.ndarray) -> Space:
    """Points `(n, d)` of the hyperboloid: −⟨x, y⟩ = x₀y₀ − x·y, m = x₀y₀."""
    x0 = hyperboloid.time_coordinate(x)
    return Space(
        queries=x,
        points=x,
        excess=hyperboloid.excess,
        to_distance=hyperboloid.distance_from_excess,
        offset=1.0,
        left=np.column_stack([x0, -x]),
        right=np.column_stack([x0, x]),
        heads=1,
        sizes=(x0, x0),
        joined=np.multiply,
        # Of its two positive terms one errs, through radii of up to 40, by 40m, the other by less.
        coarseness=16.0,
    )


def flat(queries: np.ndarray, points: np.ndarray) -> Space:
    """Points `(n, d)` of R^d: ‖x − y‖² = ‖x‖² + ‖y‖² − 2x·y, m = ‖x‖² + ‖y‖²."""
    squared = [np.einsum("nd,nd->n", x, x) for x in (queries, points)]
    one = np.ones(len(points))
    return Space(
        queries=queries,
        points=points,
        excess=euclidean.squared_distance,
        to_distance=np.sqrt,
        offset=0.0,
        left=np.column_stack([squared[0], one, -2.0 * queries]),
        right=np.column_stack([one, squared[1], points]),
        heads=2,
        sizes=(squared[0], squared[1]),
        joined=np.add,
        coarseness=1.0,
    )


def space_of(embedding: Embedding, names: tuple[str, ...]) -> Space:
    """The space of the named points, in their order.

    Raises
    ------
    UserError
        If the embedding lacks some of the names.
    """
    chosen = rows_of(embedding, names)
    if embedding.space.hyperbolic:
        return hyperbolic(embedding.on_hyperboloid()[chosen])
    x = embedding.vectors[chosen]
    return flat(x if embedding.translation is None else x + embedding.translation, x)
