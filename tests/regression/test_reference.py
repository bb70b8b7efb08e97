"""results/reference: what the README quotes is what was measured."""

from pathlib import Path

import pandas as pd
import pytest

from poincare.evaluation.results import COLUMNS, read_results
from poincare.reporting.published import read_published
from poincare.reporting.tables import frames as tables

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "results" / "reference"


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return read_results(REFERENCE / "results.csv")


def test_every_row_is_complete(results):
    assert list(results.columns) == COLUMNS
    came_later = ["realistic", "pessimistic", "n_comparisons", "n_nodes", "n_distinct"]
    ranked = results["metric"] != "spearman"
    assert results[ranked].drop(columns=came_later).notna().all(axis=None)
    assert results[came_later].isna().all(axis=None)
    assert results["code_version"].nunique() == 1
    assert not results["code_version"].str.endswith("-dirty").any()


def test_the_readme_quotes_the_results(results):
    headline = tables.headline(results, read_published(ROOT / "data" / "published"))
    printed = (ROOT / "README.md").read_text()
    kept = (REFERENCE / "headline.md").read_text()
    for row in headline.itertuples():
        ours = f"{row.mean_rank:.2f}", f"{row.MAP:.3f}"
        assert all(f"| {value} ±" in kept.replace("|  ", "| ") for value in ours)
        if row.mean_rank_paper == row.mean_rank_paper:
            paper = f"{row.mean_rank_paper:.2f}", f"{row.MAP_paper:.3f}"
            assert f"| {row.dim} | {ours[0]} | {paper[0]} | {ours[1]} | {paper[1]} |" in printed


def test_the_paper_is_beaten_at_every_dimension(results):
    headline = tables.headline(results, read_published(ROOT / "data" / "published"))
    headline = headline[headline["mean_rank_paper"].notna()]
    assert headline["dim"].tolist() == [5, 10, 20, 50, 100, 200]
    assert (headline["mean_rank_difference"] < 0).all()
    assert (headline["MAP_difference"] > 0).all()
