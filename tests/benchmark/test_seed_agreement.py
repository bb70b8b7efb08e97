"""The comparison of seeds: SciPy's t of equal variances is made of the same pooled deviation."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from agreement import OURS, comparison


def seeds(**values):
    key = {"recipe": "r", "protocol": "p", "metric": "m"}
    return pd.DataFrame(
        [key | {"system": s.replace("ours", OURS), "value": v} for s in values for v in values[s]]
    )


def test_difference_is_in_units_of_the_pooled_deviation(rng):
    ours, theirs = rng.normal(size=6), rng.normal(1.0, 2.0, size=3)
    row = comparison(seeds(ours=ours, gensim=theirs)).iloc[0]
    t = stats.ttest_ind(ours, theirs).statistic
    assert row["in pooled sd"] / np.sqrt(1 / 6 + 1 / 3) == pytest.approx(t)
    assert row["sd of gensim"] == pytest.approx(theirs.std(ddof=1))
    assert (row[f"seeds of {OURS}"], row["seeds of gensim"]) == (6, 3)


def test_one_seed_of_gensim_has_no_deviation_and_none_no_row():
    row = comparison(seeds(ours=[1.0, 3.0], gensim=[5.0])).iloc[0]
    assert np.isnan(row["sd of gensim"]) and "Welch's p" not in row
    assert row["in pooled sd"] == pytest.approx(-3.0 / np.sqrt(2.0))
    assert comparison(seeds(ours=[1.0, 3.0])).empty
