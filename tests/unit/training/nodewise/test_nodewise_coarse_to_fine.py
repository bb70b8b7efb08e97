"""Levels, placement, and a training that can be stopped anywhere."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.geometry import hyperboloid
from poincare.training.nodewise import coarse_to_fine, trainer
from poincare.training.nodewise.coarse_to_fine import pace_at
from poincare.training.nodewise.levels import Levels
from poincare.training.nodewise.settings import Level, Sharpness
from poincare.training.nodewise.state import Problem
from poincare.training.recipe import read_recipe

FAST = read_recipe(Path(__file__).parents[4] / "config/recipes/fast.yaml")
SETTINGS = dataclasses.replace(FAST.settings, levels=(Level(30, 3), Level(1, 5), Level(0, 40)))


def run(relations, dim=3, seed=0, settings=SETTINGS):
    problem = Problem.of(relations, settings, dim)
    state = trainer.begin(problem, np.random.default_rng(seed))
    return state, list(trainer.run(state, problem))


def embedded(relations, dim, settings):
    """The embedding that a whole training gives."""
    state, _ = run(relations, dim=dim, settings=settings)
    return trainer.embedding(state, Problem.of(relations, settings, dim), {})


def test_levels_let_in_the_nodes_with_enough_descendants(tree):
    _, reports = run(tree)
    active = [report.n_active for report in reports]
    # The root has 120 descendants, its children 39 each; 40 nodes are not leaves.
    assert active == [4] * 3 + [40] * 5 + [121] * 40
    assert [report.level for report in reports] == [1] * 3 + [2] * 5 + [3] * 40
    assert [report.left for report in reports][-2:] == [121, 0]


def test_a_new_node_starts_outwards_of_its_ancestors(tree, rng):
    problem = Problem.of(tree, SETTINGS, 3)
    state = trainer.begin(problem, rng)
    coarse_to_fine.enter(state, problem, Levels.of(problem))
    state.points[:4] = hyperboloid.lift(np.vstack([np.zeros(3), 2 * np.eye(3)]))
    placement = dataclasses.replace(SETTINGS.placement, noise=1e-9, outwards=0.3)
    quiet = dataclasses.replace(
        problem, settings=dataclasses.replace(SETTINGS, placement=placement)
    )
    state.level = 1
    coarse_to_fine.enter(state, quiet, Levels.of(quiet))
    child = tree.index["node4"]
    assert set(tree.positives(child)) == {0, 1}
    x = state.points[:, 1:]
    # Weighted by 1/39 and 1/120, the mean lies nearer to the parent, on its side of the root.
    between = hyperboloid.radius(x[child]) - 0.3
    assert hyperboloid.radius(x[1]) / 2 < between < hyperboloid.radius(x[1])
    np.testing.assert_allclose(x[child] / np.linalg.norm(x[child]), [1, 0, 0], atol=1e-6)


@pytest.mark.parametrize(
    ("distance", "dim"), [("hyperboloid", 5), ("euclidean", 60), ("translational", 5)]
)
def test_training_embeds_a_tree_almost_perfectly(tree, distance, dim):
    settings = dataclasses.replace(SETTINGS, distance=distance)
    embedding = embedded(tree, dim, settings)
    assert (embedding.translation is not None) == (distance == "translational")
    mean_rank, precision = scores(rank(embedding, tree), tree, PROTOCOLS["nickel2017"])
    assert mean_rank.value < 1.3
    assert precision.value > 0.95


@pytest.mark.slow
def test_points_are_kept_in_a_ball_which_costs_quality(tree):
    free = dataclasses.replace(SETTINGS, distance="squared-euclidean", sharpness=Sharpness(1))
    kept = dataclasses.replace(free, ball=1.0)
    radius, mean_rank = [], []
    for settings in (free, kept):
        problem = Problem.of(tree, settings, 60)
        state = trainer.begin(problem, np.random.default_rng(0))
        coarse_to_fine.enter(state, problem, Levels.of(problem))
        started = np.linalg.norm(state.points[:, 1:], axis=1).max()
        embedding = embedded(tree, 60, settings)
        radius.append((started, np.linalg.norm(embedding.vectors, axis=1).max()))
        mean_rank.append(scores(rank(embedding, tree), tree, PROTOCOLS["nickel2017"])[0].value)
    assert max(radius[0]) > 1.5 and max(radius[1]) < 1.0 + 1e-9
    assert mean_rank[0] < mean_rank[1]


def test_the_hyperbolic_training_is_what_it_was_before_there_were_flat_ones(tree):
    """Losses recorded then; the same bits, which it had, are not to be asked of another BLAS."""
    levels = (Level(30, 3), Level(1, 5), Level(0, 4))
    _, reports = run(tree, settings=dataclasses.replace(SETTINGS, levels=levels))
    before = [3.1549094, 2.9733778, 2.5268732, 3.3198718, 3.1471285, 2.8149519]
    before += [2.590269, 2.5084015, 2.5624819, 3.4262777, 4.3391744, 5.3100515]
    np.testing.assert_allclose([report.loss for report in reports], before, rtol=1e-4)


def test_same_seed_same_bits_and_another_seed_others(tree):
    first, again, other = (run(tree, seed=seed)[0].points for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_loss_that_is_not_finite_is_an_error_not_a_result(tree, rng):
    problem = Problem.of(tree, SETTINGS, 3)
    state = trainer.begin(problem, rng)
    state.level, state.epoch = 2, 1
    coarse_to_fine.enter(state, problem, Levels.of(problem))
    state.points[7] = np.nan
    with pytest.raises(UserError, match="scaled_learning_rate"):
        list(trainer.run(state, problem))


@pytest.mark.parametrize("dim", [2, 7, 30])
def test_schedules_run_over_the_last_level_and_the_radius_is_capped_before_it(tree, rng, dim):
    problem = Problem.of(tree, SETTINGS, dim)
    levels, state = Levels.of(problem), trainer.begin(problem, rng)
    step, t = SETTINGS.step.scaled_learning_rate, problem.sharpness
    assert t == {2: 1, 7: 3, 30: 4}[dim]
    paces = {}
    for level, epochs in enumerate(levels.epochs):
        for epoch in range(epochs):
            at = dataclasses.replace(state, level=level, epoch=epoch)
            paces[level, epoch] = pace_at(at, problem, levels)
    early = [pace for (level, _), pace in paces.items() if level < 2]
    assert {pace.learning_rate for pace in early} == {step.first / t}
    assert {pace.negatives for pace in early} == {50}
    assert np.isfinite([pace.cap for pace in early]).all()
    last = [pace for (level, _), pace in paces.items() if level == 2]
    rates = np.array([pace.learning_rate for pace in last])
    np.testing.assert_allclose(rates[[0, -1]], [step.first / t, step.last / t])
    np.testing.assert_allclose(rates[1:] / rates[:-1], rates[1] / rates[0])
    np.testing.assert_allclose([last[0].negatives, last[-1].negatives], [50, 2000])
    assert {pace.cap for pace in last} == {np.inf}


def test_a_ball_caps_the_radius_in_all_levels(tree, rng):
    flat = dataclasses.replace(SETTINGS, distance="euclidean", ball=0.5)
    problem = Problem.of(tree, flat, 3)
    state, levels = trainer.begin(problem, rng), Levels.of(problem)
    caps = [
        pace_at(dataclasses.replace(state, level=level), problem, levels).cap for level in range(3)
    ]
    assert caps == [0.5] * 3
