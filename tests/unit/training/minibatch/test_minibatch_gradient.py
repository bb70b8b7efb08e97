"""Gradients of whole batches against autograd, for every combination of options."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from poincare.geometry import hyperboloid
from poincare.training.minibatch import distances
from poincare.training.minibatch.distances import DISTANCES
from poincare.training.minibatch.gradient import Loss, Workspace
from poincare.training.minibatch.layout import Layout
from poincare.training.minibatch.settings import FermiDirac

PAIRS, NEGATIVES, DIM = 3, 4, 3


def arcosh_distance(u, v, c=1.0):
    alpha, beta = 1 - c * anp.sum(u * u), 1 - c * anp.sum(v * v)
    return anp.arccosh(1 + 2 * c * anp.sum((u - v) ** 2) / (alpha * beta)) / anp.sqrt(c)


def hyperboloid_distance(u, v):
    return anp.arccosh(u[0] * v[0] - anp.sum(u[1:] * v[1:]))


def direct(distance, u, v, r, c):
    """The distance as the papers write it."""
    return {
        "poincare": lambda: arcosh_distance(u, v, c),
        "hyperboloid": lambda: hyperboloid_distance(u, v),
        "euclidean": lambda: anp.sqrt(anp.sum((u - v) ** 2)),
        "squared-euclidean": lambda: anp.sum((u - v) ** 2),
        "squared-translational": lambda: anp.sum((u - v + r) ** 2),
    }[distance]()


def written_out(points, r, nodes, layout, distance, positive, itself, l2, c):
    """Loss of a batch, pair by pair, over the points of all nodes."""
    u = nodes[: layout.pairs]
    replaced = nodes[layout.pairs : layout.firsts].reshape(layout.pairs, layout.replaced)
    others = nodes[layout.firsts :].reshape(layout.pairs, layout.others)
    total = 0.0
    for i in range(layout.pairs):
        v, negatives = others[i, 0], others[i, 1:]
        ds = [direct(distance, points[u[i]], points[x], r, c) for x in negatives]
        ds += [direct(distance, points[x], points[v], r, c) for x in replaced[i]]
        d = direct(distance, points[u[i]], points[v], r, c)
        z = sum(anp.exp(-x) for x in ds) + positive * anp.exp(-d) + itself
        spatial = points[v][1:] if distance == "hyperboloid" else points[v]
        total = total + d + anp.log(z) + l2 * anp.sum(spatial**2)
    return total


def batch(rng, distance, both_ends, n=9):
    layout = Layout(
        pairs=PAIRS,
        others=1 + NEGATIVES,
        replaced=NEGATIVES if both_ends else 0,
        runs=1,
        averaged=PAIRS,
    )
    points = rng.normal(size=(n, DIM))
    points /= 1.2 * np.linalg.norm(points, axis=1).max() if distance == "poincare" else 1.0
    if distance == "hyperboloid":
        points = hyperboloid.lift(points)
    # So few nodes that many occur several times, as u, as v and as negatives.
    nodes = rng.integers(n, size=layout.rows)
    nodes[:PAIRS] = rng.permutation(n)[:PAIRS]
    # u is no negative here: of d(u, u) there is no gradient to compare with.
    anchors = np.repeat(nodes[:PAIRS], layout.others)
    seconds = nodes[layout.firsts :]
    seconds[seconds == anchors] = (anchors[seconds == anchors] + 1) % n
    v = np.repeat(nodes[layout.firsts :: layout.others], layout.replaced)
    firsts = nodes[PAIRS : layout.firsts]
    firsts[firsts == v] = (v[firsts == v] + 1) % n
    return layout, points, nodes


def loss_of(distance, curvature=1.0, errors=(), **changes):
    """The loss of a distance: a softmax that holds the positive, unless changed."""
    of = DISTANCES[distance]
    plain = {"positive": True, "constant": 0.0, "links": None, "l2": 0.0, "mean": False}
    return Loss(
        kernel=of.kernel(curvature, errors),
        translated=of.translated,
        **{**plain, **changes},
    )


def loss_and_gradient(loss, layout, points, nodes, r):
    """The trainer's, with entries summed by node."""
    work = Workspace.of(layout, points.shape[1])
    work.points[:] = points[nodes]
    work.squared[:] = np.einsum("nd,nd->n", work.points, work.points)
    value, shift = loss.gradient(layout, work, r[None, :])
    of_entries = np.concatenate((nodes, nodes[layout.positives] if layout.replaced else nodes[:0]))
    total = np.zeros_like(points)
    for values, columns in zip(work.values, layout.columns, strict=True):
        np.add.at(total, of_entries, values[:, None] * work.origins[columns])
    return value.sum(), total, None if shift is None else shift[0]


