"""Epochs: the order of visits, one batch by the book, and a training that can be stopped."""

import dataclasses
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.training.minibatch import trainer
from poincare.training.minibatch.batch import Chunk, Draws, Size, next_size
from poincare.training.minibatch.epoch import Engine
from poincare.training.minibatch.groups import in_turn
from poincare.training.minibatch.settings import Phase, Sampling
from poincare.training.minibatch.state import Problem, Stack
from poincare.training.minibatch.steps import Ball, Step
from poincare.training.minibatch.visits import Visits
from poincare.training.recipe import read_recipe
from poincare.training.schedule import Linear

RECIPES = Path(__file__).parents[4] / "config/recipes"
GENSIM = read_recipe(RECIPES / "gensim-batch-10.yaml")
FEW = Sampling("occurrences", 1.0)
SHORT = dataclasses.replace(
    GENSIM.settings,
    phases=(
        Phase(epochs=1, learning_rate=Linear(first=0.01, last=0.01), negatives=3, sampling=FEW),
        Phase(epochs=3, learning_rate=Linear(first=0.3, last=0.03), negatives=5, sampling=FEW),
    ),
)


def run(relations, settings, dim=3, seed=0):
    problem = Problem.of(relations, settings, dim)
    state = trainer.begin(problem, np.random.default_rng(seed))
    return state, [reports[0] for reports in trainer.run([state], problem)]


def test_an_epoch_visits_every_pair_or_one_of_every_row(tree, rng):
    pairs = set(zip(tree.sources.tolist(), tree.indices.tolist(), strict=True))

    def visited(order):
        visits = Visits.of(tree, order)
        first, second = visits.pairs(visits.epoch(rng))
        return list(zip(first.tolist(), second.tolist(), strict=True))

    every = visited("shuffled-pairs")
    assert set(every) == pairs and len(every) == len(pairs) and every != sorted(every)
    upwards = visited("one-hypernym-per-node")
    assert set(upwards) <= pairs
    assert Counter(u for u, _ in upwards) == dict.fromkeys(range(1, 121), 1)
    downwards = visited("one-hyponym-per-inner-node")
    assert {(v, u) for u, v in downwards} <= pairs
    assert Counter(u for u, _ in downwards) == dict.fromkeys(range(40), 1)


def by_the_book(points, chunk, rate, in_turn, epsilon):
    """One batch with loops: gensim's rules, gradients by differences of the loss."""
    layout, nodes = chunk.layout, chunk.nodes[0]
    u, others = nodes[: layout.pairs], nodes[layout.pairs :].reshape(layout.pairs, -1)

    def loss(u, others):
        alpha, beta = 1 - u @ u, 1 - np.einsum("kd,kd->k", others, others)
        apart = np.einsum("kd,kd->k", others - u, others - u)
        d = np.arccosh(1 + 2 * apart / (alpha * beta))
        return d[0] + np.log(np.exp(-d).sum())

    def slope(i, row):
        """Of pair i's loss by its u (row 0) or by one of the others."""
        at = np.vstack([points[u[i]], points[others[i]]])
        gradient = np.zeros(at.shape[1])
        for axis in range(at.shape[1]):
            for sign in (1, -1):
                moved = at.copy()
                moved[row, axis] += sign * 1e-6
                gradient[axis] += sign * loss(moved[0], moved[1:]) / 2e-6
        return gradient

    firsts, seconds = np.zeros_like(points), np.zeros_like(points)
    for i in range(layout.pairs):
        firsts[u[i]] += slope(i, 0)
        for place, node in enumerate(others[i]):
            seconds[node] += slope(i, place + 1)
    factor = rate * (1 - np.einsum("nd,nd->n", points, points)[:, None]) ** 2 / 4

    def projected(x):
        norm = np.linalg.norm(x, axis=1, keepdims=True)
        return np.where(norm > 1 - epsilon, x * (1 - epsilon) / norm, x)

    if in_turn:
        return projected(projected(points - factor * firsts) - factor * seconds)
    return projected(points - factor * (firsts + seconds))


