"""Lines of text files: the same lines whatever the file's form, and faults with their line."""

import gzip
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base import text
from poincare.base.errors import UserError
from poincare.base.text import lines

LETTERS = st.characters(codec="utf-8", exclude_characters="\0\r\n\ufeff")


@given(
    written=st.lists(st.text(LETTERS, max_size=8), min_size=1, max_size=8),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    pack=st.sampled_from([bytes, gzip.compress]),
    closed=st.booleans(),
)
def test_lines_come_back_whatever_the_form(tmp_path_factory, written, end, mark, pack, closed):
    written[-1] = written[-1] or "x"
    path = tmp_path_factory.mktemp("text") / "file"
    path.write_bytes(pack(mark + (end.join(written) + end * closed).encode()))
    assert list(lines(path)) == list(enumerate(written, start=1))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a\nb\né".encode("latin-1"), r"file:3: not UTF-8"),
        ("a\rb\ré".encode("latin-1"), r"file:3: not UTF-8"),
        ("é\n".encode("utf-16"), r"file: UTF-16"),
        ("é\n".encode("utf-16-be"), r"file:1: .*UTF-8"),
        ("a\nb\n".encode("utf-16-le"), r"file:1: .*NUL"),
        (b"a\nb\0\n", r"file:2: .*NUL"),
        (b"\xed\xa0\x80", r"file:1: not UTF-8"),
        (gzip.compress(b"a\n" * 9)[:-9], r"file: damaged gzip"),
        (gzip.compress(b"a\n" * 9) + b"trailing", r"file: damaged gzip"),
        (gzip.compress(b"a\nb\n")[:9] + b"\xff" * 9, r"file: damaged gzip"),
        (gzip.compress("a\né".encode("latin-1")), r"file:2: not UTF-8"),
    ],
)
def test_what_is_no_text_is_named_with_its_line(tmp_path, content, message):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UserError, match=message):
        list(lines(path))


def test_what_is_no_plain_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, message in {
        "missing": "no such file",
        "": "a folder",
        "pipe": "a pipe",
        "x/y": "no such file",
    }.items():
        with pytest.raises(UserError, match=message):
            list(lines(tmp_path / name))
    with pytest.raises(UserError, match="NUL"):
        list(lines("a\0b"))
    with pytest.raises(UserError, match="device"):
        list(lines("/dev/null"))


def test_a_line_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "LONGEST_LINE", 10)
    path = tmp_path / "file"
    path.write_text("123456789\n1234567890\n")
    with pytest.raises(UserError, match=r"file:2: .*10 characters"):
        list(lines(path))


def test_an_empty_file_has_no_lines(tmp_path):
    for content in (b"", b"\xef\xbb\xbf", gzip.compress(b"")):
        (tmp_path / "file").write_bytes(content)
        assert list(lines(tmp_path / "file")) == []
