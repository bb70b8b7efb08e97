"""Columns, headers, and coordinates of the hyperboloid."""

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.formats.files import VectorFile, header, read
from poincare.geometry import hyperboloid


def written(folder, vectors, names=None):
    path = folder / "mine.tsv"
    names = names or [f"n{i}" for i in range(len(vectors))]
    rows = ("\t".join([name, *map(repr, row)]) for name, row in zip(names, vectors, strict=True))
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize("precision", [np.float64, np.float32])
def test_ambient_coordinates_are_recognised(precision, rng, tmp_path):
    x = rng.normal(size=(50, 3)) * 10 ** rng.uniform(-3, 3, size=(50, 1))
    ambient = hyperboloid.lift(x).astype(precision).astype(np.float64)
    file = VectorFile(written(tmp_path, ambient.tolist()), manifold="hyperboloid")
    found = read(file)
    assert found.coordinates == "hyperboloid, ambient coordinates"
    np.testing.assert_array_equal(found.embedding.vectors, ambient[:, 1:])
    assert header(file) == (3, "hyperboloid")


def test_spatial_coordinates_are_taken_as_they_are(rng, tmp_path):
    x = rng.normal(size=(50, 3))
    file = VectorFile(written(tmp_path, x.tolist()), manifold="hyperboloid")
    found = read(file)
    assert found.coordinates == "hyperboloid, spatial coordinates"
    np.testing.assert_array_equal(found.embedding.vectors, x)
    assert header(file) == (3, "hyperboloid")


def test_ambient_coordinates_off_the_hyperboloid_are_named(rng, tmp_path):
    ambient = hyperboloid.lift(rng.normal(size=(50, 3)))
    ambient[[7, 9], 0] += 0.1
    with pytest.raises(UserError, match=r"2 of 50 points are not on the hyperboloid.*first 'n7'"):
        read(VectorFile(written(tmp_path, ambient.tolist()), manifold="hyperboloid"))


def test_a_text_file_cannot_be_translational(tmp_path):
    with pytest.raises(UserError, match="only an npz of this suite keeps the translation"):
        read(VectorFile(written(tmp_path, [[0.1]]), manifold="translational"))


@pytest.mark.parametrize(
    "header_line", ["", "name,x1,x2\n", ",0,1\n", "node,0,1\n", "node,1,2\n", ",dim 1,dim 2\n"]
)
def test_header_lines_are_recognised(header_line, tmp_path):
    (tmp_path / "mine.csv").write_text(header_line + 'wolf,0.1,0.2\n"dog, small",0.3,0.4\n')
    found = read(VectorFile(tmp_path / "mine.csv"))
    assert found.embedding.names == ("wolf", "dog, small")
    np.testing.assert_array_equal(found.embedding.vectors, [[0.1, 0.2], [0.3, 0.4]])


def test_the_tsv_of_the_cpp_program_and_windows_line_ends(tmp_path):
    (tmp_path / "mine.tsv").write_bytes(b"dog.n.01\t0.1\t-2e-1\r\ncat.n.01\t0.3\t4E-1\r\n")
    found = read(VectorFile(tmp_path / "mine.tsv"))
    assert found.embedding.names == ("dog.n.01", "cat.n.01")
    np.testing.assert_array_equal(found.embedding.vectors, [[0.1, -0.2], [0.3, 0.4]])


def test_gensims_names_with_spaces_are_read(tmp_path):
    (tmp_path / "mine.txt").write_text("2 2\ngrey wolf 0.1 0.2\ndog 0.3 0.4 \n")
    found = read(VectorFile(tmp_path / "mine.txt"))
    assert found.embedding.names == ("grey wolf", "dog")


def test_an_npz_says_its_manifold(tmp_path):
    from poincare.embeddings.embedding import Embedding

    Embedding(("a",), np.zeros((1, 2)), "hyperboloid").save(tmp_path / "mine.npz")
    with pytest.raises(UserError, match="the file says hyperboloid, not euclidean"):
        read(VectorFile(tmp_path / "mine.npz", manifold="euclidean"))
