"""The geometry of the ball beside geoopt's, over curvatures, in double precision."""

import numpy as np
import pytest

from poincare.geometry import geodesics, hyperboloid, mobius, models
from poincare.geometry.midpoint import einstein_midpoint

torch = pytest.importorskip(
    "torch", reason="geoopt is not installed here: `make benchmark` runs this"
)
geoopt = pytest.importorskip(
    "geoopt", reason="geoopt is not installed here: `make benchmark` runs this"
)

CURVATURES = (0.1, 1.0, 2.5)
POINTS, DIM, RADIUS = 500, 5, 6.0


@pytest.fixture(params=CURVATURES)
def curvature(request) -> float:
    return request.param


@pytest.fixture
def points(curvature, rng) -> list[np.ndarray]:
    """Three arrays of points at radii up to `RADIUS` at curvature −1."""
    x = rng.normal(size=(3, POINTS, DIM))
    norm = np.tanh(0.5 * RADIUS * rng.uniform(size=(3, POINTS, 1))) / np.sqrt(curvature)
    return list(x / np.linalg.norm(x, axis=-1, keepdims=True) * norm)


def theirs(function, *arrays, **options) -> np.ndarray:
    """What geoopt's function says of arrays."""
    return function(
        *(torch.as_tensor(np.ascontiguousarray(one)) for one in arrays), **options
    ).numpy()


def agree(ours, expected):
    np.testing.assert_allclose(ours, expected, rtol=1e-7, atol=1e-9)


def test_the_ball(curvature, points):
    ball = geoopt.PoincareBall(c=torch.tensor(curvature, dtype=torch.float64))
    x, y, v = points
    agree(mobius.add(x, y, curvature), theirs(ball.mobius_add, x, y))
    agree(mobius.gyration(x, y, v, curvature), theirs(ball.gyration, x, y, v))
    agree(geodesics.distance(x, y, curvature), theirs(ball.dist, x, y))
    agree(geodesics.logarithm(x, y, curvature), theirs(ball.logmap, x, y))
    step = geodesics.logarithm(x, y, curvature) / 2.0
    agree(geodesics.exponential(x, step, curvature), theirs(ball.expmap, x, step))
    agree(geodesics.logarithm_at_origin(x, curvature), theirs(ball.logmap0, x))
    agree(geodesics.exponential_at_origin(step, curvature), theirs(ball.expmap0, step))
    agree(geodesics.transport(x, y, v, curvature), theirs(ball.transp, x, y, v))
    for t in (-0.5, 0.0, 0.25, 1.0):
        number = torch.tensor(t, dtype=torch.float64)
        agree(
            mobius.scale(t, x, curvature),
            theirs(lambda x, t=number: ball.mobius_scalar_mul(t, x), x),
        )
        agree(
            geodesics.point_at(x, y, t, curvature),
            theirs(lambda x, y, t=number: ball.geodesic(t, x, y), x, y),
        )


def test_the_midpoint(curvature, points, rng):
    ball = geoopt.PoincareBall(c=torch.tensor(curvature, dtype=torch.float64))
    x, weights = np.stack(points, axis=1), rng.uniform(0.1, 1.0, (POINTS, 3))
    expected = theirs(
        lambda x, w: ball.weighted_midpoint(x, w, reducedim=[-2]), x, weights
    )  # fmt: skip
    agree(einstein_midpoint(x, weights, curvature), expected)


def test_the_hyperboloid(points):
    lorentz = geoopt.Lorentz(k=torch.tensor(1.0, dtype=torch.float64))
    x, y, _ = points
    inside = [one / (1.0 + np.linalg.norm(one, axis=-1, keepdims=True)) for one in (x, y)]
    lifted = [models.ball_to_hyperboloid(one) for one in inside]
    np.testing.assert_allclose(
        theirs(lorentz.dist, *lifted),
        hyperboloid.distance(*(one[:, 1:] for one in lifted)),
        rtol=1e-6,
    )
    for one, its in zip(inside, lifted, strict=True):
        back = theirs(
            lambda x: geoopt.manifolds.lorentz.math.lorentz_to_poincare(x, torch.tensor(1.0)), its
        )
        agree(models.hyperboloid_to_ball(its), back)
        agree(one, back)
