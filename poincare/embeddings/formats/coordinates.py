"""From the numbers of a file to points of a manifold.

Files of other programs do not say which manifold their points lie on: the user does. Points of the
hyperboloid are given by d spatial coordinates x, or by d + 1 ambient ones with ⟨x, x⟩ = −1, time
first or last, which the numbers themselves tell apart.

Space of curvature −C is the unit space with lengths divided by √C: the ball of radius 1/√C, the
hyperboloid ⟨x, x⟩ = −1/C. So √C·x are the points of curvature −1, and ranks are the same.
"""

from dataclasses import dataclass

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.plausible import beyond_the_rim, question
from poincare.embeddings.formats.rows import NamedVectors
from poincare.geometry import hyperboloid
from poincare.geometry.manifolds import MANIFOLDS, Manifold

#: Greatest |⟨x, x⟩ + 1| / x₀² of ambient coordinates: single precision leaves about 10⁻⁷.
TOLERANCE = 1e-5

#: Places of the time coordinate, with the words for them.
TIME = {"first": 0, "last": -1}


@dataclass(frozen=True)
class Coordinates:
    """What a user says of the numbers of a file: the manifold, and C of the curvature −C."""

    manifold: str
    curvature: float = 1.0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.curvature) and self.curvature > 0):
            raise UserError(
                f"curvature {self.curvature:g}", mend="give C > 0 for the curvature −C, such as 0.1"
            )
        if self.curvature != 1.0 and not self.space.hyperbolic:
            raise UserError(
                f"curvature {self.curvature:g} for {self.manifold} points, which are flat",
                mend="leave the curvature away, or name a hyperbolic manifold",
            )

    @property
    def space(self) -> Manifold:
        """What is known of the manifold."""
        return MANIFOLDS[self.manifold]


def is_ambient(vectors: np.ndarray, time: int = 0) -> np.ndarray:
    """Which rows of `(n, d + 1)` are ambient coordinates of the upper sheet; `(n,)` bool.

    Parameters
    ----------
    time : int
        The place of the time coordinate, 0 or −1.
    """
    if vectors.shape[1] < 2:
        return np.zeros(len(vectors), dtype=bool)
    x0 = vectors[:, time]
    off = np.abs(minkowski(vectors, time) + 1.0)
    return (x0 > 0) & (off <= TOLERANCE * x0**2)


def minkowski(vectors: np.ndarray, time: int) -> np.ndarray:
    """⟨x, x⟩ of rows `(n, d + 1)` with the time coordinate at a place; `(n,)`."""
    first = np.roll(vectors, 1, axis=1) if time == -1 else vectors
    return hyperboloid.inner(first, first)


def points(given: NamedVectors, said: Coordinates, where: object) -> tuple[Embedding, str, str]:
    """The points that the numbers are coordinates of, with words on how they were read.

    Returns
    -------
    The embedding, of curvature −1; the coordinates in words; and a question, or a blank, as
    `poincare.embeddings.formats.plausible.question`.

    Raises
    ------
    UserError
        For points outside the ball, for a manifold that a file cannot give, or where most but not
        all rows are ambient coordinates of the hyperboloid.
    """
    manifold, space = said.manifold, said.space
    if space.translated:
        raise UserError(
            "only an npz of this suite keeps the translation of a translational embedding",
            where,
            "write one with poincare.embeddings.embedding.Embedding(…).save",
        )
    vectors, words = given.vectors * np.sqrt(said.curvature), manifold
    if space.ambient:
        vectors, words = _spatial(given.names, vectors, where)
    if said.curvature != 1.0:
        words += f" of curvature −{said.curvature:g}"
    if space.bounded:
        outside = np.flatnonzero(np.einsum("nd,nd->n", vectors, vectors) >= 1)
        if len(outside):
            hint = _other_coordinates(given.vectors)
            raise beyond_the_rim(given, outside, said.curvature, where, hint)
    embedding = Embedding(given.names, np.ascontiguousarray(vectors), manifold)
    return embedding, words, question(given.vectors, space, said.curvature)


def _spatial(names: tuple[str, ...], vectors: np.ndarray, where: object) -> tuple[np.ndarray, str]:
    """The spatial coordinates of points of the hyperboloid, and how they were read."""
    for word, time in TIME.items():
        ambient = is_ambient(vectors, time)
        if ambient.all():
            spatial = vectors[:, 1:] if time == 0 else vectors[:, :-1]
            return spatial, f"hyperboloid, ambient coordinates, time {word}"
        if ambient.mean() > 0.5:
            first = names[np.flatnonzero(~ambient)[0]]
            raise UserError(
                f"{np.count_nonzero(~ambient)} of {len(ambient)} points are not on the "
                f"hyperboloid ⟨x, x⟩ = −1, time {word}, first {first!r}",
                where,
            )
    curvature = curvature_of_ambient(vectors)
    if curvature:
        raise UserError(
            f"all points have ⟨x, x⟩ = −{1 / curvature:.6g}, not −1",
            where,
            f"give the curvature too: --curvature {curvature:.6g}",
        )
    return vectors, "hyperboloid, spatial coordinates"


def curvature_of_ambient(vectors: np.ndarray) -> float:
    """C if all rows have ⟨x, x⟩ = −1/C, time first or last, for one C > 0; else 0."""
    if vectors.shape[1] < 2 or len(vectors) < 2:
        return 0.0
    for time in TIME.values():
        # Of the point nearest to the origin ⟨x, x⟩ has most digits.
        squared = minkowski(vectors, time)[np.argmin(np.abs(vectors[:, time]))]
        if squared < 0 and is_ambient(vectors / np.sqrt(-squared), time).all():
            return float(-1.0 / squared)
    return 0.0


def _other_coordinates(vectors: np.ndarray) -> str:
    """What points outside the ball are, if their numbers tell; else blank."""
    curvature = curvature_of_ambient(vectors)
    if not curvature:
        return ""
    more = "" if abs(curvature - 1) <= TOLERANCE else f" --curvature {curvature:.6g}"
    return f"they are points of a hyperboloid in ambient coordinates: --manifold hyperboloid{more}"


def dim_of(vector: np.ndarray, said: Coordinates) -> int:
    """Dimension of the manifold that a file's first vector `(m,)` speaks for: m, or m − 1."""
    scaled = vector[None] * np.sqrt(said.curvature)
    ambient = said.space.ambient and any(is_ambient(scaled, time)[0] for time in TIME.values())
    return len(vector) - int(ambient)
