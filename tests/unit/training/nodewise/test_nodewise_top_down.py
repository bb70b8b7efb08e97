"""Entering by depth: the levels, where a node starts, and what direct edges alone can tell."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.points import radii
from poincare.geometry import hyperboloid
from poincare.graphs.hierarchy import reduction
from poincare.graphs.relations import Relations
from poincare.training.nodewise import top_down, trainer
from poincare.training.nodewise.levels import Levels, chain_depths
from poincare.training.nodewise.settings import Level, TopDown
from poincare.training.nodewise.state import Problem
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import train

RECIPE = read_recipe(Path(__file__).parents[4] / "config/recipes/fast-entailment.yaml")


def longest_chain(relations, node):
    above = relations.positives(node)
    return 1 + max(longest_chain(relations, v) for v in above) if len(above) else 0


def test_the_depth_is_the_longest_chain(tree, rng):
    kept = tree.subset(rng.random(tree.n_pairs) < 0.6)
    expected = [longest_chain(kept, node) for node in range(kept.n_nodes)]
    assert chain_depths(kept).tolist() == expected
    # More pairs that follow from the direct edges change nothing.
    assert chain_depths(tree).tolist() == chain_depths(reduction(tree)).tolist()


def test_one_level_a_depth_and_one_for_all(tree):
    levels = Levels.of(Problem.of(reduction(tree), RECIPE.settings, 5))
    assert levels.n_active.tolist() == [1, 4, 13, 40, 121, 121]
    assert levels.epochs[0] == 0 and (levels.epochs[1:] > 0).all()
    assert len(levels) == 6


def test_a_node_starts_outwards_of_its_parent(tree, rng):
    problem = Problem.of(reduction(tree), RECIPE.settings, 20)
    levels, state = Levels.of(problem), trainer.begin(problem, rng)
    for level in range(len(levels)):
        state.level = level
        top_down.enter(state, problem, levels)
    assert state.entered.all()
    x, parents = state.points[:, 1:], reduction(tree)
    child, parent = x[parents.sources], x[parents.indices]
    placement = RECIPE.settings.placement
    # Outwards by so much, then across by the noise: nearly at right angles in 20 dimensions.
    apart = hyperboloid.distance(child, parent)
    across = np.arccosh(np.cosh(placement.outwards) * np.cosh(placement.noise))
    np.testing.assert_allclose(np.median(apart), across, rtol=0.1)
    beyond = apart + hyperboloid.radius(parent) - hyperboloid.radius(child)
    assert np.median(beyond) < placement.noise


def test_direct_edges_tell_the_pairs_that_follow_from_them(tree):
    edges = reduction(tree)
    problem = Problem.of(edges, RECIPE.settings, 5)
    state = trainer.begin(problem, np.random.default_rng(0))
    for _ in trainer.run(state, problem):
        pass
    embedding = trainer.embedding(state, problem, {})
    x, r = embedding.vectors, radii(embedding)
    energy = hyperboloid.distance(x[:, None], x[None]) + r[None] - r[:, None]
    follows = np.zeros(energy.shape, bool)
    follows[tree.sources, tree.indices] = True
    follows[edges.sources, edges.indices] = False
    other = ~follows & ~np.eye(len(x), dtype=bool)
    other[edges.sources, edges.indices] = False
    assert follows.sum() == tree.n_pairs - edges.n_pairs == 306
    assert np.quantile(energy[follows], 0.95) < np.quantile(energy[other], 0.02)


def test_a_cycle_has_no_depths():
    circle = Relations.from_pairs("circle", "abc", np.array([[0, 1], [1, 2], [2, 0]]))
    with pytest.raises(UserError, match="cycle"):
        Levels.of(Problem.of(circle, RECIPE.settings, 3))


def test_a_level_has_its_share_of_the_negatives_and_the_history_tells(tree):
    settings = dataclasses.replace(
        RECIPE.settings, top_down=TopDown(epochs=1, steps=1), levels=(Level(0, 2),)
    )
    recipe = dataclasses.replace(RECIPE, settings=settings)
    history = train(reduction(tree), recipe, Run(dim=3)).history
    assert history["n_active"].tolist() == [4, 13, 40, 121, 121, 121]
    np.testing.assert_allclose(history["negatives"], 30 * history["n_active"] / 121)
