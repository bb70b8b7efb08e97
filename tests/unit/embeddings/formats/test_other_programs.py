"""Files as other programs write them: which format is recognised, and what is read."""

import gzip

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.embeddings.formats.files import VectorFile, header, paths, read
from poincare.embeddings.formats.projector import names_file

VECTORS = [[0.1, -0.2], [0.3, 0.4]]


@pytest.mark.parametrize(
    ("content", "format_", "names"),
    [
        ("wolf 0.1 -0.2\ndog 0.3 0.4\n", "glove", ("wolf", "dog")),
        ("wolf 0.1 -0.2 \r\ndog  0.3 0.4 \r\n", "glove", ("wolf", "dog")),
        ("grey wolf 0.1 -0.2\ndog 0.3 0.4\n", "glove", ("grey wolf", "dog")),
        ("wolf 0.1 -0.2\nno 5 0.3 0.4\n", "glove", ("wolf", "no 5")),
        ("\ufeffwolf\t0.1\t-0.2\r\ndog\t0.3\t4E-1\r\n", "tsv", ("wolf", "dog")),
        ("wolf\t0.1\t-0.2\rdog\t0.3\t0.4\r", "tsv", ("wolf", "dog")),
        ("grey wolf\t0.1\t-0.2\ndog\t0.3\t0.4", "tsv", ("grey wolf", "dog")),
        ("7\t0.1\t-0.2\n8\t0.3\t0.4\n", "tsv", ("7", "8")),
        ("wolf;0.1;-0.2\ndog;0.3;0.4\n", "csv-semicolon", ("wolf", "dog")),
        ("name;x1;x2\nwolf;0,1;-0,2\ndog;0,3;0,4\n", "csv-semicolon", ("wolf", "dog")),
        ('"wolf; grey";0,1;-0,2\ndog;0,3;0,4\n', "csv-semicolon", ("wolf; grey", "dog")),
        ('"wolf, grey",0.1,-0.2\ndog,0.3,0.4\n', "csv", ("wolf, grey", "dog")),
        ("node,x 1,x 2\nwolf;a,0.1,-0.2\ndog,0.3,0.4\n", "csv", ("wolf;a", "dog")),
        ("2 2\nwolf 0.1 -0.2\ndog 0.3 0.4\n", "word2vec", ("wolf", "dog")),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".csv", ".tsv", ".vec"])
def test_the_separator_is_recognised_whatever_the_suffix(content, format_, names, suffix, tmp_path):
    path = tmp_path / f"mine{suffix}"
    path.write_bytes(content.encode())
    found = read(VectorFile(path))
    assert (found.format, found.embedding.names) == (format_, names)
    np.testing.assert_array_equal(found.embedding.vectors, VECTORS)
    packed = tmp_path / f"packed{suffix}.gz"
    packed.write_bytes(gzip.compress(content.encode()))
    again = read(VectorFile(packed))
    assert again.embedding.content_hash == found.embedding.content_hash


