"""What a configuration names, and its checks."""

import copy
from pathlib import Path

import pytest

from poincare.base.errors import UserError
from poincare.evaluation.tasks import TASKS
from poincare.suite.configuration.asked import protocols_of, tasks
from poincare.suite.configuration.checks import check_configuration, check_inputs, read_recipes
from poincare.suite.schema_docs import CONFIG_SCHEMA

ROOT = Path(__file__).parents[3]
CONFIGS = sorted((ROOT / "config").glob("*.yaml"))
OWN = {"pairs": "pairs.tsv", "closure": True}


def own(config, **entry):
    """Add an own graph to a configuration."""
    config["graphs"] = {"own": entry}


@pytest.fixture
def config(laid_over_default):
    return copy.deepcopy(laid_over_default(ROOT / "config" / "quick.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_shipped_configurations_are_valid(path, laid_over_default):
    config = laid_over_default(path)
    check_configuration(config, CONFIG_SCHEMA)
    assert read_recipes(config, ROOT / "config" / "recipes")
    assert config["name"] == path.stem


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c.update(dimensions=[5]), "dimensions"),
        (lambda c: c["grids"][0].update(dims=[0]), r"grids\.0\.dims\.0"),
        (lambda c: c["grids"][0].update(datasets=["nuons"]), "nuons"),
        (
            lambda c: c["grids"][1].update(datasets=["mammals-all6"]),
            r"'mammals-all6' .*all5",
        ),
        (lambda c: c["grids"][1].update(datasets=["mammals-all5-leak"]), "all5-leak'"),
        (lambda c: c["reconstruction"].update(protocols=["nickel"]), "nickel"),
        (
            lambda c: c["reconstruction"].update(protocols=["facebook"]),
            "'facebook' .*'nouns-facebook'",
        ),
        (lambda c: c["reconstruction"].update(variants=["gensim+x"]), "unknown part 'x'"),
        (
            lambda c: c["reconstruction"].update(protocols=["nickel2017"]),
            r"'gensim\+itself-excluded' .*'gensim'",
        ),
        (lambda c: c["reconstruction"].update(splits=["mammals"]), r"splits: 'mammals'"),
        (lambda c: c["reconstruction"].update(splits=["nouns-all5"]), r"splits: 'nouns-all5'"),
        (lambda c: c.update(name="../../elsewhere"), "elsewhere"),
        (lambda c: c.update(graphs={"animals": OWN}), r"graphs\.animals\.pairs: pairs\.tsv"),
        (lambda c: own(c, pairs="docs", closure=True), r"graphs\.own\.pairs: docs: is a folder"),
        (lambda c: own(c, obo="hp.obo"), r"graphs\.own\.obo: hp\.obo"),
        (lambda c: own(c, obo="hp.obo", pairs="x", closure=True), "own: .*pairs and obo"),
        (lambda c: own(c, closure=True), "own: .*pairs and obo"),
        (lambda c: own(c, pairs="pairs.tsv"), "own: 'closure'"),
        (lambda c: own(c, pairs="x", closure=True, relations=["is_a"]), "own: 'relations'"),
        (lambda c: own(c, obo="x", separator="tab"), "own: 'separator'"),
        (lambda c: own(c, pairs="x", closure=True, separator="|"), r"own\.separator"),
        (lambda c: own(c, pairs="x", closure=True, columns=["a"]), r"own\.columns"),
        (lambda c: own(c, pairs="x", closure=True, columns=[0, 1]), r"own\.columns"),
        (lambda c: own(c, pairs="x", closure=True, duplicates="keep"), r"own\.duplicates"),
        (lambda c: own(c, pairs="x", closure=True, self_loops=True), r"own\.self_loops"),
        (lambda c: c.update(graphs={"mammals": OWN}), "graphs: 'mammals'"),
        (lambda c: c.update(graphs={"own-all5": OWN}), "graphs: 'own-all5'"),
        (lambda c: c.update(compare_with="nowhere.csv"), "compare_with: no file 'nowhere.csv'"),
        (
            lambda c: c["grids"][1].update(datasets=["mammals-given"]),
            "'mammals-given'; name them under the key splits",
        ),
        (lambda c: c.update(graphs={"own-given": OWN}), "graphs: 'own-given'"),
        (lambda c: c.update(splits={"mammals-given": {"test": "none.tsv"}}), "'none.tsv'"),
        (lambda c: c["threads"].update(train=0), r"threads\.train"),
    ],
)
def test_a_mistake_is_named_with_its_key(config, change, words):
    change(config)
    with pytest.raises(UserError, match=words) as error:
        check_configuration(config, CONFIG_SCHEMA)
    assert "\n" not in str(error.value)


