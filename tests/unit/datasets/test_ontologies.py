"""The ontologies: small ones against closures by hand, damaged files, and the real counts."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from poincare.base.errors import UserError
from poincare.datasets.ontologies import go_bp, hpo
from poincare.datasets.registry import build, direct, source_of
from poincare.datasets.sources import locate

ROOT = Path(__file__).parents[3]
COUNTS = {"hpo": (19034, 195395, 23392), "go-bp": (28141, 420268, 51415)}
SOURCES = {"hpo": "hpo", "go-bp": "go"}

OBO = """format-version: 1.2

[Term]
id: HP:1

[Term]
id: HP:2
is_a: HP:1 ! All

[Term]
id: HP:3
is_a: HP:2
relationship: part_of HP:4

[Term]
id: HP:4
is_obsolete: true
is_a: HP:1
"""
TERMS = {1: "all", 2: "GO:2", 3: "GO:3", 4: "GO:4"}
EDGES = [(2, 1, "isa"), (3, 2, "isa"), (4, 3, "isa"), (4, 2, "part of"), (4, 2, "regulates")]
CLOSURE = {("GO:2", "all"), ("GO:3", "GO:2"), ("GO:3", "all")}
CLOSURE |= {("GO:4", "GO:3"), ("GO:4", "GO:2"), ("GO:4", "all")}


def named_pairs(graph):
    pairs = zip(*graph.matrix(bool).nonzero(), strict=True)
    return {(graph.names[u], graph.names[v]) for u, v in pairs}


@pytest.fixture
def database(tmp_path):
    """A database of the tables that GO.db has, written with the rows given."""

    def write(terms=TERMS, edges=EDGES, name="a b?#.sqlite"):
        path = tmp_path / name
        with closing(sqlite3.connect(path)) as base:
            base.execute("CREATE TABLE go_term (_id INTEGER PRIMARY KEY, go_id)")
            base.execute("CREATE TABLE go_bp_parents (_id, _parent_id, relationship_type)")
            base.executemany("INSERT INTO go_term VALUES (?, ?)", terms.items())
            base.executemany("INSERT INTO go_bp_parents VALUES (?, ?, ?)", edges)
            base.commit()
        return path

    return write


@pytest.mark.parametrize("packed", [False, True])
def test_an_obo_file_gives_its_closure(tmp_path, packed):
    path = tmp_path / ("hp.obo.gz" if packed else "hp.obo")
    path.write_bytes(gzip.compress(OBO.encode()) if packed else OBO.encode())
    assert named_pairs(hpo(path)) == {("HP:2", "HP:1"), ("HP:3", "HP:2"), ("HP:3", "HP:1")}


def test_a_database_gives_the_closure_of_isa_only(database):
    graph = go_bp(database())
    assert named_pairs(graph) == CLOSURE
    assert graph.name == "go-bp" and graph.names == ("GO:2", "all", "GO:3", "GO:4")


def test_the_order_of_rows_decides_nothing(database):
    first = go_bp(database())
    again = go_bp(database(edges=EDGES[::-1], name="again.sqlite"))
    assert first.content_hash == again.content_hash


def test_a_compressed_database_is_read(database):
    path = database()
    packed = path.with_name("GO.sqlite.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert named_pairs(go_bp(packed)) == CLOSURE


def test_a_database_is_never_written(database):
    path = database()
    before = path.read_bytes()
    path.chmod(0o444)
    go_bp(path)
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]


def test_a_missing_database_is_refused_and_not_made(tmp_path):
    with pytest.raises(UserError, match=r"GO\.sqlite"):
        go_bp(tmp_path / "GO.sqlite")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content", [b"", b"no database " * 100, b"SQLite format 3\0" + bytes(range(256)) * 8]
)
def test_what_is_no_database_is_one_line(tmp_path, content):
    (tmp_path / "GO.sqlite").write_bytes(content)
    with pytest.raises(UserError, match=r"GO\.sqlite") as caught:
        go_bp(tmp_path / "GO.sqlite")
    assert "\n" not in str(caught.value)


def test_a_database_that_is_cut_off_is_refused(database):
    path = database(edges=[(u, u - 1, "isa") for u in range(2, 5)] * 2000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UserError, match=r"sqlite"):
        go_bp(path)


@pytest.mark.parametrize(
    ("terms", "edges", "named"),
    [
        (TERMS, [*EDGES, (5, 1, "isa")], "None"),
        ({**TERMS, 3: 7}, EDGES, "7"),
        ({**TERMS, 3: b"\xff"}, EDGES, "xff"),
        (TERMS, EDGES[3:], "isa"),
        (TERMS, [*EDGES, (2, 4, "isa")], "go-bp"),
    ],
    ids=["missing-term", "number", "bytes", "no-isa", "cycle"],
)
def test_faulty_rows_are_refused(database, terms, edges, named):
    with pytest.raises(UserError, match=named):
        go_bp(database(terms, edges))


@pytest.mark.parametrize("name", COUNTS)
def test_counts_are_those_stated(name):
    if locate(SOURCES[name], ROOT) is None:
        pytest.skip(f"the source of {name} is not on this machine")
    source = source_of(name, ROOT)
    graph = build(name, source)
    assert (graph.n_nodes, graph.n_pairs, direct(graph, source).n_pairs) == COUNTS[name]
