"""The quick run is as good as the baseline, and the check sees a trainer that is not."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from poincare.evaluation.labels import labelled
from poincare.evaluation.ranks.ranking import rank
from poincare.evaluation.results import read_results
from poincare.evaluation.scores import scores
from poincare.evaluation.variants import protocol_or_variant
from poincare.graphs.relations import Relations
from poincare.reporting.regression.compare import ADDED, WORSE, Comparison, compare
from poincare.reporting.regression.view import view_of
from poincare.training.recipe import read_recipe
from poincare.training.run import Run
from poincare.training.session import train

BASELINE = Path(__file__).with_name("baseline") / "results.csv"

#: Stricter than by hand: every change is checked, on machines of all kinds.
ALPHA = 0.001


@pytest.fixture(scope="module")
def base() -> pd.DataFrame:
    return read_results(BASELINE)


@pytest.fixture(scope="module")
def quick(finished) -> pd.DataFrame:
    return read_results(finished.folder / "results" / "quick" / "results.csv")


def judged(base: pd.DataFrame, new: pd.DataFrame) -> tuple[Comparison, str]:
    """The comparison, and its table for the message of a failed assertion."""
    comparison = compare(base, new, ALPHA)
    return comparison, "\n" + view_of(comparison, base, new).text


def test_the_quick_run_is_as_good_as_the_baseline(base, quick):
    comparison, table = judged(base, quick)
    assert comparison.passed, table


def test_every_value_of_the_baseline_has_five_seeds(base, quick):
    values = judged(base, quick)[0].values
    values = values[values["verdict"] != ADDED]
    assert len(values) == 22
    assert set(values["base_seeds"]) == {5} and set(values["new_seeds"]) == {1}
    assert not base["code_version"].str.endswith("-dirty").any()


def test_a_tenth_of_the_epochs_is_reported_as_worse_and_where(finished, base, quick):
    """At d = 2, that is, which needs the epochs; the recipe's hash stays as it was."""
    relations = Relations.load(finished.folder / "data/built/graphs/mammals.npz")
    recipe = read_recipe(finished.folder / "config/recipes/fast.yaml")
    levels = tuple(
        replace(level, epochs=level.epochs // 10, steps=max(1, level.steps // 10))
        for level in recipe.settings.levels
    )
    hurried = replace(recipe, settings=replace(recipe.settings, levels=levels))
    trained = train(relations, hurried, Run(dim=2, seed=0, threads=1))
    ranks = rank(trained.embedding, relations)
    ranked = quick["reading"] != ""
    at_two = (quick["dataset"] == "mammals") & (quick["dim"] == 2) & ranked
    value = {
        (protocol, score.metric): score.value
        for protocol in labelled(quick[at_two])["protocol"].unique()
        for score in scores(ranks, relations, protocol_or_variant(protocol))
    }
    new = quick.copy()
    new.loc[at_two, "value"] = [
        value[row.protocol, row.metric] for row in labelled(quick[at_two]).itertuples()
    ]
    comparison, table = judged(base, new)
    worse = comparison.values[comparison.values["verdict"] == WORSE]
    assert set(zip(worse["protocol"], worse["metric"], strict=True)) == set(value), table
    assert set(worse["dataset"]) == {"mammals"} and set(worse["dim"]) == {2}
    lines = [line for line in table.splitlines() if line.startswith("worse ✗")]
    assert len(lines) == len(value) and all("mammals" in line for line in lines)
