"""results/reference: what the README quotes is what was measured."""

from pathlib import Path

import pandas as pd
import pytest

from poincare.evaluation.results import COLUMNS, INTERVAL, read_results
from poincare.reporting.published import read_published
from poincare.reporting.tables.headline import headline

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "results" / "reference"


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return read_results(REFERENCE / "results.csv")


def test_every_row_is_complete(results):
    assert list(results.columns) == COLUMNS
    came_later = [
        *INTERVAL, "realistic", "pessimistic", "n_comparisons", "n_nodes", "n_distinct",
    ]  # fmt: skip
    ranked = results["metric"] != "spearman"
    assert results[ranked].drop(columns=came_later).notna().all(axis=None)
    assert results[came_later].isna().all(axis=None)
    assert results["code_version"].nunique() == 1
    assert not results["code_version"].str.endswith("-dirty").any()


def test_the_readme_quotes_the_results(results):
    made = headline(results, read_published(ROOT / "data" / "published"))
    printed = (ROOT / "README.md").read_text()
    kept = (REFERENCE / "headline.md").read_text()
    assert (made["doubt"] == "").all()
    for dim, part in made.groupby("dim"):
        ranks, average = (part[part["metric"] == name].iloc[0] for name in ("mean_rank", "MAP"))
        ours = f"{ranks['value']:.2f}", f"{average['value']:.3f}"
        assert all(f"| {value} ±" in kept.replace("|  ", "| ") for value in ours)
        if part["paper"].notna().all():
            paper = f"{ranks['paper']:.2f}", f"{average['paper']:.3f}"
            assert f"| {dim} | {ours[0]} | {paper[0]} | {ours[1]} | {paper[1]} |" in printed


def test_the_paper_is_beaten_at_every_dimension(results):
    frame = headline(results, read_published(ROOT / "data" / "published"))
    frame = frame[frame["paper"].notna()]
    ranks, precision = (frame[frame["metric"] == name] for name in ("mean_rank", "MAP"))
    assert ranks["dim"].tolist() == precision["dim"].tolist() == [5, 10, 20, 50, 100, 200]
    assert (ranks["difference"] < 0).all()
    assert (precision["difference"] > 0).all()
