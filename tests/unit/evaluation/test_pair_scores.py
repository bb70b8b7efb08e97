"""Scores of pairs, against the formulas of their papers and against trees."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.embeddings.embedding import Embedding
from poincare.evaluation.edges.pair_scores import (
    EPSILON,
    PAIR_SCORES,
    Sides,
    cone_energy,
    exterior_angle,
    norm_distance,
    radius_distance,
)

PAIRS = np.array([[u, v] for u in range(12) for v in range(12) if u != v])


def embedded(seed, manifold, dim=3, reach=0.95):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(12, dim))
    x *= reach * rng.uniform(size=(12, 1)) / np.linalg.norm(x, axis=1, keepdims=True)
    return Embedding(tuple("abcdefghijkl"), x, manifold)


@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
@settings(max_examples=30)
def test_the_angle_is_that_of_the_paper_in_the_ball(seed, dim):
    """Ganea et al. (2018), equation 28."""
    embedding = embedded(seed, "poincare", dim)
    y, x = (embedding.vectors[PAIRS[:, end]] for end in (0, 1))
    xy, xx, yy = (x * y).sum(1), (x * x).sum(1), (y * y).sum(1)
    cosine = (xy * (1 + xx) - xx * (1 + yy)) / (
        np.sqrt(xx) * np.linalg.norm(x - y, axis=1) * np.sqrt(1 + xx * yy - 2 * xy)
    )
    found = exterior_angle(Sides.of(embedding, PAIRS), hyperbolic=True)
    np.testing.assert_allclose(np.cos(found), np.clip(cosine, -1, 1), atol=1e-7)


@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
@settings(max_examples=30)
def test_the_flat_angle_is_that_between_v_and_the_way_to_u(seed, dim):
    embedding = embedded(seed, "euclidean", dim)
    u, v = (embedding.vectors[PAIRS[:, end]] for end in (0, 1))
    cosine = (v * (u - v)).sum(1) / (np.linalg.norm(v, axis=1) * np.linalg.norm(u - v, axis=1))
    found = exterior_angle(Sides.of(embedding, PAIRS), hyperbolic=False)
    np.testing.assert_allclose(np.cos(found), np.clip(cosine, -1, 1), atol=1e-7)


def test_a_cone_holds_what_is_behind_its_apex():
    ray = np.array([[0.2, 0.0], [0.5, 0.0], [0.9, 0.0], [-0.9, 0.0]])
    embedding = Embedding(tuple("abcd"), ray, "poincare")
    pairs = np.array([[1, 0], [2, 0], [2, 1], [0, 1], [3, 1]])
    inside = cone_energy(Sides.of(embedding, pairs), embedding) >= 0
    assert inside.tolist() == [True, True, True, False, False]
    # The aperture: sin ψ = K (1 − ‖v‖²) / ‖v‖.
    constant = EPSILON / (1 - EPSILON**2)
    aperture = np.arcsin(constant * (1 - 0.25) / 0.5)
    assert cone_energy(Sides.of(embedding, pairs[[2]]), embedding) == pytest.approx(
        [aperture], abs=1e-6
    )


def test_an_ancestor_on_the_way_to_the_origin_has_no_excess():
    ray = np.array([[0.0, 0.0], [0.5, 0.0], [0.9, 0.0], [0.0, 0.7]])
    embedding = Embedding(tuple("abcd"), ray, "poincare")
    pairs = np.array([[1, 0], [2, 1], [2, 0], [3, 1], [1, 2]])
    score = radius_distance(1.0)(Sides.of(embedding, pairs), embedding)
    np.testing.assert_allclose(score[:3], 0.0, atol=1e-12)
    assert (score[3:] < -0.5).all()


def test_the_papers_score_prefers_a_smaller_norm():
    embedding = embedded(0, "poincare")
    sides = Sides.of(embedding, PAIRS)
    norms = np.linalg.norm(embedding.vectors, axis=1)
    u, v = PAIRS.T
    expected = -(1 + 1000 * (norms[v] - norms[u])) * sides.distance
    np.testing.assert_allclose(norm_distance(sides, embedding), expected)


def test_translated_points_have_no_cones():
    moved = Embedding(tuple("ab"), np.eye(2), "translational", translation=np.ones(2))
    assert not PAIR_SCORES["cone-energy"].applies_to(moved)
    assert PAIR_SCORES["radius-distance"].applies_to(moved)
