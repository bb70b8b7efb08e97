"""Nothing undecided counts for the model: extreme scales, collapsed and duplicated points."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.scores import scores
from poincare.graphs.relations import Relations

N = 40


def graph_of(rng, n=N):
    return Relations.from_pairs("random", [f"n{i}" for i in range(n)], rng.integers(0, n, (90, 2)))


def by_loop(relations, closeness):
    """closer and tied of every pair; `closeness(u, x)` grows with the distance, exactly."""
    closer, tied = [], []
    for u, v in zip(relations.sources, relations.indices, strict=True):
        positives = {*relations.positives(u).tolist(), u}
        others = [closeness(u, x) for x in range(relations.n_nodes) if x not in positives]
        own = closeness(u, v)
        closer.append(sum(other < own for other in others))
        tied.append(sum(other == own for other in others))
    return closer, tied


def squared_distance(x):
    exact = [[Fraction(value) for value in row] for row in x.tolist()]
    return lambda u, v: sum((a - b) ** 2 for a, b in zip(exact[u], exact[v], strict=True))


def lorentz_product(x):
    """−⟨x, y⟩ with 200 digits."""
    with localcontext() as context:
        context.prec = 200
        exact = [[Decimal(value) for value in row] for row in x.tolist()]
        time = [(1 + sum(a * a for a in row)).sqrt() for row in exact]

        def closeness(u, v):
            with localcontext() as inner:
                inner.prec = 200
                product = sum((a * b for a, b in zip(exact[u], exact[v], strict=True)), Decimal(0))
                return time[u] * time[v] - product

    return closeness


@given(st.integers(0, 2**32 - 1), st.integers(-500, 500))
@settings(deadline=None)
def test_a_power_of_two_changes_no_rank_in_flat_space(seed, exponent):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(12, 3))[rng.integers(0, 12, N)]
    graph = graph_of(rng)
    before, after = (
        rank(Embedding(graph.names, y, "euclidean"), graph) for y in (x, np.ldexp(x, exponent))
    )
    np.testing.assert_array_equal(before.closer, after.closer)
    np.testing.assert_array_equal(before.tied, after.tied)
    np.testing.assert_array_equal(np.ldexp(before.distance, exponent), after.distance)
    assert (before.closer.tolist(), before.tied.tolist()) == by_loop(graph, squared_distance(x))


@pytest.mark.parametrize("exponent", [-1070, -600, 0, 70, 600, 1020])
def test_a_translation_scales_with_the_points(exponent, rng):
    graph, x, r = graph_of(rng), rng.integers(-8, 8, (N, 2)) / 8, np.array([0.5, -0.25])
    scaled = [np.ldexp(part, exponent) for part in (x, r)]
    moved = Embedding(graph.names, scaled[0], "translational", translation=scaled[1])
    ranks = rank(moved, graph)
    exact = squared_distance(np.concatenate([x, x + r]))
    expected = by_loop(graph, lambda u, v: exact(N + u, v))
    assert (ranks.closer.tolist(), ranks.tied.tolist()) == expected


@pytest.mark.parametrize("factor", [1e-170, 1e-40, 1e19, 1e20, 1e30, 1e150, 1e300])
@pytest.mark.parametrize("manifold", ["euclidean", "hyperboloid"])
def test_ranks_are_right_at_any_scale_or_refused_by_name(factor, manifold, rng):
    graph, x = graph_of(rng), factor * rng.normal(size=(N, 3))
    closeness = squared_distance(x) if manifold == "euclidean" else lorentz_product(x)
    try:
        ranks = rank(Embedding(graph.names, x, manifold), graph)
    except UserError as refused:
        assert manifold == "hyperboloid" and factor in (1e-170, 1e150, 1e300)
        assert "'n" in str(refused)
        return
    assert (ranks.closer.tolist(), ranks.tied.tolist()) == by_loop(graph, closeness)


@pytest.mark.parametrize("radius", [20, 34, 45, 60, 100, 300])
def test_far_points_are_ranked_rightly_or_refused_by_name(radius, rng):
    """In a narrow cone: from some radius on the angles are lost in the rounding."""
    graph = graph_of(rng)
    direction = np.array([1.0, 0, 0]) + 1e-9 * rng.normal(size=(N, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    x = np.sinh(radius + rng.uniform(-1, 1, (N, 1))) * direction
    try:
        ranks = rank(Embedding(graph.names, x, "hyperboloid"), graph)
    except UserError as refused:
        assert radius > 34 and "'n" in str(refused)
        return
    assert (ranks.closer.tolist(), ranks.tied.tolist()) == by_loop(graph, lorentz_product(x))


def test_points_that_underflow_beside_the_greatest_are_refused_by_name(rng):
    graph, x = graph_of(rng), rng.normal(size=(N, 2))
    x[0], x[1:] = 1.0, 1e-200 * x[1:]
    with pytest.raises(UserError, match="'n"):
        rank(Embedding(graph.names, x, "euclidean"), graph)
    x[0] = 1e300
    with pytest.raises(UserError, match="'n"):
        rank(Embedding(graph.names, x, "euclidean"), graph)


CASES = {
    "random": lambda rng, n: rng.normal(size=(n, 3)),
    "all zero": lambda rng, n: np.zeros((n, 3)),
    "all equal": lambda rng, n: np.full((n, 3), 0.3),
    "two points": lambda rng, n: np.eye(3)[rng.integers(0, 2, n)],
    "nine in ten at one point": lambda rng, n: rng.normal(size=(n, 3)) * (rng.random((n, 1)) > 0.9),
    "duplicates": lambda rng, n: rng.normal(size=(n // 2, 3))[rng.integers(0, n // 2, n)],
}


@pytest.mark.parametrize("manifold", ["euclidean", "hyperboloid"])
@pytest.mark.parametrize("case", CASES)
def test_degenerate_points_have_the_realistic_rank_of_a_loop(case, manifold, rng):
    n = 200
    graph = Relations.from_pairs("random", map(str, range(n)), rng.integers(0, n, (300, 2)))
    x = CASES[case](rng, n)
    ranks = rank(Embedding(graph.names, x, manifold), graph)
    kept = graph.sources != graph.indices
    distinct = np.unique(x, axis=0)
    closer, tied = map(np.array, by_loop(graph, squared_distance(x)))
    if manifold == "euclidean" or len(distinct) < 3:
        np.testing.assert_array_equal(ranks.closer, closer)
        np.testing.assert_array_equal(ranks.tied, tied)
    score = scores(ranks, graph, PROTOCOLS["nickel2017"])[0]
    expected = 1 + (ranks.closer + ranks.tied / 2)[kept].mean()
    assert score.value == score.realistic == expected
    assert score.optimistic <= score.realistic <= score.pessimistic
    assert (score.n_nodes, score.n_distinct) == (n, len(distinct))
    if len(distinct) == 1:
        # One positive after another among all others at the same distance: half of them.
        negatives = score.n_comparisons / score.n_evaluated
        assert score.realistic == 1 + negatives / 2 and abs(score.realistic - n / 2) < 3
        assert (score.optimistic, score.n_ties) == (1.0, score.n_comparisons)
    if case == "two points":
        assert abs(score.realistic - n / 2) < n / 10 and score.optimistic < n / 3
        assert score.n_ties > 0.4 * score.n_comparisons
