"""Files of pairs: the same graph whatever the layout, and round trips."""

import csv
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.datasets.own.given import Dropped
from poincare.datasets.own.layout import SEPARATORS, Stated
from poincare.datasets.own.pairs_file import read_pairs

LETTERS = st.characters(codec="ascii", min_codepoint=48, categories=["L", "N"])
NAMES = st.text(LETTERS, min_size=1, max_size=6)
FREE = st.text(st.sampled_from("ab ,;\"'é#\t"), min_size=1, max_size=5).map(str.strip)

PLAIN = [
    ("tool", "thing"),
    ("stirrer", "tool"),
    ("jar", "thing"),
    ("jalapeño", "vegetable"),
    ("vegetable", "thing"),
]


def read(folder, content, stated=None, dropped=None):
    path = folder / "edges.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_pairs(path, stated or Stated(), dropped or Dropped())


def pairs_of(found):
    return [(found.names[u], found.names[v]) for u, v in found.pairs]


def written(pairs, mark="\t", end="\n"):
    return "".join(f"{node}{mark}{hypernym}{end}" for node, hypernym in pairs)


@pytest.mark.parametrize("separator", SEPARATORS)
@given(
    pairs=st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=20, unique=True),
    end=st.sampled_from(["\n", "\r\n", "\r", "\n\n", " \n"]),
)
def test_pairs_come_back(tmp_path_factory, separator, pairs, end):
    pairs = [(child, parent) for child, parent in pairs if child != parent] or [("a", "b")]
    folder = tmp_path_factory.mktemp("pairs")
    found = read(folder, written(pairs, SEPARATORS[separator], end), Stated(header=False))
    assert found.names == tuple(dict.fromkeys(name for pair in pairs for name in pair))
    assert pairs_of(found) == pairs
    assert f"{separator}s" in found.layout


@pytest.mark.parametrize("separator", SEPARATORS)
@given(pairs=st.lists(st.tuples(FREE, FREE), min_size=1, max_size=9, unique=True))
def test_quoted_names_come_back(tmp_path_factory, separator, pairs):
    pairs = [
        (child, parent)
        for child, parent in pairs
        if child and parent and child != parent and "\t" not in child + parent
    ] or [("a", "b")]
    text = io.StringIO()
    csv.writer(text, delimiter=SEPARATORS[separator], quoting=csv.QUOTE_ALL).writerows(pairs)
    stated = Stated(separator=separator, header=False)
    found = read(tmp_path_factory.mktemp("quoted"), text.getvalue(), stated)
    assert pairs_of(found) == pairs


