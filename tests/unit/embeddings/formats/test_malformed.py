"""Malformed files: one line that says what is wrong and where."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.embeddings.formats.files import VectorFile, header, read
from poincare.embeddings.formats.recognise import FORMATS


def refused(path, words, **said):
    with pytest.raises(UserError, match=words) as error:
        read(VectorFile(path, **said))
    assert "\n" not in str(error.value)
    assert path.name in str(error.value) or "names" in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2 2\na 0.1 0.2\n", "1 vectors; the header says 2; the file is cut off"),
        ("1 2\na 0.1 0.2\nb 0.1 0.2\n", r"mine.txt:3: more lines than the 1 vectors"),
        ("2 2\na 0.1 0.2\nb 0.1\n", r"mine.txt:3: 1 numbers; the header says 2"),
        ("2 2\na 0.1 0.2\nb 0.1 x\n", r"mine.txt:3: 'x' is not a number"),
        ("2 2\na 0.1 0.2\na 0.1 0.2\n", r"mine.txt:3: .*'a'.*mine.txt:2"),
        ("2 2\na 0.1 0.2\nb nan 0.2\n", r"mine.txt:3: 'nan' is not finite"),
        ("2 2\na 0.1 0.2\nb 0.1 inf\n", r"mine.txt:3: 'inf' is not finite"),
        ("2 2\na 0.1 0.2\n 0.1 0.2\n", r"mine.txt:3: no name"),
        ("2 0\na\nb\n", r"mine.txt:1: the header says 2 vectors of dimension 0"),
        ("1 99999999999\na 0\n", r"mine.txt:1: the header says 1 vectors of dimension 99999999999"),
        (f"1 {'9' * 5000}\na 0\n", r"mine.txt:1: expected the header"),
        ("0 5\n", r"mine.txt:1: the header says 0 vectors"),
        ("2 2\na 0.8 0.8\nb 0 0\n", "1 of 2 points .*first 'a'; .*--manifold"),
        ("a wolf\n", r"mine.txt:1: no known format"),
        ("2 1\na 0_0.1\nb 0.1\n", r"mine.txt:2: '0_0.1' is not a number"),
        ("", "the file is empty"),
    ],
)
def test_word2vec_text(text, words, tmp_path):
    (tmp_path / "mine.txt").write_text(text)
    refused(tmp_path / "mine.txt", words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\t0.1\t0.2\nb\t0.1\n", r"mine.tsv:2: 2 fields; the lines above have 3"),
        ("a\t0.1\t0.2\n\nb\t0.1\t0.2\t0.3\n", r"mine.tsv:3: 4 fields"),
        ("a\t0.1\tx\n", r"mine.tsv:1: 'x' is not a number"),
        ("a\t0.1\nb\tNaN\n", r"mine.tsv:2: 'NaN' is not finite"),
        ("a\t0.1\nb\t0.2\na\t0.3\n", r"mine.tsv:3: .*'a'.*mine.tsv:1"),
        ("\t0.1\nb\t0.2\n", r"mine.tsv:1: no name"),
        ("name\tx1\n", "no vectors"),
    ],
)
def test_tsv(text, words, tmp_path):
    (tmp_path / "mine.tsv").write_text(text)
    refused(tmp_path / "mine.tsv", words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name,x1\n"a,0.1\n', r"mine.csv:2: not CSV"),
        ("name,x1\na,0.1,0.2\n", r"mine.csv:2: 3 fields; the lines above have 2"),
        ("name\na\n", r"mine.csv:1: a name alone \('name'\)"),
        ("name,x1\na,\n", r"mine.csv:2: '' is not a number"),
    ],
)
def test_csv(text, words, tmp_path):
    (tmp_path / "mine.csv").write_text(text)
    refused(tmp_path / "mine.csv", words)


def test_text_that_is_not_utf8(tmp_path):
    (tmp_path / "mine.tsv").write_bytes(b"a\t0.1\nb\xff\t0.2\n")
    refused(tmp_path / "mine.tsv", "not UTF-8 text")


VECTOR = np.array([0.5, 0.25], dtype="<f4").tobytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"2 2\na " + VECTOR, "vector 2 of 2: no name; the file is cut off, or a name"),
        (b"1 2\na " + VECTOR[:-1], "vector 1 of 1: ends within the vector of 'a'"),
        (b"1 2\na " + VECTOR + b"b ", "more bytes than 1 vectors of dimension 2"),
        (b"1 2\n\xff\xfe " + VECTOR, "a name that is not UTF-8"),
        (b"1 1\na " + np.array([np.nan], "<f4").tobytes(), "the vector of 'a' is not finite"),
        (b"2 2\na " + VECTOR + b"a " + VECTOR, "'a', first seen"),
        (b"hello", "expected the header 'n d'"),
    ],
)
def test_word2vec_binary(content, words, tmp_path):
    (tmp_path / "mine.bin").write_bytes(content)
    refused(tmp_path / "mine.bin", words, format="word2vec-binary")


def test_the_original_programs_binary_files_have_line_ends(tmp_path):
    (tmp_path / "mine.bin").write_bytes(b"2 2\na " + VECTOR + b"\nb " + VECTOR + b"\n")
    found = read(VectorFile(tmp_path / "mine.bin"))
    assert found.embedding.names == ("a", "b") and found.format == "word2vec-binary"
    np.testing.assert_array_equal(found.embedding.vectors, [[0.5, 0.25]] * 2)


@pytest.mark.parametrize(
    ("array", "names", "words"),
    [
        (np.zeros((2, 2)), "a\n", "1 names for the 2 rows"),
        (np.zeros((2, 2)), None, "no such file of names"),
        (np.zeros((2, 2)), "a\na\n", "'a', first seen"),
        (np.zeros(2), "a\n", r"array of shape \(2,\)"),
        (np.zeros((2, 0)), "a\nb\n", r"array of shape \(2, 0\)"),
        (np.zeros((1, 2), dtype=complex), "a\n", "array of complex128"),
        (np.array([[np.inf, 0.0]]), "a\n", "the vector of 'a' is not finite"),
    ],
)
def test_npy(array, names, words, tmp_path):
    np.save(tmp_path / "mine.npy", array)
    if names is not None:
        (tmp_path / "mine.names.txt").write_text(names)
    refused(tmp_path / "mine.npy", words)


def test_pickled_objects_are_never_loaded(tmp_path):
    np.save(tmp_path / "mine.npy", np.array([{"a": 1}]), allow_pickle=True)
    (tmp_path / "mine.names.txt").write_text("a\n")
    refused(tmp_path / "mine.npy", "not a .npy array of numbers")


def zip_of(member):
    stream = io.BytesIO()
    np.savez(stream, **{member: np.zeros(3)})
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mine.pth", b"\x80\x02}q\x00.", "torch checkpoint or pickle.*numpy.save"),
        ("mine.txt", b"\x80\x04}\x94.", "torch checkpoint or pickle.*save_word2vec_format"),
        ("mine.pth", zip_of("archive/data.pkl"), "an npz or zip file of another program"),
        ("mine.npz", zip_of("vectors"), "an npz or zip file of another program"),
        ("mine.npz", b"PK\x03\x04 damaged", "damaged archive"),
    ],
)
def test_checkpoints_pickles_and_foreign_archives_are_refused(name, content, words, tmp_path):
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, words)


def test_a_torch_archive_is_refused_for_the_pickle_in_it(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "mine.npz", "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02.")
    refused(tmp_path / "mine.npz", "torch checkpoint or pickle")


@pytest.mark.parametrize("said", [{}, {"format": "tsv"}, {"format": "word2vec-binary"}])
def test_a_missing_file(said, tmp_path):
    refused(tmp_path / "none.tsv", "no such file", **said)


def test_names_are_for_npy_only(tmp_path):
    (tmp_path / "mine.tsv").write_text("a\t0.1\n")
    refused(tmp_path / "mine.tsv", "hold their names themselves", names=tmp_path / "names.txt")


@pytest.mark.parametrize("format_", FORMATS)
def test_whatever_the_bytes_are_it_is_read_or_refused(format_, tmp_path):
    path = tmp_path / "mine.dat"
    (tmp_path / "mine.names.txt").write_text("a\nb\n")
    begins = st.sampled_from([b"", b"2 1\n", b"a\t0.1\n", b"name,x\n", b"\x93NUMPY\x01\x00", b"PK"])

    @settings(max_examples=25, deadline=None)
    @given(begins, st.binary(max_size=60))
    def read_or_refused(begin, content):
        path.write_bytes(begin + content)
        for said in ({}, {"format": format_}):
            for look in (read, header):
                try:
                    look(VectorFile(path, manifold="euclidean", **said))
                except UserError as error:
                    assert "\n" not in str(error)

    read_or_refused()
