import numpy as np
import pandas as pd
import pytest

from poincare.reporting.tables import frames
from poincare.reporting.tables.by_task import task_table
from poincare.reporting.tables.headline import headline


def rows(frame, **equal):
    for column, value in equal.items():
        frame = frame[frame[column] == value]
    return frame


def by_dim(frame, column="value"):
    return frame.set_index("dim")[column].to_dict()


def test_headline_by_hand(nouns_results, published):
    frame = headline(nouns_results, published)
    assert set(frame["protocol"]) == {"nickel2017"}
    ranks = rows(frame, metric="mean_rank").set_index("dim")
    assert ranks["seeds"].to_dict() == {5: 2, 10: 2, 20: 0, 50: 0, 100: 0, 200: 0}
    # Mean of 5.0 and 5.2, their sample standard deviation, and 5.1 − 4.9.
    five = ranks.loc[5, ["value", "sd", "paper", "difference"]].to_list()
    assert five == pytest.approx([5.1, 0.2 / np.sqrt(2), 4.9, 0.2])
    precision = rows(frame, metric="MAP").set_index("dim")
    assert precision.loc[5, "difference"] == pytest.approx(0.80 - 0.823)
    assert ranks.loc[10, "difference"] == pytest.approx(3.6 - 4.02)
    # What the paper reports and nobody ran stays visible.
    assert ranks.loc[200, "paper"] == 3.83
    assert np.isnan(ranks.loc[200, "value"])


def test_headline_has_no_deviation_for_one_seed(mammals_results, published):
    frame = headline(mammals_results, published)
    assert frame["sd"].isna().all()
    ranks = rows(frame, metric="mean_rank").set_index("dim")
    assert ranks.loc[5, "comparable"] == "limited"
    assert ranks["difference"].dropna().to_dict() == {5: pytest.approx(1.2 - 1.26)}


def test_nouns_come_before_mammals(nouns_results, mammals_results, published):
    results = pd.concat([mammals_results, nouns_results], ignore_index=True)
    assert set(headline(results, published)["dataset"]) == {"nouns"}


def test_headline_keeps_systems_apart(nouns_results, published):
    other = nouns_results.assign(system="slow", value=nouns_results["value"] + 1)
    frame = headline(pd.concat([nouns_results, other]), published)
    both = rows(frame, dim=5, metric="mean_rank").set_index("system")
    assert both.loc["slow", "value"] == pytest.approx(both.loc["fast", "value"] + 1)
    assert both.loc["slow", "paper"] == both.loc["fast", "paper"] == 4.9


def test_headline_is_empty_where_the_paper_is_silent(frame_of, row_of, published):
    verbs = frame_of([row_of("verbs", 5, "mean_rank", 1.3)])
    assert headline(verbs, published).empty
    assert headline(verbs[:0], published).empty


def test_reconstruction_sets_published_rows_under_ours(nouns_results, published):
    frame = task_table(nouns_results, published, "reconstruction")
    part = rows(frame, dataset="nouns", protocol="nickel2017", metric="mean_rank")
    own = rows(part, row="ours")
    assert part["row"].tolist()[: len(own)] == ["ours"] * 2
    assert by_dim(own) == pytest.approx({5: 5.1, 10: 3.6})
    assert set(own["n_evaluated"]) == {743_241} and set(own["n_ties"]) == {2}
    lorentz = rows(part, published_system="Lorentz")
    assert lorentz["row"].drop_duplicates().tolist() == ["published", "difference"]
    assert lorentz["comparable"].unique().tolist() == ["limited"]
    assert by_dim(rows(lorentz, row="published"))[2] == 22.8
    assert by_dim(rows(lorentz, row="difference"))[10] == pytest.approx(3.6 - 2.95)


def test_no_difference_is_formed_where_nothing_can_be_compared(nouns_results, published):
    frame = task_table(nouns_results, published, "reconstruction")
    assert set(rows(frame, comparable="no")["row"]) == {"published"}
    assert "difference" not in set(rows(frame, protocol="gensim")["row"])
    assert (rows(frame, row="published")["reason"] != "").all()


