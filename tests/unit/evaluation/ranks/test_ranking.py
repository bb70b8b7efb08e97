"""Exact ranks: against a loop over all nodes, at every scale, with ties, in any tiling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.evaluation.ranks import block, bulk
from poincare.evaluation.ranks.ranking import Ranks, rank
from poincare.evaluation.ranks.screening import Screen
from poincare.geometry import euclidean, hyperboloid
from poincare.graphs.relations import Relations

N = 300


def random_graph(rng):
    pairs = rng.integers(0, N, size=(1500, 2))
    pairs = pairs[pairs[:, 0] % 7 != 0]  # some nodes without positives
    return Relations.from_pairs("random", [f"n{i}" for i in range(N)], pairs)


def by_loop(queries, x, relations, excess=hyperboloid.excess):
    """closer and tied as they are defined, one node after another."""
    closer, tied = [], []
    for u in range(relations.n_nodes):
        positives = relations.positives(u)
        from_u = excess(np.broadcast_to(queries[u], x.shape), x)
        negative = np.ones(len(x), dtype=bool)
        negative[positives] = negative[u] = False
        closer += [np.count_nonzero(from_u[negative] < from_u[v]) for v in positives]
        tied += [np.count_nonzero(from_u[negative] == from_u[v]) for v in positives]
    return closer, tied


def points(kind, rng):
    directions = rng.normal(size=(N, 4))
    return {
        "moderate": directions,
        "far and near": directions * np.exp(3 * rng.normal(size=(N, 1))),
        "tiny": 1e-3 * directions,
        "few distinct points": directions[rng.integers(0, 12, N)],
        "all at the origin": np.zeros((N, 4)),
        "one dimension": 100 * directions[:, :1],
        "at the edge of the ball": hyperboloid.from_ball(
            0.99999 * directions / np.linalg.norm(directions, axis=1, keepdims=True)
        ),
    }[kind]


@pytest.mark.parametrize("tile", [(256, 8192), (7, 50)])
@pytest.mark.parametrize(
    "kind",
    [
        "moderate",
        "far and near",
        "tiny",
        "few distinct points",
        "all at the origin",
        "one dimension",
        "at the edge of the ball",
    ],
)
def test_ranks_equal_a_loop(kind, tile, rng, monkeypatch):
    monkeypatch.setattr(block, "TILE", tile)
    relations, x = random_graph(rng), points(kind, rng)
    ranks = rank(Embedding(relations.names, x, "hyperboloid"), relations, threads=2)
    closer, tied = by_loop(x, x, relations)
    np.testing.assert_array_equal(ranks.closer, closer)
    np.testing.assert_array_equal(ranks.tied, tied)


FLAT_KINDS = ["moderate", "far and near", "tiny", "few distinct points", "all at the origin"]


@pytest.mark.parametrize("tile", [(256, 8192), (7, 50)])
@pytest.mark.parametrize("kind", FLAT_KINDS)
@pytest.mark.parametrize("translated", [False, True])
def test_flat_ranks_equal_a_loop(kind, translated, tile, rng, monkeypatch):
    monkeypatch.setattr(block, "TILE", tile)
    relations, x = random_graph(rng), points(kind, rng)
    r = x.std() * rng.normal(size=4)
    embedding = (
        Embedding(relations.names, x, "translational", translation=r)
        if translated
        else Embedding(relations.names, x, "euclidean")
    )
    ranks = rank(embedding, relations, threads=2)
    queries = x + r if translated else x
    closer, tied = by_loop(queries, x, relations, euclidean.squared_distance)
    np.testing.assert_array_equal(ranks.closer, closer)
    np.testing.assert_array_equal(ranks.tied, tied)
    gap = queries[relations.sources] - x[relations.indices]
    np.testing.assert_allclose(ranks.distance, np.linalg.norm(gap, axis=1))


@pytest.mark.slow
@given(
    st.lists(st.lists(st.integers(-3, 3), min_size=2, max_size=2), min_size=2, max_size=25),
    st.lists(st.integers(-2, 2), min_size=2, max_size=2),
    st.sampled_from([2.0**-40, 1.0, 2.0**30]),
    st.integers(0, 2**32 - 1),
)
@settings(deadline=None)
def test_ranks_on_a_grid_equal_whole_numbers(cells, shift, scale, seed):
    """Ties and duplicates abound, and Python's integers know them exactly."""
    n = len(cells)
    rng = np.random.default_rng(seed)
    graph = Relations.from_pairs("grid", map(str, range(n)), rng.integers(0, n, (2 * n, 2)))
    ranks = rank(
        Embedding(
            graph.names,
            scale * np.array(cells, dtype=float),
            "translational",
            translation=scale * np.array(shift, dtype=float),
        ),
        graph,
    )

    def squared(u, x):
        return sum((a + r - b) ** 2 for a, r, b in zip(cells[u], shift, cells[x], strict=True))

    for pair, (u, v) in enumerate(zip(graph.sources, graph.indices, strict=True)):
        others = [x for x in range(n) if x != u and x not in graph.positives(u)]
        assert ranks.closer[pair] == sum(squared(u, x) < squared(u, v) for x in others)
        assert ranks.tied[pair] == sum(squared(u, x) == squared(u, v) for x in others)
        assert ranks.itself_closer[pair] == (squared(u, u) < squared(u, v))


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-6, 1e-3, 0.1, 1.0, 30.0]))
@settings(deadline=None)
def test_duplicates_on_the_hyperboloid_tie(seed, scale):
    rng = np.random.default_rng(seed)
    n = 30
    x = scale * rng.normal(size=(8, 3))[rng.integers(0, 8, n)]
    graph = Relations.from_pairs("twins", map(str, range(n)), rng.integers(0, n, (60, 2)))
    ranks = rank(Embedding(graph.names, x, "hyperboloid"), graph)
    closer, tied = by_loop(x, x, graph)
    np.testing.assert_array_equal(ranks.closer, closer)
    np.testing.assert_array_equal(ranks.tied, tied)


