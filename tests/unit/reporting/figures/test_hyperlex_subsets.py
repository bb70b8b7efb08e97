"""The figure of HyperLex's subsets: what it draws, and what it cannot."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pandas as pd
import pytest

from poincare.base.errors import UserError
from poincare.evaluation.hyperlex.subsets import SUBSETS
from poincare.reporting.figures.hyperlex_subsets import by_subset
from poincare.reporting.figures.picture import card


@pytest.fixture
def results(rng):
    names = {"fast": ["norm-distance", "radius-distance"], "lin-specificity": ["lin-specificity"]}
    rows = [
        {
            "task": "hyperlex_in_depth", "dataset": "nouns", "system": system, "seed": 0,
            "dim": 0 if system == protocol else 5, "protocol": protocol, "metric": subset.metric,
            "value": rng.uniform(-1, 1), "n_evaluated": 40, "n_skipped": 0,
        }
        for system, protocols in names.items()
        for protocol in protocols
        for subset in SUBSETS
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.assign(low=frame["value"] - 0.1, high=frame["value"] + 0.1)


def test_scores_come_before_controls(results, published):
    picture = by_subset(results, published, "nouns", "fast", 5, 0)
    assert picture.data["protocol"].unique().tolist() == [
        "norm-distance", "radius-distance", "lin-specificity",
    ]  # fmt: skip
    assert picture.data["control"].sum() == len(SUBSETS)
    order = [subset.metric for subset in SUBSETS]
    assert picture.data["metric"].tolist() == order * 3
    assert ".864" in picture.caption and ".683" in picture.caption
    ElementTree.fromstring(card(picture, "hyperlex").svg)


def test_values_of_nouns_are_not_drawn_beside_verbs(results, published):
    picture = by_subset(results.assign(dataset="verbs"), published, "verbs", "fast", 5, 0)
    assert ".864" in picture.caption and ".683" not in picture.caption


def test_a_subset_without_value_is_drawn_without_mark(results, published):
    empty = results["metric"] == SUBSETS[-1].metric
    results.loc[empty, ["value", "low", "high"]] = np.nan
    picture = by_subset(results, published, "nouns", "fast", 5, 0)
    ElementTree.fromstring(card(picture, "hyperlex").svg)


def test_a_run_without_results_is_refused(results, published):
    with pytest.raises(UserError, match="no results of slow"):
        by_subset(results, published, "nouns", "slow", 5, 0)
