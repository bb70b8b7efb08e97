"""``audit.yaml``: complete, its recipes there, and its mistakes named."""

import shutil

import pandas as pd
import pytest

from poincare.base.errors import UserError
from poincare.datasets.sources import ledger
from poincare.evaluation.protocols import protocol_named
from poincare.reporting.audit.rules import ROW, read_audit
from poincare.suite.configuration.asked import graph_of
from poincare.training.recipe import read_recipe

#: The published tables that are audited.
FILE = "wordnet_noun_hypernyms.tsv(cpp,self-loops)"
AUDITED = [
    ("NickelKiela2017", "reconstruction", "wordnet_noun_closure"),
    ("NickelKiela2017", "link_prediction", "wordnet_noun_closure"),
    ("NickelKiela2017", "reconstruction", "wordnet_mammal_closure"),
    ("NickelKiela2017", "lexical_entailment", "hyperlex_nouns"),
    ("NickelKiela2018", "reconstruction", "wordnet_nouns"),
    ("NickelKiela2018", "reconstruction", "wordnet_verbs"),
    ("NickelKiela2018", "reconstruction", "acm"),
    ("NickelKiela2018", "reconstruction", "eurovoc_en"),
    ("NickelKiela2018", "reconstruction", "mesh_2018"),
    ("gensim_notebook", "reconstruction", FILE),
    ("gensim_notebook", "link_prediction", FILE),
    ("gensim_notebook", "lexical_entailment", "hyperlex_nouns"),
    ("gensim_blog_comment", "reconstruction", FILE),
    ("FB_issue_77", "reconstruction", "wordnet_noun_closure(743086)"),
    ("FB_issue_35", "reconstruction", "wordnet_noun_closure(743086)"),
]
FIRST_VERSION = ("reconstruction", "link_prediction", "lexical_entailment")

LOOKUPS = ("synset-name", "lemma", "synset-name-last-sense")


@pytest.fixture
def folder(tmp_path, published_folder):
    return shutil.copytree(published_folder, tmp_path / "published")


def published_of(numbers, source, task, dataset):
    return numbers[
        (numbers["source"] == source) & (numbers["task"] == task) & (numbers["dataset"] == dataset)
    ]


@pytest.mark.parametrize(("source", "task", "dataset"), AUDITED)
def test_every_value_of_an_audited_table_has_an_entry(published, rules, source, task, dataset):
    numbers = published_of(published.numbers, source, task, dataset)
    audited = published_of(
        rules.numbers.rename(columns={"dataset": "ours", "published_dataset": "dataset"}),
        source, task, dataset,
    )  # fmt: skip
    key = ["system", "dim", "metric", "value"]
    theirs = audited.rename(columns={"system": "recipe"}).rename(
        columns={"published_system": "system", "published": "value"}
    )
    assert len(numbers) > 0
    expected = numbers[key].fillna(0).sort_values(key).to_numpy().tolist()
    assert theirs[key].fillna(0).sort_values(key).to_numpy().tolist() == expected


def test_the_first_version_of_the_notebook_stands_where_it_differs(published, rules):
    numbers = published.numbers
    first = numbers[numbers["source"] == "gensim_notebook_v1"]
    kept = rules.numbers[rules.numbers["source"] == "gensim_notebook_v1"]
    assert set(kept["task"]) == set(FIRST_VERSION)
    final = rules.numbers[rules.numbers["source"] == "gensim_notebook"]
    key = ["task", "system", "dim"]
    row = kept.merge(final, on=[*key, "metric"], suffixes=("", "_final"))
    assert len(row) == len(kept)
    differs = row["published"] != row["published_final"]
    assert differs.groupby([row[name] for name in key]).any().all()
    rows_of_two, rows_of_one = 48 + 48, 28
    assert len(first) - len(kept) == 2 * rows_of_two + rows_of_one
    assert sum(rules.repeated.values()) == rows_of_two + rows_of_one