def test_reconstruction_holds_every_published_row_of_the_graph(nouns_results, published):
    frame = task_table(nouns_results, published, "reconstruction")
    line = ["published_system", "note"]
    for protocol in ("nickel2017", "gensim"):
        notebook = rows(frame, protocol=protocol, source="gensim_notebook", metric="MAP")
        dims = notebook.groupby(line)["dim"].agg(set)
        assert len(dims) == 10 and all({5, 200} <= some for some in dims)
    # One system under two settings stays two rows.
    issue = rows(frame, source="FB_issue_35", metric="MAP", row="published")
    assert len(issue.drop_duplicates(["protocol", *line])) == 4


def test_order_does_not_depend_on_the_order_of_results(nouns_results, published):
    shuffled = nouns_results.sample(frac=1, random_state=0)
    first = task_table(nouns_results, published, "reconstruction")
    second = task_table(shuffled, published, "reconstruction")
    pd.testing.assert_frame_equal(first, second)
    assert first["protocol"].drop_duplicates().tolist() == ["nickel2017", "gensim"]
    assert first["metric"].drop_duplicates().tolist() == ["mean_rank", "MAP"]


def test_entailment_shows_both_lookups_and_their_counts(nouns_results, published):
    frame = task_table(nouns_results, published, "lexical_entailment")
    by_name = rows(frame, protocol="synset-name")
    own = rows(by_name, row="ours", dim=5)
    assert own[["n_evaluated", "n_skipped"]].to_numpy().tolist() == [[1981, 182]]
    assert set(rows(frame, protocol="lemma", row="ours")["n_skipped"]) == {0}
    # Ties of scores have no count.
    assert own["n_ties"].isna().all()
    paper = rows(by_name, source="NickelKiela2017", published_system="Poincare", dim=5)
    assert paper["value"].tolist() == pytest.approx([0.512, 0.50 - 0.512])
    # A system without dimension has dim 0, which comes last.
    basic = rows(by_name, published_system="WN-Basic")
    assert basic[["dim", "value"]].to_numpy().tolist() == [[0, 0.24]]


def test_a_task_without_results_is_empty(mammals_results, published):
    assert task_table(mammals_results, published, "lexical_entailment").empty


def test_cost_sums_evaluation_over_tasks_once(nouns_results):
    cost = frames.cost(nouns_results)
    assert cost[frames.RUN].values.tolist() == [
        ["nouns", "fast", dim, seed] for dim in (5, 10) for seed in (0, 1)
    ]
    # 30 s for reconstruction, whatever the protocols, and 2 s for HyperLex.
    assert cost["evaluation_cpu_s"].tolist() == [32.0] * 4
    assert cost["train_cpu_s"].tolist() == [60.0] * 4


def test_runs_has_one_row_of_hashes_per_training(nouns_results):
    runs = frames.runs(nouns_results)
    assert len(runs) == 4
    assert runs["embedding_hash"].nunique() == len(runs)
    assert "train_cpu_s" not in runs


def test_a_value_that_could_not_be_computed_stays_a_gap(frame_of, row_of, published):
    results = frame_of([row_of("nouns", 5, "spearman", np.nan, protocol="lemma")])
    frame = task_table(results, published, "lexical_entailment")
    assert np.isnan(rows(frame, row="ours")["value"].item())


def test_an_interval_is_that_of_a_single_seed(nouns_results):
    rows = nouns_results.assign(
        low=nouns_results["value"] - 0.01, high=nouns_results["value"] + 0.01
    )
    least = rows["seed"] == rows["seed"].min()
    one, several = (frames.over_seeds(some, "reconstruction") for some in (rows[least], rows))
    np.testing.assert_allclose(one["high"] - one["low"], 0.02)
    assert (several["seeds"] > 1).any()
    assert several.loc[several["seeds"] > 1, ["low", "high"]].isna().all(axis=None)