def test_protocols_of_one_graph_are_used_for_that_graph_only(config):
    config["grids"] = [{**config["grids"][0], "datasets": ["nouns", "nouns-paths"]}]
    config["reconstruction"] = {"protocols": ["nickel2017", "gensim-notebook"]}
    check_configuration(config, CONFIG_SCHEMA)
    assert protocols_of(config, "reconstruction", "nouns") == ["nickel2017"]
    assert protocols_of(config, "reconstruction", "nouns-paths") == [
        "nickel2017",
        "gensim-notebook",
    ]
    config["reconstruction"]["protocols"] = ["gensim-notebook"]
    with pytest.raises(UserError, match=r"protocols: .*'nouns'"):
        check_configuration(config, CONFIG_SCHEMA)


def test_a_split_is_scored_on_its_graph_if_it_is_asked_for(config):
    assert tasks(config, "mammals") == ("reconstruction", "generality")
    assert tasks(config, "mammals-all5") == ("link_prediction",)
    config["reconstruction"]["splits"] = ["mammals-all5"]
    check_configuration(config, CONFIG_SCHEMA)
    assert tasks(config, "mammals-all5") == ("reconstruction", "link_prediction")
    assert tasks(config, "mammals") == ("reconstruction", "generality")


def test_variants_belong_to_the_graph_of_their_protocol(config):
    config["grids"] = [{**config["grids"][0], "datasets": ["nouns", "nouns-paths"]}]
    variants = ["gensim-notebook+all-nodes", "gensim-notebook+all-nodes+no-self-loops"]
    config["reconstruction"] = {
        "protocols": ["nickel2017", "gensim-notebook"],
        "variants": variants,
    }
    check_configuration(config, CONFIG_SCHEMA)
    assert protocols_of(config, "reconstruction", "nouns") == ["nickel2017"]
    assert protocols_of(config, "reconstruction", "nouns-paths")[2:] == variants


def test_a_system_without_recipe_is_named(config):
    config["grids"][0]["systems"] = ["fats"]
    with pytest.raises(UserError, match=r"no recipe 'fats'; known are .*fast, "):
        read_recipes(config, ROOT / "config" / "recipes")


def test_a_system_that_reads_glosses_needs_synsets(config):
    config["grids"] = [{"datasets": ["mammals-all5", "acm"], "systems": ["fast", "cbow-glosses"]}]
    recipes = read_recipes(config, ROOT / "config" / "recipes")
    with pytest.raises(UserError, match=r"'cbow-glosses'.*'acm'"):
        check_inputs(config, recipes)
    config["grids"][0]["datasets"].remove("acm")
    check_inputs(config, recipes)
    config["grids"].append({"datasets": ["acm"], "systems": ["fast"]})
    check_inputs(config, recipes)


def test_the_baseline_is_the_quick_grid_with_five_seeds(config, laid_over_default):
    baseline = laid_over_default(ROOT / "config" / "baseline.yaml")
    seeds = [[part.pop("seeds") for part in one["grids"]] for one in (config, baseline)]
    assert seeds == [[[0], [0]], [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]]]
    scored = ("grids", *TASKS, "threads")
    assert {key: baseline[key] for key in scored} == {key: config[key] for key in scored}
