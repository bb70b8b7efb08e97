"""Recipes whose keys are renamed: kept results change in the hashes of those recipes only."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from carry_recipe_hashes import RECIPES, carried, mapping


def test_hashes_are_replaced_in_their_column_and_nothing_else():
    table = (
        "dataset,system,value,recipe_hash,data_hash\n"
        'mammals,fast,1.20,aaa,aaa\nmammals,"fa,st",1.50,bbb,x\nmammals,mine,1.30,,x\n'
        "mammals,new,2,ccc,x\n"
    )
    text, changed, unknown = carried(table, {"aaa": "ccc"})
    assert text == table.replace("1.20,aaa,aaa", "1.20,ccc,aaa")
    assert changed == 1 and unknown == {"fa,st"}


def test_the_hash_of_an_old_recipe_is_what_results_named(tmp_path):
    text = (RECIPES / "fast.yaml").read_text(encoding="utf-8")
    (tmp_path / "fast.yaml").write_text("# Reworded.\n" + text, encoding="utf-8")
    (before, after), *rest = mapping(tmp_path).values()
    assert before == after and not rest
