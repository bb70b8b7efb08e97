"""Recipes: what is written is what is run, and mistakes are named."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from poincare.base.errors import UserError
from poincare.base.validation import read_yaml
from poincare.training.nodewise.levels import epochs_of
from poincare.training.nodewise.settings import Level
from poincare.training.recipe import SCHEMA, read_recipe
from poincare.training.trainers import MODULES, trainer_named

ROOT = Path(__file__).parents[3]
RECIPES = ROOT / "config" / "recipes"


def broken(tmp_path, change):
    settings = yaml.safe_load((RECIPES / "fast.yaml").read_text())
    change(settings)
    path = tmp_path / "fast.yaml"
    path.write_text(yaml.safe_dump(settings))
    return path


@pytest.mark.slow
def test_every_recipe_of_the_suite_is_valid():
    paths = sorted(RECIPES.glob("*.yaml"))
    assert paths
    for path in paths:
        assert read_recipe(path).name == path.stem


@pytest.mark.parametrize(
    "results", ["results/reference/results.csv", "tests/regression/baseline/results.csv"]
)
def test_results_of_the_repository_are_of_these_recipes(results):
    """Renamed keys need `benchmarks/carry_hashes.py`, other changes new results.

    Rows of the audit may be of other recipes: reports list them as stale.
    """
    kept = pd.read_csv(ROOT / results)[["system", "recipe_hash"]].drop_duplicates()
    trained = kept[[(RECIPES / f"{system}.yaml").is_file() for system in kept["system"]]]
    hashes = [read_recipe(RECIPES / f"{system}.yaml").text_hash for system in trained["system"]]
    assert len(trained) and trained["recipe_hash"].tolist() == hashes


def numbers_of(schema, place=""):
    """Every number of a schema, by its place."""
    if isinstance(schema, dict):
        if schema.get("type") in ("integer", "number"):
            yield place, schema
        for key, part in schema.items():
            yield from numbers_of(part, f"{place}.{key}")


def test_every_number_of_a_recipe_is_bounded_on_both_sides():
    schemas = {"recipe": SCHEMA, **{name: trainer_named(name).schema for name in MODULES}}
    found = [one for name, path in schemas.items() for one in numbers_of(read_yaml(path), name)]
    assert len(found) > 30
    open_ended = [
        place
        for place, number in found
        if not {"minimum", "exclusiveMinimum"} & number.keys()
        or not {"maximum", "exclusiveMaximum"} & number.keys()
    ]
    assert open_ended == []


def test_what_is_uncertain_is_part_of_the_recipe():
    assert any("workers" in words for words in read_recipe(RECIPES / "facebook.yaml").uncertain)
    assert read_recipe(RECIPES / "fast.yaml").uncertain == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s.update(batchnodes=3), "batchnodes"),
        (lambda s: s.pop("levels"), "levels"),
        (lambda s: s["negatives"].update(pool=0), "negatives.pool"),
        (
            lambda s: s["step"]["scaled_learning_rate"].update(first="fast"),
            "scaled_learning_rate.first",
        ),
        (lambda s: s.update(trainer="magic"), "trainer"),
        (lambda s: s.update(name="slow"), "file's name"),
        (lambda s: s["levels"].pop(), "descendants: 0"),
        (lambda s: s["levels"].reverse(), "must fall"),
        (lambda s: s["levels"][0].update(epochs=0), "levels.0.epochs"),
        (lambda s: s.update(distance="manhattan"), "distance"),
        (lambda s: s["negatives"]["number"].update(schedule="square"), "number.schedule"),
        (lambda s: s.update(ball={"radius": 1}), "ball"),
    ],
)
def test_a_mistake_is_one_line_naming_file_and_key(tmp_path, change, words):
    path = broken(tmp_path, change)
    with pytest.raises(UserError) as error:
        read_recipe(path)
    message = str(error.value)
    assert words in message and str(path) in message and "\n" not in message


def test_yaml_that_cannot_be_parsed_is_named_with_its_line(tmp_path):
    path = tmp_path / "fast.yaml"
    path.write_text("name: fast\ntitle: [unclosed\n")
    with pytest.raises(UserError, match=r"fast\.yaml:\d"):
        read_recipe(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"none\.yaml"):
        read_recipe(tmp_path / "none.yaml")


def test_the_hash_follows_settings_not_layout(tmp_path):
    original = read_recipe(RECIPES / "fast.yaml")
    same = broken(tmp_path, lambda s: None)
    assert read_recipe(same).text_hash == original.text_hash
    other = broken(tmp_path, lambda s: s["step"].update(longest=0.25))
    assert read_recipe(other).text_hash != original.text_hash
    shutil.copy(RECIPES / "fast.yaml", tmp_path / "fast.yaml")
    assert read_recipe(tmp_path / "fast.yaml").text_hash == original.text_hash


def test_small_graphs_get_more_epochs_to_make_the_steps():
    level = Level(descendants=0, epochs=100, steps=800)
    assert epochs_of(level, 82115, 1024) == 100
    assert epochs_of(level, 1182, 1024) == 400
    assert epochs_of(level, 10, 1024) == 800


def test_the_schema_names_the_trainers():
    assert read_yaml(SCHEMA)["properties"]["trainer"]["enum"] == list(MODULES)
    assert {read_recipe(path).trainer for path in RECIPES.glob("*.yaml")} == set(MODULES)
