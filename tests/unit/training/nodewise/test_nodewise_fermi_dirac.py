"""The cross-entropy of link probabilities against autograd, pair by pair, and its energy's law."""

import dataclasses

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from poincare.base.errors import UserError
from poincare.geometry import affine, hyperboloid
from poincare.training.nodewise import epoch as epoch_module
from poincare.training.nodewise import gradient as batch_gradient
from poincare.training.nodewise.batch import Places, Workspace, batches
from poincare.training.nodewise.negatives import Sampler
from poincare.training.nodewise.settings import read
from poincare.training.nodewise.spaces import SPACES
from poincare.training.nodewise.state import Problem
from poincare.training.nodewise.targets import Targets


def distance(name, u, v):
    if name == "hyperboloid":
        return anp.arccosh(u[0] * v[0] - anp.sum(u[1:] * v[1:]))
    squared = anp.sum((u - v)[1:] ** 2)
    return squared if name == "squared-euclidean" else anp.sqrt(squared)


def radius(name, x):
    return anp.arccosh(x[0]) if name == "hyperboloid" else anp.sqrt(anp.sum(x[1:] ** 2))


def loss_of_batch(points, batch, pool, problem, name):
    """Pairs and negatives of both ends, one by one."""
    r, s = problem.settings.fermi_dirac.radius, problem.sharpness
    beta = problem.settings.fermi_dirac.radial
    linked = set(zip(problem.relations.sources, problem.relations.indices, strict=True))

    def energy(u, v):
        apart = distance(name, points[u], points[v])
        return apart + beta * (radius(name, points[v]) - radius(name, points[u]))

    def no_link(u, v):
        return anp.log(1 + anp.exp(-s * (energy(u, v) - r)))

    total = 0.0
    for u, v, weight in zip(
        batch.nodes[batch.segments], batch.positives, batch.weights, strict=True
    ):
        total = total + weight * anp.log(1 + anp.exp(s * (energy(u, v) - r)))
    rows = np.unique(np.concatenate([batch.nodes, batch.positives]))
    first = {u: batch.weights[batch.nodes[batch.segments] == u].sum() / 2 for u in rows}
    second = {v: batch.weights[batch.positives == v].sum() / 2 for v in rows}
    for u in rows:
        for j, weight in zip(pool.nodes, pool.weights, strict=True):
            if j != u and (u, j) not in linked and (j, u) not in linked:
                total = total + weight * (first[u] * no_link(u, j) + second[u] * no_link(j, u))
    return total


def posed(tree, name, radial):
    keys = {
        "distance": name,
        "fermi_dirac": {"radius": 0.7, "temperature": 0.4, "radial": radial},
        "batch_nodes": 64,
        "negatives": {"pool": 20, "power": 0.5, "number": constant(20)},
        "step": {"scaled_learning_rate": constant(1.0), "longest": 0.5},
        "levels": [{"descendants": 0, "epochs": 3}],
        "placement": {"outwards": 0.5, "noise": 0.5, "cap": {"base": 20, "volume": 0}},
    }
    return Problem.of(tree, read(keys), 3)


def constant(value):
    return {"first": value, "last": value, "schedule": "linear"}


@pytest.mark.parametrize("radial", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("name", ["hyperboloid", "euclidean", "squared-euclidean"])
def test_gradient_equals_autograd(tree, rng, name, radial, monkeypatch):
    monkeypatch.setattr(batch_gradient, "TILE_ROWS", 7)
    geometry = SPACES[name].geometry
    points = geometry.lift(rng.normal(size=(tree.n_nodes, 3)))
    problem = posed(tree, name, radial)
    problem = dataclasses.replace(
        problem, targets=Targets(tree, rng.choice([0.0, 0.1, 1.0], tree.n_pairs))
    )
    pool = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75).draw(25, rng).representing(50)
    nodes = rng.permutation(tree.n_nodes)[:12]
    (batch,) = batches(nodes, np.ones(tree.n_nodes, bool), problem.targets, 64)
    workspace = Workspace.of(tree.n_nodes)
    places = Places.of(batch, pool, workspace.place, problem.both_ends)
    near = places.nodes
    loss, some = batch_gradient.loss_and_gradient(points[near], places, problem, workspace)
    gradient = np.zeros_like(points)
    gradient[near] = some

    np.testing.assert_allclose(loss, loss_of_batch(points, batch, pool, problem, name), rtol=1e-5)
    expected = grad(loss_of_batch)(points, batch, pool, problem, name)
    if geometry is hyperboloid:
        expected[:, 0] *= -1  # autograd's is the covector: raise its index

        def tangent(g):
            return g + hyperboloid.inner(points, g)[:, None] * points
    else:

        def tangent(g):
            return affine.tangent(points, g)

    found, expected = tangent(gradient), tangent(expected)
    np.testing.assert_allclose(found, expected, atol=3e-5 * np.abs(expected).max())


def test_no_pair_of_the_graph_is_a_negative_in_either_direction(tree, rng):
    """The root is linked with all nodes, so that it neither repels nor is repelled."""
    problem = posed(tree, "hyperboloid", 0.0)
    pool = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.0).draw(2000, rng)
    child = np.array([1])
    (batch,) = batches(child, np.ones(tree.n_nodes, bool), problem.targets, 8)
    assert batch.positives.tolist() == [0]
    workspace = Workspace.of(tree.n_nodes)
    places = Places.of(batch, pool, workspace.place, problem.both_ends)
    assert places.n_rows == 2
    assert (places.as_first.tolist(), places.as_second.tolist()) == ([1.0, 0.0], [0.0, 1.0])
    points = hyperboloid.lift(0.01 * rng.normal(size=(len(places.nodes), 3)))
    _, gradient = batch_gradient.loss_and_gradient(points, places, problem, workspace)
    unlinked = {v for v in range(tree.n_nodes) if v > 1 and 1 not in tree.positives(v)}
    pushed = set(places.nodes[gradient.any(axis=1)].tolist()) - {0, 1}
    assert pushed == unlinked & set(pool.nodes.tolist())


def test_a_row_moves_by_the_mean_over_its_pairs(tree, rng):
    problem = posed(tree, "hyperboloid", 1.0)
    pool = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.0).draw(20, rng)
    (batch,) = batches(np.arange(60, 90), np.ones(tree.n_nodes, bool), problem.targets, 64)
    places = Places.of(batch, pool, Workspace.of(tree.n_nodes).place, problem.both_ends)
    weights = dict(zip(places.nodes, epoch_module._weights(places), strict=False))
    pairs = [(u, v) for u in range(60, 90) for v in tree.positives(u)]
    assert weights == {node: sum(node in pair for pair in pairs) for pair in pairs for node in pair}


def test_the_energy_of_a_chain_is_at_most_the_sum_of_its_links(rng):
    """E(u, w) ≤ E(u, v) + E(v, w), so pairs that follow from others are near if those are."""
    u, v, w = (rng.normal(scale=3.0, size=(500, 4)) for _ in range(3))

    def energy(a, b):
        return hyperboloid.distance(a, b) + hyperboloid.radius(b) - hyperboloid.radius(a)

    assert (energy(u, w) <= energy(u, v) + energy(v, w) + 1e-12).all()
    assert (energy(u, v) >= -1e-12).all()
    np.testing.assert_allclose(energy(u, 0.0 * u), 0.0, atol=1e-12)


def test_a_distance_that_is_not_symmetric_has_no_such_objective(tree):
    with pytest.raises(UserError, match="translational"):
        posed(tree, "translational", 0.0)
