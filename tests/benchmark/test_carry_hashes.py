"""Kept results over a change of keys or fields: their hashes change, and nothing else."""

import sys
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from carry_hashes import RECIPES, carried, pairs_of_protocols, pairs_of_recipes

from poincare.datasets.known_splits import known_split
from poincare.evaluation.labels import columns_of
from poincare.evaluation.protocols import PROTOCOLS
from poincare.evaluation.tasks import TASKS


def test_hashes_are_replaced_in_their_column_and_nothing_else():
    table = (
        "dataset,system,value,recipe_hash,data_hash\n"
        'mammals,fast,1.20,aaa,aaa\nmammals,"fa,st",1.50,bbb,x\nmammals,mine,1.30,,x\n'
        "mammals,new,2,ccc,x\nmammals,other,2,aaa,x\n"
    )
    text, changed, unknown = carried(table, "recipe_hash", [("aaa", "ccc")] * 4 + [None])
    assert text == table.replace("1.20,aaa,aaa", "1.20,ccc,aaa")
    assert changed == 1 and unknown == 1


def test_the_hash_of_an_old_recipe_is_what_results_named(tmp_path):
    text = (RECIPES / "fast.yaml").read_text(encoding="utf-8")
    (tmp_path / "fast.yaml").write_text("# Reworded.\n" + text, encoding="utf-8")
    rows = pd.DataFrame({"system": ["fast", "facebook"]})
    (before, after), missing = pairs_of_recipes(rows, tmp_path)
    assert before == after and missing is None


def row(label, task, dataset, n_ties=0):
    scored = asdict(columns_of(label, task))
    return {"dataset": dataset, "task": task, "n_ties": n_ties, **scored}


def test_new_fields_of_protocols_change_the_hashes_of_rows_without_ties():
    rows = pd.DataFrame(
        [
            row("nickel2017", "reconstruction", "mammals"),
            row("nickel2017", "reconstruction", "mammals", n_ties=1),
            row("lemma", "lexical_entailment", "nouns"),
            row("gensim-all5+itself-excluded", "link_prediction", "nouns-all5"),
        ]
    )
    (old, new), *without, (old_links, new_links) = pairs_of_protocols(rows, ["reading", "measures"])
    # The hash that results of the first audit have.
    assert old == "d52058a7" + old[8:] and new == PROTOCOLS["nickel2017"].content_hash
    assert without == [None, None]
    scored_by = columns_of("gensim-all5+itself-excluded", "link_prediction")
    split_hash = known_split("nouns-all5").split_hash
    assert new_links == TASKS["link_prediction"].definition_hash(scored_by, split_hash)
    assert old_links not in (old, new, new_links)


def test_no_field_less_is_the_same_hash():
    rows = pd.DataFrame([row("gensim", "reconstruction", "mammals")])
    ((old, new),) = pairs_of_protocols(rows, [])
    assert old == new
    with pytest.raises(KeyError):
        list(pairs_of_protocols(rows, ["no-such-field"]))
