"""Inputs that are no graph: each is refused in one line that names where and what."""

import gzip
import os

import pytest

from poincare.base.errors import UserError
from poincare.datasets.own.graph import read_graph

GOOD = "a\tb\nb\tc\nd\tc\n"

#: Content, and what the message has; several where it has several.
BAD = {
    "empty": (b"", ["x.tsv: no pairs"]),
    "byte order mark alone": (b"\xef\xbb\xbf", ["x.tsv: no pairs"]),
    "blank lines": ("\n \n\t\n", ["x.tsv: no pairs"]),
    "comments alone": ("# a\tb\n# c\td\n", ["no pairs, 2 comments"]),
    "header alone": ("hyponym\thypernym\n", ["no pairs", "header in line 1"]),
    "one column": ("a\nb\nc\n", ["x.tsv:1: one name a line"]),
    "UTF-16": (GOOD.encode("utf-16"), ["UTF-16", "UTF-8"]),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), ["x.tsv:1:", "NUL", "UTF-8"]),
    "UTF-32": (GOOD.encode("utf-32"), ["UTF-8"]),
    "latin-1": (GOOD.encode() + "é\tb\n".encode("latin-1"), ["x.tsv:4: not UTF-8"]),
    "latin-1 with CR": ((GOOD + "é\tb\n").replace("\n", "\r").encode("latin-1"), ["x.tsv:4:"]),
    "NUL": (GOOD + "e\0\tc\n", ["x.tsv:4:", "NUL"]),
    "truncated gzip": (gzip.compress(GOOD.encode() * 99)[:-12], ["damaged gzip"]),
    "damaged gzip": (gzip.compress(GOOD.encode())[:-8] + b"\0" * 8, ["damaged gzip"]),
    "mixed separators": ("a\tb\nb\tc\nc,d\ne;f\n", ["x.tsv:3: 2 lines", "line 3 has 1", "line 4"]),
    "a line without separator": (GOOD + "lonely\n", ["x.tsv:4: 1 line", "line 4 has 1"]),
    "a separator too many": (GOOD + "e\tf\tg\n", ["x.tsv:4: 1 line", "line 4 has 3"]),
    "three columns of names": ("a\tb\tx\nb\tc\ty\n", ["x.tsv:1: 3 columns", "'x'", "[1, 2]"]),
    "blanks in names": ("jam jar\njar\nglass jar\n", ["x.tsv:2: 1 line", "separator: blank"]),
    "no first name": (GOOD + "\tc\n", ["x.tsv:4: 1 empty name"]),
    "no second name": (GOOD + "e\t \n", ["x.tsv:4: 1 empty name"]),
    "quoted empty name": ('"",b\nc,b\n', ["x.tsv:1: 1 empty name"]),
    "unbalanced quote": ('a,b\n"c,b\nd,b\n', ["x.tsv:2: 1 faulty quote"]),
    "quote over two lines": ('a,b\n"c\nd",b\ne,b\n', ["x.tsv:2: 1 faulty quote"]),
    "quote that ends early": ('a,b\n"c"d,b\n', ["x.tsv:2: 1 faulty quote"]),
    "two Unicode forms": (
        "caf\u00e9\tb\nbar\tb\ncafe\u0301\tb\n",
        ["x.tsv:3: 1 name", "'cafe\\u0301' is 'caf\\xe9' of line 1", "NFC"],
    ),
    "two forms of Hangul": ("\ud55c\tb\n\u1112\u1161\u11ab\tb\n", ["x.tsv:2: 1 name", "line 1"]),
    "ångström sign": ("\u212b\tb\n\u00c5\tb\nA\u030a\tb\n", ["x.tsv:2: 2 names"]),
    "byte order mark within": (GOOD + "\ufeffa\tc\n", ["x.tsv:4: 1 name", "U+FEFF"]),
    "two byte order marks": ("\ufeff\ufeff" + GOOD, ["x.tsv:1: 1 name", "U+FEFF"]),
    "files put together": (GOOD + "\ufeff" + GOOD, ["x.tsv:4: 1 name", "U+FEFF", "2 duplicate"]),
    "zero-width space": (GOOD + "a\u200b\tc\n", ["x.tsv:4:", "U+200B"]),
    "zero-width joiner": (GOOD + "a\u200db\tc\n", ["x.tsv:4:", "U+200D"]),
    "soft hyphen": (GOOD + "so\u00adft\tc\n", ["x.tsv:4:", "U+00AD"]),
    "directional override": (GOOD + "\u202ecba\tc\n", ["x.tsv:4:", "'\\u202ecba'", "U+202E"]),
    "line separator": (GOOD + "e\u2028f\tc\n", ["x.tsv:4:", "U+2028"]),
    "paragraph separator": (GOOD + "e\u2029f\tc\n", ["x.tsv:4:", "U+2029"]),
    "next line": (GOOD + "e\x85f\tc\n", ["x.tsv:4:", "U+0085"]),
    "vertical tab": (GOOD + "e\x0bf\tc\n", ["x.tsv:4:", "U+000B"]),
    "escape": (GOOD + "e\x1b[31m\tc\n", ["x.tsv:4:", "U+001B", "'e\\x1b[31m'"]),
    "noncharacter": (GOOD + "e\ufffe\tc\n", ["x.tsv:4:", "U+FFFE"]),
    "lost character": (GOOD + "caf\ufffd\tc\n", ["x.tsv:4:", "U+FFFD"]),
    "tab in quotes": ('"a\tb",c\nd,c\n', ["x.tsv:1:", "U+0009"]),
    "long name": (GOOD + "e" * 1001 + "\tc\n", ["x.tsv:4: 1 overlong name", "1,001"]),
    "one very long line": ("a b " * 99_999, ["x.tsv:1: 199,998 columns"]),
    "repeated header": (
        "child\tparent\n" + GOOD + "child\tparent\n",
        ["x.tsv:5: 1 repeated header", "line 5 child, parent"],
    ),
    "columns of one name": ("child\tchild\na\tb\n", ["column 'child'"], {"columns": ["child", 2]}),
    "no such column": ("id1,id2\na,b\n", ["x.tsv:1:", "'id3'"], {"columns": ["id1", "id3"]}),
    "no such place": ("a,b\nc,d\n", ["x.tsv:1:", "3"], {"columns": [1, 3]}),
    "one column twice": ("a,b\nc,d\n", ["1 twice"], {"columns": [1, 1]}),
    "names without header": (
        "id1,id2\na,b\n",
        ["header: false"],
        {"columns": ["id1", "id2"], "header": False},
    ),
    "another separator": (GOOD, ["x.tsv:1: 3 lines", "comma"], {"separator": "comma"}),
    "self-loop": (GOOD + "a\ta\n", ["x.tsv:4: 1 self-loop", "'a'", "self_loops: drop"]),
    "self-loop after blanks": (GOOD + "a\t a \n", ["x.tsv:4: 1 self-loop"]),
    "self-loops alone": ("a\ta\nb\tb\n", ["no pairs"], {"self_loops": "drop"}),
    "duplicate": (GOOD + "a\tb\n", ["x.tsv:4: 1 duplicate", "line 1", "duplicates: drop"]),
    "duplicate after quotes": ('a,b\n"a","b"\n', ["x.tsv:2: 1 duplicate"]),
    "cycle": (GOOD + "c\ta\n", ["1 cycle", "'a' → 'b' (line 1) → 'c' (line 2) → 'a' (line 4)"]),
    "both directions": ("a\tb\nb\ta\n", ["1 cycle", "'b' (line 1) → 'a' (line 2)"]),
    "three kinds": (
        GOOD + "a\ta\na\tb\ne\n",
        ["x.tsv:4:", "1 line", "1 self-loop", "1 duplicate"],
    ),
    "word2vec text": ("2 3\ncat 0.1 0.2 0.3\ndog 0.1 0.2 0.4\n", ["x.tsv:1: 1 line"]),
    "npz": (b"PK\x03\x04\x14\0\0\0\0\0", ["x.tsv:1:", "NUL"]),
    "PNG": (b"\x89PNG\r\n\x1a\n", ["not UTF-8"]),
}


def refused(path, **entry):
    with pytest.raises(UserError) as error:
        read_graph("x", {"pairs": str(path), "closure": True, **entry})
    text = str(error.value)
    assert text.isprintable() and str(path) in text and len(text) < 1000
    return text


@pytest.mark.parametrize("case", BAD)
def test_a_bad_input_is_refused_in_one_line(tmp_path, case):
    content, parts, *stated = BAD[case]
    path = tmp_path / "x.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    text = refused(path, **dict(*stated))
    assert [part for part in parts if part not in text] == []


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder.tsv").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert "no such file" in refused(tmp_path / "missing.tsv")
    assert "no such file" in refused(tmp_path / "link")
    assert "a folder" in refused(tmp_path / "folder.tsv")
    assert "a pipe" in refused(tmp_path / "pipe")
    assert "a device" in refused("/dev/null")


def test_dropped_cycles_of_length_one_leave_the_closure(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text(GOOD + "a\ta\n")
    own = read_graph("x", {"pairs": str(path), "closure": True, "self_loops": "drop"})
    assert (own.relations.n_nodes, own.relations.n_pairs) == (4, 4)
