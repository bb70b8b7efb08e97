"""What each flaw is worth: differences on the same vectors, by hand."""

import pytest

from poincare.reporting.audit.flaws import COLUMNS, flaws, flaws_view
from poincare.reporting.tables.by_task import task_table


@pytest.fixture
def results(row_of, frame_of):
    values = {
        "gensim-notebook": 4.0,
        "gensim-notebook+all-nodes": 3.0,
        "gensim-notebook+all-nodes+no-self-loops": 5.5,
        "nickel2017": 2.0,
        "nickel2017+both-directions": 9.0,
    }
    rows = [
        row_of("nouns-paths", 5, "mean_rank", value + seed, seed, protocol=name)
        for name, value in values.items()
        for seed in (0, 1)
    ]
    rows += [
        row_of("nouns", 5, "spearman", value, protocol=name)
        for name, value in (("synset-name", 0.5), ("synset-name-last-sense", 0.45), ("lemma", 0.6))
    ]
    for dataset, value in (("nouns-gensim10", 6.0), ("nouns-gensim10-leak", 1.5)):
        name = dataset.replace("nouns", "gensim")
        more = {"task": "link_prediction", "protocol": name}
        rows.append(row_of(dataset, 5, "mean_rank", value, **more))
    return frame_of(rows)


def test_every_flaw_has_its_value_with_and_without(results):
    frame = flaws(results)
    assert list(frame.columns) == COLUMNS
    found = {
        (row["protocol"], row["flaw"].split()[0]): (row["with"], row["without"], row["difference"])
        for row in frame.to_dict("records")
    }
    assert found == {
        ("gensim-notebook", "only"): (4.5, 3.5, 1.0),
        ("gensim-notebook+all-nodes", "self-loops"): (3.5, 6.0, -2.5),
        # The variant has the flaw, and the protocol has not.
        ("nickel2017", "descendants"): (9.5, 2.5, 7.0),
        ("synset-name-last-sense", "the"): (0.45, 0.5, pytest.approx(-0.05)),
        ("gensim-gensim10", "held-out"): (1.5, 6.0, -4.5),
    }
    assert frame.set_index("protocol").loc["nickel2017", "seeds"] == 2
    assert frame.set_index("task")["vectors"].to_dict() == {
        "reconstruction": "the same",
        "lexical_entailment": "the same",
        "link_prediction": "of another training",
    }


def test_a_variant_without_its_protocol_is_no_comparison(results):
    alone = results[results["variant"] != "all-nodes"]
    assert "self-loops" not in {name.split()[0] for name in flaws(alone)["flaw"]}


def test_nothing_to_compare_is_an_empty_table(results):
    frame = flaws(results[:0])
    assert frame.empty and list(frame.columns) == COLUMNS


def test_the_table_says_with_and_without(results):
    table = flaws_view(flaws(results))
    rows = {row.cells[0]: row.cells for row in table.rows}
    assert "reconstruction, gensim-notebook" in rows
    assert rows["only the first 1,001 nodes are scored"][-3:] == ("4.50", "3.50", "+1.00")


def test_variants_stay_out_of_the_other_tables(results, published):
    protocols = set(task_table(results, published, "reconstruction")["protocol"])
    assert protocols == {"gensim-notebook", "nickel2017"}