@given(
    st.one_of(
        st.binary(max_size=60),
        st.text('ab\t\r\n \x0b\x85,;"#é\u0301\ufeff', max_size=40).map(str.encode),
    )
)
def test_any_bytes_are_a_graph_or_a_named_mistake(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    try:
        found = read(folder, content)
    except UserError as error:
        assert str(folder) in str(error)
        assert "\n" not in str(error) and str(error).isprintable()
    else:
        assert len(found.pairs) == len({tuple(pair) for pair in found.pairs.tolist()}) > 0
        assert (found.pairs[:, 0] != found.pairs[:, 1]).all()
        assert all(name.strip() == name and name.isprintable() for name in found.names)
        assert found.layout.isprintable() and all(map(str.isprintable, found.warnings))


#: Contents that are the plain graph, and a word of the layout.
SAME = {
    "tabs": (written(PLAIN), "tabs, no header"),
    "byte order mark and CRLF": ("\ufeff" + written(PLAIN, end="\r\n"), "tabs"),
    "CR only": (written(PLAIN, end="\r"), "tabs"),
    "no end of the last line": (written(PLAIN)[:-1], "tabs"),
    "gzip": (gzip.compress(written(PLAIN).encode()), "tabs"),
    "commas": (written(PLAIN, ","), "commas, no header"),
    "semicolons": (written(PLAIN, ";"), "semicolons, no header"),
    "blanks": (written(PLAIN, "  "), "blanks, no header"),
    "commas and blanks": (written(PLAIN, ", "), "commas"),
    "trailing blanks": (written(PLAIN, " \t ", "  \n"), "tabs"),
    "trailing separators": (written(PLAIN, ",", ",\n"), "commas"),
    "quotes": ("".join(f'"{a}","{b}"\n' for a, b in PLAIN), "commas"),
    "quotes after blanks": ("".join(f'"{a}"; "{b}"\n' for a, b in PLAIN), "semicolons"),
    "comments": ("# made by hand\n#\n" + written(PLAIN), "2 comments"),
    "header": ("hyponym\thypernym\n" + written(PLAIN), "header in line 1 (hyponym, hypernym)"),
    "header in capitals": ("Child_ID;Parent_ID\n" + written(PLAIN, ";"), "(Child_ID, Parent_ID)"),
    "header after a comment": ("# x\nsource\ttarget\n" + written(PLAIN), "header in line 2"),
    "commented header of SNAP": ("# FromNodeId\tToNodeId\n" + written(PLAIN), "1 comment skipped"),
    "weights": ("id1,id2,weight\n" + written(PLAIN, ",", ",1\n"), "ignored: weight"),
    "weights without header": (written(PLAIN, ",", ",0.5\n"), "ignored: 3"),
    "weights with unknown words": ("a1,b1,w\n" + written(PLAIN, ",", ",1\n"), "ignored: w"),
    "hypernym first": (
        "parent,child\n" + written([(b, a) for a, b in PLAIN], ","),
        "columns child, parent",
    ),
    "columns between": (
        "key,label,child,parent\n" + "".join(f"k,l,{a},{b}\n" for a, b in PLAIN),
        "ignored: key, label",
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_the_graph_does_not_depend_on_the_layout(tmp_path, case):
    content, words = SAME[case]
    found = read(tmp_path, content)
    assert pairs_of(found) == PLAIN
    assert words in found.layout
    assert found.warnings == ()


def test_the_layout_may_be_stated(tmp_path):
    content = "Kind,Oberbegriff,seit\n" + written(PLAIN, ",", ",x\n")
    assert pairs_of(read(tmp_path, content, Stated(columns=["Kind", "Oberbegriff"]))) == PLAIN
    assert pairs_of(read(tmp_path, content, Stated(columns=[1, 2], header=True))) == PLAIN
    turned = read(tmp_path, content, Stated(columns=["Oberbegriff", "Kind"]))
    assert pairs_of(turned) == [(b, a) for a, b in PLAIN]
    weighted = Stated(columns=["id1", "id2", "weight"])
    assert pairs_of(read(tmp_path, SAME["weights"][0], weighted)) == PLAIN
    header = SAME["header"][0]
    assert pairs_of(read(tmp_path, header, Stated(header=False)))[0] == ("hyponym", "hypernym")
    assert pairs_of(read(tmp_path, written(PLAIN), Stated(header=True))) == PLAIN[1:]
    commas = read(tmp_path, "a;b,c\nd;e,c\n", Stated(separator="comma"))
    assert pairs_of(commas) == [("a;b", "c"), ("d;e", "c")]


def test_words_of_a_header_may_be_names(tmp_path):
    content = "child\tparent\nson\tchild\nparent\tperson\n"
    assert pairs_of(read(tmp_path, content))[0] == ("child", "parent")


def test_an_unknown_header_is_asked_about(tmp_path):
    found = read(tmp_path, "Begriff\tOberbegriff\n" + written(PLAIN))
    assert len(found.pairs) == len(PLAIN) + 1
    (warning,) = found.warnings
    assert "line 1" in warning and "header: true" in warning


def test_names_that_look_alike_are_a_warning(tmp_path):
    found = read(tmp_path, "Jar\tthing\njar\tthing\njam  jar\tjar\njam jar\tJar\n")
    (warning,) = found.warnings
    assert "2 names" in warning
    assert "'Jar' (line 1) and 'jar' (line 2)" in warning
    assert len(found.names) == 5


def test_what_is_dropped_is_counted(tmp_path):
    content = "tool\ttool\nalone\talone\n" + written(PLAIN) + written(PLAIN[:2])
    found = read(tmp_path, content, dropped=Dropped(self_loops=True, duplicates=True))
    assert pairs_of(found) == PLAIN
    assert found.names == read(tmp_path, written(PLAIN)).names
    loops, duplicates = found.warnings
    assert loops.startswith("2 self-loops") and "1 node" in loops
    assert duplicates.startswith("2 duplicate")


def test_a_header_is_shown_without_its_control_characters(tmp_path):
    found = read(tmp_path, "id1,id2,\x1b[31mweight\n" + written(PLAIN, ",", ",1\n"))
    assert found.layout.isprintable() and "\\x1b[31mweight" in found.layout
    wide = read(tmp_path, ",".join(["id1", "id2", *["x"] * 500]) + "\na,b" + ",1" * 500 + "\n")
    assert "and 490 more" in wide.layout and len(wide.layout) < 300
