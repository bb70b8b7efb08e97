"""The manifolds: one entry each, with all that the suite asks of it.

An embedding names its manifold; nothing else compares manifolds by name.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from poincare.geometry import ball, euclidean, hyperboloid, translational

#: Of points `(…, d)`: one number each, `(…)`, or other coordinates `(…, d)`.
Map = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Manifold:
    """Where points live, by the coordinates that an embedding keeps.

    Attributes
    ----------
    name : str
    title : str
        What the coordinates are, in words.
    distance : callable
        d(u, v) of points `(…, d)`; a third argument is the translation r `(d,)` where
        `translated`.
    radius : callable
        Distance from the origin; in flat space the norm.
    norm : callable
        The norm that tells generality (Nickel & Kiela 2017, section 4.3): in hyperbolic space
        that of the point in the Poincaré ball, in flat space ‖x‖.
    from_mean : callable
        Distance of each point `(n, d)` from the mean of all, `(n,)`: the arithmetic mean, in
        hyperbolic space the Einstein midpoint.
    to_ball, to_hyperboloid : callable or None
        The same points in the Poincaré ball, and as spatial coordinates of the hyperboloid; None
        in flat space.
    bounded : bool
        Whether points lie in the open unit ball.
    translated : bool
        Whether distances have a learned translation r.
    ambient : bool
        Whether files may give d + 1 ambient coordinates instead of the d that are kept.
    """

    name: str
    title: str
    distance: Callable[..., np.ndarray]
    radius: Map
    norm: Map
    from_mean: Map
    to_ball: Map | None = None
    to_hyperboloid: Map | None = None
    bounded: bool = False
    translated: bool = False
    ambient: bool = False

    @property
    def hyperbolic(self) -> bool:
        """Whether the points lie in hyperbolic space, so that two dimensions have a disc."""
        return self.to_ball is not None


def _unchanged(points: np.ndarray) -> np.ndarray:
    return points


def _norm(points: np.ndarray) -> np.ndarray:
    # At any scale: a power of two changes no digit, and squares neither vanish nor overflow.
    _, exponent = np.frexp(np.abs(points).max(initial=0.0))
    return np.ldexp(np.linalg.norm(np.ldexp(points, -exponent), axis=-1), exponent)


def _norm_in_ball(points: np.ndarray) -> np.ndarray:
    return _norm(hyperboloid.to_ball(points))


def _radius_in_ball(points: np.ndarray) -> np.ndarray:
    return hyperboloid.radius(hyperboloid.from_ball(points))


def _from_mean(points: np.ndarray) -> np.ndarray:
    return _norm(points - points.mean(axis=0))


def _from_mean_on_hyperboloid(points: np.ndarray) -> np.ndarray:
    total = hyperboloid.lift(points).sum(axis=0, keepdims=True)
    return hyperboloid.distance(points, hyperboloid.mean(total))


def _from_mean_in_ball(points: np.ndarray) -> np.ndarray:
    # Points at the rim have a place on the hyperboloid, and none in the ball around the mean.
    return _from_mean_on_hyperboloid(hyperboloid.from_ball(points))


#: By name, in the order of help texts.
MANIFOLDS = {
    manifold.name: manifold
    for manifold in (
        Manifold(
            name="hyperboloid",
            title="spatial coordinates on the hyperboloid",
            # Taken on the hyperboloid: beyond a radius of 37 norms in the ball round to 1.
            distance=hyperboloid.distance,
            radius=hyperboloid.radius,
            norm=_norm_in_ball,
            from_mean=_from_mean_on_hyperboloid,
            to_ball=hyperboloid.to_ball,
            to_hyperboloid=_unchanged,
            ambient=True,
        ),
        Manifold(
            name="poincare",
            title="points of the Poincaré ball",
            distance=ball.distance,
            radius=_radius_in_ball,
            norm=_norm,
            from_mean=_from_mean_in_ball,
            to_ball=_unchanged,
            to_hyperboloid=hyperboloid.from_ball,
            bounded=True,
        ),
        Manifold(
            name="euclidean",
            title="points of Euclidean space",
            distance=euclidean.distance,
            radius=_norm,
            norm=_norm,
            from_mean=_from_mean,
        ),
        Manifold(
            name="translational",
            title="points of Euclidean space with a translation",
            distance=translational.distance,
            radius=_norm,
            norm=_norm,
            from_mean=_from_mean,
            translated=True,
        ),
    )
}
