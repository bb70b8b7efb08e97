"""What is written comes back, in every format, from whatever names and numbers it can keep."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from poincare.base.errors import UserError
from poincare.embeddings.embedding import Embedding
from poincare.embeddings.formats.files import VectorFile, header, paths, read, write
from poincare.embeddings.formats.recognise import FORMATS, SUFFIXES, TEXT, format_to_write
from poincare.embeddings.formats.text import ENDS_A_NAME, NOWHERE

SUFFIX = {format_: suffix for suffix, format_ in SUFFIXES.items()}
SUFFIX |= {"csv-semicolon": ".csv", "projector": ".tsv"}


def name_without(marks):
    """Names that are not blank, hold none of the marks and no line's end."""
    alphabet = st.characters(exclude_characters=marks + NOWHERE, exclude_categories=["Cs"])
    return st.text(alphabet, min_size=1, max_size=8).filter(str.strip)


NAMES = {format_: name_without(marks) for format_, marks in ENDS_A_NAME.items()}


@st.composite
def embeddings(draw, format_):
    names = draw(st.lists(NAMES[format_], min_size=1, max_size=6, unique=True))
    width = 32 if format_ == "word2vec-binary" else 64
    finite = st.floats(-(2.0**100), 2.0**100, width=width)
    shape = (len(names), draw(st.integers(1, 4)))
    vectors = draw(arrays(np.float64, shape, elements=finite))
    return Embedding(tuple(names), vectors, "euclidean")


@pytest.mark.parametrize("format_", FORMATS)
def test_an_embedding_comes_back_bit_by_bit(format_):
    @settings(max_examples=25, deadline=None)
    @given(embeddings(format_))
    def comes_back(original):
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"mine{SUFFIX[format_]}"
            write(path, format_, original)
            file = VectorFile(path, format_, "euclidean")
            found = read(file)
            assert found.embedding.names == original.names
            np.testing.assert_array_equal(found.embedding.vectors, original.vectors)
            assert header(file) == (original.dim, "euclidean")

    comes_back()


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("manifold", ["poincare", "hyperboloid"])
def test_the_format_is_recognised(format_, manifold, rng, tmp_path):
    names = tuple(f"wolf_{i}.n.01" for i in range(40))
    vectors = rng.uniform(-0.4, 0.4, size=(40, 5)).astype(np.float32).astype(np.float64)
    path = tmp_path / f"mine{SUFFIX[format_]}"
    assert format_ not in SUFFIXES.values() or format_to_write(path) == format_
    write(path, format_, Embedding(names, vectors, manifold))
    assert all(file.is_file() for file in paths(VectorFile(path)))
    if format_ in ("npz", "word2vec-binary", "npy"):  # their content tells them
        path = path.rename(tmp_path / "mine.dat")
    names_file = tmp_path / "mine.names.txt" if format_ == "npy" else None
    found = read(VectorFile(path, manifold=manifold, names=names_file))
    assert found.format == format_
    assert found.embedding.manifold == manifold
    np.testing.assert_array_equal(found.embedding.vectors, vectors)


@pytest.mark.parametrize(
    ("format_", "name", "able"),
    [
        ("word2vec", "grey wolf", "npz, tsv, csv, csv-semicolon, npy, projector"),
        ("glove", "grey wolf", "npz, tsv, csv, csv-semicolon, npy, projector"),
        ("word2vec-binary", "grey wolf", "npz, tsv, csv, csv-semicolon, npy, projector"),
        ("tsv", "grey\twolf", "npz, word2vec-binary, csv, csv-semicolon, npy"),
        ("csv", "grey\nwolf", ""),
        ("npy", "grey\nwolf", ""),
        ("npz", "grey\nwolf", ""),
        ("projector", "grey\twolf", "npz, word2vec-binary, csv, csv-semicolon, npy"),
    ],
)
def test_a_name_that_a_format_cannot_keep_is_refused(format_, name, able, tmp_path):
    embedding = Embedding((name, "dog"), np.zeros((2, 2)), "poincare")
    with pytest.raises(UserError, match="keep the name 'grey") as error:
        write(tmp_path / "mine", format_, embedding)
    assert str(error.value).endswith(able or "rename it")
    assert "\n" not in str(error.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_", [name for name in FORMATS if " " not in ENDS_A_NAME[name]])
def test_names_with_blanks_come_back(format_, tmp_path):
    path = tmp_path / f"mine{SUFFIX[format_]}"
    write(path, format_, Embedding(("grey wolf", "dog"), np.eye(2) / 2, "poincare"))
    found = read(VectorFile(path, format_ if format_ == "npz" else None))
    assert (found.embedding.names, found.format) == (("grey wolf", "dog"), format_)


@pytest.mark.parametrize("format_", TEXT)
def test_packed_text_is_the_same(format_, rng, tmp_path):
    original = Embedding(("a", "b", "é"), rng.uniform(-0.5, 0.5, size=(3, 4)), "poincare")
    path = tmp_path / f"mine{SUFFIX[format_]}.gz"
    write(path, format_, original)
    assert path.read_bytes().startswith(b"\x1f\x8b")
    found = read(VectorFile(path))
    assert (found.format, found.embedding.content_hash) == (format_, original.content_hash)
    assert header(VectorFile(path)) == (4, "poincare")


def test_word2vec_binary_is_read_packed(rng, tmp_path):
    vectors = rng.uniform(-0.5, 0.5, size=(40, 4)).astype(np.float32).astype(np.float64)
    original = Embedding(tuple(f"n{i}" for i in range(40)), vectors, "poincare")
    write(tmp_path / "mine.bin", "word2vec-binary", original)
    packed = gzip.compress((tmp_path / "mine.bin").read_bytes())
    (tmp_path / "mine.bin.gz").write_bytes(packed)
    found = read(VectorFile(tmp_path / "mine.bin.gz"))
    assert found.format == "word2vec-binary"
    assert found.embedding.content_hash == original.content_hash


@pytest.mark.parametrize("format_", sorted({*FORMATS} - {*TEXT}))
def test_other_formats_are_not_packed(format_, tmp_path):
    with pytest.raises(UserError, match=f"{format_} is not packed"):
        write(tmp_path / "mine.gz", format_, Embedding(("a",), np.zeros((1, 2)), "poincare"))


def test_points_that_single_precision_puts_outside_the_ball_are_refused(tmp_path):
    near = Embedding(("a", "b"), np.array([[0.5, 0.0], [1 - 1e-9, 0.0]]), "poincare")
    with pytest.raises(UserError, match="1 points leave the ball in single precision, first 'b'"):
        write(tmp_path / "mine.bin", "word2vec-binary", near)


def test_only_npz_keeps_a_translation(tmp_path):
    moved = Embedding(("a",), np.zeros((1, 2)), "translational", translation=np.ones(2))
    with pytest.raises(UserError, match="only npz keeps the translation"):
        write(tmp_path / "mine.tsv", "tsv", moved)
    write(tmp_path / "mine.npz", "npz", moved)
    assert read(VectorFile(tmp_path / "mine.npz")).embedding.content_hash == moved.content_hash
