"""Epochs: the order of visits, one batch by the book, and a training that can be stopped."""

import dataclasses
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.graphs.relations import Relations
from poincare.training.minibatch import epoch, trainer
from poincare.training.minibatch.batch import Draws
from poincare.training.minibatch.epoch import Engine
from poincare.training.minibatch.groups import groups, in_turn
from poincare.training.minibatch.settings import Phase, Sampling
from poincare.training.minibatch.state import Problem
from poincare.training.minibatch.steps import Ball, Step
from poincare.training.minibatch.visits import Visits
from poincare.training.recipe import read_recipe
from poincare.training.schedule import Linear

GENSIM = read_recipe(Path(__file__).parents[4] / "config/recipes/gensim-batch-10.yaml")
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
    return state, list(trainer.run(state, problem))


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
    chunk = draws.chunk(first, second, 12, rng)
    expected, other = (
        by_the_book(state.points.copy(), chunk, 30.0, in_turn, 0.05)
        for in_turn in (updates == "in-turn", updates != "in-turn")
    )
    assert np.abs(expected - other).max() > 0.01
    Engine.of(problem.settings).run(state, chunk, np.array([30.0]))
    # As near as differences of the loss come.
    np.testing.assert_allclose(state.points, expected, atol=1e-4)
    np.testing.assert_allclose(
        state.squared, np.einsum("nd,nd->n", state.points, state.points), rtol=1e-12
    )


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
        list(trainer.run(state, problem))


@pytest.mark.parametrize("pairs", [1, 4])
@pytest.mark.parametrize("l2", [0.0, 1.0])
def test_one_move_where_no_node_is_first_and_second_gives_the_bits_of_two(
    pairs, l2, rng, monkeypatch
):
    edges = rng.integers(300, size=(400, 2))
    graph = Relations.from_pairs("random", [str(i) for i in range(300)], edges)
    batch = dataclasses.replace(GENSIM.settings.batch, pairs=pairs)
    settings = dataclasses.replace(SHORT, batch=batch, l2=l2)
    moves = []

    def in_two(nodes, firsts):
        moves.extend(len(batch) for batch in in_turn(nodes, firsts))
        parts = (slice(firsts), slice(firsts, None))
        return zip(*(groups(nodes, part) for part in parts), strict=True)

    ours, _ = run(graph, settings)
    monkeypatch.setattr(epoch, "in_turn", in_two)
    two, _ = run(graph, settings)
    assert set(moves) == {1, 2}
    assert ours.points.tobytes() == two.points.tobytes()
    assert ours.squared.tobytes() == two.squared.tobytes()
    assert ours.loss == two.loss
