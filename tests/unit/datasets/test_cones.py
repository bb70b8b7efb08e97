"""The split of the entailment cones: the published counts, and graphs that it fits."""

from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.datasets.cones import STEMS, cones_split, mammals_cones
from poincare.datasets.sources import data_file, listed, locate, obtain
from poincare.graphs.hierarchy import reduction
from poincare.graphs.splits import Split, hold_outs

ROOT = Path(__file__).parents[3]
TRAINED = {0: 84_363, 10: 142_039, 25: 228_554, 50: 372_745, 90: 603_451}
TRAINED_MAMMALS = {0: 1_176, 10: 1_594, 25: 2_222, 50: 3_268, 90: 4_942}


@pytest.fixture(scope="module")
def files():
    """The files of the ledger; their only public source may be out of reach."""
    if locate("cones/mammal_closure.tsv.vocab", ROOT) is None:
        pytest.skip("the files of the entailment cones are not here")
    return lambda name: obtain(name, ROOT)


@pytest.mark.slow
@pytest.mark.parametrize("percent", TRAINED_MAMMALS)
def test_the_mammals_are_those_published(files, wordnet_source, percent, tmp_path):
    graph = mammals_cones(wordnet_source)
    found = cones_split(graph, hold_outs()[f"cones{percent}"], files)
    assert (found.train.n_pairs, len(found.validation), len(found.test)) == (
        TRAINED_MAMMALS[percent], 209, 209,
    )  # fmt: skip
    assert {part: len(pairs) for part, pairs in found.negatives.items()} == {
        "validation": 2090,
        "test": 2090,
    }
    assert found.whole.content_hash == graph.content_hash
    for pairs in found.negatives.values():
        assert not np.isin(pairs[:, 0].astype(np.int64) * 1179 + pairs[:, 1], graph.keys).any()
    found.save(tmp_path / "split.npz")
    again = Split.load(tmp_path / "split.npz")
    assert again.content_hash == found.content_hash and len(again.unused) == len(found.unused)


@pytest.mark.slow
def test_basic_edges_are_the_transitive_reduction(files, wordnet_source):
    graph = mammals_cones(wordnet_source)
    found = cones_split(graph, hold_outs()["cones0"], files)
    np.testing.assert_array_equal(found.train.keys, reduction(graph).keys)


@pytest.mark.slow
@pytest.mark.parametrize("percent", TRAINED)
def test_the_nouns_are_those_published(files, graphs, percent):
    found = cones_split(graphs["nouns-cones"], hold_outs()[f"cones{percent}"], files)
    assert found.train.n_pairs == TRAINED[percent]
    assert (len(found.validation), len(found.test)) == (28_838, 28_838)
    assert {len(pairs) for pairs in found.negatives.values()} == {288_380}


def test_other_graphs_have_no_such_split(tree):
    with pytest.raises(UserError, match="nouns-cones, mammals-cones"):
        cones_split(tree, hold_outs()["cones10"], lambda name: ROOT / "none")


def test_every_file_of_the_collection_is_in_the_ledger():
    for file in listed("cones"):
        entry = data_file(f"cones/{file}")
        assert entry.file == file and entry.sources[0].endswith(f"/{file}") and entry.size > 0
    assert {file.split(".tsv")[0] for file in listed("cones")} == {
        stem.removesuffix(".tsv") for stem in STEMS.values()
    }
