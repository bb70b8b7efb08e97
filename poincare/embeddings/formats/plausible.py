"""Whether points are such as their manifold has them: the numbers often tell what a user forgot."""

import math

import numpy as np

from poincare.base.errors import UserError
from poincare.embeddings.embedding import norms_of
from poincare.embeddings.formats.rows import NamedVectors
from poincare.geometry.manifolds import Manifold

#: A trained embedding has points near the rim. Below this share of the radius none is.
NEAR_RIM = 0.71

#: Norms beyond the radius by less are rounded ones of points inside.
ROUNDED = 1e-3

#: From this norm on, with none beyond 1, flat points look like points of the unit ball.
LIKE_A_BALL = 0.99


def beyond_the_rim(
    given: NamedVectors, outside: np.ndarray, curvature: float, where: object, hint: str
) -> UserError:
    """The error for points on the rim of the ball or outside it.

    Parameters
    ----------
    given : NamedVectors
        In the coordinates of the file.
    outside : (k,) int64
        Their indices.
    curvature : float
        C: the radius is 1/√C.
    hint : str
        What else the points are, if that is known.
    """
    norms, radius = norms_of(given.vectors), 1.0 / math.sqrt(curvature)
    greatest = norms.max()
    first = given.names[outside[0]]
    if hint:
        mend = hint
    elif greatest <= radius * (1.0 + ROUNDED):
        mend = (
            "they are rounded to the rim or beyond, where distances are infinite: save them in "
            "double precision, or as points of the hyperboloid, or draw them in, for instance by "
            f"the factor {radius / greatest * (1.0 - 1e-5):.6g}"
        )
    else:
        mend = (
            "say what they are: --manifold euclidean, --manifold hyperboloid, or, of a larger "
            f"ball, its curvature, for instance --curvature {curvature_within(greatest):g}"
        )
    return UserError(
        f"{len(outside):,} of {len(norms):,} points are on the rim of the ball of radius "
        f"{radius:.6g} or outside it, first {first!r}; the greatest norm is {greatest:.9g}",
        where,
        mend,
    )


def question(vectors: np.ndarray, space: Manifold, curvature: float) -> str:
    """What to check if points are unusual for their manifold; blank if they are not.

    Parameters
    ----------
    vectors : (n, d) float64
        In the coordinates of the file.
    """
    greatest = norms_of(vectors).max()
    if space.bounded and 0 < greatest * math.sqrt(curvature) < NEAR_RIM:
        return (
            f"the greatest norm is {greatest:.6g}, far from the rim at "
            f"{1.0 / math.sqrt(curvature):.6g}: is the ball smaller? If it is, give its curvature, "
            f"for instance --curvature {curvature_within(greatest):g}"
        )
    if space.ambient and 0 < greatest < 1 and curvature == 1.0:
        return (
            f"the greatest norm is {greatest:.6g}: are they points of the ball? If they are, give "
            "--manifold poincare"
        )
    if not space.hyperbolic and LIKE_A_BALL <= greatest < 1:
        return (
            f"all norms are below 1, the greatest is {greatest:.6g}: are they points of the ball? "
            "If they are, give --manifold poincare"
        )
    return ""


def curvature_within(norm: float) -> float:
    """The greatest C of one digit whose ball has a point of this norm inside: C · norm² < 1."""
    limit = 1.0 / norm**2
    power = 10.0 ** math.floor(math.log10(limit))
    digit = math.floor(limit / power * (1.0 - 1e-9))
    return digit * power if digit else 9 * power / 10
