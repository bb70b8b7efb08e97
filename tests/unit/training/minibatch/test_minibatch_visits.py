"""Visits of a graph that writes pairs several times."""

from collections import Counter

import numpy as np
import pytest

from poincare.graphs.relations import Relations
from poincare.training.minibatch.visits import Visits

LINES = [(1, 0), (1, 0), (1, 0), (2, 0), (2, 1), (2, 1), (3, 1)]
EPOCHS = 4000


@pytest.fixture
def graph():
    return Relations.from_lines("lines", "abcd", np.array(LINES))


def visited(visits, rng):
    first, second = visits.pairs(visits.epoch(rng))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def test_an_epoch_of_shuffled_pairs_visits_every_line(graph, rng):
    visits = Visits.of(graph, "shuffled-pairs")
    orders = {tuple(visited(visits, rng)) for _ in range(20)}
    assert len(orders) > 10
    assert all(Counter(order) == Counter(LINES) for order in orders)


def test_one_hypernym_of_a_node_is_drawn_by_how_often_its_pair_is_written(graph, rng):
    visits = Visits.of(graph, "one-hypernym-per-node")
    drawn = [visited(visits, rng) for _ in range(EPOCHS)]
    assert all(sorted(u for u, _ in epoch) == [1, 2, 3] for epoch in drawn)
    share = Counter(pair for epoch in drawn for pair in epoch)[2, 1] / EPOCHS
    assert share == pytest.approx(2 / 3, abs=0.04)


def test_one_hyponym_of_a_node_is_drawn_by_how_often_its_pair_is_written(graph, rng):
    visits = Visits.of(graph, "one-hyponym-per-inner-node")
    drawn = [visited(visits, rng) for _ in range(EPOCHS)]
    assert all(sorted(u for u, _ in epoch) == [0, 1] for epoch in drawn)
    share = Counter(pair for epoch in drawn for pair in epoch)[0, 1] / EPOCHS
    assert share == pytest.approx(3 / 4, abs=0.04)


@pytest.mark.parametrize("order", ["shuffled-pairs", "one-hypernym-per-node"])
def test_pairs_written_once_are_drawn_as_they_always_were(tree, order):
    places = Visits.of(tree, order).epoch(np.random.default_rng(5))
    rng = np.random.default_rng(5)
    if order == "shuffled-pairs":
        expected = rng.permutation(tree.n_pairs)
    else:
        degree = np.diff(tree.indptr)
        nodes = rng.permutation(np.flatnonzero(degree))
        expected = tree.indptr[nodes] + rng.integers(degree[nodes])
    assert places.tolist() == expected.tolist()
