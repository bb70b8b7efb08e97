"""Columns, headers, and coordinates of the hyperboloid."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.embeddings.formats.files import VectorFile, header, read
from poincare.embeddings.formats.plausible import curvature_within
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
    assert found.coordinates == "hyperboloid, ambient coordinates, time first"
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


@pytest.mark.parametrize("curvature", [1.0, 0.25])
def test_time_may_be_last(curvature, rng, tmp_path):
    x = rng.normal(size=(50, 3)) * 10 ** rng.uniform(-3, 3, size=(50, 1))
    rows = np.roll(hyperboloid.lift(x), -1, axis=1) / np.sqrt(curvature)
    file = VectorFile(written(tmp_path, rows.tolist()), manifold="hyperboloid", curvature=curvature)
    np.testing.assert_array_equal(read(file).embedding.vectors, x)
    assert "time last" in read(file).coordinates
    assert header(file) == (3, "hyperboloid")


@pytest.mark.parametrize("time", [0, -1])
@pytest.mark.parametrize("manifold", ["hyperboloid", "poincare"])
def test_the_curvature_of_ambient_coordinates_is_found(manifold, time, rng, tmp_path):
    ambient = hyperboloid.lift(rng.normal(size=(50, 3))) * 2.0
    path = written(tmp_path, np.roll(ambient, time, axis=1).tolist())
    with pytest.raises(UserError, match=r"--curvature 0\.25$"):
        read(VectorFile(path, manifold=manifold))


def test_ambient_points_given_as_the_ball_are_recognised(rng, tmp_path):
    ambient = hyperboloid.lift(rng.normal(size=(50, 3)))
    with pytest.raises(UserError, match=r"--manifold hyperboloid$"):
        read(VectorFile(written(tmp_path, ambient.tolist())))


@pytest.mark.parametrize("curvature", [0.1, 0.25, 1.0, 4.0, 7.5])
def test_a_ball_of_any_curvature_holds_the_points_of_the_unit_ball(curvature, rng, tmp_path):
    points = rng.uniform(-0.5, 0.5, size=(50, 3))
    path = written(tmp_path, (points / np.sqrt(curvature)).tolist())
    found = read(VectorFile(path, curvature=curvature)).embedding.vectors
    np.testing.assert_allclose(found, points, rtol=1e-15)


@pytest.mark.parametrize("curvature", [0.0, -0.1, np.nan, np.inf])
@pytest.mark.parametrize("manifold", ["poincare", "euclidean"])
def test_a_curvature_is_positive_and_finite(manifold, curvature, tmp_path):
    path = written(tmp_path, [[0.1]])
    with pytest.raises(UserError, match=f"curvature {curvature:g}"):
        read(VectorFile(path, manifold=manifold, curvature=curvature))


@pytest.mark.parametrize(
    ("norm", "said", "words"),
    [
        (1.0, {}, "greatest norm is 1; "),
        (1.0000004, {}, "radius 1 .* 1.0000004; .* 0.9999"),
        (3.1, {}, r"greatest norm is 3\.1; .*--manifold euclidean.*--curvature 0\.1$"),
        (3.2, {"curvature": 0.1}, r"radius 3\.16228 .* 3\.2; .*--curvature 0\.09$"),
        (0.5, {"curvature": 4.0}, r"radius 0\.5 "),
    ],
)
def test_points_on_the_rim_and_outside_are_named(norm, said, words, tmp_path):
    path = written(tmp_path, [[0.1, 0.2], [0.0, norm], [norm, 0.0]])
    with pytest.raises(UserError, match=r"2 of 3 points .*first 'n1'") as error:
        read(VectorFile(path, **said))
    assert re.search(words, str(error.value)) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("norm", "said", "asked"),
    [
        (0.4999, {}, "--curvature 4"),
        (0.3, {}, "--curvature 10"),
        (0.3, {"curvature": 10.0}, ""),
        (0.9, {}, ""),
        (0.4999, {"curvature": 4.0}, ""),
        (0.9, {"manifold": "hyperboloid"}, "--manifold poincare"),
        (9.0, {"manifold": "hyperboloid"}, ""),
        (0.9999, {"manifold": "euclidean"}, "--manifold poincare"),
        (0.5, {"manifold": "euclidean"}, ""),
        (0.0, {}, ""),
    ],
)
def test_a_geometry_that_does_not_fit_is_asked_about(norm, said, asked, tmp_path):
    found = read(VectorFile(written(tmp_path, [[0.0, norm], [-norm, 0.0]]), **said))
    assert asked in found.question and bool(asked) == bool(found.question)


@given(st.floats(1e-100, 1e100))
def test_the_curvature_that_is_proposed_holds_the_points(norm):
    curvature = curvature_within(norm)
    assert 0.4 < curvature * norm**2 < 1


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