@pytest.mark.parametrize(
    ("distance", "l2"),
    # No recipe on the hyperboloid may have the L2 term.
    [(distance, 0.0) for distance in DISTANCES]
    + [(distance, 0.7) for distance in DISTANCES if distance != "hyperboloid"],
)
@pytest.mark.parametrize("positive", [False, True])
@pytest.mark.parametrize("itself", [False, True])
@pytest.mark.parametrize("both_ends", [False, True])
def test_gradient_equals_autograd(distance, positive, itself, both_ends, l2, rng):
    layout, points, nodes = batch(rng, distance, both_ends)
    r = rng.normal(size=DIM)
    c = 0.8 if distance == "poincare" else 1.0
    loss = loss_of(distance, curvature=c, positive=positive, constant=float(itself), l2=l2)
    value, gradient, shift = loss_and_gradient(loss, layout, points, nodes, r)
    rest = (nodes, layout, distance, positive, itself)
    expected_value = written_out(points, r, *rest, 0.0, c)
    expected = grad(written_out, 0)(points, r, *rest, l2, c)
    np.testing.assert_allclose(value, expected_value, rtol=1e-10)
    if distance == "hyperboloid":
        expected[:, 0] *= -1  # autograd's is the covector: raise its index
        gradient = gradient + hyperboloid.inner(points, gradient)[:, None] * points
        expected = expected + hyperboloid.inner(points, expected)[:, None] * points
    np.testing.assert_allclose(gradient, expected, atol=1e-9 * np.abs(expected).max())
    if DISTANCES[distance].translated:
        of_r = grad(written_out, 1)(points, r, *rest, l2, c)
        np.testing.assert_allclose(shift, of_r, atol=1e-9 * np.abs(of_r).max())


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize("both_ends", [False, True])
def test_the_gradient_of_link_probabilities_equals_autograd(distance, both_ends, rng):
    layout, points, nodes = batch(rng, distance, both_ends)
    links, r = FermiDirac(radius=0.8, temperature=0.3), rng.normal(size=DIM)

    def written_out_links(points, r):
        u = nodes[: layout.pairs]
        replaced = nodes[layout.pairs : layout.firsts].reshape(layout.pairs, layout.replaced)
        others = nodes[layout.firsts :].reshape(layout.pairs, layout.others)

        def link(a, b):
            d = direct(distance, points[a], points[b], r, 1.0)
            return 1 / (anp.exp((d - links.radius) / links.temperature) + 1)

        total = 0.0
        for i in range(layout.pairs):
            v, negatives = others[i, 0], others[i, 1:]
            total = total - anp.log(link(u[i], v))
            total = total - sum(anp.log(1 - link(u[i], x)) for x in negatives)
            total = total - sum(anp.log(1 - link(x, v)) for x in replaced[i])
        return total

    loss = loss_of(distance, links=links)
    value, gradient, shift = loss_and_gradient(loss, layout, points, nodes, r)
    np.testing.assert_allclose(value, written_out_links(points, r), rtol=1e-9)
    expected = grad(written_out_links, 0)(points, r)
    if distance == "hyperboloid":
        expected[:, 0] *= -1
        gradient = gradient + hyperboloid.inner(points, gradient)[:, None] * points
        expected = expected + hyperboloid.inner(points, expected)[:, None] * points
    np.testing.assert_allclose(gradient, expected, atol=1e-8 * np.abs(expected).max())
    if DISTANCES[distance].translated:
        of_r = grad(written_out_links, 1)(points, r)
        np.testing.assert_allclose(shift, of_r, atol=1e-8 * np.abs(of_r).max())


