"""The audit: the verdict as a law, and what it says of results."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poincare.evaluation.metrics import METRICS, Tolerance
from poincare.reporting.audit.judged import audit, explained
from poincare.reporting.audit.verdicts import (
    BETTER,
    CANNOT,
    CLOSE,
    NOT_RUN,
    REPRODUCED,
    VERDICTS,
    WORSE,
    counts,
    gain_in_tolerances,
    verdict,
)

FIFTH, HUNDREDTHS = Tolerance(relative=0.2), Tolerance(absolute=0.03)
RANK, MAP = METRICS["mean_rank"], METRICS["MAP"]


@pytest.mark.parametrize(
    ("published", "ours", "sd", "metric", "criterion", "expected"),
    [
        (10.0, 12.0, math.nan, RANK, FIFTH, -1.0),
        (10.0, 8.0, math.nan, RANK, FIFTH, 1.0),
        (10.0, 6.0, math.nan, RANK, FIFTH, 2.0),
        (10.0, 10.0, math.nan, RANK, FIFTH, 0.0),
        # 0.85 − 0.82 is a little more than 0.03 in floating point, and 0.82 − 0.79 a little less.
        (0.82, 0.85, math.nan, MAP, HUNDREDTHS, 1.0),
        (0.82, 0.79, math.nan, MAP, HUNDREDTHS, -1.0),
        (0.82, 0.88, math.nan, MAP, HUNDREDTHS, 2.0),
        # Several seeds: their standard deviation is added to the tolerance.
        (10.0, 12.5, 0.5, RANK, FIFTH, -1.0),
        (10.0, 12.5, 0.1, RANK, FIFTH, -1.2),
        (10.0, 9.9, 0.5, RANK, FIFTH, 0.0),
        (0.0, 0.1, math.nan, MAP, FIFTH, math.inf),
    ],
)
def test_a_gain_is_counted_in_tolerances(published, ours, sd, metric, criterion, expected):
    assert gain_in_tolerances(published, ours, sd, metric, criterion) == expected


#: Gains around the limits, and none where we have no result.
GAINS = st.lists(
    st.sampled_from([None, 0.0, *(s * g for s in (1, -1) for g in (1.0, 1.01, 2.0, 2.01, 9.0))]),
    min_size=1,
    max_size=3,
)


@given(gains=GAINS)
def test_the_verdict_is_a_function_of_the_gains(gains):
    assert verdict(gains, "the split is not known", "") == CANNOT
    found = verdict(gains, "", "")
    assert (found == NOT_RUN) == (None in gains)
    if found == NOT_RUN:
        return
    assert (found == REPRODUCED) == all(-1 <= gain <= 1 for gain in gains)
    close = all(-2 <= gain <= 2 for gain in gains)
    assert (found == CLOSE) == (close and found != REPRODUCED)
    better = any(gain > 2 for gain in gains) and all(gain >= -1 for gain in gains)
    assert (found == BETTER) == better
    assert (found == WORSE) == (not close and not better)


@given(gains=GAINS)
def test_doubt_makes_no_verdict_better(gains):
    found, doubted = verdict(gains, "", ""), verdict(gains, "", "ties")
    assert doubted == (found if found in (WORSE, NOT_RUN) else CANNOT)


@pytest.fixture
def notebook(row_of):
    """Rows of gensim-batch-10 at d = 5; published: mean rank 154.41, MAP .40, ρ .47."""

    def rows(mean_rank, average, seed=0, **more):
        values = {"mean_rank": mean_rank, "MAP": average}
        common = {"system": "gensim-batch-10", "protocol": "gensim-notebook"} | more
        return [row_of("nouns-paths", 5, name, values[name], seed, **common) for name in values]

    return rows


def of_notebook(results, rules, system="gensim-batch-10"):
    frame = audit(results, rules)
    chosen = (frame["source"] == "gensim_notebook") & (frame["task"] == "reconstruction")
    return frame[chosen & (frame["system"] == system) & (frame["dim"] == 5)].set_index("metric")


@pytest.mark.parametrize(
    ("mean_rank", "average", "expected", "holding"),
    [
        (1.2 * 154.41, 0.43, REPRODUCED, ["yes", "yes"]),
        (1.201 * 154.41, 0.40, CLOSE, ["no", "yes"]),
        (154.41, 0.44, CLOSE, ["yes", "no"]),
        (1.4 * 154.41, 0.46, CLOSE, ["no", "no"]),
        (1.401 * 154.41, 0.40, WORSE, ["no", "yes"]),
        # A better value is no reproduction.
        (4.0, 0.9, BETTER, ["no", "no"]),
        (1.2 * 154.41, 0.9, BETTER, ["yes", "no"]),
        # Much better in one metric and a little worse in the other.
        (1.201 * 154.41, 0.9, WORSE, ["no", "no"]),
    ],
)
def test_all_metrics_decide(notebook, frame_of, rules, mean_rank, average, expected, holding):
    row = of_notebook(frame_of(notebook(mean_rank, average)), rules)
    assert row["verdict"].unique() == [expected]
    assert row.loc[["mean_rank", "MAP"], "holds"].tolist() == holding
    assert row.loc["mean_rank", "difference"] == pytest.approx(mean_rank - 154.41)


def test_without_results_nothing_is_run_and_nothing_is_dropped(frame_of, rules):
    frame = audit(frame_of([]), rules)
    assert len(frame) == len(rules.numbers)
    unfit = frame["cannot_be_compared"] != ""
    assert (frame.loc[unfit, "verdict"] == CANNOT).all()
    assert (frame.loc[~unfit, "verdict"] == NOT_RUN).all()
    assert sum(counts(frame).values()) == len(frame) and list(counts(frame)) == list(VERDICTS)


def test_one_metric_alone_is_not_run(notebook, frame_of, rules):
    row = of_notebook(frame_of(notebook(154.41, 0.4)[:1]), rules)
    assert row["verdict"].unique() == [NOT_RUN]
    undefined = of_notebook(frame_of(notebook(154.41, math.nan)), rules)
    assert undefined["verdict"].unique() == [NOT_RUN]


def test_only_the_recipe_on_its_dataset_under_its_protocol_counts(notebook, frame_of, rules):
    for more in ({"system": "fast"}, {"protocol": "nickel2017"}, {"protocol": "gensim"}):
        row = of_notebook(frame_of(notebook(154.41, 0.4, **more)), rules)
        assert row["verdict"].unique() == [NOT_RUN]
    elsewhere = frame_of(notebook(154.41, 0.4)).assign(dataset="nouns")
    assert of_notebook(elsewhere, rules)["verdict"].unique() == [NOT_RUN]


def test_the_mean_over_seeds_is_judged_with_its_spread(notebook, frame_of, rules):
    results = frame_of(notebook(150.0, 0.40) + notebook(230.0, 0.46, seed=1))
    row = of_notebook(results, rules)
    assert row.loc["mean_rank", "ours"] == 190 and (row["seeds"] == 2).all()
    assert row.loc["mean_rank", "sd"] == pytest.approx(40 * math.sqrt(2))
    # 190 is 35.6 off, the tolerance is 30.9 + 56.6; .43 is just .03 off.
    assert row["verdict"].unique() == [REPRODUCED]


def test_ours_is_also_given_under_the_rule_without_flaws(notebook, frame_of, rules):
    both = notebook(154.0, 0.4) + notebook(170.0, 0.35, protocol="nickel2017")
    row = of_notebook(frame_of(both), rules)
    assert row["ours_beside"].to_dict() == {"mean_rank": 170.0, "MAP": 0.35}


def test_what_cannot_be_compared_is_shown_with_ours_all_the_same(row_of, frame_of, rules):
    more = {"task": "link_prediction", "protocol": "nickel2017-all5", "system": "nickel2017"}
    frame = audit(frame_of([row_of("nouns-all5", 5, "mean_rank", 5.7, **more)]), rules)
    row = frame[frame["ours"].notna()]
    assert row["published"].tolist() == [5.7] and row["verdict"].tolist() == [CANNOT]


def test_variants_of_a_protocol_are_no_results_of_it(notebook, frame_of, rules):
    own, variant = notebook(154.41, 0.4), notebook(1.0, 0.9, protocol="gensim-notebook+all-nodes")
    both = of_notebook(frame_of(own + variant), rules)
    pd.testing.assert_frame_equal(both, of_notebook(frame_of(own), rules))


def test_another_run_may_explain_a_number_without_counting_for_it(row_of, frame_of, rules):
    system = "gensim-batch-10-burn-in-reg"
    values = {5: (61.48, 0.38), 10: (54.7 * 1.2, 0.44), 20: (53.02 * 1.201, 0.41)}
    results = frame_of(
        row_of("nouns-paths-gensim10", dim, name, value, system=system, protocol="gensim-notebook")
        for dim, pair in values.items()
        for name, value in zip(("mean_rank", "MAP"), pair, strict=True)
    )
    frame = explained(results, rules)
    run = frame[frame["ours"].notna()]
    verdicts = run.drop_duplicates("dim").set_index("dim")["verdict"].to_dict()
    assert verdicts == {5: REPRODUCED, 10: REPRODUCED, 20: CLOSE}
    assert set(audit(results, rules)["verdict"]) <= {CANNOT, NOT_RUN}
