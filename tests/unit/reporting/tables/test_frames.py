import numpy as np
import pandas as pd
import pytest

from poincare.reporting.tables import frames as tables


def test_headline_by_hand(nouns_results, published):
    headline = tables.headline(nouns_results, published).set_index("dim")
    assert set(headline["protocol"]) == {"nickel2017"}
    assert headline["seeds"].to_dict() == {5: 2, 10: 2, 20: 0, 50: 0, 100: 0, 200: 0}
    five = headline.loc[5]
    # Mean of 5.0 and 5.2, their sample standard deviation, and 5.1 − 4.9.
    assert five["mean_rank"] == pytest.approx(5.1)
    assert five["mean_rank_sd"] == pytest.approx(0.2 / np.sqrt(2))
    assert five["mean_rank_paper"] == 4.9
    assert five["mean_rank_difference"] == pytest.approx(0.2)
    assert five["MAP_difference"] == pytest.approx(0.80 - 0.823)
    assert headline.loc[10, "mean_rank_difference"] == pytest.approx(3.6 - 4.02)
    # What the paper reports and nobody ran stays visible.
    assert headline.loc[200, "mean_rank_paper"] == 3.83
    assert np.isnan(headline.loc[200, "mean_rank"])


def test_headline_has_no_deviation_for_one_seed(mammals_results, published):
    headline = tables.headline(mammals_results, published).set_index("dim")
    assert headline["mean_rank_sd"].isna().all()
    assert headline.loc[5, "comparable"] == "limited"
    assert headline["mean_rank_difference"].dropna().to_dict() == {5: pytest.approx(1.2 - 1.26)}


def test_nouns_come_before_mammals(nouns_results, mammals_results, published):
    results = pd.concat([mammals_results, nouns_results], ignore_index=True)
    assert set(tables.headline(results, published)["dataset"]) == {"nouns"}


def test_headline_keeps_systems_apart(nouns_results, published):
    other = nouns_results.assign(system="slow", value=nouns_results["value"] + 1)
    headline = tables.headline(pd.concat([nouns_results, other]), published)
    both = headline[headline["dim"] == 5].set_index("system")
    assert both.loc["slow", "mean_rank"] == pytest.approx(both.loc["fast", "mean_rank"] + 1)
    assert both.loc["slow", "mean_rank_paper"] == both.loc["fast", "mean_rank_paper"] == 4.9


def test_headline_is_empty_where_the_paper_is_silent(frame_of, row_of, published):
    verbs = frame_of([row_of("verbs", 5, "mean_rank", 1.3)])
    assert tables.headline(verbs, published).empty
    assert tables.headline(verbs[:0], published).empty


def rows(frame, **equal):
    for column, value in equal.items():
        frame = frame[frame[column] == value]
    return frame


def test_reconstruction_sets_published_rows_under_ours(nouns_results, published):
    frame = tables.reconstruction(nouns_results, published)
    part = rows(frame, dataset="nouns", protocol="nickel2017", metric="mean_rank")
    assert part["row"].tolist()[:5] == ["ours", "sd", "n_evaluated", "n_skipped", "n_ties"]
    assert rows(part, row="ours")["d=10"].item() == pytest.approx(3.6)
    assert rows(part, row="n_evaluated")["d=5"].item() == 743_241
    lorentz = rows(part, published_system="Lorentz")
    assert lorentz["row"].tolist() == ["published", "difference"]
    assert lorentz["comparable"].unique().tolist() == ["limited"]
    assert lorentz["d=10"].tolist() == pytest.approx([2.95, 3.6 - 2.95])
    assert lorentz["d=2"].iloc[0] == 22.8


def test_no_difference_is_formed_where_nothing_can_be_compared(nouns_results, published):
    frame = tables.reconstruction(nouns_results, published)
    assert set(rows(frame, comparable="no")["row"]) == {"published"}
    assert "difference" not in set(rows(frame, protocol="gensim")["row"])
    assert (rows(frame, row="published")["reason"] != "").all()


def test_reconstruction_holds_every_published_row_of_the_graph(nouns_results, published):
    frame = tables.reconstruction(nouns_results, published)
    for protocol in ("nickel2017", "gensim"):
        notebook = rows(frame, protocol=protocol, source="gensim_notebook", metric="MAP")
        assert len(notebook) == 10
        assert notebook[["d=5", "d=200"]].notna().all(axis=None)
    # One system under two settings stays two rows.
    assert len(rows(frame, source="FB_issue_35", metric="MAP", row="published")) == 4


def test_order_does_not_depend_on_the_order_of_results(nouns_results, published):
    shuffled = nouns_results.sample(frac=1, random_state=0)
    first = tables.reconstruction(nouns_results, published)
    second = tables.reconstruction(shuffled, published)
    pd.testing.assert_frame_equal(first, second)
    assert first["protocol"].drop_duplicates().tolist() == ["nickel2017", "gensim"]
    assert first["metric"].drop_duplicates().tolist() == ["mean_rank", "MAP"]


def test_entailment_shows_both_lookups_and_their_counts(nouns_results, published):
    frame = tables.entailment(nouns_results, published)
    by_name = rows(frame, protocol="synset-name")
    assert rows(by_name, row="n_evaluated")["d=5"].item() == 1981
    assert rows(by_name, row="n_skipped")["d=5"].item() == 182
    assert rows(frame, protocol="lemma", row="n_skipped")["d=5"].item() == 0
    # Ties of scores have no count, so there is no such row.
    assert rows(frame, row="n_ties").empty
    paper = rows(by_name, source="NickelKiela2017", published_system="Poincare")
    assert paper["d=5"].tolist() == pytest.approx([0.512, 0.50 - 0.512])
    # A system without dimension has its own column.
    assert rows(by_name, published_system="WN-Basic")["no d"].item() == 0.24


def test_entailment_is_empty_without_results(mammals_results, published):
    assert tables.entailment(mammals_results, published).empty


def test_cost_sums_evaluation_over_tasks_once(nouns_results):
    cost = tables.cost(nouns_results)
    assert cost[tables.RUN].values.tolist() == [
        ["nouns", "fast", dim, seed] for dim in (5, 10) for seed in (0, 1)
    ]
    # 30 s for reconstruction, whatever the protocols, and 2 s for HyperLex.
    assert cost["evaluation_cpu_s"].tolist() == [32.0] * 4
    assert cost["train_cpu_s"].tolist() == [60.0] * 4


def test_runs_has_one_row_of_hashes_per_training(nouns_results):
    runs = tables.runs(nouns_results)
    assert len(runs) == 4
    assert runs["embedding_hash"].nunique() == len(runs)
    assert "train_cpu_s" not in runs


def test_a_value_that_could_not_be_computed_stays_a_gap(frame_of, row_of, published):
    results = frame_of([row_of("nouns", 5, "spearman", np.nan, protocol="lemma")])
    frame = tables.entailment(results, published)
    assert np.isnan(rows(frame, row="ours")["d=5"].item())
