"""Points to rank: what the exact ranking needs to know of a manifold.

Distances from u are ranked by an *excess* that grows with them and is free of cancellation, and
are screened by a product of two matrices, which is fast but cancels.

Flat coordinates are divided by a power of two, so that the greatest lies in [½, 1). That changes no
digit and no rank, and no square overflows. What double precision cannot tell apart even so is
refused by name: an undecided comparison never counts for the model.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.alignment import rows_of
from poincare.embeddings.embedding import Embedding
from poincare.geometry import euclidean, hyperboloid

#: A positive excess below this has lost digits to underflow.
LEAST_EXCESS = 2.0**-960

#: Greatest norm of a point of the hyperboloid, a radius of 174: the square of no excess overflows.
GREATEST_NORM = 2.0**250

#: Share of ‖x‖‖y‖ below which rounding decides the excess of different points: 10 (4u)² with unit
#: roundoff u, for unit vectors are rounded by about 4u. It is more than 1, the excess of a distance
#: of 1.3, from a radius of 34.6 on.
ANGLE_RESOLUTION = 10.0 * 2.0**-102


@dataclass(frozen=True, eq=False, kw_only=True)
class RankedPoints:
    """Points to rank, seen from queries.

    Attributes
    ----------
    names : sequence of str, length n
        What errors name.
    queries, points : (n, d) float64
        Node u asks from `queries[u]`, and lies at `points[u]` for all others.
    excess : callable
        Of two arrays `(…, d)`, queries and points: a number that grows with the distance.
    to_distance : callable
        The distance of an excess.
    resolution : callable
        Of two such arrays: the excess below which different points are not told apart, `(…)`.
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

    names: Sequence[str]
    queries: np.ndarray
    points: np.ndarray
    excess: Callable[[np.ndarray, np.ndarray], np.ndarray]
    to_distance: Callable[[np.ndarray], np.ndarray]
    resolution: Callable[[np.ndarray, np.ndarray], np.ndarray | float]
    offset: float
    left: np.ndarray
    right: np.ndarray
    heads: int
    sizes: tuple[np.ndarray, np.ndarray]
    joined: np.ufunc
    coarseness: float

    def excess_of_pairs(self, queries: np.ndarray, points: np.ndarray) -> np.ndarray:
        """Excess of many pairs of indices, in bounded memory.

        Raises
        ------
        UserError
            If two different points lie closer than `resolution`.
        """
        result = np.empty(len(queries))
        for start in range(0, len(queries), 65536):
            part = slice(start, start + 65536)
            x, y = self.queries[queries[part]], self.points[points[part]]
            result[part] = self.excess(x, y)
            close = np.flatnonzero(result[part] < self.resolution(x, y))
            apart = close[(x[close] != y[close]).any(axis=1)]
            if len(apart):
                u, v = (self.names[nodes[part][apart[0]]] for nodes in (queries, points))
                raise UserError(
                    f"double precision cannot tell the points of {u!r} and {v!r} apart, whose "
                    f"norms are {np.linalg.norm(x[apart[0]]):.3g} and "
                    f"{np.linalg.norm(y[apart[0]]):.3g} where the greatest is "
                    f"{np.linalg.norm(self.points, axis=1).max():.3g}",
                    mend="keep all points at comparable distances from the origin, in hyperbolic "
                    "space within a radius of 34, and check --manifold",
                )
        return result


def hyperbolic(x: np.ndarray, names: Sequence[str]) -> RankedPoints:
    """Points `(n, d)` of the hyperboloid: −⟨x, y⟩ = x₀y₀ − x·y, m = x₀y₀.

    Raises
    ------
    UserError
        If a norm is greater than `GREATEST_NORM`.
    """
    greatest = np.abs(x).max(axis=1)
    far = np.flatnonzero(greatest > GREATEST_NORM / np.sqrt(x.shape[1]))
    if len(far):
        raise UserError(
            f"{len(far):,} points of the hyperboloid are too far out to be ranked, first "
            f"{names[far[0]]!r}; the greatest coordinate is {greatest.max():.3g}",
            mend="check --manifold, or draw the points back to the origin",
        )
    x0 = hyperboloid.time_coordinate(x)
    return RankedPoints(
        names=names,
        queries=x,
        points=x,
        excess=hyperboloid.excess,
        to_distance=hyperboloid.distance_from_excess,
        resolution=_angle_resolution if x0.max() ** 2 * ANGLE_RESOLUTION > 1 else _least_excess,
        offset=1.0,
        left=np.column_stack([x0, -x]),
        right=np.column_stack([x0, x]),
        heads=1,
        sizes=(x0, x0),
        joined=np.multiply,
        # Of its two positive terms one errs, through the radii r, by r·m, the other by less.
        coarseness=max(16.0, float(np.arccosh(x0.max()))),
    )


def flat(x: np.ndarray, translation: np.ndarray | None, names: Sequence[str]) -> RankedPoints:
    """Points `(n, d)` of R^d: ‖x − y‖² = ‖x‖² + ‖y‖² − 2x·y, m = ‖x‖² + ‖y‖².

    Queries are x + `translation`, if there is one.

    Raises
    ------
    UserError
        If a coordinate is so much smaller than the greatest that it loses digits beside it.
    """
    shift = np.zeros(x.shape[1]) if translation is None else translation
    exponent = int(np.frexp(max(np.abs(x).max(), np.abs(shift).max()))[1])
    points, shift = np.ldexp(x, -exponent), np.ldexp(shift, -exponent)
    lost = np.flatnonzero((np.ldexp(points, exponent) != x).any(axis=1))
    if len(lost):
        raise UserError(
            f"the coordinates of {len(lost):,} points are too small beside the greatest, "
            f"{np.abs(x).max():.3g}, first those of {names[lost[0]]!r}",
            mend="keep coordinates within 300 orders of magnitude",
        )
    queries = points + shift if translation is not None else points
    squared = [np.einsum("nd,nd->n", some, some) for some in (queries, points)]
    one = np.ones(len(points))
    return RankedPoints(
        names=names,
        queries=queries,
        points=points,
        excess=euclidean.squared_distance,
        to_distance=partial(_distance, exponent=exponent),
        resolution=_least_excess,
        offset=0.0,
        left=np.column_stack([squared[0], one, -2.0 * queries]),
        right=np.column_stack([one, squared[1], points]),
        heads=2,
        sizes=(squared[0], squared[1]),
        joined=np.add,
        coarseness=1.0,
    )


def ranked_points_of(embedding: Embedding, names: tuple[str, ...]) -> RankedPoints:
    """The named points, in their order.

    Raises
    ------
    UserError
        If the embedding lacks some of the names, and as `hyperbolic` and `flat` do.
    """
    chosen = rows_of(embedding, names)
    if embedding.space.hyperbolic:
        return hyperbolic(embedding.on_hyperboloid()[chosen], names)
    return flat(embedding.vectors[chosen], embedding.translation, names)


def _distance(excess: np.ndarray, exponent: int) -> np.ndarray:
    with np.errstate(over="ignore"):  # a distance beyond double precision is infinite
        return np.ldexp(np.sqrt(excess), exponent)


def _least_excess(x: np.ndarray, y: np.ndarray) -> float:
    return LEAST_EXCESS


def _angle_resolution(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """`ANGLE_RESOLUTION` · ‖x‖‖y‖ where that is more than 1, else `LEAST_EXCESS`."""
    product = hyperboloid.time_coordinate(x) * hyperboloid.time_coordinate(y) * ANGLE_RESOLUTION
    return np.where(product > 1.0, product, LEAST_EXCESS)
