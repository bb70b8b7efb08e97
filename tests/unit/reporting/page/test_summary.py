from dataclasses import replace

import numpy as np
import pandas as pd

from poincare.reporting.page.summary import summarise


def text(sentences):
    return " ".join(sentences).replace("\u00a0", " ")


def test_sentences_follow_the_numbers(context, nouns_results, tables_of):
    summary = summarise(context, tables_of(nouns_results))
    assert (
        "mean rank is at least as good as the paper’s at 1 of 2 dimensions: "
        "d = 10 (3.60 against 4.02)" in text(summary.agrees)
    )
    assert (
        "mean rank is not as good as the paper’s at 1 of 2 dimensions: d = 5 (5.10 against 4.90)"
        in text(summary.differs)
    )

    better = nouns_results.assign(
        value=nouns_results["value"].where(nouns_results["metric"] != "mean_rank", 1.5)
    )
    summary = summarise(context, tables_of(better))
    assert "at all 2 dimensions: d = 5 (1.50 against 4.90)" in text(summary.agrees)
    assert "mean rank" not in text(summary.differs)


def test_equal_in_print_counts_as_equal(context, frame_of, row_of, tables_of):
    results = frame_of([row_of("nouns", 10, "mean_rank", 4.0249)])
    summary = summarise(context, tables_of(results))
    assert "d = 10 (4.02 against 4.02)" in text(summary.agrees)
    assert summary.differs == ()


def test_hyperlex_is_judged_per_lookup(context, nouns_results, tables_of):
    summary = summarise(context, tables_of(nouns_results))
    assert any("lemma" in line and "(0.620 against 0.512)" in line for line in summary.agrees)
    assert any(
        "synset-name" in line
        and "(0.500 against 0.512)" in line
        and "Reservation: how a word's sense was chosen" in line
        for line in summary.differs
    )


def test_what_was_run(context, nouns_results, mammals_results, tables_of):
    both = pd.concat([nouns_results, mammals_results], ignore_index=True)
    summary = summarise(context, tables_of(both))
    assert text(summary.run) == (
        "fast on nouns at d = 5 and 10, 2 seeds. fast on mammals at d = 2, 5 and 10, 1 seed. "
        "7 training runs, 7.0 min of CPU time in all. "
        "Scored by reconstruction (nickel2017 and gensim) and HyperLex (synset-name and lemma)."
    )


def test_a_training_shared_by_two_datasets_is_counted_once(context, frame_of, row_of, tables_of):
    whole = row_of("nouns-paths", 5, "mean_rank", 50.0)
    leaking = whole | {"dataset": "nouns-paths-gensim10-leak", "task": "link_prediction"}
    summary = summarise(context, tables_of(frame_of([whole, leaking])))
    assert "fast on nouns-paths-gensim10-leak at d = 5, 1 seed." in text(summary.run)
    assert "1 training run, 60.0 s of CPU time in all." in text(summary.run)


def test_what_is_missing(context, nouns_results, mammals_results, tables_of):
    missing = text(summarise(context, tables_of(nouns_results)).missing)
    assert missing == (
        "Link prediction was not scored in this configuration. "
        "HyperLex in depth was not scored in this configuration. "
        "Edge classification was not scored in this configuration. "
        "Generality was not scored in this configuration. "
        "The paper also reports nouns at d = 20, 50, 100 and 200; fast was not run there."
    )

    missing = text(summarise(context, tables_of(mammals_results)).missing)
    assert "HyperLex was not scored in this configuration." in missing
    assert "nouns, the paper’s main graph, was not trained." in missing
    assert "The paper has no number for mammals at d = 2 and 10." in missing


def test_missing_hyperlex_says_how_to_supply_it(context, mammals_results, tables_of):
    without = replace(context, missing={"lexical_entailment": "no zip; put it into data/raw."})
    missing = text(summarise(without, tables_of(mammals_results)).missing)
    assert "HyperLex: no zip; put it into data/raw." in missing
    assert "HyperLex was not scored" not in missing


def test_values_that_could_not_be_computed_are_counted(context, mammals_results, tables_of):
    mammals_results.loc[0, "value"] = np.nan
    missing = text(summarise(context, tables_of(mammals_results)).missing)
    assert "1 value could not be computed." in missing


def test_nothing_at_all(context, nouns_results, tables_of):
    summary = summarise(context, tables_of(nouns_results[:0]))
    assert summary.run == ("Nothing: there are no results.",)
    assert summary.agrees == summary.differs == ()
