"""The published taxonomies: their counts, and files with a malformed line."""

import gzip
from pathlib import Path

import pytest

from poincare.base.errors import UserError
from poincare.datasets.registry import build, source_of
from poincare.datasets.sources import locate
from poincare.datasets.taxonomies import published_closure

ROOT = Path(__file__).parents[3]


COUNTS = {"acm": (2299, 6526), "eurovoc": (7111, 10656)}


@pytest.mark.parametrize("name", COUNTS)
def test_counts_are_those_published(name):
    if locate(name, ROOT) is None:
        pytest.skip(f"{name} is not on this machine")
    graph = build(name, source_of(name, ROOT))
    assert (graph.n_nodes, graph.n_pairs) == COUNTS[name]


def test_a_compressed_file_is_read(tmp_path):
    packed = tmp_path / "tiny.tsv.gz"
    packed.write_bytes(gzip.compress(b"cat\tanimal\ndog\tanimal\n"))
    graph = published_closure("tiny", packed)
    assert graph.names == ("cat", "animal", "dog") and graph.n_pairs == 2


def test_a_malformed_line_is_named(tmp_path):
    (tmp_path / "tiny.tsv").write_text("cat\tanimal\ndog\n")
    with pytest.raises(UserError, match=r"tiny\.tsv:2"):
        published_closure("tiny", tmp_path / "tiny.tsv")
