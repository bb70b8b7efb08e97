"""python -m poincare export."""

import numpy as np
import pytest

from poincare.__main__ import main
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import VectorFile, read
from poincare.embeddings.formats.recognise import SUFFIXES


@pytest.fixture
def run(rng, tmp_path):
    """A run's folder with points of the hyperboloid."""
    names = tuple(f"node{i}" for i in range(20))
    embedding = Embedding(names, rng.normal(size=(20, 3)), "hyperboloid")
    embedding.save(tmp_path / "run/embedding.npz")
    return embedding, tmp_path / "run"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_tells_the_format(suffix, run, tmp_path, capsys):
    embedding, folder = run
    out = tmp_path / f"out{suffix}"
    assert main(["export", str(folder), str(out)]) == 0
    found = read(VectorFile(out))
    assert found.format == SUFFIXES[suffix]
    expected = embedding.vectors if suffix == ".npz" else embedding.in_ball()
    assert found.embedding.manifold == ("hyperboloid" if suffix == ".npz" else "poincare")
    if suffix == ".bin":
        expected = expected.astype(np.float32)
    np.testing.assert_array_equal(found.embedding.vectors, expected)
    assert "20 vectors, d = 3" in capsys.readouterr().err


@pytest.mark.parametrize("manifold", ["poincare", "hyperboloid"])
def test_coordinates_of_either_model(manifold, run, tmp_path):
    embedding, folder = run
    out = tmp_path / "out.npz"
    assert main(["export", str(folder / "embedding.npz"), str(out), "--manifold", manifold]) == 0
    found = Embedding.load(out)
    assert found.manifold == manifold
    np.testing.assert_allclose(found.on_hyperboloid(), embedding.vectors, rtol=1e-12)


def test_a_format_that_the_suffix_does_not_tell(run, tmp_path):
    out = tmp_path / "out.dat"
    assert main(["export", str(run[1]), str(out), "--format", "tsv"]) == 0
    assert read(VectorFile(out, "tsv")).embedding.names == run[0].names


def test_mistakes_are_one_line(run, tmp_path, capsys):
    assert main(["export", str(run[1]), str(tmp_path / "out.pth")]) == 2
    assert "the suffix '.pth' names no format" in capsys.readouterr().err
    assert main(["export", str(tmp_path), str(tmp_path / "out.tsv")]) == 2
    assert "a folder without embedding.npz" in capsys.readouterr().err
    Embedding(("a",), np.array([[1e20]]), "hyperboloid").save(tmp_path / "far.npz")
    assert main(["export", str(tmp_path / "far.npz"), str(tmp_path / "out.tsv")]) == 2
    assert "--manifold hyperboloid keeps all points" in capsys.readouterr().err
    Embedding(("a",), np.array([[1.0]]), "euclidean").save(tmp_path / "flat.npz")
    command = ["export", str(tmp_path / "flat.npz"), str(tmp_path / "out.tsv")]
    assert main(command) == 0
    assert main([*command, "--manifold", "poincare"]) == 2
