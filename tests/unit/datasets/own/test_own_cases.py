"""A kitchen's hierarchy in the forms in which users have it: one graph, or one message."""

import re

import pytest

from poincare.base.errors import UserError
from poincare.datasets.own.graph import read_graph

EDGES = [
    ("tool", "thing"),
    ("stirrer", "tool"),
    ("jam jar", "jar"),
    ("jar", "thing"),
    ("spade", "tool"),
    ("digger", "tool"),
    ("herb", "thing"),
    ("basil", "herb"),
    ("jalapeño", "herb"),
]
PLAIN = "".join(f"{node}\t{hypernym}\n" for node, hypernym in EDGES)
NODES = list(dict.fromkeys(name for edge in EDGES for name in edge))


@pytest.fixture
def graph(tmp_path):
    def read(text, **entry):
        path = tmp_path / "edges.tsv"
        path.write_bytes(text.encode())
        return read_graph("kitchen", {"pairs": str(path), "closure": True, **entry})

    return read


def test_the_counts_are_in_the_line_and_in_the_record(graph):
    plain = graph(PLAIN)
    for words in ("10 nodes", "15 pairs (9 before", "1 root", "6 leaves", "1 part", "chain 2"):
        assert words in plain.line
    assert "\n" not in plain.line and "tabs" in plain.line
    assert plain.warnings == ()
    assert plain.record["shape"] == {
        "nodes": 10,
        "pairs": 15,
        "roots": 1,
        "leaves": 6,
        "isolated": 0,
        "parts": 1,
        "longest_chain": 2,
        "on_cycles": 0,
        "repeated": 0,
        "most_often": 1,
    }
    assert plain.record["pairs"] == 15 and "tabs" in plain.record["layout"]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("\ufeff" + PLAIN.replace("\n", "\r\n"), {}),
        ("hyponym\thypernym\n" + PLAIN, {}),
        ("id1,id2,weight\n" + PLAIN.replace("\t", ",").replace("\n", ",1\n"), {}),
        (PLAIN + "".join(PLAIN.splitlines(keepends=True)[:4]), {"duplicates": "drop"}),
        ("".join(f"{name}\t{name}\n" for name in NODES) + PLAIN, {"self_loops": "drop"}),
    ],
    ids=["mark and CRLF", "header", "weights", "duplicates", "self-loops"],
)
def test_other_forms_are_the_same_graph_bit_for_bit(graph, text, entry):
    assert graph(text, **entry).record["content_hash"] == graph(PLAIN).record["content_hash"]


def message(graph, text, **entry):
    with pytest.raises(UserError) as error:
        graph(text, **entry)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_duplicates_are_one_message(graph):
    words = message(graph, PLAIN + "".join(PLAIN.splitlines(keepends=True)[:4]))
    assert "edges.tsv:10: 4 duplicate pairs" in words
    assert re.findall(r"line (\d+) '(\w+)", words)[:1] == [("10", "tool")]
    assert "(first in line 1)" in words and "line 12 " in words and "line 13" not in words
    assert "and 1 more" in words and "duplicates: drop" in words


def test_self_loops_are_one_message(graph):
    words = message(graph, "".join(f"{name}\t{name}\n" for name in NODES) + PLAIN)
    assert "edges.tsv:1: 10 self-loops: line 1 'tool', line 2 'thing', line 3" in words
    assert "self_loops: drop" in words


def test_all_kinds_are_in_one_message(graph):
    words = message(graph, PLAIN + "tool\ttool\ntool\tthing\nalone\n\x1b[31m\ttool\n")
    assert "edges.tsv:10:" in words
    for kind in (
        "1 self-loop: line 10",
        "1 duplicate pair: line 11",
        "line 12 has 1",
        "line 13 '\\x1b[31m' (U+001B",
    ):
        assert kind in words


def test_every_cycle_is_a_chain_of_names_with_lines(graph):
    text = PLAIN + "tool\tspade\nherb\tbasil\n"
    words = message(graph, text)
    assert "2 cycles" in words
    assert "'tool' → 'spade' (line 10) → 'tool' (line 5)" in words
    assert "'herb' → 'basil' (line 11) → 'herb' (line 8)" in words
    unclosed = graph(text, closure=False)
    assert "4 nodes on cycles" in unclosed.line
    assert unclosed.record["shape"]["longest_chain"] is None


def test_a_long_cycle_is_shortened(graph):
    names = [f"n{place}" for place in range(40)]
    pairs = zip(names, [*names[1:], names[0]], strict=True)
    words = message(graph, "".join(f"{u}\t{v}\n" for u, v in pairs))
    assert "1 cycle: 'n0' → 'n1' (line 1)" in words
    assert "30 more → 'n0' (line 40)" in words and "n20" not in words


def test_warnings_name_the_file(graph):
    (warning,) = graph(PLAIN + "Jar\tthing\n").warnings
    assert "edges.tsv: 1 name" in warning and "'Jar' (line 10)" in warning
