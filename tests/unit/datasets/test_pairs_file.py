"""Files of pairs: round trips, and mistakes named with their lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.base.errors import UserError
from poincare.datasets.pairs_file import read_tsv

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)


@given(
    pairs=st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=20, unique=True),
    end=st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_tsv_comes_back(tmp_path_factory, pairs, end):
    pairs = [(child, parent) for child, parent in pairs if child != parent] or [("a", "b")]
    path = tmp_path_factory.mktemp("tsv") / "my graph.tsv"
    path.write_bytes("".join(f"{child}\t{parent}{end}" for child, parent in pairs).encode())
    graph = read_tsv(path)
    assert graph.name == "my graph"
    assert graph.names == tuple(dict.fromkeys(name for pair in pairs for name in pair))
    read = {
        (graph.names[u], graph.names[v]) for u, v in zip(graph.sources, graph.indices, strict=True)
    }
    assert read == set(pairs)


@given(st.one_of(st.binary(max_size=60), st.text("ab\t\r\n \x0b\x85", max_size=30).map(str.encode)))
def test_any_bytes_are_a_graph_or_a_named_mistake(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("tsv") / "x.tsv"
    path.write_bytes(content)
    try:
        graph = read_tsv(path)
    except UserError as error:
        assert str(path) in str(error)
        assert "\n" not in str(error)
    else:
        assert graph.n_pairs > 0
        assert graph.n_self_loops == 0
        assert all(name.strip() == name for name in graph.names)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\nb\tc\na\tb\n", r"x\.tsv:3: .*'a', 'b'.* 1"),
        ("a\tb\n\nb\tb\n", r"x\.tsv:3: self-loop of 'b'"),
        ("a\tb\na b\n", r"x\.tsv:2: .*found 1 field"),
        ("a\tb\tc\n", r"x\.tsv:1: .*found 3 field"),
        ("a\t\n", r"x\.tsv:1: .*tab"),
        ("\n \n", r"x\.tsv: no pairs"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path, text, message):
    path = tmp_path / "x.tsv"
    path.write_text(text)
    with pytest.raises(UserError, match=message):
        read_tsv(path)


def test_unreadable_files_are_named(tmp_path):
    with pytest.raises(UserError, match=r"missing\.tsv: no such file"):
        read_tsv(tmp_path / "missing.tsv")
    (tmp_path / "latin.tsv").write_bytes("a\té\n".encode("latin-1"))
    with pytest.raises(UserError, match="UTF-8"):
        read_tsv(tmp_path / "latin.tsv")
