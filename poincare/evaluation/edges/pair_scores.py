"""Scores of pairs (u, v) by an embedding: the higher, the rather v is an ancestor of u.

With the distance d, the norm ‖·‖ (of hyperbolic points that in the Poincaré ball) and the distance
r from the origin,

- `norm-distance`: −(1 + α(‖v‖ − ‖u‖)) d(u, v), α = 1000 (Nickel & Kiela 2017, section 4.3);
- `radius-distance`: −(d(u, v) + β(r(v) − r(u))). At β = 1 it is −2 times the distance that v lies
  beyond the point where the ways from the origin to u and to v part (Gromov's product), which is 0
  for an ancestor in a tree. β is chosen on the validation pairs;
- `cone-energy`: ψ(v) − Ξ(v, u), where Ξ(v, u) is the angle at v between the way on from the origin
  and the way to u, and ψ(v) the half aperture of the entailment cone at v (Ganea et al. 2018,
  section 4). u is in the cone of v if it is at least 0. In hyperbolic space

      sin ψ(v) = K (1 − ‖v‖²) / ‖v‖ = 2K / sinh r(v),    K = ε / (1 − ε²),    ε = 0.1,

  and in flat space sin ψ(v) = ε / ‖v‖. Nearer to the origin than where that is 1, it is 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import Points, radii

ALPHA = 1000.0
BETAS = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
EPSILON = 0.1


@dataclass(frozen=True, eq=False)
class Sides:
    """What pairs (u, v) are scored from, each `(pairs,)`.

    Attributes
    ----------
    distance : d(u, v)
    lower, upper : r(u) and r(v)
    lower_norm, upper_norm : ‖u‖ and ‖v‖
    """

    distance: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    lower_norm: np.ndarray
    upper_norm: np.ndarray

    @classmethod
    def of(cls, embedding: Embedding, pairs: np.ndarray) -> "Sides":
        """Of the pairs `(pairs, 2)` of nodes of an embedding."""
        points, radius = Points.of(embedding), radii(embedding)
        u, v = pairs.T
        return cls(
            distance=points.distance(points.vectors[u], points.vectors[v]),
            lower=radius[u],
            upper=radius[v],
            lower_norm=points.norms[u],
            upper_norm=points.norms[v],
        )


@dataclass(frozen=True, kw_only=True)
class PairScore:
    """A way to score pairs.

    Attributes
    ----------
    name : str
    version : int
        Increased when it scores otherwise.
    variants : mapping of str to callable
        The score `(pairs,)` of `Sides` under each setting that validation chooses from, and of the
        embedding that they are of.
    applies_to : callable
        Whether it means anything for an embedding.
    """

    name: str
    version: int
    variants: Mapping[str, Callable[[Sides, Embedding], np.ndarray]]
    applies_to: Callable[[Embedding], bool] = lambda _: True


def norm_distance(sides: Sides, _: Embedding) -> np.ndarray:
    """−(1 + α(‖v‖ − ‖u‖)) d(u, v)."""
    return -(1.0 + ALPHA * (sides.upper_norm - sides.lower_norm)) * sides.distance


def radius_distance(beta: float) -> Callable[[Sides, Embedding], np.ndarray]:
    """−(d(u, v) + β(r(v) − r(u))), as a function of the sides."""
    return lambda sides, _: -(sides.distance + beta * (sides.upper - sides.lower))


def cone_energy(sides: Sides, embedding: Embedding) -> np.ndarray:
    """ψ(v) − Ξ(v, u), in radians."""
    hyperbolic = embedding.space.hyperbolic
    with np.errstate(divide="ignore"):
        if hyperbolic:
            sine = 2.0 * EPSILON / (1.0 - EPSILON**2) / np.sinh(sides.upper)
        else:
            sine = EPSILON / sides.upper
    return np.arcsin(np.minimum(sine, 1.0)) - exterior_angle(sides, hyperbolic)


def exterior_angle(sides: Sides, hyperbolic: bool) -> np.ndarray:
    """Ξ(v, u): π less the angle at v of the triangle of the origin, v and u; `(pairs,)` radians.

    With the sides a = r(v), b = d(u, v), c = r(u) and s = (a + b + c) / 2, the formula of the half
    angle, in hyperbolic space with sinh of each factor, is

        tan² (Ξ / 2) = s (s − c) / ((s − a) (s − b)).
    """
    a, b, c = sides.upper, sides.distance, sides.lower
    s = (a + b + c) / 2.0
    measure = np.sinh if hyperbolic else np.asarray

    def part(length: np.ndarray) -> np.ndarray:
        return measure(np.maximum(length, 0.0))

    return 2.0 * np.arctan2(np.sqrt(part(s) * part(s - c)), np.sqrt(part(s - a) * part(s - b)))


#: By name, in the order of tables.
PAIR_SCORES = {
    score.name: score
    for score in (
        PairScore(name="norm-distance", version=1, variants={"": norm_distance}),
        PairScore(
            name="radius-distance",
            version=1,
            variants={f"β = {beta:g}": radius_distance(beta) for beta in BETAS},
        ),
        PairScore(
            name="cone-energy",
            version=1,
            variants={"": cone_energy},
            # A translated distance is none to the origin.
            applies_to=lambda embedding: not embedding.space.translated,
        ),
    )
}
