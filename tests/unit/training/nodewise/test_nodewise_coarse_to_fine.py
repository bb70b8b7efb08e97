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
from poincare.graphs.relations import Relations
from poincare.training import checkpoint, session
from poincare.training.checkpoint import Saved
from poincare.training.nodewise import coarse_to_fine
from poincare.training.nodewise.settings import Level
from poincare.training.nodewise.targets import Targets
from poincare.training.recipe import read_recipe

FAST = read_recipe(Path(__file__).parents[4] / "config/recipes/fast.yaml")
SETTINGS = dataclasses.replace(FAST.settings, levels=(Level(30, 3), Level(1, 5), Level(0, 40)))
RECIPE = dataclasses.replace(FAST, settings=SETTINGS)


def run(relations, dim=3, seed=0, settings=SETTINGS):
    state = coarse_to_fine.begin(relations, settings, dim, np.random.default_rng(seed))
    return state, list(coarse_to_fine.epochs(state, relations, settings))


def test_levels_let_in_the_nodes_with_enough_descendants(tree):
    _, reports = run(tree)
    active = [report.n_active for report in reports]
    # The root has 120 descendants, its children 39 each; 40 nodes are not leaves.
    assert active == [4] * 3 + [40] * 5 + [121] * 40
    assert [report.pairs for report in reports][-1] == tree.n_pairs


def test_a_new_node_starts_outwards_of_its_ancestors(tree, rng):
    state = coarse_to_fine.begin(tree, SETTINGS, 3, rng)
    coarse_to_fine.enter(state, tree, Targets.of(tree, SETTINGS), SETTINGS)
    state.points[:4] = hyperboloid.lift(np.vstack([np.zeros(3), 2 * np.eye(3)]))
    placement = dataclasses.replace(SETTINGS.placement, noise=1e-9, outwards=0.3)
    quiet = dataclasses.replace(SETTINGS, placement=placement)
    state.level = 1
    coarse_to_fine.enter(state, tree, Targets.of(tree, quiet), quiet)
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
    state, _ = run(tree, dim=dim, settings=settings)
    embedding = coarse_to_fine.embedding(state, tree, settings, {})
    assert (embedding.translation is not None) == (distance == "translational")
    mean_rank, precision = scores(rank(embedding, tree), tree, PROTOCOLS["nickel2017"])
    assert mean_rank.value < 1.3
    assert precision.value > 0.95


def test_points_are_kept_in_a_ball_which_costs_quality(tree):
    free = dataclasses.replace(SETTINGS, distance="squared-euclidean", inverse_temperature=1)
    kept = dataclasses.replace(free, ball=1.0)
    radius, mean_rank = [], []
    for settings in (free, kept):
        state = coarse_to_fine.begin(tree, settings, 60, np.random.default_rng(0))
        coarse_to_fine.enter(state, tree, Targets.of(tree, settings), settings)
        started = np.linalg.norm(state.points[:, 1:], axis=1).max()
        state, _ = run(tree, dim=60, settings=settings)
        embedding = coarse_to_fine.embedding(state, tree, settings, {})
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


@pytest.mark.parametrize("stop", [1, 3, 8, 30])
@pytest.mark.parametrize("distance", ["hyperboloid", "translational"])
def test_a_stopped_training_goes_on_to_the_same_bits(tree, tmp_path, stop, distance):
    settings = dataclasses.replace(SETTINGS, distance=distance)
    whole, reports = run(tree, settings=settings)
    path, who = tmp_path / "checkpoint", {"dim": 3}
    state = coarse_to_fine.begin(tree, settings, 3, np.random.default_rng(0))
    for _, report in zip(range(stop), coarse_to_fine.epochs(state, tree, settings), strict=False):
        last = report
    checkpoint.save(path, Saved(state, [{"loss": last.loss}], 1.5, 2.5), who)
    saved = checkpoint.load(path, coarse_to_fine.State, who)
    rest = list(coarse_to_fine.epochs(saved.state, tree, settings))
    np.testing.assert_array_equal(saved.state.points, whole.points)
    np.testing.assert_array_equal(saved.state.translation, whole.translation)
    assert len(rest) == len(reports) - stop
    assert (saved.cpu_s, saved.wall_s) == (1.5, 2.5)
    assert saved.history == [{"loss": reports[stop - 1].loss}]


def test_a_checkpoint_of_another_training_is_not_used(tree, tmp_path, rng):
    state = coarse_to_fine.begin(tree, SETTINGS, 3, rng)
    checkpoint.save(tmp_path / "checkpoint", Saved(state, [], 0.0, 0.0), {"seed": 0})
    assert checkpoint.load(tmp_path / "checkpoint", coarse_to_fine.State, {"seed": 1}) is None
    assert checkpoint.load(tmp_path / "none", coarse_to_fine.State, {"seed": 0}) is None


def test_a_damaged_checkpoint_is_named(tree, tmp_path, rng):
    path = tmp_path / "checkpoint"
    state = coarse_to_fine.begin(tree, SETTINGS, 3, rng)
    checkpoint.save(path, Saved(state, [], 0.0, 0.0), {})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UserError, match="checkpoint"):
        checkpoint.load(path, coarse_to_fine.State, {})


def test_a_session_interrupted_ends_with_the_same_file(tree, tmp_path, monkeypatch):
    monkeypatch.setattr(session, "CHECKPOINT_EVERY", 0.0)

    def trained(name, say):
        embedding, history = session.train(tree, RECIPE, 3, 0, 1, tmp_path / name, say)
        embedding.save(tmp_path / f"{name}.npz")
        return history

    history = trained("whole", lambda line: None)
    lines = []
    monkeypatch.setattr(session, "SPEAK_EVERY", 0.0)
    speaking = iter(range(1000))

    def stop_at_the_tenth(line):
        if next(speaking) == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trained("stopped", stop_at_the_tenth)
    resumed = trained("stopped", lines.append)
    assert "going on after epoch" in lines[0]
    assert (tmp_path / "stopped.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()
    assert resumed["epoch"].tolist() == history["epoch"].tolist()
    assert resumed["loss"].tolist() == history["loss"].tolist()
    assert resumed["cpu_s"].is_monotonic_increasing


def test_bad_problems_are_refused(tree, tmp_path):
    with pytest.raises(UserError, match="dimension 0"):
        session.train(tree, RECIPE, 0, 0, 1, tmp_path / "none", print)
    empty = Relations("empty", ("a",), np.zeros(2, dtype=np.int64), np.zeros(0, dtype=np.int32))
    with pytest.raises(UserError, match="no pairs"):
        session.train(empty, RECIPE, 2, 0, 1, tmp_path / "none", print)


def test_a_loss_that_is_not_finite_is_an_error_not_a_result(tree, rng):
    state = coarse_to_fine.begin(tree, SETTINGS, 3, rng)
    state.level, state.epoch = 2, 1
    coarse_to_fine.enter(state, tree, Targets.of(tree, SETTINGS), SETTINGS)
    state.points[7] = np.nan
    with pytest.raises(UserError, match="not finite"):
        list(coarse_to_fine.epochs(state, tree, SETTINGS))