def test_the_mean_is_the_sum_divided_by_the_pairs(rng):
    layout, points, nodes = batch(rng, "poincare", True)
    summed, averaged = (
        loss_and_gradient(
            loss_of("poincare", l2=0.3, mean=mean),
            layout,
            points,
            nodes,
            np.zeros(DIM),
        )
        for mean in (False, True)
    )
    assert summed[0] == averaged[0]
    np.testing.assert_allclose(averaged[1], summed[1] / PAIRS, rtol=1e-12)


@pytest.mark.parametrize("distance", DISTANCES)
def test_equal_points_have_no_gradient_and_count_as_distance_0(distance, rng):
    layout, points, _ = batch(rng, distance, False)
    nodes = np.zeros(layout.rows, dtype=int)
    loss = loss_of(distance)
    value, gradient, _ = loss_and_gradient(loss, layout, points, nodes, np.zeros(DIM))
    np.testing.assert_allclose(value, PAIRS * np.log(1 + NEGATIVES))
    np.testing.assert_allclose(gradient, 0.0, atol=1e-15)


def test_far_points_do_not_make_the_denominator_vanish(rng):
    layout, points, nodes = batch(rng, "squared-euclidean", False)
    loss = loss_of("squared-euclidean", positive=False)
    value, gradient, _ = loss_and_gradient(loss, layout, 1e3 * points, nodes, np.zeros(DIM))
    assert np.isfinite(value) and np.isfinite(gradient).all()


def numpy_program(points, nodes, cosh_of_gamma, eps):
    """The gradient that the NumPy program takes, pair by pair, by its own formulas."""

    def gamma_of(a, b):
        alpha, beta = 1 - a @ a, 1 - b @ b
        return min(1 + 2 * ((a - b) @ (a - b)) / (alpha * beta + eps), 700.0)

    def derivative(a, b):
        alpha, beta = 1 - a @ a, 1 - b @ b
        root = np.sqrt(gamma_of(a, b) ** 2 - 1)
        along = (b @ b - 2 * (a @ b) + 1) / (alpha**2 + eps)
        return 4 / (beta * root + eps) * (along * a - b / (alpha + eps))

    def distance_of(a, b):
        gamma = gamma_of(a, b)
        return np.cosh(gamma) if cosh_of_gamma else np.arccosh(gamma)

    total = np.zeros_like(points)
    for u, (v, *negatives) in zip(
        nodes[:PAIRS], nodes[PAIRS:].reshape(PAIRS, 1 + NEGATIVES), strict=True
    ):
        # Without padding the least distance is taken away, lest all terms be 0.
        least = 0.0 if eps else min(distance_of(points[u], points[x]) for x in negatives)
        z = sum(np.exp(least - distance_of(points[u], points[x])) for x in negatives) + eps
        total[u] += derivative(points[u], points[v])
        total[v] += derivative(points[v], points[u])
        for x in negatives:
            weight = np.exp(least - distance_of(points[u], points[x])) / z
            total[u] -= weight * derivative(points[u], points[x])
            total[x] -= weight * derivative(points[x], points[u])
    return total


@pytest.mark.parametrize("scale", [1e-3, 0.8, 1.19])
@pytest.mark.parametrize(
    "errors",
    [("cosh-of-gamma",), ("padded-denominators",), ("cosh-of-gamma", "padded-denominators")],
)
def test_the_errors_of_the_numpy_program(errors, scale, rng):
    layout, points, nodes = batch(rng, "poincare", False)
    points *= scale
    padding = distances.PADDING if "padded-denominators" in errors else 0.0
    loss = loss_of("poincare", errors=errors, positive=False, constant=padding)
    _, gradient, _ = loss_and_gradient(loss, layout, points, nodes, np.zeros(DIM))
    expected = numpy_program(points, nodes, "cosh-of-gamma" in errors, padding)
    np.testing.assert_allclose(gradient, expected, atol=1e-8 * np.abs(expected).max())
