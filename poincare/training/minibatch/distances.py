"""Distances of one anchor to several others, and their derivatives by a few numbers per pair.

For all distances here the gradients lie in the plane of the difference D = v − u and the points:

    ∂d/∂u = −pull_u D + own_u u,    ∂d/∂v = pull_v D + own_v v,

so that a pair needs four numbers, not two vectors. At D = 0, where a distance has no gradient, it
is 0 (as in the C++ program and in gensim, which set it to 0 at γ = 1).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from poincare.training.minibatch import steps
from poincare.training.minibatch.steps import Move, Step

#: Squares of divisors are this much greater than 0, which changes no digit of others.
_LEAST = 1e-300

#: What the NumPy program adds to denominators.
PADDING = 1e-5

#: Greatest γ whose cosh the NumPy program takes.
GREATEST_GAMMA = 700.0


class Terms(NamedTuple):
    """Distances `(b, k)` and what their gradients are made of, `(b, k)`; None means 0.

    Where e^{−d} needs neither a logarithm nor an exponential function it is given in place of d,
    and the other of the two is None.
    """

    distance: np.ndarray | None
    similarity: np.ndarray | None
    pull_u: np.ndarray
    own_u: np.ndarray | None
    pull_v: np.ndarray
    own_v: np.ndarray | None


#: Terms of differences D `(b, k, d)` and squared norms of anchors `(b, 1)` and others `(b, k)`.
Kernel = Callable[[np.ndarray, np.ndarray, np.ndarray], Terms]


def poincare(curvature: float) -> Kernel:
    """d(u, v) = arcosh(1 + 2c‖u − v‖²/(αβ))/√c, α = 1 − c‖u‖², β = 1 − c‖v‖².

    With C = 4√c/(αβ √(γ² − 1)) the gradients are C(−D + c‖D‖²/α u) and C(D + c‖D‖²/β v): equation
    4 of Nickel & Kiela (2017), with ‖v‖² − 2u·v + 1 = ‖D‖² + α.

    With s = c‖D‖², p = αβ and r = √(s(s + p)), γ − 1 is 2s/p and √(γ² − 1) is 2r/p. So C is 2√c/r,
    and at c = 1 e^{−d} = 1/(γ + √(γ² − 1)) is p/(p + 2s + 2r).
    """
    root_of_curvature = np.sqrt(curvature)

    def terms(difference: np.ndarray, uu: np.ndarray, vv: np.ndarray) -> Terms:
        squared = _squared(difference)
        if curvature != 1.0:
            squared, uu, vv = curvature * squared, curvature * uu, curvature * vv
        alpha, beta = 1.0 - uu, 1.0 - vv
        product = alpha * beta
        total = squared + product
        pull = squared * total
        root = np.sqrt(pull)
        root *= 2.0
        total += squared
        total += root
        similarity = np.divide(product, total, out=product)
        if curvature != 1.0:
            similarity **= 1.0 / root_of_curvature
        # 1/r, and 0 for r = 0: at equal points a distance has no gradient.
        pull += _LEAST
        np.divide(root, pull, out=pull)
        if curvature != 1.0:
            pull *= root_of_curvature
        squared *= pull
        own_v = squared / beta
        return Terms(None, similarity, pull, np.divide(squared, alpha, out=squared), pull, own_v)

    return terms


def padded_poincare(cosh_of_gamma: bool, padding: float) -> Kernel:
    """The NumPy program's: γ, and the gradient of arcosh γ, with `padding` in their denominators.

    ∂d/∂u = 4/(β√(γ² − 1) + ε) ((‖D‖² + α)/(α² + ε) u − v/(α + ε)), and likewise for v. With
    `cosh_of_gamma` the softmax is over cosh γ in place of the distance, γ at most 700.
    """

    def terms(difference: np.ndarray, uu: np.ndarray, vv: np.ndarray) -> Terms:
        squared = _squared(difference)
        alpha, beta = 1.0 - uu, 1.0 - vv
        excess = np.minimum(2.0 * squared / (alpha * beta + padding), GREATEST_GAMMA - 1.0)
        sinh = np.sqrt(excess * (excess + 2.0))
        distance = np.cosh(1.0 + excess) if cosh_of_gamma else np.log1p(excess + sinh)

        def side(near: np.ndarray, far: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            factor = 4.0 * _reciprocal(far * sinh + padding)
            across = 1.0 / (near + padding)
            # (‖D‖² + α)/(α² + ε) − 1/(α + ε), with no difference of near numbers
            own = squared * (near + padding) + padding * (near - 1.0)
            return factor * across, factor * across * own / (near * near + padding)

        return Terms(distance, None, *side(alpha, beta), *side(beta, alpha))

    return terms


def hyperboloid(difference: np.ndarray, uu: np.ndarray, vv: np.ndarray) -> Terms:
    """d(u, v) = arcosh(−⟨u, v⟩) of ambient points, −⟨u, v⟩ − 1 = ½⟨D, D⟩.

    The gradient with the index raised is −v/sinh d at u: that is −D/sinh d but for a part along u,
    which the projection onto the tangent space takes away.
    """
    excess = 0.5 * _squared(difference)
    excess -= difference[..., 0] ** 2
    np.maximum(excess, 0.0, out=excess)
    sinh = np.sqrt(excess * (excess + 2.0))
    pull = _reciprocal(sinh)
    return Terms(None, 1.0 / (1.0 + excess + sinh), pull, None, pull, None)


def euclidean(difference: np.ndarray, uu: np.ndarray, vv: np.ndarray) -> Terms:
    """‖u − v‖."""
    distance = np.sqrt(_squared(difference))
    pull = _reciprocal(distance)
    return Terms(distance, None, pull, None, pull, None)


def squared_euclidean(difference: np.ndarray, uu: np.ndarray, vv: np.ndarray) -> Terms:
    """‖u − v‖²."""
    distance = _squared(difference)
    pull = np.full(distance.shape, 2.0)
    return Terms(distance, None, pull, None, pull, None)


def _reciprocal(x: np.ndarray) -> np.ndarray:
    """1/x, and 0 for 0: at equal points a distance has no gradient."""
    squared = x * x
    squared += _LEAST
    return np.divide(x, squared, out=squared)


def _squared(difference: np.ndarray) -> np.ndarray:
    return np.einsum("bkd,bkd->bk", difference, difference)


def poincare_of(curvature: float, errors: tuple[str, ...]) -> Kernel:
    """The kernel of the Poincaré distance, with the errors that a recipe names."""
    if errors:
        padding = PADDING if "padded-denominators" in errors else 0.0
        return padded_poincare("cosh-of-gamma" in errors, padding)
    return poincare(curvature)


@dataclass(frozen=True, kw_only=True)
class Distance:
    """A distance, and what belongs to it.

    Attributes
    ----------
    kernel : callable
        The kernel, of curvature and the recipe's errors.
    moves : mapping
        The moves of the allowed kinds of step, by kind, each of curvature and `Step`.
    manifold : str
        That of the embedding.
    in_ball : bool
        Whether it is defined in the open ball of curvature −c only.
    time_coordinate : bool
        Whether points have one, as on the hyperboloid.
    translated : bool
        Whether the anchor u is translated by a learned vector r.
    """

    kernel: Callable[[float, tuple[str, ...]], Kernel]
    moves: Mapping[str, Callable[[float, Step], Move]]
    manifold: str
    in_ball: bool = False
    time_coordinate: bool = False
    translated: bool = False


_STRAIGHT = {"euclidean": lambda curvature, step: steps.EUCLIDEAN}

#: By the recipe's key `distance`.
DISTANCES = {
    "poincare": Distance(
        kernel=poincare_of,
        moves={
            "retraction": lambda curvature, step: steps.retraction(step.longest_gradient),
            "exponential-map": lambda curvature, step: steps.exponential_map(curvature),
            **_STRAIGHT,
        },
        manifold="poincare",
        in_ball=True,
    ),
    "hyperboloid": Distance(
        kernel=lambda curvature, errors: hyperboloid,
        moves={"exponential-map": lambda curvature, step: steps.hyperboloid(step.longest)},
        manifold="hyperboloid",
        time_coordinate=True,
    ),
    "euclidean": Distance(
        kernel=lambda curvature, errors: euclidean, moves=_STRAIGHT, manifold="euclidean"
    ),
    "squared-euclidean": Distance(
        kernel=lambda curvature, errors: squared_euclidean, moves=_STRAIGHT, manifold="euclidean"
    ),
    "squared-translational": Distance(
        kernel=lambda curvature, errors: squared_euclidean,
        moves=_STRAIGHT,
        manifold="translational",
        translated=True,
    ),
}
