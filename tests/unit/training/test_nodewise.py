"""The batch's gradient against autograd, through three matrix products or pair by pair."""

import dataclasses
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from poincare.geometry import hyperboloid
from poincare.training import nodewise
from poincare.training.negatives import Sampler
from poincare.training.recipe import read_recipe
from poincare.training.targets import Targets

SETTINGS = read_recipe(Path(__file__).parents[3] / "config/recipes/fast.yaml").settings


def loss_of_batch(points, batch, pool, power):
    """Σ ℓ(u, v) written out pair by pair, as the paper has it."""
    metric = np.append(-1.0, np.ones(points.shape[1] - 1))

    def similarity(u, v):
        return anp.exp(-power * anp.arccosh(-anp.sum(points[u] * metric * points[v])))

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


def loss_and_gradient(points, batch, pool, power):
    """The loss of the batch, and its gradient with respect to all points."""
    workspace = nodewise.Workspace.of(len(points))
    nodes = np.concatenate([batch.nodes, pool.nodes, batch.positives])
    near = nodewise.distinct(nodes, workspace.place)
    loss, some = nodewise.loss_and_gradient(points[near], batch, pool, power, workspace)
    gradient = np.zeros_like(points)
    gradient[near] = some
    return loss, gradient


@pytest.mark.parametrize("power", [1, 2, 3, 4])
def test_gradient_equals_autograd(tree, rng, power, monkeypatch):
    monkeypatch.setattr(nodewise, "TILE_ROWS", 7)
    points = hyperboloid.lift(rng.normal(size=(tree.n_nodes, 3)))
    sampler = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75)
    pool = sampler.draw(30, rng)
    pool = dataclasses.replace(pool, weights=50 * pool.weights)
    nodes = rng.permutation(tree.n_nodes)[:20]
    targets = Targets(tree, rng.choice([0.0, 0.1, 1.0], tree.n_pairs))
    (batch,) = nodewise.batches(nodes, np.ones(tree.n_nodes, bool), targets, 64)
    loss, gradient = loss_and_gradient(points, batch, pool, power)
    np.testing.assert_allclose(loss, loss_of_batch(points, batch, pool, power), rtol=1e-5)

    expected = grad(loss_of_batch)(points, batch, pool, power)
    expected[:, 0] *= -1  # autograd's is the covector: raise its index

    # The tangent parts must agree; the ambient gradient is free along the point itself.
    def tangent(g):
        return g + hyperboloid.inner(points, g)[:, None] * points

    scale = np.abs(expected).max()
    np.testing.assert_allclose(tangent(gradient), tangent(expected), atol=2e-5 * scale)


@pytest.mark.parametrize("radius", [2.0, 12.0])
def test_far_from_the_origin_the_products_are_in_double_precision(tree, rng, radius):
    x = hyperboloid.at_radius(rng.normal(size=(tree.n_nodes, 2)), np.full(tree.n_nodes, radius))
    points = hyperboloid.lift(x)
    pool = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75).draw(30, rng)
    (batch,) = nodewise.batches(
        np.arange(90, 110), np.ones(tree.n_nodes, bool), Targets.of(tree, SETTINGS), 64
    )
    loss, _ = loss_and_gradient(points, batch, pool, 1)
    exact = loss_of_batch(points, batch, pool, 1)
    np.testing.assert_allclose(loss, exact, rtol=1e-7 if radius > 10 else 1e-5)


def test_candidates_that_are_positives_do_not_repel(tree, rng):
    pool = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75).draw(500, rng)
    (batch,) = nodewise.batches(
        np.array([40, 90]), np.ones(tree.n_nodes, bool), Targets.of(tree, SETTINGS), 8
    )
    place = np.empty(tree.n_nodes, dtype=np.int64)
    near = nodewise.distinct(np.concatenate([batch.nodes, pool.nodes, batch.positives]), place)
    rows, columns = nodewise._pairs_in_pool(
        batch, place[batch.positives], place[pool.nodes], len(near)
    )
    masked = {
        (batch.nodes[row], pool.nodes[column]) for row, column in zip(rows, columns, strict=True)
    }
    wanted = {(u, v) for u in (40, 90) for v in (*tree.positives(u), u) if v in pool.nodes}
    assert masked == wanted and wanted


def test_distinct_keeps_the_order_of_appearance():
    place = np.full(10, 77)
    assert nodewise.distinct(np.array([7, 3, 7, 0, 3, 9]), place).tolist() == [7, 3, 0, 9]
    assert place[[7, 3, 0, 9]].tolist() == [0, 1, 2, 3]


def test_a_workspace_grows_and_is_used_again():
    workspace = nodewise.Workspace.of(3)
    first = workspace.array("a", (10, 4))
    assert np.shares_memory(first, workspace.array("a", (3, 5), np.float32))
    assert workspace.array("a", (100, 7)).shape == (100, 7)


def test_an_epoch_lowers_the_loss_and_keeps_the_points_on_the_hyperboloid(tree, rng):
    points = hyperboloid.lift(0.1 * rng.normal(size=(tree.n_nodes, 5)))
    sampler = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75)
    workspace = nodewise.Workspace.of(tree.n_nodes)
    pace = nodewise.Pace(learning_rate=0.05, negatives=20.0, cap=np.inf)
    losses = [
        nodewise.epoch(points, Targets.of(tree, SETTINGS), SETTINGS, sampler, pace, workspace, rng)[
            0
        ]
        for _ in range(40)
    ]
    assert losses[-1] < 0.5 * losses[0]
    np.testing.assert_allclose(hyperboloid.inner(points, points), -1, atol=1e-9 * points.max() ** 2)


def test_nodes_that_have_not_entered_stay_where_they_are(tree, rng):
    points = hyperboloid.lift(rng.normal(size=(tree.n_nodes, 3)))
    before = points.copy()
    inner_nodes = np.flatnonzero(tree.in_degree > 0)
    sampler = Sampler.of(inner_nodes, tree.in_degree, 0.75)
    workspace = nodewise.Workspace.of(tree.n_nodes)
    pace = nodewise.Pace(0.05, 20.0, 2.0)
    nodewise.epoch(points, Targets.of(tree, SETTINGS), SETTINGS, sampler, pace, workspace, rng)
    leaves = tree.in_degree == 0
    np.testing.assert_array_equal(points[leaves], before[leaves])
    assert (points[~leaves] != before[~leaves]).any(axis=1).all()
    assert (hyperboloid.radius(points[~leaves, 1:]) <= 2.0 + 1e-9).all()
