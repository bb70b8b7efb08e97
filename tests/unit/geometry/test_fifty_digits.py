"""The ball's geometry beside the same in fifty digits, computed on the hyperboloid."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from drawn_points import CURVATURES, DTYPES, REACH, cases, draw_points, rounding
from hypothesis import given, settings

from poincare.geometry import geodesics, mobius, models
from poincare.geometry.midpoint import einstein_midpoint

over_all = pytest.mark.parametrize(
    ("curvature", "dtype"), [(c, dtype) for c in CURVATURES for dtype in DTYPES]
)
FEW = settings(max_examples=15, deadline=None)


def exact(x):
    return [Decimal(float(number)) for number in x]


def dot(x, y):
    return sum((a * b for a, b in zip(x, y, strict=True)), Decimal(0))


def combined(a, x, b, y):
    return [a * one + b * other for one, other in zip(x, y, strict=True)]


def lifted(p, curvature):
    """The point (x₀, x) with ⟨x, x⟩ = −1 of a point of the ball of curvature −c."""
    p = [Decimal(curvature).sqrt() * one for one in exact(p)]
    gap = 1 - dot(p, p)
    return [(1 + dot(p, p)) / gap, *(2 * one / gap for one in p)]


def minkowski(x, y):
    return dot(x[1:], y[1:]) - x[0] * y[0]


def far(x, y):
    """arcosh(−⟨x, y⟩) by way of ½⟨x − y, x − y⟩, which needs no digits beyond fifty."""
    excess = minkowski(*[combined(1, x, -1, y)] * 2) / 2
    return (1 + excess + (excess * (excess + 2)).sqrt()).ln() if excess > 0 else Decimal(0)


def sinh(x):
    return (x.exp() - (-x).exp()) / 2


def on_geodesic(x, y, t):
    length = far(x, y)
    if length == 0:
        return x
    return combined(sinh((1 - t) * length) / sinh(length), x, sinh(t * length) / sinh(length), y)


def translated(x, y):
    """−x ⊕ y: the boost that takes x to the origin, applied to y."""
    along = dot(x[1:], y[1:])
    space = combined(1, y[1:], along / (1 + x[0]) - y[0], x[1:])
    return [-minkowski(x, y), *space]


def opposite(x):
    return [x[0], *(-one for one in x[1:])]


def check(found, expected, curvature, slack):
    """Points of the ball are as near to exact ones as rounding allows."""
    gaps = [far(lifted(one, curvature), point) for one, point in zip(found, expected, strict=True)]
    assert float(max(gaps)) <= slack


@over_all
@FEW
@given(case=cases)
def test_sums_and_multiples(curvature, dtype, case):
    x, y = (one[:4] for one in draw_points(case, curvature, dtype, 2, REACH[dtype] / 2))
    slack = rounding(dtype, REACH[dtype] * case[2])
    with localcontext() as context:
        context.prec = 80
        xs, ys = ([lifted(one, curvature) for one in some] for some in (x, y))
        sums = [translated(opposite(a), b) for a, b in zip(xs, ys, strict=True)]
        check(mobius.add(x, y, curvature), sums, curvature, slack)
        origin = [Decimal(1), *[Decimal(0)] * x.shape[1]]
        for factor in (-1.25, 1e-3, 2.0):
            expected = [on_geodesic(origin, one, Decimal(factor)) for one in xs]
            check(mobius.scale(factor, x, curvature), expected, curvature, slack)


@over_all
@FEW
@given(case=cases)
def test_geodesics_and_midpoints(curvature, dtype, case):
    x, y = (one[:4] for one in draw_points(case, curvature, dtype, 2, REACH[dtype]))
    slack = rounding(dtype, REACH[dtype] * case[2])
    with localcontext() as context:
        context.prec = 80
        pairs = [
            (lifted(a, curvature), lifted(b, curvature)) for a, b in zip(x, y, strict=True)
        ]  # fmt: skip
        for t in (0.0, 0.125, 0.5, 1.0):
            expected = [on_geodesic(a, b, Decimal(t)) for a, b in pairs]
            check(geodesics.point_at(x, y, t, curvature), expected, curvature, slack)
        both = einstein_midpoint(np.stack([x, y], axis=1), np.array([1.0, 3.0]), curvature)
        totals = [combined(Decimal(1), a, Decimal(3), b) for a, b in pairs]
        sizes = [(-minkowski(total, total)).sqrt() for total in totals]
        expected = [
            [one / size for one in total] for total, size in zip(totals, sizes, strict=True)
        ]
        check(both, expected, curvature, slack)
        distances = [float(far(a, b)) for a, b in pairs]
    found = np.sqrt(curvature) * geodesics.distance(x, y, curvature)
    # Coordinates are rounded in proportion to the radius, however near the points are.
    near = 50 * np.finfo(dtype).eps * REACH[dtype] * case[2]
    np.testing.assert_allclose(found, distances, rtol=slack, atol=near)


@over_all
@FEW
@given(case=cases)
def test_exponential_map_and_logarithm(curvature, dtype, case):
    x, y = (one[:4] for one in draw_points(case, curvature, dtype, 2, REACH[dtype] / 3))
    slack = rounding(dtype, REACH[dtype] * case[2])
    v = geodesics.logarithm(x, y, curvature)
    with localcontext() as context:
        context.prec = 80
        ends, root = [], Decimal(curvature).sqrt()
        for point, vector in zip(x, v, strict=True):
            p = [root * one for one in exact(point)]
            half = [root * one / (1 - dot(p, p)) for one in exact(vector)]
            length = dot(half, half).sqrt()
            # In the frame of x: the point of the ball tanh(λ‖v‖/2) v/‖v‖.
            grown = (2 * length).exp()
            stretch = (grown - 1) / (grown + 1) / length if length else Decimal(0)
            step = [stretch * one for one in half]
            gap = 1 - dot(step, step)
            lift = [(1 + dot(step, step)) / gap, *(2 * one / gap for one in step)]
            ends.append(translated(opposite(lifted(point, curvature)), lift))
        check(geodesics.exponential(x, v, curvature), ends, curvature, slack)
        check(y, ends, curvature, slack)


@over_all
@FEW
@given(case=cases)
def test_maps_between_the_models(curvature, dtype, case):
    p = draw_points(case, curvature, dtype, 1, REACH[dtype] / 2)[0][:4]
    slack = rounding(dtype, 1.0 + REACH[dtype] * case[2])
    with localcontext() as context:
        context.prec = 80
        root = Decimal(curvature).sqrt()
        points = [[one / root for one in lifted(one, curvature)] for one in p]
        straight = [[one / root / point[0] for one in point[1:]] for point in points]
    on_hyperboloid = models.ball_to_hyperboloid(p, curvature)
    np.testing.assert_allclose(on_hyperboloid, np.array(points, float), rtol=slack)
    np.testing.assert_allclose(
        models.ball_to_klein(p, curvature), np.array(straight, float), rtol=20 * np.finfo(dtype).eps
    )
