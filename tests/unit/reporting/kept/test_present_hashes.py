"""Today's hashes: those of recipes, ledger and protocols, for the rows of the repository."""

from pathlib import Path

import pandas as pd
import pytest

from poincare.datasets.sources import ledger
from poincare.evaluation.results import read_results
from poincare.reporting.kept.present import SCORED, data_hash, present_hashes
from poincare.reporting.kept.rows import kept_reasons
from poincare.training.recipe import read_recipe

ROOT = Path(__file__).parents[4]
KEPT = ROOT / "results" / "reference" / "audit" / "results.csv"
RECIPES = sorted((ROOT / "config" / "recipes").glob("*.yaml"))


def rows_of(*rows):
    return pd.DataFrame(rows, columns=[*SCORED, "system"])


def test_recipes_of_other_systems_are_not_read(tmp_path):
    (tmp_path / "broken.yaml").write_text("name: [")
    rows = rows_of(("mammals", "reconstruction", "nickel2017", "", "", "", "fast"))
    found = present_hashes(rows, [tmp_path / "broken.yaml", *RECIPES])
    assert set(found.recipes) == set(found.versions) == {"fast"}
    path = ROOT / "config" / "recipes" / "fast.yaml"
    assert found.recipes["fast"] == read_recipe(path).text_hash
    assert found.data == {"mammals": ledger()["graphs"]["mammals"]["content_hash"]}


@pytest.mark.parametrize(
    "scored",
    [
        ("mammals", "reconstruction", "mine", "", "", ""),
        ("mammals", "reconstruction", "gensim", "mine", "", ""),
        ("nouns", "lexical_entailment", "mine", "", "", ""),
        ("nouns", "another task", "nickel2017", "", "", ""),
        # A split that the ledger does not have.
        ("balanced-tree-all5", "link_prediction", "nickel2017", "", "all5", "test"),
    ],
)
def test_what_is_not_known_has_no_hash(scored):
    assert present_hashes(rows_of((*scored, "nobody")), RECIPES).protocols == {}


def test_graphs_and_splits_of_nobody_have_no_hash():
    assert data_hash("mine") == data_hash("mine-all5") == data_hash("balanced-tree-all5") == ""
    assert data_hash("nouns-gensim10-leak") == data_hash("nouns")


def test_every_kept_row_can_be_judged():
    """Rows may become stale, but never for want of a recipe, a dataset or a protocol."""
    kept = read_results(KEPT)
    reasons = set(kept_reasons(kept, present_hashes(kept, RECIPES)))
    assert len(kept) > 400
    assert not [reason for reason in reasons if "no such" in reason or "not known" in reason]
