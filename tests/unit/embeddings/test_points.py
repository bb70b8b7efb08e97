"""Points: the same distances and radii in whatever coordinates an embedding keeps."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from poincare.embeddings.embedding import Embedding
from poincare.embeddings.points import Points, radii
from poincare.geometry.manifolds import MANIFOLDS

seeds = st.integers(0, 2**32 - 1)


def embedding(manifold: str, vectors: np.ndarray) -> Embedding:
    space = MANIFOLDS[manifold]
    translation = np.ones(vectors.shape[1]) if space.translated else None
    names = tuple(f"n{i}" for i in range(len(vectors)))
    return Embedding(names, vectors, manifold, translation=translation)


@given(seeds)
def test_ball_and_hyperboloid_agree(seed):
    x = np.random.default_rng(seed).normal(size=(6, 3))
    there = embedding("hyperboloid", x)
    here = embedding("poincare", there.in_ball())
    both = Points.of(there), Points.of(here)
    distances = [one.distance(one.vectors[:3], one.vectors[3:]) for one in both]
    np.testing.assert_allclose(*distances, rtol=1e-9)
    np.testing.assert_allclose(both[0].norms, both[1].norms, rtol=1e-12)
    np.testing.assert_allclose(radii(there), radii(here), rtol=1e-9)


@given(seeds)
def test_radii_are_distances_from_the_origin(seed):
    x = np.random.default_rng(seed).normal(size=(5, 4))
    for name, space in MANIFOLDS.items():
        if space.translated:
            continue
        vectors = x / (1.0 + np.linalg.norm(x, axis=1))[:, None] if space.bounded else x
        one = embedding(name, vectors)
        points = Points.of(one)
        expected = points.distance(vectors, np.zeros_like(vectors))
        np.testing.assert_allclose(radii(one), expected, rtol=1e-9)


def test_a_translation_shifts_the_first_point():
    one = embedding("translational", np.array([[0.0, 0.0], [1.0, 1.0]]))
    points = Points.of(one)
    assert points.distance(one.vectors[0], one.vectors[1]) == 0.0
    assert points.distance(one.vectors[0], one.vectors[0]) == np.sqrt(2.0)


def test_every_manifold_is_stated_completely():
    for name, space in MANIFOLDS.items():
        assert space.name == name
        assert (space.to_ball is None) == (space.to_hyperboloid is None)
        assert not (space.bounded and not space.hyperbolic)
