"""The batch's gradient against autograd, through three matrix products or pair by pair."""

import dataclasses
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from poincare.geometry import affine, hyperboloid
from poincare.graphs.relations import Relations
from poincare.training.nodewise import gradient as batch_gradient
from poincare.training.nodewise.batch import Places, Workspace, batches
from poincare.training.nodewise.negatives import Sampler
from poincare.training.nodewise.spaces import SPACES
from poincare.training.nodewise.state import Problem
from poincare.training.nodewise.targets import Targets
from poincare.training.recipe import read_recipe

SETTINGS = read_recipe(Path(__file__).parents[4] / "config/recipes/fast.yaml").settings

#: Of a problem the gradient takes space and sharpness only.
ANY = Problem.of(Relations.from_pairs("any", "ab", np.array([[0, 1]])), SETTINGS, 3)

DISTANCES = {
    "hyperboloid": lambda u, v, r: anp.arccosh(
        anp.sum(np.append(1.0, -np.ones(len(u) - 1)) * u * v)
    ),
    "euclidean": lambda u, v, r: anp.sqrt(anp.sum((u - v)[1:] ** 2)),
    "squared-euclidean": lambda u, v, r: anp.sum((u - v)[1:] ** 2),
    "translational": lambda u, v, r: anp.sqrt(anp.sum(((u - v)[1:] + r) ** 2)),
}


def loss_of_batch(points, batch, pool, sharpness, distance="hyperboloid", translation=None):
    """Σ ℓ(u, v) written out pair by pair, as in the paper."""

    def similarity(u, v):
        return anp.exp(-sharpness * DISTANCES[distance](points[u], points[v], translation))

    total = 0.0
    for place, u in enumerate(batch.nodes):
        of_u = batch.segments == place
        positives = dict(zip(batch.positives[of_u], batch.weights[of_u], strict=True))
        negatives = [
            (j, weight)
            for j, weight in zip(pool.nodes, pool.weights, strict=True)
            if j != u and j not in positives
        ]
        z = sum(weight * similarity(u, j) for j, weight in negatives)
        for v, weight in positives.items():
            total = total - weight * anp.log(similarity(u, v) / (similarity(u, v) + z))
    return total


def loss_and_gradient(points, batch, pool, sharpness, distance="hyperboloid", translation=None):
    """Loss of the batch, its gradient with respect to all points, and to r times the rows."""
    workspace = Workspace.of(len(points))
    places = Places.of(batch, pool, workspace.place, both_ends=False)
    near = places.nodes
    problem = dataclasses.replace(ANY, space=SPACES[distance], sharpness=sharpness)
    rest = (places, problem, workspace)
    if translation is None:
        (loss, some), of_translation = batch_gradient.loss_and_gradient(points[near], *rest), None
    else:
        loss, some, of_translation = batch_gradient.translated_gradient(
            points[near], translation, *rest
        )
        of_translation = of_translation * len(batch.nodes)
    gradient = np.zeros_like(points)
    gradient[near] = some
    return loss, gradient, of_translation


def example(tree, rng, n_nodes=20):
    """A batch of nodes with weighted pairs, and a pool that represents 50 negatives."""
    sampler = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75)
    pool = sampler.draw(3 * n_nodes // 2, rng)
    pool = dataclasses.replace(pool, weights=50 * pool.weights)
    nodes = rng.permutation(tree.n_nodes)[:n_nodes]
    targets = Targets(tree, rng.choice([0.0, 0.1, 1.0], tree.n_pairs))
    (batch,) = batches(nodes, np.ones(tree.n_nodes, bool), targets, 64)
    return batch, pool


@pytest.mark.slow
@pytest.mark.parametrize("sharpness", [1, 2, 3, 4])
def test_gradient_equals_autograd(tree, rng, sharpness, monkeypatch):
    monkeypatch.setattr(batch_gradient, "TILE_ROWS", 7)
    points = hyperboloid.lift(rng.normal(size=(tree.n_nodes, 3)))
    batch, pool = example(tree, rng)
    loss, gradient, _ = loss_and_gradient(points, batch, pool, sharpness)
    np.testing.assert_allclose(loss, loss_of_batch(points, batch, pool, sharpness), rtol=1e-5)

    expected = grad(loss_of_batch)(points, batch, pool, sharpness)
    expected[:, 0] *= -1  # autograd's is the covector: raise its index

    # The tangent parts must agree; the ambient gradient is free along the point itself.
    def tangent(g):
        return g + hyperboloid.inner(points, g)[:, None] * points

    scale = np.abs(expected).max()
    np.testing.assert_allclose(tangent(gradient), tangent(expected), atol=2e-5 * scale)


@pytest.mark.parametrize("distance", ["euclidean", "squared-euclidean", "translational"])
@pytest.mark.parametrize(
    ("sharpness", "far", "rtol"), [(1, 0.0, 5e-5), (4, 0.0, 5e-5), (4, 1000.0, 1e-6)]
)
def test_flat_gradients_equal_autograd(tree, rng, distance, sharpness, far, rtol, monkeypatch):
    """In single precision, and far from the origin, where it takes double precision."""
    monkeypatch.setattr(batch_gradient, "TILE_ROWS", 3)
    points = affine.lift(far + 0.5 * rng.normal(size=(tree.n_nodes, 3)))
    translation = 0.5 * rng.normal(size=3) if SPACES[distance].translated else None
    batch, pool = example(tree, rng, n_nodes=8)
    given = (batch, pool, sharpness, distance, translation)
    loss, gradient, of_translation = loss_and_gradient(points, *given)
    np.testing.assert_allclose(loss, loss_of_batch(points, *given), rtol=rtol)
    expected = grad(loss_of_batch)(points, *given)
    scale = np.abs(expected).max()
    found = affine.tangent(points, gradient)
    np.testing.assert_allclose(found, expected, atol=rtol * scale)
    if translation is not None:
        expected = grad(loss_of_batch, 5)(points, *given)
        np.testing.assert_allclose(of_translation, expected, atol=rtol * scale)


@pytest.mark.parametrize("radius", [2.0, 12.0])
def test_far_from_the_origin_the_products_are_in_double_precision(tree, rng, radius):
    x = hyperboloid.at_radius(rng.normal(size=(tree.n_nodes, 2)), np.full(tree.n_nodes, radius))
    points = hyperboloid.lift(x)
    pool = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75).draw(30, rng)
    (batch,) = batches(
        np.arange(90, 110), np.ones(tree.n_nodes, bool), Targets.of(tree, SETTINGS), 64
    )
    loss, _, _ = loss_and_gradient(points, batch, pool, 1)
    exact = loss_of_batch(points, batch, pool, 1)
    np.testing.assert_allclose(loss, exact, rtol=1e-7 if radius > 10 else 1e-5)


def test_candidates_that_are_positives_do_not_repel(tree, rng):
    pool = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75).draw(500, rng)
    (batch,) = batches(
        np.array([40, 90]), np.ones(tree.n_nodes, bool), Targets.of(tree, SETTINGS), 8
    )
    place = np.empty(tree.n_nodes, dtype=np.int64)
    places = Places.of(batch, pool, place, both_ends=False)
    rows, columns = batch_gradient._pairs_in_pool(places, len(places.nodes))
    masked = {
        (batch.nodes[row], pool.nodes[column]) for row, column in zip(rows, columns, strict=True)
    }
    wanted = {(u, v) for u in (40, 90) for v in (*tree.positives(u), u) if v in pool.nodes}
    assert masked == wanted and wanted
