"""From the numbers of a file to points of a manifold.

Files of other programs do not say which manifold their points lie on: the user does. Points of the
hyperboloid are given by d spatial coordinates x, or by d + 1 ambient ones (x₀, x) with
⟨x, x⟩ = −x₀² + ‖x‖² = −1, which the numbers themselves tell apart.
"""

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.rows import NamedVectors
from poincare.geometry import hyperboloid
from poincare.geometry.manifolds import MANIFOLDS

#: Greatest |⟨x, x⟩ + 1| / x₀² of ambient coordinates: single precision leaves about 10⁻⁷.
TOLERANCE = 1e-5


def is_ambient(vectors: np.ndarray) -> np.ndarray:
    """Which rows of `(n, d + 1)` are ambient coordinates of the upper sheet; `(n,)` bool."""
    if vectors.shape[1] < 2:
        return np.zeros(len(vectors), dtype=bool)
    x0 = vectors[:, 0]
    return (x0 > 0) & (np.abs(hyperboloid.inner(vectors, vectors) + 1.0) <= TOLERANCE * x0**2)


def points(given: NamedVectors, manifold: str, where: object) -> tuple[Embedding, str]:
    """The points that the numbers are coordinates of, and a word on how they were read.

    Raises
    ------
    UserError
        For points outside the ball, for a manifold that a file cannot give, or where most but not
        all rows are ambient coordinates of the hyperboloid.
    """
    vectors, words = given.vectors, manifold
    if MANIFOLDS[manifold].translated:
        raise UserError(
            "only an npz of this suite keeps the translation of a translational embedding",
            where,
            "write one with poincare.embeddings.embedding.Embedding(…).save",
        )
    if MANIFOLDS[manifold].ambient:
        ambient = is_ambient(vectors)
        if ambient.all():
            vectors, words = vectors[:, 1:], "hyperboloid, ambient coordinates"
        elif ambient.mean() > 0.5:
            first = given.names[np.flatnonzero(~ambient)[0]]
            raise UserError(
                f"{np.count_nonzero(~ambient)} of {len(ambient)} points are not on the "
                f"hyperboloid ⟨x, x⟩ = −1, first {first!r}",
                where,
            )
        else:
            words = "hyperboloid, spatial coordinates"
    try:
        return Embedding(given.names, np.ascontiguousarray(vectors), manifold), words
    except UserError as error:
        mend = "say what they are with --manifold" if manifold == "poincare" else ""
        raise UserError(str(error), where, mend) from None


def dim_of(vector: np.ndarray, manifold: str) -> int:
    """Dimension of the manifold that a file's first vector `(m,)` speaks for: m, or m − 1."""
    ambient = MANIFOLDS[manifold].ambient and is_ambient(vector[None])[0]
    return len(vector) - int(ambient)
