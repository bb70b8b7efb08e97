"""Ontologies: terms and relations become pairs, obsolete terms do not."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.datasets.own.graph import read_graph

HEAD = "format-version: 1.2\nontology: x\n\n"
TERMS = """\
[Term]
id: X:1
name: All

[Term]
id: X:2
name: organ ! of a body
is_a: X:1 ! All

[Term]
id: X:3
name: hand
is_a: X:2 {source="a"} ! organ
relationship: part_of X:4 ! arm
xref: Y:3

[Term]
id: X:4
name: arm
is_a: X:2

[Term]
id: X:5
name: old
is_obsolete: true
is_a: X:1

[Term]
id: X:6
name: finger
is_a: X:5 ! an obsolete one
relationship: part_of X:3

[Typedef]
id: part_of
name: part of
is_a: overlaps
"""


@pytest.fixture
def graph(tmp_path):
    def read(content, **entry):
        path = tmp_path / "x.obo"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_graph("x", {"obo": str(path), **entry})

    return read


def pairs_of(own):
    graph = own.relations
    return {
        (graph.names[u][-1] + graph.names[v][-1])
        for u, v in zip(graph.sources, graph.indices, strict=True)
    }


def test_is_a_and_its_closure(graph):
    own = graph(HEAD + TERMS)
    assert own.relations.names == ("X:2", "X:1", "X:3", "X:4")
    assert pairs_of(own) == {"21", "32", "31", "42", "41"}
    assert pairs_of(graph(HEAD + TERMS, closure=False)) == {"21", "32", "42"}
    assert "5 terms (1 of them without a pair), 1 obsolete term left out with 2 pairs" in own.line
    assert own.record["shape"]["longest_chain"] == 2


def test_named_relations(graph):
    own = graph(HEAD + TERMS, closure=False, relations=["is_a", "part_of"])
    assert pairs_of(own) == {"21", "32", "34", "42", "63"}
    alone = graph(HEAD + TERMS, closure=False, relations=["part_of"])
    assert pairs_of(alone) == {"34", "63"}


@pytest.mark.parametrize(
    "form",
    [
        ("\ufeff" + HEAD + TERMS).replace("\n", "\r\n"),
        (HEAD + TERMS).replace("\n", "\r"),
        gzip.compress((HEAD + TERMS).encode()),
        "\n\n" + HEAD + TERMS,
        HEAD + TERMS.replace("relationship", "is_a: X:2\nrelationship", 1),
    ],
    ids=["mark and CRLF", "CR", "gzip", "blank lines", "is_a twice"],
)
def test_other_forms_are_the_same_graph(graph, form):
    expected = graph(HEAD + TERMS).record["content_hash"]
    assert graph(form).record["content_hash"] == expected


@pytest.mark.parametrize(
    ("content", "parts", "entry"),
    [
        ("", ["no OBO file"], {}),
        (HEAD, ["no OBO file"], {}),
        ("a\tb\nb\tc\n", ["x.obo:1: no OBO file", "'a\\tb'"], {}),
        (HEAD + TERMS + "\n[Term]\nid 3\n", ["x.obo:43: no OBO file", "'id 3'"], {}),
        ("<rdf:RDF>\n<owl>\n", ["no OBO file"], {}),
        (b"\xff\xfeP\0", ["UTF-16"], {}),
        (HEAD + "[Term]\nname: nothing\n", ["1 [Term] without an id"], {}),
        (
            HEAD + TERMS,
            ["no pairs", "develops_from", "is_a, part_of"],
            {"relations": ["develops_from"]},
        ),
        (HEAD + TERMS + "\n[Term]\nid: X:3\n", ["x.obo:43: 1 term", "'X:3'", "line 14"], {}),
        (HEAD + TERMS + "\n[Term]\nid: X:7\nis_a: X:7\n", ["x.obo:43: 1 self-loop", "'X:7'"], {}),
        (HEAD + TERMS + "\n[Term]\nid: X:\u202e7\nis_a: X:1\n", ["x.obo:43: 1 name", "U+202E"], {}),
        (
            HEAD + TERMS.replace("name: All", "name: All\nis_a: X:3"),
            ["x.obo:5: 1 cycle: 'X:1' → 'X:3' (line 5) → 'X:2' (line 15) → 'X:1' (line 10)"],
            {},
        ),
    ],
)
def test_bad_ontologies_are_refused_in_one_line(graph, content, parts, entry):
    with pytest.raises(UserError) as error:
        graph(content, **entry)
    assert str(error.value).isprintable() and "x.obo" in str(error.value)
    assert [part for part in parts if part not in str(error.value)] == []


PARTS = ["[Term]", "\n", "\n\n", "id:", " ", "a", "b", "is_a: a", "relationship: x b", "!", "{"]
PARTS += ["}", "is_obsolete: true", ":", "\x1b", "é", "\r"]


@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_any_text_is_a_graph_or_a_named_mistake(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("any") / "x.obo"
    path.write_text("".join(parts))
    try:
        own = read_graph("x", {"obo": str(path), "relations": ["is_a", "x"]})
    except UserError as error:
        assert str(path) in str(error) and str(error).isprintable()
    else:
        assert own.relations.n_pairs > 0 and own.line.isprintable()


def test_self_loops_may_be_dropped(graph):
    looped = HEAD + TERMS.replace("is_a: X:1 ! All", "is_a: X:1\nis_a: X:2")
    own = graph(looped, self_loops="drop")
    assert own.record["content_hash"] == graph(HEAD + TERMS).record["content_hash"]
    assert "1 self-loop" in own.warnings[0]


def test_pairs_with_undefined_terms_are_left_out_and_counted(graph):
    own = graph(HEAD + TERMS + "\n[Term]\nid: X:7\nis_a: X:9 ! elsewhere\n")
    assert own.record["content_hash"] == graph(HEAD + TERMS).record["content_hash"]
    (warning,) = own.warnings
    assert "1 pair" in warning and "'X:7' → 'X:9' (term in line 43)" in warning
