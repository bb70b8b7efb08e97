"""Spaces: everything that the node-wise trainer needs to know about a distance.

Points are in ambient coordinates `(n, d + 1)`: (x₀, x) of the hyperboloid, (1, x) of flat space.
In both, the derivative of m (`poincare.training.nodewise.similarities`) with respect to u is −v,
but for a part along u that the step takes away, so that gradients are products of the same
matrices.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from poincare.geometry import affine, hyperboloid
from poincare.training.nodewise import similarities
from poincare.training.nodewise.similarities import OfPairs, Similarity

#: An array of the batch's dtype by name and shape, of undefined content.
Array = Callable[[str, tuple[int, int]], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Growth:
    """What follows from how fast volume grows with the radius.

    Attributes
    ----------
    room : callable
        volume, n, d: volume times the growth of the radius of a ball that has room for n points.
    sharpness : callable
        Greatest t that a recipe allows, d: the inverse temperature t.
    """

    room: Callable[[float, int, int], float]
    sharpness: Callable[[int, int], int]


@dataclass(frozen=True, kw_only=True)
class Products:
    """How the numbers that similarities are functions of come out of ambient points.

    Attributes
    ----------
    factors : callable
        Of ambient rows and columns, two matrices `(rows, k)` and `(columns, k)`, in arrays that
        may be reused, whose product is what `Space.similarity` takes.
    rounding : callable
        Of ambient rows, columns and ε: the rounding of that product, 1 if it is too much.
    excess : callable
        Of differences of ambient points, what `Space.of_pairs` takes.
    """

    factors: Callable[[np.ndarray, np.ndarray, Array], tuple[np.ndarray, np.ndarray]]
    rounding: Callable[[np.ndarray, np.ndarray, float], float]
    excess: Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Space:
    """A space, with the distance that its softmax is over.

    Attributes
    ----------
    manifold : str
        That of the embedding.
    geometry : module
        `lift`, `move`, `within_radius`, `mean` and `outwards` of ambient points.
    growth : Growth
    products : Products
    similarity : callable
        Similarity and slope of candidates, in place of product and scratch.
    of_pairs : callable
        Similarities of pairs.
    translated : bool
        Whether u is seen by its positives and negatives from u + r, with a learned r.
    """

    manifold: str
    geometry: ModuleType
    growth: Growth
    products: Products
    similarity: Callable[[np.ndarray, np.ndarray, float], Similarity]
    of_pairs: Callable[[np.ndarray, float], OfPairs]
    translated: bool = False

    @property
    def flat(self) -> bool:
        """Whether points are those of R^d, and so may be kept in a ball."""
        return self.geometry is affine


def _hyperbolic_room(volume: float, n: int, dim: int) -> float:
    """Volume grows as e^{(d − 1) r}: v · ln(n) / (d − 1)."""
    return volume * math.log(n) / max(dim - 1, 1)


def _hyperbolic_sharpness(at_most: int, dim: int) -> int:
    """The lesser of `at_most` and (d − 1) / 2, rounded down, but at least 1."""
    return max(1, min(at_most, (dim - 1) // 2))


def _hyperbolic_factors(
    rows: np.ndarray, columns: np.ndarray, array: Array
) -> tuple[np.ndarray, np.ndarray]:
    """Their product is L = −⟨u, j⟩."""
    left = array("left factor", rows.shape)
    np.copyto(left, rows, casting="same_kind")
    reflected = array("right factor", columns.shape)
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


def _flat_sharpness(at_most: int, dim: int) -> int:
    """`at_most`: all points may be scaled, so that no t is too sharp."""
    return at_most


def _flat_factors(
    rows: np.ndarray, columns: np.ndarray, array: Array
) -> tuple[np.ndarray, np.ndarray]:
    """(‖x‖², 1, −2x) and (1, ‖y‖², y), whose product is ‖x − y‖²."""
    left = array("left factor", (len(rows), rows.shape[1] + 1))
    left[:, 0] = _squared_norm(rows)
    left[:, 1] = 1.0
    np.multiply(rows[:, 1:], -2.0, out=left[:, 2:], casting="same_kind")
    right = array("right factor", (len(columns), columns.shape[1] + 1))
    right[:, 0] = 1.0
    right[:, 1] = _squared_norm(columns)
    right[:, 2:] = columns[:, 1:]
    return left, right


def _flat_rounding(rows: np.ndarray, columns: np.ndarray, eps: float) -> float:
    """About ε(‖x‖² + ‖y‖²), which has to stay below 1/1000."""
    return 1000.0 * eps * (_squared_norm(rows).max() + _squared_norm(columns).max())


def _squared_norm(points: np.ndarray) -> np.ndarray:
    return np.einsum("nd,nd->n", points[:, 1:], points[:, 1:])


def _flat_excess(differences: np.ndarray) -> np.ndarray:
    """‖u − v‖²; of affine points the first coordinate of differences is 0."""
    return np.einsum("nd,nd->n", differences, differences)


HYPERBOLIC_GROWTH = Growth(room=_hyperbolic_room, sharpness=_hyperbolic_sharpness)
FLAT_GROWTH = Growth(room=_flat_room, sharpness=_flat_sharpness)
HYPERBOLIC_PRODUCTS = Products(
    factors=_hyperbolic_factors, rounding=_hyperbolic_rounding, excess=_hyperbolic_excess
)
FLAT_PRODUCTS = Products(factors=_flat_factors, rounding=_flat_rounding, excess=_flat_excess)

#: By the recipe's key `distance`.
SPACES = {
    "hyperboloid": Space(
        manifold="hyperboloid",
        geometry=hyperboloid,
        growth=HYPERBOLIC_GROWTH,
        products=HYPERBOLIC_PRODUCTS,
        similarity=similarities.hyperboloid,
        of_pairs=similarities.hyperboloid_of_pairs,
    ),
    "euclidean": Space(
        manifold="euclidean",
        geometry=affine,
        growth=FLAT_GROWTH,
        products=FLAT_PRODUCTS,
        similarity=similarities.euclidean,
        of_pairs=similarities.euclidean_of_pairs,
    ),
    "squared-euclidean": Space(
        manifold="euclidean",
        geometry=affine,
        growth=FLAT_GROWTH,
        products=FLAT_PRODUCTS,
        similarity=similarities.squared,
        of_pairs=similarities.squared_of_pairs,
    ),
    "translational": Space(
        manifold="translational",
        geometry=affine,
        growth=FLAT_GROWTH,
        products=FLAT_PRODUCTS,
        similarity=similarities.euclidean,
        of_pairs=similarities.euclidean_of_pairs,
        translated=True,
    ),
}
