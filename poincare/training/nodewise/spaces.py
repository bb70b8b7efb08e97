"""Spaces: all that the node-wise trainer needs to know of a distance.

Points are in ambient coordinates `(n, d + 1)`: (x₀, x) of the hyperboloid, (1, x) of flat space.
In both, the derivative of m (`poincare.training.nodewise.similarities`) with respect to u is −v,
but for a part along u that the step takes away, so that gradients are products of the same
matrices.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from poincare.geometry import affine, hyperboloid
from poincare.training.nodewise import similarities
from poincare.training.nodewise.similarities import OfPairs, Similarity

#: An array of the batch's dtype by name and shape, of undefined content.
Array = Callable[[str, tuple[int, int]], np.ndarray]


@dataclass(frozen=True, eq=False)
class Space:
    """A space, with the distance that its softmax is over.

    Attributes
    ----------
    manifold : str
        That of the embedding.
    lift : callable
        Ambient coordinates `(n, d + 1)` of points `(n, d)`.
    move : callable
        Moves ambient points in place by their gradients (overwritten), rate and longest step.
    within_radius : callable
        Ambient points drawn back to a greatest distance from the origin.
    mean : callable
        Points `(n, d)` of weighted sums of ambient ones; the origin of an empty sum.
    outwards : callable
        Points `(n, d)` moved away from the origin by a distance.
    room : callable
        volume, n, d: volume times the growth of the radius of a ball that has room for n points.
    power : callable
        at_most, d: the inverse temperature t.
    factors : callable
        Of ambient rows and columns, two matrices `(rows, k)` and `(columns, k)`, in arrays that
        may be used again, whose product is what `similarity` takes.
    rounding : callable
        Of ambient rows, columns and ε: the rounding of that product, 1 if it is too much.
    similarity : callable
        Similarity and slope of candidates, in place of product and scratch.
    excess : callable
        Of differences of ambient points, what `of_pairs` takes.
    of_pairs : callable
        Similarities of pairs.
    translated : bool
        Whether u is seen by its positives and negatives from u + r, with a learned r.
    """

    manifold: str
    lift: Callable[[np.ndarray], np.ndarray]
    move: Callable[[np.ndarray, np.ndarray, float, float], None]
    within_radius: Callable[[np.ndarray, float], np.ndarray]
    mean: Callable[[np.ndarray], np.ndarray]
    outwards: Callable[[np.ndarray, float], np.ndarray]
    room: Callable[[float, int, int], float]
    power: Callable[[int, int], int]
    factors: Callable[[np.ndarray, np.ndarray, Array], tuple[np.ndarray, np.ndarray]]
    rounding: Callable[[np.ndarray, np.ndarray, float], float]
    similarity: Callable[[np.ndarray, np.ndarray, int], Similarity]
    excess: Callable[[np.ndarray], np.ndarray]
    of_pairs: Callable[[np.ndarray, int], OfPairs]
    translated: bool = False


def _hyperbolic_room(volume: float, n: int, dim: int) -> float:
    """Volume grows as e^{(d − 1) r}: v · ln(n) / (d − 1)."""
    return volume * math.log(n) / max(dim - 1, 1)


def _hyperbolic_power(at_most: int, dim: int) -> int:
    """The lesser of `at_most` and (d − 1) / 2, rounded down, but at least 1."""
    return max(1, min(at_most, (dim - 1) // 2))


def _hyperbolic_factors(
    rows: np.ndarray, columns: np.ndarray, array: Array
) -> tuple[np.ndarray, np.ndarray]:
    """Their product is L = −⟨u, j⟩."""
    left = array("rows", rows.shape)
    np.copyto(left, rows, casting="same_kind")
    reflected = array("factor", columns.shape)
    np.negative(columns, out=reflected, casting="same_kind")
    reflected[:, 0] *= -1.0
    return left, reflected


def _hyperbolic_rounding(rows: np.ndarray, columns: np.ndarray, eps: float) -> float:
    """About ε x₀y₀."""
    return eps * rows[:, 0].max() * columns[:, 0].max()


def _hyperbolic_excess(differences: np.ndarray) -> np.ndarray:
    """L − 1 = ½⟨u − v, u − v⟩."""
    excess = hyperboloid.inner(differences, differences)
    excess *= 0.5
    return excess


def _flat_room(volume: float, n: int, dim: int) -> float:
    """Volume grows as r^d: v · n^{1/d}."""
    return volume * n ** (1.0 / dim)


def _flat_power(at_most: int, dim: int) -> int:
    """`at_most`: all points may be scaled, so that no t is too sharp."""
    return at_most


def _flat_factors(
    rows: np.ndarray, columns: np.ndarray, array: Array
) -> tuple[np.ndarray, np.ndarray]:
    """(‖x‖², 1, −2x) and (1, ‖y‖², y), whose product is ‖x − y‖²."""
    left = array("rows", (len(rows), rows.shape[1] + 1))
    left[:, 0] = _squared_norm(rows)
    left[:, 1] = 1.0
    np.multiply(rows[:, 1:], -2.0, out=left[:, 2:], casting="same_kind")
    right = array("factor", (len(columns), columns.shape[1] + 1))
    right[:, 0] = 1.0
    right[:, 1] = _squared_norm(columns)
    right[:, 2:] = columns[:, 1:]
    return left, right


def _flat_rounding(rows: np.ndarray, columns: np.ndarray, eps: float) -> float:
    """About ε(‖x‖² + ‖y‖²), which shall stay below 1/1000."""
    return 1000.0 * eps * (_squared_norm(rows).max() + _squared_norm(columns).max())


def _squared_norm(points: np.ndarray) -> np.ndarray:
    return np.einsum("nd,nd->n", points[:, 1:], points[:, 1:])


def _flat_excess(differences: np.ndarray) -> np.ndarray:
    """‖u − v‖²; of affine points the first coordinate of differences is 0."""
    return np.einsum("nd,nd->n", differences, differences)


def _flat(
    similarity: Callable[[np.ndarray, np.ndarray, int], Similarity],
    of_pairs: Callable[[np.ndarray, int], OfPairs],
    *,
    translated: bool = False,
) -> Space:
    return Space(
        manifold="translational" if translated else "euclidean",
        lift=affine.lift,
        move=affine.move,
        within_radius=affine.within_radius,
        mean=affine.mean,
        outwards=affine.outwards,
        room=_flat_room,
        power=_flat_power,
        factors=_flat_factors,
        rounding=_flat_rounding,
        similarity=similarity,
        excess=_flat_excess,
        of_pairs=of_pairs,
        translated=translated,
    )


#: By the recipe's key `distance`.
SPACES = {
    "hyperboloid": Space(
        manifold="hyperboloid",
        lift=hyperboloid.lift,
        move=hyperboloid.move,
        within_radius=hyperboloid.within_radius,
        mean=hyperboloid.mean,
        outwards=hyperboloid.outwards,
        room=_hyperbolic_room,
        power=_hyperbolic_power,
        factors=_hyperbolic_factors,
        rounding=_hyperbolic_rounding,
        similarity=similarities.hyperboloid,
        excess=_hyperbolic_excess,
        of_pairs=similarities.hyperboloid_of_pairs,
    ),
    "euclidean": _flat(similarities.euclidean, similarities.euclidean_of_pairs),
    "squared-euclidean": _flat(similarities.squared, similarities.squared_of_pairs),
    "translational": _flat(
        similarities.euclidean, similarities.euclidean_of_pairs, translated=True
    ),
}
