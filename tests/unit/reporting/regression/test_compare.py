"""Verdicts on changes: cases done by hand, and how often chance alone makes one."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t, ttest_ind

from poincare.base.errors import UserError
from poincare.reporting.regression.compare import (
    ADDED,
    BLIND,
    BORROWED,
    FLOOR,
    IMPROVED,
    LOST,
    OWN,
    SAME,
    WORSE,
    compare,
)


@pytest.fixture
def results_of(frame_of, row_of):
    """Results of one system on mammals: values over seeds by (dim, metric)."""

    def make(values, **more):
        return frame_of(
            row_of("mammals", dim, metric, value, seed, **more)
            for (dim, metric), some in values.items()
            for seed, value in enumerate(some)
        )

    return make


def only(comparison):
    assert len(comparison.values) == 1
    return comparison.values.iloc[0]


def test_the_margin_is_that_of_students_two_sample_test(results_of):
    base, new = [1.0, 1.1, 1.3], [1.2, 1.6]
    value = only(compare(results_of({(5, "mean_rank"): base}), results_of({(5, "mean_rank"): new})))
    s = np.sqrt((2 * np.var(base, ddof=1) + np.var(new, ddof=1)) / 3)
    assert value["margin"] == pytest.approx(t.ppf(0.995, 3) * s * np.sqrt(1 / 3 + 1 / 2))
    assert value["change"] == pytest.approx(1.4 - 3.4 / 3)
    assert (value["base_seeds"], value["new_seeds"]) == (3, 2)
    assert (value["judged_by"], value["verdict"]) == (OWN, SAME)


@pytest.mark.parametrize("shift", [0.0, 0.1, 0.3, 0.5, 1.0])
def test_the_verdict_agrees_with_scipys_test(results_of, shift):
    base = np.array([0.50, 0.55, 0.61])
    new = base[::-1] - shift
    comparison = compare(results_of({(5, "MAP"): base}), results_of({(5, "MAP"): new}), alpha=0.05)
    significant = ttest_ind(base, new).pvalue < 0.05
    assert only(comparison)["verdict"] == (WORSE if significant else SAME)


@pytest.mark.parametrize(
    ("metric", "change", "verdict"),
    [
        ("mean_rank", 1.0, WORSE),
        ("mean_rank", -1.0, IMPROVED),
        ("MAP", 1.0, IMPROVED),
        ("MAP", -1.0, WORSE),
        ("spearman", -1.0, WORSE),
    ],
)
def test_better_is_lower_for_ranks_and_higher_for_the_others(results_of, metric, change, verdict):
    base = np.array([2.00, 2.01, 2.02])
    comparison = compare(
        results_of({(5, metric): base}), results_of({(5, metric): base[:1] + change})
    )
    assert only(comparison)["verdict"] == verdict
    assert comparison.passed == (verdict == IMPROVED)


def test_seeds_that_agree_by_chance_do_not_make_every_change_count(results_of):
    base = results_of({(5, "mean_rank"): [1.5, 1.5, 1.5]})
    for new, verdict in ((1.507, SAME), (1.508, WORSE)):
        value = only(compare(base, results_of({(5, "mean_rank"): [new] * 3})))
        assert value["margin"] == pytest.approx(0.0075)
        assert (value["judged_by"], value["verdict"]) == (FLOOR, verdict)


def test_one_seed_borrows_the_spread_of_other_dims_by_distance_from_1(results_of):
    base = results_of({(5, "mean_rank"): [1.8, 2.0, 2.2], (10, "mean_rank"): [4.0]})
    new = results_of({(5, "mean_rank"): [2.0], (10, "mean_rank"): [4.5]})
    values = compare(base, new).values.set_index("dim")
    assert values["judged_by"].to_dict() == {5: OWN, 10: BORROWED}
    expected = t.ppf(0.995, 2) * 0.2 / (2.0 - 1.0) * (4.0 - 1.0) * np.sqrt(2)
    assert values.loc[10, "margin"] == pytest.approx(expected)


def test_a_borrowed_spread_does_not_narrow_what_counts_as_the_same(results_of):
    base = results_of({(5, "MAP"): [0.900, 0.901, 0.902], (10, "MAP"): [0.95]})
    value = compare(base, results_of({(5, "MAP"): [0.9], (10, "MAP"): [0.93]})).values.iloc[1]
    assert (value["dim"], value["margin"], value["judged_by"]) == (10, 0.03, BLIND)


def test_spread_is_not_borrowed_between_protocols(results_of):
    sides = [
        pd.concat([
            results_of({(5, "MAP"): seeds}, protocol="gensim"),
            results_of({(10, "MAP"): [0.9]}),
        ])
        for seeds in ([0.6, 0.7, 0.8], [0.7])
    ]  # fmt: skip
    judged = compare(*sides).values.set_index("protocol")["judged_by"]
    assert judged.to_dict() == {"gensim": OWN, "nickel2017": BLIND}


def test_without_any_spread_the_audits_criteria_decide(results_of):
    base = results_of({(5, "mean_rank"): [2.0], (5, "MAP"): [0.9]})
    new = results_of({(5, "mean_rank"): [2.5], (5, "MAP"): [0.88]})
    comparison = compare(base, new)
    values = comparison.values.set_index("metric")
    assert values["margin"].to_dict() == pytest.approx({"mean_rank": 0.4, "MAP": 0.03})
    assert values["verdict"].to_dict() == {"mean_rank": WORSE, "MAP": SAME}
    assert set(values["judged_by"]) == {BLIND} and comparison.chance == 0


def test_what_one_side_lacks_is_told_and_only_the_bases_counts(results_of):
    few = results_of({(5, "MAP"): [0.9, 0.9]})
    more = results_of({(5, "MAP"): [0.9, 0.9], (10, "MAP"): [0.9, 0.9]})
    lost, gained = compare(more, few), compare(few, more)
    assert lost.values["verdict"].tolist() == [LOST, SAME] and not lost.passed
    assert gained.values["verdict"].tolist() == [ADDED, SAME] and gained.passed
    assert lost.counts[LOST] == gained.counts[ADDED] == 1
    assert lost.values.loc[0, ["new", "change", "margin"]].isna().all()


def test_a_perfect_value_lends_and_borrows_nothing(results_of):
    base = results_of({(5, "MAP"): [1.0, 1.0, 1.0], (10, "MAP"): [1.0], (20, "MAP"): [0.9]})
    new = results_of({(5, "MAP"): [0.9, 0.99], (10, "MAP"): [0.99], (20, "MAP"): [0.89]})
    values = compare(base, new).values.set_index("dim")
    assert values["judged_by"].to_dict() == {5: OWN, 10: BLIND, 20: BLIND}
    assert values["margin"].notna().all()


def test_cost_is_information(results_of):
    seeds = {(5, "MAP"): [0.9, 0.9]}
    dear = results_of(seeds, train_cpu_s=600.0, peak_memory_mib=5e3)
    comparison = compare(results_of(seeds), dear)
    assert comparison.passed
    assert comparison.cost.to_dict("records") == [{
        "dataset": "mammals", "system": "fast", "dim": 5,
        "base_train_cpu_s": 60.0, "base_peak_memory_mib": 500.0,
        "new_train_cpu_s": 600.0, "new_peak_memory_mib": 5000.0,
    }]  # fmt: skip


def noisy(rng, n_values, seeds, mean=100.0, sd=10.0):
    """As many values (a dimension each), without any provenance of weight."""
    dims = np.repeat(np.arange(1, n_values + 1), seeds)
    return {
        "dim": dims,
        "seed": np.tile(np.arange(seeds), n_values),
        "value": rng.normal(mean, sd, len(dims)),
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seeds", "alpha"), [((3, 3), 0.05), ((3, 3), 0.01), ((5, 1), 0.05), ((2, 2), 0.05)]
)
def test_false_alarms_are_as_rare_as_alpha_says(frame_of, row_of, rng, seeds, alpha):
    n, template = 3000, row_of("mammals", 5, "mean_rank", 1.0)
    sides = [frame_of([template] * (n * some)).assign(**noisy(rng, n, some)) for some in seeds]
    comparison = compare(*sides, alpha=alpha)
    assert set(comparison.values["judged_by"]) <= {OWN, FLOOR}
    share = comparison.counts[WORSE] / n
    # Four standard errors; the floor (.5 % of a value whose spread is 10 %) hardly matters.
    assert abs(share - alpha / 2) < 4 * np.sqrt(alpha / 2 / n)
    assert comparison.chance == pytest.approx(n * alpha / 2)


@pytest.mark.slow
def test_a_borrowed_spread_has_as_few_false_alarms(frame_of, row_of, rng):
    n, template = 2000, row_of("mammals", 5, "MAP", 1.0)
    sides = []
    for _ in range(2):
        one, many = noisy(rng, n, 1, sd=1.0), noisy(rng, 40, 5, sd=1.0)
        many["dim"] += n
        both = {key: np.append(one[key], many[key]) for key in one}
        sides.append(frame_of([template] * len(both["dim"])).assign(**both))
    values = compare(*sides, alpha=0.05).values
    borrowed = values[values["judged_by"] == BORROWED]
    assert len(borrowed) == n
    share = (borrowed["verdict"] != SAME).mean()
    assert abs(share - 0.05) < 4 * np.sqrt(0.05 / n)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: f[:0], "new: there are no results"),
        (lambda f: f.assign(value=[0.9, np.nan]), "new: the value of mammals, .*, 1, nickel2017"),
        (lambda f: f.assign(value=[0.9, np.inf]), "not a number"),
        (lambda f: f.assign(dim="five"), "the dim of mammals, reconstruction, fast, five"),
        (lambda f: f.assign(seed=0), "two results for mammals, reconstruction, fast, 5, 0"),
        (lambda f: f.assign(metric="AUC"), "AUC of reconstruction"),
    ],
)
def test_results_that_cannot_be_judged_are_refused(results_of, spoil, words):
    good = results_of({(5, "MAP"): [0.9, 0.9]})
    with pytest.raises(UserError, match=words) as error:
        compare(good, spoil(good))
    assert "\n" not in str(error.value)