@pytest.mark.parametrize(
    ("vectors", "metadata"),
    [
        ("vectors.tsv", "metadata.tsv"),
        ("mine_tensor.tsv", "mine_metadata.tsv"),
        ("mine.tsv", "mine.metadata.tsv"),
        ("vectors.tsv.gz", "metadata.tsv"),
        ("vectors.tsv.gz", "metadata.tsv.gz"),
    ],
)
@pytest.mark.parametrize(
    "names",
    ["grey wolf\ndog\n", "word\tcount\ngrey wolf\t5\ndog\t6\n", "id\tLabel\n5\tgrey wolf\n6\tdog"],
)
def test_a_projectors_pair_is_read(vectors, metadata, names, tmp_path):
    for name, text in ((vectors, "0.1\t-0.2\n0.3\t0.4\n"), (metadata, names)):
        content = text.encode()
        (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    file = VectorFile(tmp_path / vectors)
    found = read(file)
    assert (found.format, found.embedding.names) == ("projector", ("grey wolf", "dog"))
    np.testing.assert_array_equal(found.embedding.vectors, VECTORS)
    assert header(file) == (2, "poincare")
    assert paths(file) == [tmp_path / vectors, tmp_path / metadata]


def test_a_projectors_names_may_be_elsewhere(tmp_path):
    (tmp_path / "mine.tsv").write_text("1\t-0.2\n0.3\t0.4\n")
    (tmp_path / "words.txt").write_text("wolf\ndog\n")
    file = VectorFile(tmp_path / "mine.tsv", manifold="euclidean", names=tmp_path / "words.txt")
    assert read(file).embedding.names == ("wolf", "dog")
    assert paths(file)[1] == tmp_path / "words.txt"


@pytest.mark.parametrize(
    ("vectors", "names", "words"),
    [
        ("0.1\t0.2\n0.3\t0.4\n", None, r"vectors.tsv: numbers without names; .* metadata.tsv"),
        ("0.1\t0.2\n0.3\t0.4\n", "a\n", r"metadata.tsv: 1 names for the 2 rows"),
        ("0.1\t0.2\n0.3\t0.4\n", "a\nb\nc\nd\n", r"metadata.tsv: 4 names for the 2 rows"),
        ("0.1\t0.2\n0.3\n", "a\nb\n", r"vectors.tsv:2: 1 numbers; the lines above have 2"),
        ("0.1\t0.2\n0.3\t0.4\n", "a\na\n", r"metadata.tsv:2: .*'a'.*metadata.tsv:1"),
        ("0.1\t0.2\n0.3\tx\n", "a\nb\n", r"'x' is not a number"),
    ],
)
def test_a_pair_that_does_not_fit_is_named(vectors, names, words, tmp_path):
    (tmp_path / "vectors.tsv").write_text(vectors)
    if names is not None:
        names_file(tmp_path / "vectors.tsv").write_text(names)
    with pytest.raises(UserError, match=words):
        read(VectorFile(tmp_path / "vectors.tsv", "projector" if "x" in vectors else None))


@pytest.mark.parametrize("kind", ["<i8", "<i4", "|i1", "<u2", "<f4", "<f2", "<f8"])
def test_whole_numbers_and_single_precision_become_double(kind, tmp_path):
    from poincare.base.storage import pack_text, write_arrays

    vectors = np.array([[0, 1], [2, 3]], dtype=kind)
    np.save(tmp_path / "mine.npy", vectors)
    (tmp_path / "mine.names.txt").write_text("a\nb\n")
    parts = {"names": "a\nb", "manifold": "euclidean", "provenance": "{}"}
    packed = {name: pack_text(text) for name, text in parts.items()}
    write_arrays(tmp_path / "mine.npz", packed | {"vectors": vectors})
    for name in ("mine.npy", "mine.npz"):
        found = read(VectorFile(tmp_path / name, manifold="euclidean")).embedding.vectors
        assert found.dtype == np.float64
        np.testing.assert_array_equal(found, [[0, 1], [2, 3]])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"vectors": np.zeros((2, 2), dtype=complex)}, "mine.npz: .*complex128"),
        ({"vectors": np.zeros((2, 2), dtype=bool)}, "mine.npz: vectors of bool"),
        ({"vectors": np.array([["a", "b"], ["c", "d"]])}, "mine.npz: vectors of <U1"),
        ({"manifold": np.array([0xFF, 0xFE], np.uint8)}, "mine.npz: not an embedding"),
        ({"provenance": np.array([ord("{")], np.uint8)}, "mine.npz: not an embedding"),
        ({"names": np.array([0xFF], np.uint8)}, "mine.npz: not an embedding"),
        ({"vectors": np.zeros((3, 2))}, "mine.npz: 2 names for 3 vectors"),
    ],
)
def test_an_npz_with_a_right_digest_and_wrong_content_is_refused(change, words, tmp_path):
    from poincare.base.storage import pack_text, write_arrays

    parts = {"names": "a\nb", "manifold": "euclidean", "provenance": "{}"}
    right = {name: pack_text(text) for name, text in parts.items()} | {"vectors": np.zeros((2, 2))}
    write_arrays(tmp_path / "mine.npz", right | change)
    with pytest.raises(UserError, match=words) as error:
        read(VectorFile(tmp_path / "mine.npz"))
    assert "\n" not in str(error.value)