@pytest.mark.parametrize("updates", ["in-turn", "together"])
def test_a_batch_sums_contributions_and_updates_by_the_book(tree, rng, updates):
    batch = dataclasses.replace(SHORT.batch, pairs=12, updates=updates)
    ball = Ball(epsilon=0.05, projection="scaled")
    problem = Problem.of(tree, dataclasses.replace(SHORT, batch=batch, ball=ball), 2)
    state = trainer.begin(problem, rng)
    state.points[:] = rng.uniform(-0.65, 0.65, state.points.shape)
    state.squared[:] = np.einsum("nd,nd->n", state.points, state.points)
    draws = Draws.of(problem, SHORT.phases[1])
    places = rng.permutation(tree.n_pairs)[:12]
    # Nodes that are u here and v there, with u moved out of the ball in between.
    first, second = tree.sources[places].astype(np.int64), tree.indices[places].astype(np.int64)
    second[:6] = first[6:]
    chunk = draws.chunk(first, second, Size(1, 12), rng)
    expected, other = (
        by_the_book(state.points.copy(), chunk, 30.0, in_turn, 0.05)
        for in_turn in (updates == "in-turn", updates != "in-turn")
    )
    assert np.abs(expected - other).max() > 0.01
    Engine.of(problem.settings).run(Stack.of([state]), chunk, np.array([30.0]))
    # As near as differences of the loss come.
    np.testing.assert_allclose(state.points, expected, atol=1e-4)
    np.testing.assert_allclose(
        state.squared, np.einsum("nd,nd->n", state.points, state.points), rtol=1e-12
    )


@pytest.mark.parametrize("changes", [{}, {"l2": 0.5}, {"errors": ("padded-denominators",)}])
def test_pairs_of_a_node_with_itself_end_where_two_turns_lead(changes, tree, rng):
    ball = Ball(epsilon=0.05, projection="scaled")
    settings = dataclasses.replace(SHORT, ball=ball, **changes)
    problem, states = of_seeds(tree, settings, (0, 0))
    start = rng.uniform(-0.5, 0.5, states[0].points.shape)
    places = rng.permutation(tree.n_pairs)[:40]
    first, second = problem.visits.pairs(places)
    second[::2] = first[::2]
    chunk = Draws.of(problem, SHORT.phases[1]).chunk(first, second, Size(1, 10), rng)
    engine = Engine.of(settings)
    for state, one in zip(
        states, (engine, dataclasses.replace(engine, groups=in_turn)), strict=True
    ):
        state.points[:] = start
        state.squared[:] = np.einsum("nd,nd->n", start, start)
        one.run(Stack.of([state]), chunk, np.full(4, 1.0))
    assert np.abs(states[0].points - start).max() > 0.1
    np.testing.assert_allclose(states[0].points, states[1].points, atol=1e-12)


def test_history_names_epochs_rates_and_negatives(tree):
    state, reports = run(tree, SHORT)
    rows = [report.row() for report in reports if report.ended]
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4]
    assert [row["negatives"] for row in rows] == [3, 5, 5, 5]
    assert rows[0]["learning_rate"] == 0.01
    # The last batch has 6 of the 426 pairs.
    assert rows[-1]["learning_rate"] == pytest.approx(0.3 - 0.27 * (1 - 6 / (3 * 426)))
    assert rows[-1]["loss"] < rows[1]["loss"]
    assert sum(report.visits for report in reports) == 4 * tree.n_pairs
    assert reports[-1].left == 0
    assert (np.linalg.norm(state.points, axis=1) < 1).all()


