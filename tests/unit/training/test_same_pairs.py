"""One training for two datasets of the same pairs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from poincare.base.errors import UserError
from poincare.graphs.relations import Relations
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.same_pairs import as_trained_on
from poincare.training.session import train

RECIPE = Path(__file__).parents[3] / "config" / "recipes" / "gensim-batch-50.yaml"


def trained(relations):
    recipe = read_recipe(RECIPE)
    embedding = train(relations, recipe, Run(dim=2, seed=0, threads=1)).embedding
    return embedding, {**embedding.provenance, "embedding_hash": embedding.content_hash}


@pytest.fixture
def few(tree) -> Relations:
    """The upper part of the tree, which trains in a second."""
    keep = tree.sources < 40
    pairs = np.column_stack((tree.sources[keep], tree.indices[keep]))
    return Relations.from_pairs("few", tree.names[:40], pairs)


@pytest.mark.slow
def test_it_is_what_training_again_would_give(few):
    again = replace(few, name="few-leak")
    embedding, record = as_trained_on(again, *trained(few))
    expected, expected_record = trained(again)
    assert record == expected_record and embedding.provenance == expected.provenance
    assert embedding.vectors.tobytes() == expected.vectors.tobytes()
    assert record["dataset"] == "few-leak"


@pytest.mark.slow
def test_other_pairs_are_refused(few):
    pairs = np.column_stack((few.sources, few.indices))[1:]
    other = Relations.from_pairs("few-less", few.names, pairs)
    with pytest.raises(UserError, match="few-less"):
        as_trained_on(other, *trained(few))
