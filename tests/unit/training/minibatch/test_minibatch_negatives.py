"""Draws for single pairs: their distribution, what is rejected, and what duplicates become."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from poincare.graphs.relations import Relations
from poincare.training.minibatch import forbidden as forbidden_pairs
from poincare.training.minibatch.forbidden import Forbidden
from poincare.training.minibatch.negatives import Alias, PairSampler, forbidden_keys, node_weights
from poincare.training.minibatch.settings import Negatives, Sampling

UNIFORM = Sampling("occurrences", 0.0)


def sampler(relations, number, rejected=(), duplicates="allowed", sampling=UNIFORM):
    return PairSampler.of(
        relations,
        Negatives(rejected=rejected, duplicates=duplicates, both_ends=False),
        number,
        sampling,
    )


def test_the_tables_hold_the_probabilities(rng):
    weights = rng.random(50) ** 4
    weights[3] = 0.0
    alias = Alias.of(weights)
    other = np.arange(50) + alias.change
    held = alias.threshold + np.bincount(other, 1 - alias.threshold, minlength=50)
    np.testing.assert_allclose(held / 50, weights / weights.sum(), atol=1e-15)


def test_weights_count_both_ends_or_the_second(tree):
    root, leaf = tree.index["node0"], tree.index["node120"]
    both = node_weights(tree, Sampling("occurrences", 1.0))
    second = node_weights(tree, Sampling("positives", 0.5))
    assert (both[root], both[leaf]) == (120, 4)
    assert (second[root], second[leaf]) == (pytest.approx(120**0.5), 0)
    assert (node_weights(tree, UNIFORM) == 1).all()


def test_weights_count_a_pair_as_often_as_it_is_written():
    lines = Relations.from_lines("lines", "abc", np.array([(0, 1), (0, 1), (0, 2), (2, 1)]))
    assert node_weights(lines, Sampling("occurrences", 1.0)).tolist() == [3, 3, 2]
    assert node_weights(lines, Sampling("positives", 2.0)).tolist() == [0, 9, 1]


@pytest.mark.parametrize(
    "rejected", [(), ("positives",), ("itself",), ("positives", "reverse", "itself")]
)
@pytest.mark.parametrize("duplicates", ["allowed", "redrawn", "set-redrawn"])
def test_what_is_rejected_never_comes_and_all_else_does(tree, rng, rejected, duplicates):
    pairs = set(zip(tree.sources.tolist(), tree.indices.tolist(), strict=True))
    draw = sampler(tree, 6, rejected, duplicates, Sampling("occurrences", 1.0))
    node = tree.index["node4"]
    drawn = draw.draw(np.full(3000, node), rng)
    tests = {
        "positives": lambda x: (node, x) in pairs,
        "reverse": lambda x: (x, node) in pairs,
        "itself": lambda x: x == node,
    }
    allowed = {x for x in range(tree.n_nodes) if not any(tests[kind](x) for kind in rejected)}
    assert set(drawn.ravel().tolist()) == allowed
    distinct = [len(set(row)) for row in drawn.tolist()]
    assert (min(distinct) < 6) if duplicates == "allowed" else (set(distinct) == {6})


def test_first_ends_reject_those_of_which_v_is_a_positive(tree, rng):
    draw = sampler(tree, 5, ("positives",)).of_first_ends()
    node = tree.index["node4"]
    drawn = set(draw.draw(np.full(2000, node), rng).ravel().tolist())
    assert drawn == {x for x in range(tree.n_nodes) if node not in tree.positives(x)}


def probabilities_of_sets(p, successive):
    """Probability of each two nodes: one after the other, or given that two draws differ."""
    pairs = list(combinations(range(len(p)), 2))
    if successive:
        weights = [p[a] * p[b] * (1 / (1 - p[a]) + 1 / (1 - p[b])) for a, b in pairs]
    else:
        weights = [p[a] * p[b] for a, b in pairs]
    return dict(zip(pairs, np.array(weights) / sum(weights), strict=True))


@pytest.mark.parametrize("duplicates", ["redrawn", "set-redrawn", "at once"])
def test_the_distribution_of_sets_without_duplicates(duplicates, rng):
    graph = Relations.from_pairs("g", "abcde", np.array([[0, 1]]))
    p = np.array([0.5, 0.3, 0.1, 0.07, 0.03])
    draw = PairSampler(
        alias=Alias.of(p),
        forbidden=Forbidden.of(forbidden_keys(graph, ()), 5),
        number=2,
        duplicates=duplicates,
    )
    m = 40000
    anchors = np.zeros(m, dtype=np.int64)
    drawn = draw._at_once(anchors, 2, rng) if duplicates == "at once" else draw.draw(anchors, rng)
    found = Counter(tuple(sorted(row)) for row in drawn.tolist())
    for pair, expected in probabilities_of_sets(p, duplicates != "set-redrawn").items():
        error = np.sqrt(expected * (1 - expected) / m)
        assert abs(found[pair] / m - expected) < 4.5 * error


def test_too_few_allowed_nodes_repeat_and_none_is_the_anchor_itself(rng):
    star = Relations.from_pairs("star", "abcd", np.array([[0, 1], [0, 2], [1, 2], [1, 3], [2, 0]]))
    draw = sampler(star, 3, ("positives", "itself"), "redrawn")
    # Of a only d is left, of b only a; of c there are b and d.
    assert draw.draw(np.array([0, 1]), rng).tolist() == [[3, 3, 3], [0, 0, 0]]
    assert set(draw.draw(np.array([2]), rng)[0].tolist()) == {1, 3}
    full = Relations.from_pairs("full", "ab", np.array([[0, 1], [1, 0]]))
    assert sampler(full, 2, ("positives", "itself")).draw(np.array([0]), rng).tolist() == [[0, 0]]


def test_a_frequent_node_without_rivals_is_still_drawn_from_all(rng):
    # Node 0 has nearly all the weight, and is forbidden: rounds of redrawing do not end.
    star = Relations.from_pairs("star", "abc", np.array([[1, 0]]))
    draw = PairSampler(
        alias=Alias.of(np.array([1.0, 0.0, 1e-9])),
        forbidden=Forbidden.of(forbidden_keys(star, ("positives",)), 3),
        number=2,
        duplicates="allowed",
    )
    assert draw.draw(np.array([1]), rng).tolist() == [[2, 2]]


@pytest.mark.parametrize("bits", [3, 24])
def test_forbidden_pairs_are_found_whatever_shares_their_bit(tree, rng, bits, monkeypatch):
    monkeypatch.setattr(forbidden_pairs, "BITS", bits)
    forbidden = Forbidden.of(forbidden_keys(tree, ("positives", "itself")), tree.n_nodes)
    anchors, nodes = rng.integers(tree.n_nodes, size=(2, 5000))
    places = forbidden.places(anchors, nodes)
    pairs = zip(anchors.tolist(), nodes.tolist(), strict=True)
    expected = [i for i, (u, v) in enumerate(pairs) if v in {u, *tree.positives(u)}]
    assert sorted(places.tolist()) == expected and len(expected) > 100
    assert forbidden.number.tolist() == [1 + len(tree.positives(u)) for u in range(tree.n_nodes)]