def count_in_bulk_from(monkeypatch, share):
    """Let rows be counted in bulk from this share of candidates on; lists those that are."""
    seen = []
    monkeypatch.setattr(bulk, "SHARE", share)
    monkeypatch.setattr(block, "BULK_TILE", (5, 70))
    monkeypatch.setattr(block, "TILE", (37, 50))
    settle = bulk.Windows.settle
    monkeypatch.setattr(
        bulk.Windows, "settle", lambda its, values: seen.append(0) or settle(its, values)
    )
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("manifold", ["hyperboloid", "euclidean"])
@pytest.mark.parametrize("kind", FLAT_KINDS)
def test_both_ways_of_counting_agree(kind, manifold, rng, monkeypatch):
    relations, x = random_graph(rng), points(kind, rng)
    excess = hyperboloid.excess if manifold == "hyperboloid" else euclidean.squared_distance
    closer, tied = by_loop(x, x, relations, excess)
    # Never, always, and for about half of the rows.
    for share, rows_in_bulk in ((1.0, "none"), (-1.0, "all"), (0.08, "some")):
        seen = count_in_bulk_from(monkeypatch, share)
        ranks = rank(Embedding(relations.names, x, manifold), relations)
        assert bool(seen) == (rows_in_bulk != "none")
        np.testing.assert_array_equal(ranks.closer, closer)
        np.testing.assert_array_equal(ranks.tied, tied)
        monkeypatch.undo()


@pytest.mark.slow
@given(st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_double_precision_screens_exactly_at_very_different_radii(seed):
    """There the excess itself is rounded more coarsely than a product of its size would be."""
    rng = np.random.default_rng(seed)
    n = 60
    x = rng.normal(size=(15, 2)) * np.exp(3 * rng.normal(size=(15, 1)))
    x = x[rng.integers(0, 15, n)]
    graph = Relations.from_pairs("far", map(str, range(n)), rng.integers(0, n, (200, 2)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Screen, "fitting", lambda space, *_: Screen.of(space, np.float64))
        ranks = rank(Embedding(graph.names, x, "hyperboloid"), graph)
    closer, tied = by_loop(x, x, graph)
    np.testing.assert_array_equal(ranks.closer, closer)
    np.testing.assert_array_equal(ranks.tied, tied)


def test_float32_screening_alone_would_not_do(rng):
    """The case that the exact decision exists for: neighbours closer than float32 can tell."""
    relations = random_graph(rng)
    x = np.array([30.0, 0, 0]) + 1e-3 * rng.normal(size=(N, 3))
    ranks = rank(Embedding(relations.names, x, "hyperboloid"), relations)
    np.testing.assert_array_equal(ranks.closer, by_loop(x, x, relations)[0])
    lifted = hyperboloid.lift(x).astype(np.float32)
    product = lifted[:, :1] * lifted[:, 0] - lifted[:, 1:] @ lifted[:, 1:].T
    naive = [
        np.count_nonzero(product[u] < product[u, v])
        for u, v in zip(relations.sources, relations.indices, strict=True)
    ]
    assert (np.array(naive) != ranks.closer).mean() > 0.5


def test_an_isometry_changes_no_rank(rng):
    relations, x = random_graph(rng), points("moderate", rng)
    rotation, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    before, after = (
        rank(Embedding(relations.names, y, "hyperboloid"), relations) for y in (x, x @ rotation)
    )
    np.testing.assert_array_equal(before.closer, after.closer)
    np.testing.assert_allclose(before.distance, after.distance)


def test_ball_and_hyperboloid_rank_alike(rng):
    relations, x = random_graph(rng), points("moderate", rng)
    ranks = [
        rank(Embedding(relations.names, vectors, manifold), relations)
        for vectors, manifold in ((x, "hyperboloid"), (hyperboloid.to_ball(x), "poincare"))
    ]
    np.testing.assert_array_equal(ranks[0].closer, ranks[1].closer)


def test_names_match_nodes_not_places(rng):
    relations, x = random_graph(rng), points("moderate", rng)
    order = rng.permutation(N)
    shuffled = Embedding(tuple(relations.names[i] for i in order), x[order], "hyperboloid")
    straight = rank(Embedding(relations.names, x, "hyperboloid"), relations)
    np.testing.assert_array_equal(rank(shuffled, relations).closer, straight.closer)


def test_missing_nodes_are_counted_and_named(rng):
    relations = random_graph(rng)
    some = Embedding(relations.names[5:], points("moderate", rng)[5:], "hyperboloid")
    with pytest.raises(UserError, match=r"5 of the 300 .*'n0'"):
        rank(some, relations)


def test_progress_counts_all_nodes(rng, monkeypatch):
    monkeypatch.setattr(block, "TILE", (100, 64))
    relations, seen = random_graph(rng), []
    embedding = Embedding(relations.names, points("moderate", rng), "hyperboloid")
    rank(embedding, relations, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(100, N), (200, N), (300, N)]


def test_save_and_load(rng, tmp_path):
    relations = random_graph(rng)
    ranks = rank(Embedding(relations.names, points("moderate", rng), "hyperboloid"), relations)
    ranks.save(tmp_path / "ranks.npz")
    loaded = Ranks.load(tmp_path / "ranks.npz")
    np.testing.assert_array_equal(loaded.closer, ranks.closer)
    assert loaded.relations_hash == relations.content_hash
    relations.save(tmp_path / "graph.npz")
    with pytest.raises(UserError, match="not a ranks file"):
        Ranks.load(tmp_path / "graph.npz")