def test_same_seed_same_bits_and_another_seed_others(tree):
    first, again, other = (run(tree, SHORT, seed=seed)[0].points for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_batch_that_is_not_full_is_trained_too(tree):
    size = dataclasses.replace(SHORT.batch, pairs=100)
    settings = dataclasses.replace(SHORT, batch=size)
    _, reports = run(tree, settings)
    assert [report.visits for report in reports[:2]] == [400, tree.n_pairs - 400]


def test_points_of_another_curvature_are_scaled_to_the_unit_ball(tree):
    settings = dataclasses.replace(SHORT, curvature=4.0, step=Step(kind="exponential-map"))
    state, _ = run(tree, settings)
    assert (np.linalg.norm(state.points, axis=1) < 0.5).all()
    embedding = trainer.embedding(state, Problem.of(tree, settings, 3), {})
    np.testing.assert_array_equal(embedding.vectors, 2 * state.points)


def test_a_loss_that_is_not_finite_is_an_error_not_a_result(tree):
    problem = Problem.of(tree, SHORT, 2)
    state = trainer.begin(problem, np.random.default_rng(0))
    state.points[:] = np.nan
    with pytest.raises(UserError, match="learning_rate"):
        list(trainer.run([state], problem))


def of_seeds(graph, settings, seeds, dim=3):
    problem = Problem.of(graph, settings, dim)
    return problem, [trainer.begin(problem, np.random.default_rng(seed)) for seed in seeds]


def bits(state):
    arrays = (state.points, state.squared, state.translation, np.array(state.loss))
    return [array.tobytes() for array in arrays]


@pytest.mark.parametrize("name", ["cpp-50", "gensim-batch-10", "gensim-modified", "facebook"])
@pytest.mark.parametrize("workers", [1, 3])
def test_runs_side_by_side_have_the_bits_that_each_has_alone(name, workers, tree):
    recipe = read_recipe(RECIPES / f"{name}.yaml").settings
    phases = [dataclasses.replace(phase, epochs=2) for phase in recipe.phases]
    batch = dataclasses.replace(recipe.batch, workers=workers)
    settings = dataclasses.replace(recipe, phases=tuple(phases), batch=batch)
    problem, together = of_seeds(tree, settings, (0, 1, 2))
    seen = [[], [], []]
    for reports in trainer.run(together, problem):
        for place, report in reports.items():
            seen[place].append(report)
    for seed, state in enumerate(together):
        _, (alone,) = of_seeds(tree, settings, (seed,))
        assert [reports[0] for reports in trainer.run([alone], problem)] == seen[seed]
        assert bits(alone) == bits(state)


@pytest.mark.parametrize("distance", ["squared-translational", "hyperboloid"])
def test_so_have_runs_in_other_spaces(distance, tree):
    name = {"hyperboloid": "lorentz2018"}.get(distance, "translational-free")
    recipe = read_recipe(RECIPES / f"{name}.yaml").settings
    assert recipe.distance == distance
    phases = [dataclasses.replace(phase, epochs=2) for phase in recipe.phases]
    settings = dataclasses.replace(recipe, phases=tuple(phases))
    problem, together = of_seeds(tree, settings, (5, 6))
    list(trainer.run(together, problem))
    for seed, state in zip((5, 6), together, strict=True):
        _, (alone,) = of_seeds(tree, settings, (seed,))
        list(trainer.run([alone], problem))
        assert bits(alone) == bits(state)


def test_runs_that_are_behind_catch_up_first(tree, small_chunks):
    problem, states = of_seeds(tree, SHORT, (0, 1, 2))
    # The first is done, the second is in its second phase, the third has not begun.
    list(trainer.run(states[:1], problem))
    for reports in trainer.run(states[1:2], problem):
        if reports[0].epoch > 1.5:
            break
    places = [tuple(reports) for reports in trainer.run(states, problem)]
    assert set(places) == {(2,), (1, 2)} and places == sorted(places, reverse=True)
    for seed, state in enumerate(states):
        _, (alone,) = of_seeds(tree, SHORT, (seed,))
        list(trainer.run([alone], problem))
        assert bits(alone) == bits(state)


@pytest.mark.parametrize("gradient", ["sum", "mean"])
def test_workers_take_their_gradients_at_the_same_points(gradient, tree, rng):
    """A step of three workers is the sum of the steps that each makes alone."""
    batch = dataclasses.replace(SHORT.batch, pairs=4, gradient=gradient, updates="together")
    ball = Ball(epsilon=1e-5, projection="scaled")
    settings = dataclasses.replace(SHORT, batch=batch, ball=ball)
    problem, states = of_seeds(tree, settings, (0, 0, 0, 0))
    start = rng.uniform(-0.5, 0.5, states[0].points.shape)
    draws, engine = Draws.of(problem, SHORT.phases[1]), Engine.of(settings)
    places = rng.permutation(tree.n_pairs)[:12]
    chunk = draws.chunk(*problem.visits.pairs(places), Size(3, 4), rng)
    u, seconds = np.split(chunk.nodes[0], [12])
    seconds = seconds.reshape(12, -1)
    parts = [slice(None), *(slice(4 * worker, 4 * worker + 4) for worker in range(3))]
    moved = []
    for state, part in zip(states, parts, strict=True):
        state.points[:] = start
        state.squared[:] = np.einsum("nd,nd->n", start, start)
        nodes = np.concatenate((u[part], seconds[part].ravel()))[None, :]
        layout = dataclasses.replace(chunk.layout, pairs=len(u[part]))
        engine.run(Stack.of([state]), Chunk(layout=layout, nodes=nodes), np.array([1e-3]))
        moved.append(state.points - start)
    np.testing.assert_allclose(moved[0], sum(moved[1:]), atol=1e-15)


def test_an_epoch_ends_with_fewer_workers_and_then_a_batch_that_is_not_full():
    batch = dataclasses.replace(SHORT.batch, pairs=10, workers=4)
    sizes = [next_size(left, batch) for left in (85, 40, 39, 10, 9)]
    assert sizes == [Size(4, 10), Size(4, 10), Size(3, 10), Size(1, 10), Size(1, 9)]
