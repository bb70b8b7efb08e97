"""Epochs: the loss falls, points stay in their space, and the others where they are."""

import dataclasses
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from poincare.geometry import hyperboloid
from poincare.training.nodewise import epoch as nodewise
from poincare.training.nodewise import trainer
from poincare.training.nodewise.batch import Workspace
from poincare.training.nodewise.negatives import Sampler
from poincare.training.nodewise.spaces import SPACES
from poincare.training.nodewise.state import Problem
from poincare.training.recipe import read_recipe

SETTINGS = read_recipe(Path(__file__).parents[4] / "config/recipes/fast.yaml").settings


def epoch(points, tree, distance, sampler, pace, rng):
    """An epoch of the recipe's settings in another distance: the loss."""
    settings = dataclasses.replace(SETTINGS, distance=distance)
    problem = Problem.of(tree, settings, points.shape[1] - 1)
    state = trainer.begin(problem, rng)
    state.points = points
    loss, _ = nodewise.epoch(state, problem, sampler, pace, Workspace.of(tree.n_nodes))
    assert state.translation.any() == SPACES[distance].translated
    return loss


@pytest.mark.parametrize("distance", sorted(SPACES))
def test_an_epoch_lowers_the_loss_and_keeps_ambient_coordinates(tree, rng, distance):
    space = SPACES[distance]
    points = space.geometry.lift(0.1 * rng.normal(size=(tree.n_nodes, 5)))
    sampler = Sampler.of(np.arange(tree.n_nodes), tree.in_degree, 0.75)
    pace = nodewise.Pace(learning_rate=0.05, negatives=20.0, cap=np.inf)
    losses = [epoch(points, tree, distance, sampler, pace, rng) for _ in range(40)]
    assert losses[-1] < 0.75 * losses[0]
    atol = 1e-9 * np.abs(points).max() ** 2
    np.testing.assert_allclose(points, space.geometry.lift(points[:, 1:]), atol=atol)


@pytest.mark.parametrize("distance", sorted(SPACES))
def test_nodes_that_have_not_entered_stay_where_they_are(tree, rng, distance):
    space = SPACES[distance]
    points = space.geometry.lift(rng.normal(size=(tree.n_nodes, 3)))
    before = points.copy()
    inner_nodes = np.flatnonzero(tree.in_degree > 0)
    sampler = Sampler.of(inner_nodes, tree.in_degree, 0.75)
    epoch(
        points,
        tree,
        distance,
        sampler,
        nodewise.Pace(learning_rate=0.05, negatives=20.0, cap=2.0),
        rng,
    )
    leaves = tree.in_degree == 0
    np.testing.assert_array_equal(points[leaves], before[leaves])
    assert (points[~leaves] != before[~leaves]).any(axis=1).all()
    radius = hyperboloid.radius if distance == "hyperboloid" else partial(np.linalg.norm, axis=1)
    assert (radius(points[~leaves, 1:]) <= 2.0 + 1e-9).all()
