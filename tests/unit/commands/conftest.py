"""A project with a small tree in place of the mammals."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from poincare.commands import project
from poincare.embeddings.embedding import Embedding
from poincare.graphs.hierarchy import reduction


@pytest.fixture
def mammals(tree, tmp_path, monkeypatch):
    """The tree, built as `mammals` in a project of its own."""
    graph = replace(tree, name="mammals")
    graph.save(tmp_path / "data/built/graphs/mammals.npz")
    reduction(graph).save(tmp_path / "data/built/direct/mammals.npz")
    monkeypatch.setattr(project, "ROOT", tmp_path)
    monkeypatch.setattr(project, "RESULTS", tmp_path / "results")
    return graph


@pytest.fixture
def embedding(mammals, rng) -> Embedding:
    """Points of the disc for the tree, deeper nodes further out."""
    depth = np.diff(mammals.indptr)
    angle = rng.uniform(0, 2 * np.pi, size=mammals.n_nodes)
    radius = 0.1 + 0.2 * depth
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Embedding(mammals.names, points, "poincare")


@pytest.fixture
def vectors(embedding, tmp_path) -> Path:
    """These points as an npz."""
    embedding.save(tmp_path / "mine.npz")
    return tmp_path / "mine.npz"