@pytest.mark.slow
def test_recipes_datasets_and_protocols_are_known(rules, published_folder):
    recipes = published_folder.parents[1] / "config" / "recipes"
    runs = pd.concat([rules.numbers, rules.explanations])
    for system in {*runs["system"], *rules.baselines.systems} - {""}:
        assert read_recipe(recipes / f"{system}.yaml").name == system
    stated = runs[runs["dataset"] != ""]
    for dataset in stated["dataset"].unique():
        assert graph_of(dataset) in ledger()["graphs"]
    for task, dataset, *names in (
        stated[["task", "dataset", "protocol", "beside"]].drop_duplicates().to_numpy().tolist()
    ):
        for name in names:
            if task == "lexical_entailment":
                assert name in LOOKUPS
            else:
                hold_out = dataset.removeprefix(graph_of(dataset))
                base = protocol_named(name.removesuffix(hold_out))
                assert base.belongs_to(graph_of(dataset))


def test_explanations_are_of_audited_rows_and_of_other_runs(rules):
    key = ["source", "task", "published_system", "dim", "metric", "published"]
    own = rules.numbers.set_index(key)[["system", "dataset"]]
    others = rules.explanations.set_index(key)[["system", "dataset"]]
    assert len(others) > 0 and others.index.isin(own.index).all()
    assert (others != own.loc[others.index]).any(axis=1).all()
    assert (rules.explanations["reservation"] != "").all()


def test_a_published_row_has_one_verdict_at_most(rules):
    """No row has a metric twice, and none is both comparable and not."""
    rows = rules.numbers.groupby(ROW, dropna=False)
    assert not rules.numbers.duplicated([*ROW, "metric"]).any()
    assert (rows["cannot_be_compared"].nunique() == 1).all()
    assert (rows["dataset"].nunique() == 1).all()
    assert (rows["protocol"].nunique() <= 2).all()


def test_the_correlation_of_norms_has_a_protocol_of_its_own(rules):
    of_2018 = rules.numbers[
        (rules.numbers["source"] == "NickelKiela2018") & (rules.numbers["system"] != "")
    ]
    protocols = of_2018.groupby("metric")[["protocol", "beside"]].agg(set)
    assert set(of_2018["dataset"]) == {"nouns-facebook-lines", "verbs", "acm", "eurovoc"}
    for metric, expected in (
        ("mean_rank", "nickel2017"),
        ("MAP", "nickel2017"),
        ("rank_norm_spearman", "normalised-rank"),
    ):
        assert protocols.loc[metric].tolist() == [{expected}, {expected}]
    others = rules.numbers.drop(of_2018.index)
    assert (others.groupby(ROW, dropna=False)["protocol"].nunique() == 1).all()


def test_the_criteria_are_those_stated(rules):
    tolerances = {name: one.around(10.0) for name, one in rules.criteria.items()}
    shares = ("MAP", "spearman", "rank_norm_spearman")
    assert tolerances == {"mean_rank": 2.0} | dict.fromkeys(shares, 0.03)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("criteria:", "criterion:", "'criteria' is a required"),
        ("  MAP: {absolute", "  MRR: {absolute", "criteria.*'MRR'"),
        ("{rank_norm_spearman: normalised-rank}", "{rho: normalised-rank}", "protocol_of.*'rho'"),
        ("task: reconstruction", "task: reconstructing", "'reconstructing'"),
        ("mean_rank: {relative: 0.2}", "mean_rank: {relative: 0}", r"criteria\.mean_rank"),
        ("MAP: {absolute: 0.03}", "MAP: {absolute: 0.03, relative: 1}", r"criteria\.MAP"),
        ("protocol: nickel2017\n", "protocoll: nickel2017\n", r"entries\.0"),
        ("      Euclidean: euclidean-ball\n", "", "no entry for .*'Euclidean'"),
        ("      Euclidean: euclidean-ball\n", "      Euclid: euclidean-ball\n", "'Euclid'"),
        ("note: \"epoch 1400", "note: \"epoch 1500", "no published number of FB_issue_35"),
        ("note: \"epoch 1400", "note: \"epoch 199", "two entries for FB_issue_35"),
        ("      FR:\n", "      FR:\n      Poincare:\n", "two entries for NickelKiela2017"),
        ("entries:", "entries: [", "not YAML"),
        ("    explanation:", "    because:", r"explanations\.0"),
        ('"Gensim modified: uniform', '"Gensim unmodified: uniform', "no published number"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(folder, published, old, new, what):
    path = folder / "audit.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=what) as caught:
        read_audit(folder, published.numbers)
    assert "audit.yaml" in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file_is_named(folder, published):
    (folder / "audit.yaml").unlink()
    with pytest.raises(UserError, match=r"audit\.yaml"):
        read_audit(folder, published.numbers)
